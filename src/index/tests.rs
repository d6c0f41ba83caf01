#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::Path;

use super::{Draft, Generation, build_documents, document, drop_body_lines, open};
use crate::extract::Incident;
use crate::extract::text::{Document, LineKind, LogicalLine, Section, SectionRole};
use crate::postmortem::{ActionStatus, CauseTag, Evidence, Role, Severity, Source};
use whybook_search::{Request, Sort, Vocabulary};

fn incident(slug: &str, sections: &[(SectionRole, &str, &str)]) -> Incident {
    let mut document = Document::default();
    let unit = |text: &str, section, kind| LogicalLine {
        kind,
        text: text.to_owned(),
        cells: Vec::new(),
        links: Vec::new(),
        withdrawn: Vec::new(),
        section,
        runs: Vec::new(),
    };
    for (index, (role, heading, text)) in sections.iter().enumerate() {
        let at = document.units.len();
        document.units.push(unit(heading, index, LineKind::Heading { level: 2 }));
        document.units.extend(text.lines().map(|line| unit(line, index, LineKind::Paragraph)));
        let units = at + 1..document.units.len();
        document.sections.push(Section { role: *role, heading: Some(at), units, is_retelling: false });
    }
    let mut incident =
        Incident { record: Default::default(), source: Default::default(), document, language: 0 };
    incident.record.slug = slug.to_owned();
    incident.record.path = format!("{slug}.md");
    incident.record.title = format!("About {slug}");
    incident
}

fn write(incidents: &[Incident], folder: &Path) -> anyhow::Result<Generation> {
    let documents = incidents.iter().map(document).collect();
    Ok(Draft::new(documents, &Vocabulary::default())?.write(folder)?.0)
}

fn found(folder: &Path, query: &str) -> Vec<String> {
    let request = Request { query, sort: Sort::Relevance, limit: 10, offset: 0, today: None, facets: true };
    let results = open(folder).unwrap().search(&request).unwrap();
    results.hits.into_iter().map(|hit| hit.slug).collect()
}

/// Folders and files right under a folder.
fn listing(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn sections_go_where_their_part_in_the_story_says() {
    let mut incident = incident(
        "pool",
        &[
            (SectionRole::Lead, "About pool", "Written on Monday."),
            (SectionRole::Summary, "Summary", "Nobody could log in."),
            (SectionRole::RootCauseAndResolution, "Root cause and resolution", "The pool was too small."),
            (SectionRole::Trigger, "Trigger", "A campaign."),
            (SectionRole::Resolution, "Mitigation", "We enlarged it."),
            (SectionRole::Timeline, "Timeline", "10:00 alarm\n10:20 over"),
        ],
    );
    incident.record.mitigation = Some("We enlarged it.".to_owned());
    incident.record.summary = Some("In short: no logins.".to_owned());
    incident.record.services = vec!["Login".to_owned()];
    incident.record.severity = Some(Severity { raw: "major".to_owned(), level: Some(2) });
    incident.record.symptoms = vec!["PoolTimeout".to_owned()];
    let document = document(&incident);
    assert_eq!(document.summary, "In short: no logins.\nNobody could log in.");
    assert_eq!(document.root_cause, "The pool was too small.\nA campaign.");
    assert_eq!(document.mitigation_text, "We enlarged it.");
    assert_eq!(
        document.body,
        "Written on Monday.\nSummary\nRoot cause and resolution\nTrigger\nMitigation\nTimeline\n10:00 alarm\n10:20 over"
    );
    assert_eq!(document.names, "PoolTimeout\nLogin");
    assert_eq!((document.kind.as_str(), document.detected_by.as_str()), ("incident", "unknown"));
    assert_eq!(
        (document.severity_level, document.mitigation_quote.as_deref()),
        (Some(2), Some("We enlarged it."))
    );
}

#[test]
fn without_a_section_on_it_the_evidence_tells_the_root_cause() {
    let mut incident = incident("leak", &[(SectionRole::Other, "What we saw", "A leak filled the heap.")]);
    incident.record.causes = vec![CauseTag {
        id: "memory-leak".to_owned(),
        category: "code".to_owned(),
        declared: false,
        role: Role::Cause,
        primary: true,
        score: 0.9,
        source: Source::Text,
        evidence: vec![Evidence { line: 3, text: "A leak filled the heap.".to_owned(), phrases: Vec::new() }],
    }];
    incident.record.actions = vec![crate::postmortem::Action {
        text: "Cap the heap".to_owned(),
        owner: None,
        due: None,
        status: Some(ActionStatus::Open),
        closed: None,
        kind: None,
        priority: None,
        link: None,
        line: 9,
    }];
    let document = document(&incident);
    assert_eq!(document.root_cause, "A leak filled the heap.");
    assert_eq!(document.actions, ["open"]);
    assert_eq!(document.names, "Cap the heap");
}

#[test]
fn an_index_is_used_once_published_and_the_one_before_goes() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("search-index");
    fs::create_dir_all(folder.join("0123456789abcdef0123456789abcdef")).unwrap();
    fs::write(folder.join("README.md"), "tracked").unwrap();
    let first = write(&[incident("dns", &[]), incident("disk", &[])], &folder).unwrap();
    assert!(open(&folder).unwrap_err().to_string().contains("run `whybook build`"));
    first.publish().unwrap();
    assert_eq!(found(&folder, "about"), ["disk", "dns"]);
    fs::write(first.path().join("notes.txt"), "mine").unwrap();

    let second = write(&[incident("dns", &[])], &folder).unwrap();
    assert_ne!(first.name, second.name);
    assert_eq!(found(&folder, "about"), ["disk", "dns"]);
    second.publish().unwrap();
    assert_eq!(found(&folder, "about"), ["dns"]);
    // What we did not write stays: a folder without our mark, and a file put among ours.
    let mut expected =
        ["0123456789abcdef0123456789abcdef", "CURRENT", "README.md", &first.name, &second.name];
    expected.sort_unstable();
    assert_eq!(listing(&folder), expected);
    assert_eq!(listing(&first.path()), ["generation.json", "notes.txt"]);
    write(&[incident("dns", &[]), incident("disk", &[])], &folder).unwrap().publish().unwrap();
    assert_eq!(found(&folder, "about"), ["disk", "dns"]);
}

