//! `whybook explain --why`: how the causes of a postmortem were decided.

use std::collections::BTreeSet;
use std::path::Path;

use regex::Regex;
use serde_json::json;
use snapbox::{assert_data_eq, str};
use whybook::classify::Tagger;
use whybook::classify::taxonomy::Taxonomy;
use whybook::disclosure::Policy;
use whybook::library::{self, Library};
use whybook::source::Selection;

use super::site::Site;

const BASKET: &str = "# Basket killed again and again

## Summary

We first suspected a surge of traffic, but the number of visitors was the usual one. Users saw timeouts.

## Root cause

The outage was caused by a memory leak in the basket, a defect in our code. A full disk was not the problem.

## Action items

- Monitor memory leaks and fix slow queries
";

/// What the command says, without the figures: they move whenever a weight does.
#[track_caller]
fn why(site: &Site, command: &str) -> String {
    let said = site.run(command).exits(0).complains("").stdout;
    let said = Regex::new(r"\(\d\.\d\d\)").unwrap().replace_all(&said, "([SCORE])").into_owned();
    Regex::new(r"(?m)^    \d\.\d\d").unwrap().replace_all(&said, "    [..]").into_owned()
}

#[test]
fn why_lists_every_cause_with_what_spoke_for_and_against_it() {
    let site = Site::new().post("basket.md", BASKET);
    assert_data_eq!(
        why(&site, "explain --why content/basket.md"),
        str![[r#"
━━ basket.md
Causes considered: 5. A cause is a tag from 0.43, and may be a suggestion from 0.25.
Each sentence is preceded by the confidence it gives on its own.

memory-leak: tag, the primary cause ([SCORE])
  It passes the threshold of 0.43, and of the causes it weighs most.
  Evidence for:
    [..]     9 │ The outage was caused by a memory leak in the basket, a defect in our code.
               │                            ~~~~~~~~~~~
               ╰ among the root causes, said to have led to something
  Evidence against, or ignored:
    [..]    13 │ Monitor memory leaks and fix slow queries
               │         ~~~~~~~~~~~~
               ╰ among the actions, only named, but as a plan

traffic-surge: no tag ([SCORE])
  It is ruled out by the text.
  Evidence against, or ignored:
    [..]     5 │ We first suspected a surge of traffic, but the number of visitors was the usual one.
               │                      ~~~~~~~~~~~~~~~~
               ╰ in the summary, only named, but as a guess that proved wrong

disk-full: no tag ([SCORE])
  It is ruled out by the text.
  Evidence against, or ignored:
    [..]     9 │ A full disk was not the problem.
               │   ~~~~~~~~~
               ╰ among the root causes, only named, but ruled out

software-bug: no tag ([SCORE])
  It yields to memory-leak, which says the same more closely.
  Evidence for:
    [..]     9 │ by a memory leak in the basket, a defect in our code.
               │                                 ~~~~~~~~
               ╰ among the root causes, said to have led to something

slow-query: no tag ([SCORE])
  It is named only in plans, repairs, checks or in passing.
  Evidence against, or ignored:
    [..]    13 │ Monitor memory leaks and fix slow queries
               │                              ~~~~~~~~~~~~
               ╰ among the actions, only named, but as a plan


"#]]
    );
}

#[test]
fn why_says_what_the_authors_own_list_did() {
    let declared = BASKET.replace("# Basket", "---\ncauses: [slow-query, dns, gremlins]\n---\n# Basket");
    let site = Site::new().post("basket.md", declared).post("bare.md", "# It broke\n\nBadly.\n");
    assert_data_eq!(
        why(&site, "explain --why content/basket.md content/bare.md"),
        str![[r#"
━━ basket.md
Causes considered: 6. A cause is a tag from 0.43, and may be a suggestion from 0.25.
Each sentence is preceded by the confidence it gives on its own.

slow-query: tag, the primary cause
  It is stated by the author in line 2.
  Evidence against, or ignored:
    [..]    16 │ Monitor memory leaks and fix slow queries
               │                              ~~~~~~~~~~~~
               ╰ among the actions, only named, but as a plan

dns: tag, a root cause
  It is stated by the author in line 2; no sentence of the text names it.

memory-leak: no tag ([SCORE])
  It passes the threshold of 0.43, but the author's own list of causes takes its place.
  Evidence for:
    [..]    12 │ The outage was caused by a memory leak in the basket, a defect in our code.
               │                            ~~~~~~~~~~~
               ╰ among the root causes, said to have led to something
  Evidence against, or ignored:
    [..]    16 │ Monitor memory leaks and fix slow queries
               │         ~~~~~~~~~~~~
               ╰ among the actions, only named, but as a plan

traffic-surge: no tag ([SCORE])
  It is ruled out by the text.
  Evidence against, or ignored:
    [..]     8 │ We first suspected a surge of traffic, but the number of visitors was the usual one.
               │                      ~~~~~~~~~~~~~~~~
               ╰ in the summary, only named, but as a guess that proved wrong

disk-full: no tag ([SCORE])
  It is ruled out by the text.
  Evidence against, or ignored:
    [..]    12 │ A full disk was not the problem.
               │   ~~~~~~~~~
               ╰ among the root causes, only named, but ruled out

software-bug: no tag ([SCORE])
  It yields to memory-leak, which says the same more closely.
  Evidence for:
    [..]    12 │ by a memory leak in the basket, a defect in our code.
               │                                 ~~~~~~~~
               ╰ among the root causes, said to have led to something

warning[unknown-cause]: the taxonomy has no cause `gremlins`; it is kept as a keyword
 --> basket.md:2:27
  |
2 | causes: [slow-query, dns, gremlins]
  |                           ^^^^^^^^
  |
  = help: add it to the taxonomy of the site, or use one of its causes

━━ bare.md
No cause of the taxonomy is named: untagged.


"#]]
    );
}

#[test]
fn why_adds_candidates_to_the_record() {
    let site = Site::new().post("basket.md", BASKET);
    let record = site.run("explain --why --format jsonl content").exits(0).json();
    let plain = site.run("explain --format jsonl content").exits(0).json();
    let mut without = record.clone();
    let candidates = without.as_object_mut().unwrap().remove("candidates").unwrap();
    assert_eq!(without, plain);
    let outcomes = candidates.as_array().unwrap().iter().map(|candidate| {
        let text = |name: &str| candidate[name].as_str().unwrap();
        format!("{} {} {}", text("id"), text("outcome"), candidate["primary"])
    });
    let mut outcomes: Vec<String> = outcomes.collect();
    outcomes.sort();
    assert_eq!(
        outcomes,
        [
            "disk-full none false", "memory-leak tag true", "slow-query none false",
            "software-bug none false", "traffic-surge none false",
        ]
    );
    let disk = candidates.as_array().unwrap().iter().find(|candidate| candidate["id"] == "disk-full");
    assert_eq!(
        *disk.unwrap(),
        json!({
            "id": "disk-full", "category": "capacity", "outcome": "none", "role": "cause", "primary": false,
            "score": 0.0, "decision": "is ruled out by the text", "for": [],
            "against": [{
                "line": 9, "text": "A full disk was not the problem.", "phrases": ["full disk"], "weight": 0.0,
                "section": "root-cause", "strength": "strong", "says": "open", "doubt": "ruled-out",
            }],
        })
    );
}

#[test]
fn candidates_agree_with_the_tags_of_the_record() {
    let tagger = Tagger::new(&Taxonomy::embedded());
    for folder in ["content", "tests/writeups"] {
        let library =
            Library::read(Path::new(folder), &Selection::default(), &Policy::everything(), &tagger, |_| {})
                .unwrap();
        for incident in &library.incidents {
            let candidates = library::candidates(incident, &tagger);
            let tagged = candidates.iter().filter(|candidate| candidate.decision.is_tag());
            let tagged: BTreeSet<_> = tagged.map(|one| (one.id.as_str(), one.score.to_string())).collect();
            let extracted = incident.record.causes.iter().filter(|tag| !tag.declared);
            let extracted: BTreeSet<_> =
                extracted.map(|tag| (tag.id.as_str(), tag.score.to_string())).collect();
            let declares = incident.record.causes.iter().any(|tag| tag.declared);
            assert!(
                if declares { extracted.is_subset(&tagged) } else { extracted == tagged },
                "{}: {extracted:?} and {tagged:?}",
                incident.record.path
            );
        }
    }
}
