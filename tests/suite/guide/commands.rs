//! Every command of README.md and the guide runs, and says what the page shows.
//!
//! Blocks of `console` hold commands behind `$ ` and, where it is shown, their output: exact, but for `...` as a line of its
//! own, times, hashes, numbers of files and the day. Blocks of `sh` are scripts. The blocks of a page run one after the
//! other in a copy of the sample site; `<!-- scene: empty folder -->` before one takes another place from there on, and
//! `<!-- file: PATH -->` writes the block after it there.

use rayon::prelude::*;
use regex::Regex;
use snapbox::{Assert, IntoData};

use super::scene::{Outcome, Scene};
use super::{Block, blocks, pages};

/// Beginnings of commands that do not run here, and why.
const NOT_RUN: [(&str, &str); 6] = [
    ("cargo ", "compiles the program for minutes"),
    ("tests/run", "is what runs this test"),
    ("sha256sum ", "wants a program of a release"),
    ("for crate in CLONE", "unpacks what `cargo` packed"),
    ("aws ", "writes to a bucket"),
    ("rsync ", "writes to a host"),
];

/// Whether a command, or a line of a script, begins so.
fn begins_with(step: &Step, beginning: &str) -> bool {
    step.command.lines().any(|line| line.trim_start().starts_with(beginning))
}

/// The day that pages show where a command takes today.
const SHOWN_DAY: &str = "2026-11-30";

/// A command of a page with the output that the page shows.
#[derive(Debug, PartialEq)]
struct Step {
    command: String,
    shown: String,
}

/// The commands of a block; none of one in another language.
fn steps(block: &Block) -> Vec<Step> {
    if block.language == "sh" {
        return vec![Step { command: block.text.clone(), shown: String::new() }];
    }
    let mut steps: Vec<Step> = Vec::new();
    for line in block.text.lines().filter(|_| block.language == "console") {
        if let Some(command) = line.strip_prefix("$ ") {
            steps.push(Step { command: command.to_owned(), shown: String::new() });
        } else if let Some(step) = steps.last_mut() {
            step.shown.push_str(line);
            step.shown.push('\n');
        }
    }
    steps
}

/// Text in which what differs from run to run has a name.
fn normalised(text: &str) -> String {
    let today = jiff::Timestamp::now().strftime("%Y-%m-%d").to_string();
    let text = text.replace(&today, "[TODAY]").replace(SHOWN_DAY, "[TODAY]");
    let names = [
        (r"Done in [0-9.]+ s", "Done in [TIME] s"),
        (r"\b[0-9a-f]{32}\b", "[HASH]"),
        (r"Site: [0-9]+ files", "Site: [N] files"),
    ];
    names.into_iter().fold(text, |text, (pattern, name)| {
        Regex::new(pattern).unwrap().replace_all(&text, name).into_owned()
    })
}

/// Whether a command may end with this code: findings are no failure where a page only shows how to look for them.
fn may_end_with(step: &Step, code: i32) -> bool {
    match code {
        0 => true,
        1 => ["check", "--strict", "tag"].iter().any(|word| step.command.contains(word)),
        2 => step.shown.contains("error: "),
        _ => false,
    }
}

/// What is wrong with a command.
fn fault(scene: &mut Scene, step: &Step) -> Option<String> {
    if NOT_RUN.iter().any(|(beginning, _)| begins_with(step, beginning)) {
        return None;
    }
    // What reads the JSON may not be installed.
    let command = step.command.split(" | jq ").next().unwrap_or_default();
    let Outcome { code, output } =
        if command.starts_with("whybook serve") { scene.serve(command) } else { scene.run(command) };
    if !code.is_some_and(|code| may_end_with(step, code)) {
        return Some(format!("ends with {code:?}:\n{output}"));
    }
    if step.shown.is_empty() {
        return None;
    }
    let name: &dyn std::fmt::Display = &"output";
    let (actual, shown) = (normalised(&output), normalised(&step.shown));
    let compared = Assert::new().try_eq(Some(name), actual.into_data(), shown.into_data());
    compared.err().map(|difference| difference.to_string())
}

fn faults_of_page(path: &str, text: &str) -> Vec<String> {
    let mut scene: Option<Scene> = None;
    let mut faults = Vec::new();
    for block in blocks(text) {
        for (name, value) in &block.marks {
            match name.as_str() {
                "scene" => match Scene::named(value) {
                    Some(named) => scene = Some(named),
                    None => faults.push(format!("{path}: there is no scene `{value}`")),
                },
                "file" => {
                    scene.get_or_insert_with(|| Scene::named("sample").unwrap()).write(value, &block.text);
                }
                _ => {}
            }
        }
        let steps = steps(&block);
        if steps.is_empty() && ["console", "bash", "shell"].contains(&block.language.as_str()) {
            let text = &block.text;
            faults.push(format!(
                "{path}: write `$ ` before commands in `console`, or `sh` for a script:\n{text}"
            ));
        }
        for step in steps {
            let scene = scene.get_or_insert_with(|| Scene::named("sample").unwrap());
            faults.extend(fault(scene, &step).map(|fault| format!("{path}: $ {}\n{fault}", step.command)));
        }
    }
    faults
}

#[test]
#[cfg(unix)]
fn every_command_of_the_guide_runs_and_says_what_the_page_shows() {
    let faults: Vec<String> =
        pages().par_iter().flat_map_iter(|(path, text)| faults_of_page(path, text)).collect();
    assert!(faults.is_empty(), "{} faults:\n\n{}", faults.len(), faults.join("\n\n"));
}

#[test]
fn what_does_not_run_is_on_some_page() {
    let steps: Vec<Step> =
        pages().values().flat_map(|text| blocks(text)).flat_map(|block| steps(&block)).collect();
    for (beginning, reason) in NOT_RUN {
        assert!(steps.iter().any(|step| begins_with(step, beginning)), "`{beginning}`: {reason}");
    }
}

#[test]
fn commands_and_their_output_are_told_apart() {
    let page = "<!-- scene: sample -->\n```console\n$ whybook build\nRead 2 files\n...\n$ whybook check   # all\n```\n";
    let step = |command: &str, shown: &str| Step { command: command.to_owned(), shown: shown.to_owned() };
    let blocks = blocks(page);
    assert_eq!(blocks[0].marks, [("scene".to_owned(), "sample".to_owned())]);
    assert_eq!(
        steps(&blocks[0]),
        [step("whybook build", "Read 2 files\n...\n"), step("whybook check   # all", "")]
    );
}
