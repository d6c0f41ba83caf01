#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;

fn complaints(text: &str) -> Vec<String> {
    let (_, diagnostics) = Taxonomy::with_site(text, "causes.toml");
    let line = |diagnostic: &Diagnostic| {
        let span = diagnostic.span.as_ref().unwrap();
        format!("{}:{} {}", span.line, span.column, diagnostic.message)
    };
    diagnostics.iter().map(line).collect()
}

#[test]
fn the_shipped_taxonomy_reads_without_a_complaint_and_is_whole() {
    let mut taxonomy = Taxonomy::default();
    let complaints = reading::read(&mut taxonomy, SHIPPED, "taxonomy.toml");
    assert_eq!(complaints, []);
    for cause in &taxonomy.causes {
        assert!(taxonomy.category(&cause.category).is_some(), "{}: category {}", cause.id, cause.category);
        assert!(!cause.definition.is_empty() && cause.question.is_some(), "{}", cause.id);
        assert!(!cause.strong.is_empty(), "{} has no phrase", cause.id);
        for name in cause.names() {
            assert_eq!(taxonomy.find(name).map(|found| found.id.as_str()), Some(cause.id.as_str()), "{name}");
        }
    }
}

#[test]
fn every_published_cause_is_there() {
    let ids: Vec<String> = Taxonomy::embedded().causes.into_iter().map(|cause| cause.id).collect();
    let published = "traffic-surge under-provisioned memory-exhaustion cpu-saturation disk-full resource-limit \
        storage-io queue-backlog memory-leak software-bug race-condition error-handling performance-regression \
        bad-input bad-deploy config-change feature-flag schema-migration dependency-upgrade database-failure \
        slow-query lock-contention replication-failover data-corruption-loss cache dns network-failure routing \
        load-balancer hardware-failure power-cooling cloud-provider third-party-dependency orchestration \
        security-attack vulnerability tls-certificate access-control time-clock manual-operation \
        automation-failure scheduled-job process-gap monitoring-gap cascading-failure retry-storm \
        failed-failover unknown";
    assert_eq!(ids, published.split_whitespace().collect::<Vec<_>>());
}

#[test]
fn only_what_can_repeat_counts_as_a_recurrence_and_a_mute_alert_is_never_the_mechanism() {
    let taxonomy = Taxonomy::embedded();
    let singular: Vec<&str> =
        taxonomy.causes.iter().filter(|cause| !cause.recurs).map(|cause| cause.id.as_str()).collect();
    assert_eq!(singular, ["software-bug", "process-gap", "unknown"]);
    assert_eq!(taxonomy.find("monitoring-gap").unwrap().role, Role::Prolonged);
    assert_eq!(taxonomy.find("cascading-failure").unwrap().role, Role::Amplifier);
}

#[test]
fn a_cause_answers_to_id_label_and_synonym_in_any_spelling() {
    let taxonomy = Taxonomy::embedded();
    for name in ["memory-leak", "Memory Leak", "MEMORY_LEAK", "memoryleak", "resource leak"] {
        assert_eq!(taxonomy.find(name).map(|cause| cause.id.as_str()), Some("memory-leak"), "{name}");
    }
    assert_eq!(taxonomy.find("memory"), None);
    assert_eq!(taxonomy.find(""), None);
    // Topics are no causes: a tag `kubernetes` says where, not why.
    for topic in ["kubernetes", "database", "network", "monitoring", "aws"] {
        assert_eq!(taxonomy.find(topic), None, "{topic}");
    }
}

#[test]
fn a_mistaken_name_leads_to_the_one_that_was_meant() {
    let taxonomy = Taxonomy::embedded();
    let meant = |name: &str| taxonomy.nearest(name).map(|cause| cause.id.clone());
    assert_eq!(meant("memory-laek").as_deref(), Some("memory-leak"));
    assert_eq!(meant("database").as_deref(), Some("database-failure"));
    assert_eq!(meant("config").as_deref(), Some("config-change"));
    assert_eq!(meant("gremlins"), None);
    assert_eq!(meant(""), None);
}

#[test]
fn a_site_adds_changes_and_retires_causes() {
    let site = r#"
retire = ["feature-flag"]
[[category]]
id = "people"
label = "Ways of working"
[[cause]]
id = "on-call-handover"
category = "people"
definition = "The night shift did not know."
rival = "process-gap"
role = "prolonged"
synonyms = ["shift change"]
strong = ["hand over ~2 missed"]
[[cause]]
id = "memory-leak"
label = "Leak"
strong = ["slab growth"]
"#;
    let (taxonomy, diagnostics) = Taxonomy::with_site(site, "causes.toml");
    assert_eq!(diagnostics, []);
    let added = taxonomy.find("Shift-Change").unwrap();
    assert_eq!((added.id.as_str(), added.label.as_str()), ("on-call-handover", "On call handover"));
    assert_eq!(
        (added.role, added.rival.as_deref(), added.recurs),
        (Role::Prolonged, Some("process-gap"), true)
    );
    assert_eq!(taxonomy.category("people").unwrap().label, "Ways of working");
    let (shipped, changed) = (Taxonomy::embedded(), taxonomy.find("memory-leak").unwrap());
    let shipped = shipped.find("memory-leak").unwrap();
    assert_eq!((changed.label.as_str(), &changed.definition), ("Leak", &shipped.definition));
    assert_eq!(changed.strong.len(), shipped.strong.len() + 1, "phrases are added to the shipped ones");
    assert_eq!(taxonomy.find("feature-flag"), None);
    assert_eq!(taxonomy.find_retired("Feature Flag").unwrap().id, "feature-flag");
}

