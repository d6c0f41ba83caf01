//! docs/rules: a page for each rule of `whybook check`, and its place in the book, generated from the table of rules.
//!
//! `WHYBOOK_UPDATE_DOCS=1 cargo test --test suite rules` writes them anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use whybook::diagnostic::rules::{self, About, Rule};

fn page(name: &str, rule: &Rule) -> String {
    let Rule { what, why, example, instead, about } = rule;
    let scope = match about {
        About::Facts => "",
        About::Writing => "\nIts findings appear in `whybook check`, never on a page.\n",
    };
    format!(
        "# {name}\n\n{what}\n{scope}\n## Why it matters\n\n{why}\n\n## Example\n\n{example}\n\n## Instead\n\n{instead}\n"
    )
}

fn index() -> String {
    let rows: String = rules::all()
        .iter()
        .map(|(name, rule)| format!("| [{name}]({name}.md) | {} |\n", rule.what.replace('|', "\\|")))
        .collect();
    format!(
        "# Rules\n\nWhat `whybook check` finds. `[rules]` in whybook.toml sets the level of each: `\"off\"`, `\"note\"`, \
         `\"warning\"` or `\"error\"`;\nsee [Checking write-ups](../checking.md).\n\n| rule | what it finds |\n|---|---|\n{rows}"
    )
}

#[test]
fn every_rule_has_its_page_in_the_docs() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules");
    let mut expected: BTreeMap<String, String> =
        rules::all().iter().map(|(name, rule)| (format!("{name}.md"), page(name, rule))).collect();
    expected.insert("README.md".to_owned(), index());
    if std::env::var_os("WHYBOOK_UPDATE_DOCS").is_some() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in &expected {
            fs::write(folder.join(name), text).unwrap();
        }
    }
    let files = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap());
    let found: BTreeMap<String, String> = files
        .map(|file| {
            (file.file_name().to_string_lossy().into_owned(), fs::read_to_string(file.path()).unwrap())
        })
        .collect();
    for (name, text) in &expected {
        assert_eq!(found.get(name), Some(text), "docs/rules/{name}: run with WHYBOOK_UPDATE_DOCS=1");
    }
    assert_eq!(found.len(), expected.len(), "docs/rules has pages of rules that there are not");
    let chapters: String =
        rules::all().keys().map(|name| format!("  - [{name}](rules/{name}.md)\n")).collect();
    // Between marks they would be chapters beside that of all rules.
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/SUMMARY.md");
    let summary = fs::read_to_string(&path).unwrap();
    let begin = "- [Rules](rules/README.md)\n";
    let from = summary.find(begin).expect("the chapter of all rules") + begin.len();
    let to = from + summary[from..].find("\n\n").expect("the end of its part") + 1;
    if std::env::var_os("WHYBOOK_UPDATE_DOCS").is_some() {
        fs::write(&path, format!("{}{chapters}{}", &summary[..from], &summary[to..])).unwrap();
    } else {
        assert_eq!(&summary[from..to], chapters, "docs/SUMMARY.md: run with WHYBOOK_UPDATE_DOCS=1");
    }
}
