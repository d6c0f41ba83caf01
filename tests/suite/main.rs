//! Whybook from the outside: what a user types, and what comes of it. One binary, so that the search engine is linked
//! once; a module per topic, and [`site`] as the language they are told in.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod acceptance;
mod architecture;
mod bad_folders;
mod bad_input;
mod bounds;
mod commands;
mod engine;
mod evaluation;
mod hostile;
mod judged;
#[path = "../../examples/judge/scoring.rs"]
mod judging;
mod labels;
mod properties;
mod rebuild;
#[path = "../../crates/whybook-search-wasm/tools/src/record.rs"]
mod record;
#[path = "../../examples/evaluate/scoring/mod.rs"]
mod scoring;
mod searching;
mod site;
mod tagging_command;
mod tagging_guide;
mod why;
