//! Real postmortems, where they are at hand: `WHYBOOK_SHARED`, else `shared` beside the repository.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::scoring::{self, Evaluation};
use super::site::Site;

/// A folder of the shared corpus, or a line that says that it is not here.
pub(crate) fn shared(folder: &str) -> Option<PathBuf> {
    let root = std::env::var_os("WHYBOOK_SHARED").map(PathBuf::from);
    let root = root.or_else(|| Some(Path::new(env!("CARGO_MANIFEST_DIR")).parent()?.join("shared")));
    let found = root.map(|root| root.join("corpus").join(folder)).filter(|folder| folder.is_dir());
    if found.is_none() {
        println!("skipped: ../shared is not here");
    }
    found
}

#[test]
fn all_incidents_of_a_real_team_are_published() {
    let Some(dfds) = shared("dfds") else { return };
    let site = Site::new();
    let run = site.run(&format!("build --content '{}' --out public", dfds.display())).exits(0);
    assert!(run.stdout.starts_with("Read 42 files: 39 incidents published, 3 skipped.\n"), "{}", run.stdout);
    for (name, reason) in [
        ("LICENSE", "a file about the repository"),
        ("PMyyyy-nnn - Postmortem template.md", "a template"),
        ("README.md", "an overview without the sections of an incident"),
    ] {
        assert!(run.stderr.contains(&format!("note: skipped {name}: {reason}\n")), "{}", run.stderr);
    }
    let published = site.published();
    assert_eq!(published.len(), 39);
    let extensionless = "pm2022-009-bad-aws-eks-ami-causing-kubernetes-issues";
    assert!(published.iter().any(|slug| slug == extensionless), "{published:?}");
}

#[test]
fn the_seeds_are_read_as_a_careful_reader_reads_them() {
    let Some(seeds) = shared("seeds") else { return };
    let site = Site::new();
    let run = site.run(&format!("explain --format jsonl '{}'", seeds.display())).exits(0);
    let records: Vec<Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(records.len(), 5);
    let labels = std::fs::read_to_string(seeds.join("expected.jsonl")).unwrap();
    let mut evaluation = Evaluation::default();
    for label in scoring::labels(&labels).unwrap() {
        let record = records.iter().find(|record| record["path"] == label.path.as_str()).unwrap();
        evaluation.add(&label, record);
    }
    assert_eq!(evaluation.differences, []);
}

#[test]
fn the_seeds_are_found_by_their_causes() {
    let Some(seeds) = shared("seeds") else { return };
    let site = Site::new();
    let run = site.run(&format!("build --content '{}' --out public", seeds.display())).exits(0);
    assert!(run.stdout.contains(" 5 incidents published"), "{}", run.stdout);
    let found = |query: &str| -> Vec<String> {
        let answer = site.run(&format!("search '{query}' --format json")).exits(0).json();
        let hits = answer["hits"].as_array().unwrap();
        let mut paths: Vec<String> =
            hits.iter().map(|hit| hit["path"].as_str().unwrap().to_owned()).collect();
        paths.sort();
        paths
    };
    assert_eq!(found("cause:traffic-surge"), ["000.md", "001.md", "004.md"]);
    assert_eq!(found("cause:memory-leak"), ["003.md"]);
}