#[test]
fn each_mistake_of_a_site_is_named_with_its_place_and_costs_no_more_than_itself() {
    let site = r#"retire = ["memroy-leak"]
colour = "red"
[[cause]]
id = "gremlins"
category = "magic"
[[cause]]
id = "noise"
category = "network"
role = "villain"
strong = ["  ", "hum ~x loud", "mains hum"]
synonyms = ["dns"]
confused_with = "silence"
weight = 3
[[cause]]
id = "noise"
category = "network"
synonyms = ["hiss"]
[[cause]]
id = "No Id"
"#;
    assert_eq!(
        complaints(site),
        [
            "1:11 cannot retire `memroy-leak`: there is no such cause",
            "2:1 unknown key `colour` in the file",
            "5:12 unknown category `magic`",
            "9:8 `role` is cause, amplifier or prolonged",
            "10:11 `strong`: an empty phrase",
            "10:17 `strong`: a gap is written ~3: up to three words",
            "11:13 the cause `dns` has this name already",
            "12:17 unknown cause `silence`",
            "13:1 unknown key `weight` in cause",
            "15:6 the cause `noise` stands twice in this file; this one is passed over",
            "19:6 this cause has no usable `id`",
        ]
    );
    let (taxonomy, _) = Taxonomy::with_site(site, "causes.toml");
    assert_eq!(taxonomy.find("noise").unwrap().strong, ["mains hum"]);
    assert_eq!(taxonomy.find("hiss"), None);
}

#[test]
fn a_file_that_is_no_toml_leaves_the_shipped_causes() {
    let (taxonomy, diagnostics) = Taxonomy::with_site("[[cause]\nid = ", "causes.toml");
    assert!(!diagnostics.is_empty() && diagnostics.iter().all(|one| one.span.is_some()));
    assert!(taxonomy.find("memory-leak").is_some());
}

#[test]
fn a_phrase_that_matches_nothing_or_everything_is_a_mistake() {
    let site = r#"[[cause]]
id = "disk-full"
strong = [
  "ab*",
  "un-ab* disk",
  "the",
  "disk|It",
  "th~",
  "bee*",
  "(rush|crowd) hour",
  "disk, full",
  "foo&bar",
  "dis*k full",
  "full ~99 disk",
  "sda~20-full",
  "disk ~20 brim*",
  "the volume",
  "can't-write|won't-write don't",
]
"#;
    assert_eq!(
        complaints(site),
        [
            "4:3 `strong`: a beginning has three letters or more: `ab*` has too few",
            "5:3 `strong`: a beginning has three letters or more: `ab*` has too few",
            "6:3 `strong`: `the` alone stands in any text",
            "7:3 `strong`: `it` alone stands in any text",
            "9:3 `strong`: `bee*` alone stands in any text",
            "10:3 `strong`: `(` is no part of a word: `(rush` would match nothing",
            "11:3 `strong`: `,` is no part of a word: `disk,` would match nothing",
            "12:3 `strong`: `&` is no part of a word: `foo&bar` would match nothing",
            "13:3 `strong`: `*` is no part of a word: `dis*k` would match nothing",
            "14:3 `strong`: a gap has 20 words at most",
            "15:3 `strong`: `~` is no part of a word: `sda~20-full` would match nothing",
        ]
    );
    let (taxonomy, _) = Taxonomy::with_site(site, "causes.toml");
    let kept = taxonomy.find("disk-full").unwrap().strong.iter().rev().take(4).rev();
    assert_eq!(
        kept.collect::<Vec<_>>(),
        ["th~", "disk ~20 brim*", "the volume", "can't-write|won't-write don't"]
    );
}

#[test]
fn no_label_is_the_name_of_another_cause() {
    let site = r#"retire = ["feature-flag"]
[[cause]]
id = "volume-full"
category = "capacity"
label = "Disk full"
[[cause]]
id = "rush"
category = "capacity"
label = "Traffic spike"
[[cause]]
id = "toggle"
category = "change"
label = "Feature flag"
[[cause]]
id = "surge"
category = "capacity"
label = "Surge"
[[cause]]
id = "crowd"
category = "capacity"
label = "Rush"
[[cause]]
id = "memory-leak"
label = "Leak"
"#;
    assert_eq!(
        complaints(site),
        [
            "5:9 the cause `disk-full` has this name already",
            "9:9 `Traffic spike` already stands for `traffic-surge`",
            "21:9 the cause `rush` has this name already",
        ]
    );
    let (taxonomy, _) = Taxonomy::with_site(site, "causes.toml");
    let labels = ["volume-full", "rush", "toggle", "surge", "crowd", "memory-leak"]
        .map(|id| taxonomy.find(id).unwrap().label.as_str());
    assert_eq!(labels, ["Volume full", "Rush", "Feature flag", "Surge", "Crowd", "Leak"]);
}

#[test]
fn an_entry_that_misspells_a_shipped_id_is_led_to_it() {
    let site = "[[cause]]\nid = \"trafic-surge\"\nstrong = [\"ticket rush\"]\n";
    let (_, diagnostics) = Taxonomy::with_site(site, "causes.toml");
    let said: Vec<_> = diagnostics.iter().map(|one| (one.message.as_str(), one.help.as_deref())).collect();
    let message = "the new cause `trafic-surge` needs a `category`";
    assert_eq!(said, [(message, Some("did you mean `traffic-surge`?"))]);
}

#[test]
fn what_a_site_retires_is_not_unknown_to_it() {
    let site = r#"retire = ["memory-leak", "memory-leak"]
[[cause]]
id = "slab-growth"
category = "capacity"
rival = "memory-leak"
"#;
    assert_eq!(
        complaints(site),
        ["1:26 `memory-leak` is retired already", "5:9 this file retires `memory-leak`"]
    );
}
