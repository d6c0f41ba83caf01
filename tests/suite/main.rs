//! Whybook from the outside: what a user types, and what comes of it. One binary, so that the search engine is linked
//! once; a module per topic, and [`site`] as the language they are told in.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod acceptance;
mod addresses;
mod architecture;
mod assets;
mod bad_folders;
mod bad_front_matter;
mod bad_input;
mod bounds;
mod checking;
mod command_line;
mod commands;
mod completed_front_matter;
mod containment;
mod dependencies;
mod disclosure;
mod engine;
mod evaluation;
mod fields;
mod first_commits;
mod guide;
mod hostile;
mod imports;
mod init_command;
mod judged;
mod judgements;
#[path = "../../examples/judge/scoring.rs"]
mod judging;
mod labels;
mod logs;
mod machine_paths;
mod new_command;
mod packages;
mod plain_output;
mod properties;
mod rebuild;
#[path = "../../crates/whybook-search-wasm/tools/src/record.rs"]
mod record;
mod repository_links;
mod rules;
mod schemas;
#[path = "../../examples/evaluate/scoring/mod.rs"]
mod scoring;
mod searching;
mod secrets;
mod services;
mod serving;
mod shared_state;
mod shell;
mod site;
mod tagging_command;
mod tagging_guide;
mod terms;
mod why;
mod workflows;
