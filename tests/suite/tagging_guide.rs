//! `docs/tagging.md` shows whole postmortems with the tags that they get; here they are tagged.

use whybook::classify::{Tagger, taxonomy::Taxonomy};
use whybook::library;

/// The examples of the guide: a postmortem, and the tags that the line under it promises.
fn examples(guide: &str) -> Vec<(String, Vec<String>)> {
    let mut examples = Vec::new();
    for part in guide.split("```markdown\n").skip(1) {
        let (text, after) = part.split_once("```\n").expect("an example has an end");
        let promise = after.trim_start().lines().next().unwrap_or("");
        let promise = promise.strip_prefix("Tags: ").expect("a line `Tags: …` follows an example");
        let tags = promise.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        examples.push((text.to_owned(), tags));
    }
    examples
}

#[test]
fn the_examples_of_the_guide_get_the_tags_that_it_promises() {
    let tagger = Tagger::new(&Taxonomy::embedded());
    let folder = tempfile::tempdir().unwrap();
    let examples = examples(include_str!("../../docs/tagging.md"));
    assert_eq!(examples.len(), 8);
    for (text, promised) in examples {
        let file = folder.path().join("a.md");
        std::fs::write(&file, &text).unwrap();
        let incident = library::read_file(&file, "a.md", &tagger).0.pop().unwrap();
        let found: Vec<&str> = incident.record.causes.iter().map(|tag| tag.id.as_str()).collect();
        assert_eq!(found, promised, "{text}");
    }
}