#[test]
fn an_announced_index_is_used_from_the_moment_in_which_its_site_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let (index, site) = (folder.path().join("search-index"), folder.path().join("opening.bin"));
    write(&[incident("old", &[])], &index).unwrap().publish().unwrap();
    let next = write(&[incident("new", &[])], &index).unwrap();
    next.announce(&site).unwrap();
    assert_eq!(found(&index, "about"), ["old"]);
    fs::write(&site, "").unwrap();
    assert_eq!(found(&index, "about"), ["new"]);
    // A build that was killed here, and the next one before its own site is there.
    let third = write(&[incident("third", &[])], &index).unwrap();
    third.announce(&folder.path().join("not-yet.bin")).unwrap();
    assert_eq!(found(&index, "about"), ["new"]);
    third.publish().unwrap();
    assert_eq!(found(&index, "about"), ["third"]);
    let mut left = [third.name.as_str(), "CURRENT"];
    left.sort_unstable();
    assert_eq!(listing(&index), left);
}

#[test]
fn unchanged_content_keeps_its_index_in_whatever_order_it_comes() {
    let folder = tempfile::tempdir().unwrap();
    let first = write(&[incident("a", &[]), incident("b", &[])], folder.path()).unwrap();
    let again = write(&[incident("b", &[]), incident("a", &[])], folder.path()).unwrap();
    assert!(!first.reused && again.reused);
    assert_eq!((first.name, first.bytes), (again.name.clone(), again.bytes));
    fs::write(again.path().join("meta.json"), "{").unwrap();
    let mended = write(&[incident("a", &[]), incident("b", &[])], folder.path()).unwrap();
    assert!(!mended.reused);
    mended.publish().unwrap();
    assert_eq!(found(folder.path(), "title:about"), ["a", "b"]);
}

#[test]
fn an_index_that_cannot_be_used_says_what_to_run() {
    let folder = tempfile::tempdir().unwrap();
    let message = |folder: &Path| open(folder).unwrap_err().to_string();
    assert!(message(&folder.path().join("nowhere")).contains("there is no search index in"));
    let generation = write(&[incident("a", &[])], folder.path()).unwrap();
    generation.publish().unwrap();
    let meta = generation.path().join("meta.json");
    let newer = fs::read_to_string(&meta)
        .unwrap()
        .replace(&whybook_search::schema::mark(), &format!("{} 999", whybook_search::schema::MARK));
    for (content, words) in [(newer.as_str(), "written as whybook-search 999"), ("{", "damaged")] {
        fs::write(&meta, content).unwrap();
        let message = message(folder.path());
        assert!(message.contains(words) && message.contains("run `whybook build`"), "{message}");
    }
    fs::write(folder.path().join("CURRENT"), "../../etc\n").unwrap();
    assert!(message(folder.path()).contains("does not name a search index"));
}

#[test]
fn headings_stay_when_the_other_lines_are_dropped() {
    let sections = [(SectionRole::Lead, "Pool", "one\ntwo"), (SectionRole::RootCause, "Why", "three")];
    let mut incidents = [incident("pool", &sections)];
    let before = build_documents(&incidents);
    drop_body_lines(&mut incidents);
    let document = &incidents[0].document;
    let headings: Vec<&str> =
        document.sections.iter().map(|section| document.heading_text(section)).collect();
    assert_eq!((headings, document.units.len()), (vec!["Pool", "Why"], 2));
    assert!(before[0].root_cause.contains("three"));
}
