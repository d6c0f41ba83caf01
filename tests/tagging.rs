//! What the tagger takes from short write-ups, one mechanism or trap each.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use whybook::classify::{Decision, Declared, Tagger, taxonomy::Taxonomy};
use whybook::diagnostic::{LineIndex, Span};
use whybook::extract::{Incident, text};
use whybook::postmortem::{Postmortem, Source};
use whybook::source::SourceFile;

fn incident(text: &str) -> Incident {
    let lines = LineIndex::new(text);
    let source =
        SourceFile { relative: "a.md".to_owned(), text: text.to_owned(), lines, ..SourceFile::default() };
    let document = text::parse(&source);
    Incident { record: Postmortem::default(), source, document, language: 0 }
}

fn tagged(text: &str, declared: &Declared) -> (Postmortem, Vec<String>) {
    let mut incident = incident(text);
    let tagger = Tagger::new(&Taxonomy::embedded());
    let diagnostics = tagger.classify(&mut incident, declared);
    (incident.record, diagnostics.iter().map(|found| format!("{}: {}", found.rule, found.message)).collect())
}

fn ids(record: &Postmortem) -> Vec<&str> {
    record.causes.iter().map(|tag| tag.id.as_str()).collect()
}

/// Texts and the causes to be found in them, primary first.
fn check(cases: &[(&str, &[&str])]) {
    let mut wrong = String::new();
    for (text, expected) in cases {
        let (record, _) = tagged(text, &Declared::default());
        let found = ids(&record);
        let sorted = |ids: &[&str]| {
            let mut ids: Vec<String> = ids.iter().map(|&id| id.to_owned()).collect();
            ids.sort();
            ids
        };
        if sorted(&found) != sorted(expected) || found.first() != expected.first() {
            wrong.push_str(&format!("{text:?}\n  found {found:?}, expected {expected:?}\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_cause_side_of_a_sentence_is_the_cause_and_the_effect_side_is_not() {
    check(&[
        (
            "# Shop down\n## Root cause\nA memory leak in the cart service caused the node to crash.\n",
            &["memory-leak"],
        ),
        (
            "# Shop down\n## Summary\nThe database crashed due to a sudden surge in traffic.\n",
            &["traffic-surge"],
        ),
        (
            "# Shop down\n## Summary\nDue to an expired TLS certificate, the load balancer refused every client.\n",
            &["tls-certificate"],
        ),
        (
            "# Shop down\n## Summary\nA campaign brought a flood of visitors, which overwhelmed the database.\n",
            &["traffic-surge"],
        ),
        ("# Shop down\n## Summary\nOrders were lost because the disk was full.\n", &["disk-full"]),
        (
            "# Shop down\n## Root cause\nThe outage was traced to a missing index, so queries took minutes.\n",
            &["slow-query"],
        ),
    ]);
}

#[test]
fn what_was_denied_suspected_or_checked_is_no_cause() {
    check(&[
        ("# Shop down\n## Root cause\nWe do not think it was a memory leak.\n", &[]),
        ("# Shop down\n## Root cause\nWe no longer believe that a memory leak was the cause.\n", &[]),
        ("# Shop down\n## Root cause\nIt is unlikely that DNS was to blame.\n", &[]),
        (
            "# Shop down\n## Timeline\n- 10:00 we checked the database and found nothing wrong\n- 10:10 DNS was ruled out\n\
             - 10:20 at first we suspected a memory leak\n## Root cause\nA full disk on the log host.\n",
            &["disk-full"],
        ),
        (
            "# Shop down\n## Root cause\nThe disk filled up. It was not a DDoS, and there was no evidence of a memory leak.\n",
            &["disk-full"],
        ),
        (
            "# Shop down\n## Root cause\nA deadlock, rather than a slow query, held the orders up.\n",
            &["lock-contention"],
        ),
        (
            "# Shop down\n## Root cause\nThe disk wasn\u{2019}t full. An expired certificate stopped the login.\n",
            &["tls-certificate"],
        ),
        ("# Shop down\n## Root cause\nThe disk was nowhere near full.\n", &[]),
        (
            "# Shop down\n## Root cause\nHad the certificate expired, we would have seen errors everywhere.\n",
            &[],
        ),
    ]);
}

#[test]
fn what_is_denied_among_lessons_and_actions_takes_nothing_back() {
    let story = "# Shop down\n## Background\nOn Monday an auditor reported a vulnerability in the basket.\n\
                 ## Timeline\n- 09:00 the auditor confirms the vulnerability\n- 09:30 we confirm the vulnerability\n\
                 - 10:00 our partner is told of the vulnerability\n";
    let lessons =
        format!("{story}## Lessons\nWe do not think that there are vulnerabilities in the catalogue.\n");
    check(&[(story, &["vulnerability"]), (&lessons, &["vulnerability"])]);
}

#[test]
fn a_denial_reaches_over_lists_clauses_and_to_the_question_it_answers() {
    let denied = [
        "This was not caused by a memory leak, an expired certificate or a full disk.",
        "A memory leak, an expired certificate and a full disk were all ruled out.",
        "We found no evidence of a memory leak, an expired certificate, or a full disk.",
        "Although the disk was full, that did not cause the outage.",
        "The expired certificate, which we noticed on the way, was unrelated.",
        "The memory leak that we fixed last week was not involved.",
        "Was it a memory leak? No.",
        "Memory leak: no.",
        "We initially believed a DDoS attack, or an expired certificate, caused this.",
        "A memory leak was considered and discarded after a look at heap dumps.",
        "Last year a full disk took down the same service.",
    ];
    for sentence in denied {
        check(&[(&format!("# Shop down\n## Root cause\n{sentence}\n"), &[])]);
    }
    check(&[
        (
            "# Shop down\n## Root cause\nUnlike last month, when a certificate had expired, this time the disk was full.\n",
            &["disk-full"],
        ),
        (
            "# Shop down\n## Root cause\nThe disk was not full, an expired certificate stopped the login.\n",
            &["tls-certificate"],
        ),
    ]);
}

#[test]
fn repairs_plans_and_lists_of_possible_causes_are_no_causes() {
    check(&[
        (
            "# Shop down\n## Root cause and resolution\nThe cause was a memory leak. It was resolved by adding a load balancer \
             and by fixing slow queries.\n",
            &["memory-leak"],
        ),
        (
            "# Shop down\n## Root cause\nA memory leak.\n## Corrective and preventative measures\n- Watch for traffic spikes\n\
             - Renew certificates before they expire\n- Add a missing index\n",
            &["memory-leak"],
        ),
        (
            "# Shop down\nSites fail for many reasons, such as bugs, traffic spikes or hardware failures.\n\
             ## Root cause\nA memory leak.\n",
            &["memory-leak"],
        ),
        (
            "# Shop down\n## Root cause\nA memory leak. In the future we will alert on disk space and DNS failures.\n",
            &["memory-leak"],
        ),
        (
            "# Shop down\n## What happened\nA memory leak took the shop down.\n\nTo prevent this, we will do the following:\n\n\
             - Handling of traffic spikes\n- Rotation of expired certificates\n",
            &["memory-leak"],
        ),
    ]);
}

#[test]
fn a_list_that_is_announced_as_causes_names_them() {
    check(&[(
        "# Shop down\nWe are sorry.\n\nThe outage was caused by:\n\n- an expired certificate\n- a misconfigured firewall rule\n",
        &["tls-certificate", "config-change"],
    )]);
}

#[test]
fn prompts_do_not_vote_and_timed_entries_are_a_timeline_under_any_heading() {
    let prompt = "# Shop down\n## Root cause\nDescribe the memory leak that led to the outage.\n\nThe disk was full.\n";
    check(&[(prompt, &["disk-full"])]);
    let entry = "10:25 the pods were killed because of a memory leak";
    let context = format!("# Shop down\n## Context\n- {entry}\n");
    let timeline = format!("# Shop down\n## Timeline\n- {entry}\n");
    let score = |text: &str| tagged(text, &Declared::default()).0.causes[0].score;
    assert_eq!(score(&context), score(&timeline));
}

#[test]
fn decided_cases() {
    check(&[
        (
            "# Shop down\n## Root cause\nThe load balancer was misconfigured.\n",
            &["load-balancer", "config-change"],
        ),
        (
            "# Shop down\n## Root cause\nThe connection pool was misconfigured.\n",
            &["resource-limit", "config-change"],
        ),
        ("# Shop down\n## Root cause\nThe disk under the database was full.\n", &["disk-full"]),
        ("# Shop down\n## Root cause\nA typo in the code of the checkout.\n", &["software-bug"]),
        ("# Shop down\n## Root cause\nA typo in the configuration file.\n", &["config-change"]),
        ("# Shop down\n## Root cause\nA bug that came with the latest release.\n", &["software-bug"]),
    ]);
}

#[test]
fn unknown_is_what_the_author_says_and_untagged_is_what_nobody_says() {
    check(&[
        ("# Shop down\n## Root cause\nThe root cause is still unknown.\n", &["unknown"]),
        ("# Shop down\n## Summary\nThe shop was down for an hour. We are sorry.\n", &[]),
    ]);
}

#[test]
fn a_missing_alert_is_a_tag_only_where_it_is_blamed() {
    let text = "# Shop down\n## Root cause\nA memory leak.\n## Contributing factors\n- No alerts on memory, which delayed \
                detection\n";
    let (record, _) = tagged(text, &Declared::default());
    assert_eq!(ids(&record), ["memory-leak", "monitoring-gap"]);
    check(&[(
        "# Shop down\n## Root cause\nA memory leak.\n## Action items\n- Alerts on memory are missing\n",
        &["memory-leak"],
    )]);
}

#[test]
fn code_does_not_vote() {
    check(&[(
        "# Shop down\n## Root cause\nA memory leak.\n```\nERROR: disk full, deadlock detected\n```\n",
        &["memory-leak"],
    )]);
}

#[test]
fn a_tag_shows_the_sentence_and_the_words_that_it_rests_on() {
    let text = "# Shop down\n\n## Root cause\n\nA memory leak in the cart. It grew for days.\n";
    let (record, _) = tagged(text, &Declared::default());
    let evidence = &record.causes[0].evidence[0];
    assert_eq!((evidence.line, evidence.text.as_str()), (5, "A memory leak in the cart."));
    assert_eq!(evidence.phrases, ["memory leak"]);
    assert_eq!(record.provenance["causes"].line, Some(5));
}

#[test]
fn every_candidate_tells_what_decided() {
    let text = "# Shop down\n## Root cause\nA memory leak. DNS was ruled out.\n";
    let tagger = Tagger::new(&Taxonomy::embedded());
    let candidates = tagger.candidates(&incident(text), &Declared::default());
    let of = |id: &str| candidates.iter().find(|candidate| candidate.id == id).unwrap();
    assert_eq!(of("memory-leak").decision, Decision::Tagged);
    assert_eq!(of("dns").decision, Decision::RuledOut);
    assert_eq!(of("dns").against_it[0].text, "DNS was ruled out.");
}

fn named(text: &str, name: &str) -> (String, Span) {
    let at = text.find(name).unwrap();
    (name.to_owned(), LineIndex::new(text).span(text, at..at + name.len()))
}

#[test]
fn a_root_cause_written_out_in_the_front_matter_is_read_like_a_sentence() {
    let text =
        "---\nroot_cause: A full disk on the log host stopped every order\n---\n# Shop down\nIt was slow.\n";
    let causes = vec![named(text, "A full disk on the log host stopped every order")];
    let (record, findings) = tagged(text, &Declared { causes, ..Declared::default() });
    assert_eq!(ids(&record), ["disk-full"]);
    assert_eq!(record.causes[0].evidence[0].line, 2);
    assert!(!record.causes[0].declared && record.keywords.is_empty() && findings.is_empty(), "{findings:?}");
}

#[test]
fn declared_causes_replace_what_the_text_gives_and_tags_add_to_it() {
    let text = "---\ncauses: [DNS, gremlins]\ntags: [memory-leak, holiday]\n---\n# Shop down\n## Root cause\nThe disk was full.\n";
    let causes = vec![named(text, "DNS"), named(text, "gremlins")];
    let tags = vec![named(text, "memory-leak"), named(text, "holiday")];
    let (record, findings) = tagged(text, &Declared { causes, tags, ..Declared::default() });
    assert_eq!(ids(&record), ["dns", "memory-leak"]);
    let dns = &record.causes[0];
    assert_eq!((dns.primary, dns.declared, dns.score, dns.source), (true, true, 1.0, Source::FrontMatter));
    assert_eq!(dns.evidence[0].text, "causes: [DNS, gremlins]");
    assert_eq!(record.keywords, ["gremlins", "holiday"]);
    assert_eq!(findings, ["unknown-cause: the taxonomy has no cause `gremlins`; it is kept as a keyword"]);
}

#[test]
fn what_the_marks_of_an_author_take_back_is_no_cause() {
    let cases = [
        "- [ ] Slow query\n- [x] Expired certificate\n- [ ] Full disk\n",
        "☐ Slow query ☒ Expired certificate ☐ Full disk\n",
        "Which: ☐ Slow query ☑ Expired certificate ☒ Full disk\n",
        "Slow query ☐ Expired certificate ☒ Full disk ☐\n",
        "| Candidate | Involved |\n|--|--|\n| Slow query | no |\n| Expired certificate | **Yes** |\n| Full disk | ❌ |\n",
        "~~A slow query in the cart.~~ A certificate had expired.\n",
        "- ~~The disk was full~~\n- <del>A slow query.</del> A certificate had expired.\n",
        "A certificate had expired.\n## The tale\nOnce a full disk went to market, and met a slow query.\n",
    ];
    let texts = cases.map(|causes| {
        format!("# Shop down\n## Timeline\n- 10:00 Alert\n- 10:05 Renewal\n## Root cause\n{causes}")
    });
    check(&texts.each_ref().map(|text| (text.as_str(), &["tls-certificate"][..])));
}

#[test]
fn marks_that_say_something_else_take_nothing_back() {
    check(&[
        (
            "# Shop down\n## Causes\n| Cause | Fixed |\n|--|--|\n| Expired certificate | no |\n",
            &["tls-certificate"],
        ),
        ("# Shop down\n## Root cause\nThe certificate `[ ]` had expired.\n", &["tls-certificate"]),
        (
            "# The tale of a certificate\n## What happened\nThe certificate had expired.\n",
            &["tls-certificate"],
        ),
    ]);
}

#[test]
fn one_word_that_is_two_things_names_the_one_that_its_neighbours_tell() {
    check(&[
        ("# Shop down\n## Root cause\nThe sitemap generator failed on an empty folder.\n", &[]),
        ("# Shop down\n## Root cause\nThe diesel generator failed to start.\n", &["power-cooling"]),
        ("# Shop down\n## Root cause\nThere is a record of each order.\n", &[]),
        ("# Shop down\n## Root cause\nThe A record of the domain pointed nowhere.\n", &["dns"]),
        ("# Shop down\n## Root cause\nThe SMS gateway refused our messages.\n", &["third-party-dependency"]),
        ("# Shop down\n## Root cause\nNobody attacked the site. The disk was full.\n", &["disk-full"]),
    ]);
}

#[test]
fn what_spreads_an_incident_is_named_beside_its_cause() {
    check(&[
        (
            "# Shop down\n## Root cause\nA retry storm due to a wrong timeout setting.\n",
            &["config-change", "retry-storm"],
        ),
        (
            "# Shop down\n## Root cause\nTo save memory, we made a configuration change that broke the login.\n",
            &["config-change"],
        ),
    ]);
}
