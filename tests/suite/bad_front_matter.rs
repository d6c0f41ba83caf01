//! Front matter that is wrong: told with its place, and the file is published nevertheless.

use snapbox::str;

use super::bad_input::{noted, strict};
use super::site::Site;

#[test]
fn unclosed_front_matter() {
    strict(
        "open.md",
        "---\ntitle: Left open\n\n# Left open\n\nText.\n",
        &["good", "open"],
        str![[r#"
error[unclosed-front-matter]: this front matter is never closed
 --> open.md:1:1
  |
1 | ---
  | ^^^
  |
  = help: close it with a line of `---`; until then the whole file is read as text


"#]],
    );
}

#[test]
fn yaml_aliases_are_refused_before_they_multiply() {
    let level = |n: usize| format!("k{n}: &k{n} [{}]\n", vec![format!("*k{}", n.max(1) - 1); 10].join(", "));
    let bomb: String = (0..10).map(level).collect();
    strict(
        "bomb.md",
        format!("---\n{bomb}---\n# Bomb\n"),
        &["bomb", "good"],
        str![[r#"
error[yaml-alias]: anchors and aliases are not read in front matter
 --> bomb.md:2:5
  |
2 | k0: &k0 [*k0, *k0, *k0, *k0, *k0, *k0, *k0, *k0, *k0, *k0]
  |     ^
  |
  = help: write the value out, or quote it if it is meant to start with this sign; none of the front matter is used and the block is shown as text


"#]],
    );
}

#[test]
fn front_matter_that_is_no_mapping_is_text() {
    strict(
        "list.md",
        "---\n- one\n- two\n---\n# A list\n",
        &["good", "list"],
        str![[r#"
error[no-mapping]: this front matter is a list, not `key: value` lines
 --> list.md:2:1
  |
2 | - one
  | ^^^^^
  |
  = help: write keys and values, or drop the fence around it; it is shown as text


"#]],
    );
    let found = noted("prose.md", "---\nOn Monday it broke.\n---\n\nBadly.\n", &["good", "prose"]);
    assert_eq!(found, [""; 0], "prose between two thematic breaks is no front matter");
}

#[test]
fn front_matter_that_is_no_yaml() {
    strict(
        "a.md",
        "---\ntitle: \"half\nservices: [shop\n---\n# A\n",
        &["a", "good"],
        str![[r#"
error[front-matter-syntax]: this is no YAML: invalid indentation in quoted scalar
 --> a.md:2:8
  |
2 | title: "half
  |        ^
  |
  = help: none of the front matter is used and the block is shown as text; mend this place


"#]],
    );
    strict(
        "b.md",
        "+++\ntitle = Shop down\n+++\n# B\n",
        &["b", "good"],
        str![[r#"
error[front-matter-syntax]: this is no TOML: string values must be quoted, expected literal string
 --> b.md:2:9
  |
2 | title = Shop down
  |         ^^^^^^^^^
  |
  = help: none of the front matter is used and the block is shown as text; mend this place


"#]],
    );
    strict(
        "c.md",
        "{\"title\": \"C\",\n \"date\": }\n}\n\n# C\n",
        &["c", "good"],
        str![[r#"
error[front-matter-syntax]: this is no JSON: expected value
 --> c.md:2:10
  |
2 |  "date": }
  |          ^
  |
  = help: none of the front matter is used and the block is shown as text; mend this place


"#]],
    );
}

#[test]
fn wrong_types_in_front_matter() {
    let text = "---\ntitle: [a, b]\ndate: {year: 2024}\nduration: soon\nseverity: {a: b}\nservices: 7\n---\n# Types\n";
    strict(
        "types.md",
        text,
        &["good", "types"],
        str![[r#"
error[wrong-type]: `title` takes one value, not a list
 --> types.md:2:8
  |
2 | title: [a, b]
  |        ^^^^^
  |
  = help: keep one

error[wrong-type]: `date` takes one value, not a mapping
 --> types.md:3:7
  |
3 | date: {year: 2024}
  |       ^^^^^^^^^^^
  |
  = help: write the value behind the key

error[wrong-type]: `soon` is no duration
 --> types.md:4:11
  |
4 | duration: soon
  |           ^^^^
  |
  = help: state it with its units: `3h`, `1h 30m`, `PT3H`, `11 days`

error[wrong-type]: `severity` takes one value, not a mapping
 --> types.md:5:11
  |
5 | severity: {a: b}
  |           ^^^^^
  |
  = help: write the value behind the key


"#]],
    );
}

#[test]
fn unknown_keys_and_causes() {
    let text = "---\ntitel: Shop\ncauses: [memory-leek, dns]\n---\n# Unknown\n";
    strict(
        "unknown.md",
        text,
        &["good", "unknown"],
        str![[r#"
warning[unknown-cause]: the taxonomy has no cause `memory-leek`; it is kept as a keyword
 --> unknown.md:3:10
  |
3 | causes: [memory-leek, dns]
  |          ^^^^^^^^^^^
  |
  = help: did you mean `memory-leak`?


"#]],
    );
    let site = Site::new().post("unknown.md", text);
    assert_eq!(
        site.findings("unknown.md"),
        [
            "2:1 note[unknown-key]: `titel` is no field of a postmortem; it is shown under other facts",
            "3:10 warning[unknown-cause]: the taxonomy has no cause `memory-leek`; it is kept as a keyword",
        ]
    );
    assert_eq!(site.explain("unknown.md")["causes"][0]["id"], "dns");
    assert_eq!(site.explain("unknown.md")["keywords"][0], "memory-leek");
}

#[test]
fn impossible_dates() {
    let text =
        "---\ndate: 2023-13-45\nstart: 2023-02-30T10:00:00Z\nend: 2023-02-28T25:00:00Z\n---\n# Dates\n";
    strict(
        "dates.md",
        text,
        &["dates", "good"],
        str![[r#"
error[impossible-date]: no calendar or clock has `2023-13-45`
 --> dates.md:2:7
  |
2 | date: 2023-13-45
  |       ^^^^^^^^^^
  |
  = help: correct it; it is not used

error[impossible-date]: no calendar or clock has `2023-02-30T10:00:00Z`
 --> dates.md:3:8
  |
3 | start: 2023-02-30T10:00:00Z
  |        ^^^^^^^^^^^^^^^^^^^^
  |
  = help: correct it; it is not used

error[impossible-date]: no calendar or clock has `2023-02-28T25:00:00Z`
 --> dates.md:4:6
  |
4 | end: 2023-02-28T25:00:00Z
  |      ^^^^^^^^^^^^^^^^^^^^
  |
  = help: correct it; it is not used


"#]],
    );
}

#[test]
fn an_end_before_its_start() {
    let text = "---\nstart: 2024-03-02T10:00:00Z\nend: 2024-03-02T09:00:00Z\n---\n# Backwards\n";
    strict(
        "backwards.md",
        text,
        &["backwards", "good"],
        str![[r#"
error[end-before-start]: `end` is earlier than the start of the incident
 --> backwards.md:3:6
  |
3 | end: 2024-03-02T09:00:00Z
  |      ^^^^^^^^^^^^^^^^^^^^
  |
  = help: correct one of the two; it is not used


"#]],
    );
}
