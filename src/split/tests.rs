use super::*;
use crate::classify::Tagger;
use crate::classify::taxonomy::Taxonomy;
use crate::library;

const YEAR: &str = "# Outages in 2023\n\nOne heading for each.\n\n## January\n\n### 12 January: mail stopped\n\n\
    The disk of the mail server was full for two hours.\n\n### 30 January: names failed\n\n\
    A wrong zone file was deployed from 10:00 to 11:30 UTC.\n\n## March\n\n### 4 March: power outage\n\n\
    The building lost power at 07:00.\n\n## How we write\n\nShortly.\n";

/// Address, title, date and first line of each text of a file.
fn told(path: &str, text: &str) -> Vec<String> {
    let found = FoundFile::named(path, path);
    let (read, _) = library::read_bytes(&found, text.as_bytes(), &Tagger::new(&Taxonomy::embedded()));
    let tell = |incident: crate::extract::Incident| {
        let (record, line) = (incident.record, incident.source.lines.first());
        let date = record.date.map_or_else(|| "undated".to_owned(), |date| date.to_string());
        format!("{line} {date} {} | {}", record.path, record.title)
    };
    read.map_or_else(|skipped| vec![skipped.to_string()], |all| all.into_iter().map(tell).collect())
}

#[test]
fn entries_of_a_list_are_incidents_with_the_year_of_its_title() {
    assert_eq!(
        told("mail.md", YEAR),
        [
            "7 2023-01-12 mail.md#12-january-mail-stopped | Mail stopped",
            "11 2023-01-30 mail.md#30-january-names-failed | Names failed",
            "17 2023-03-04 mail.md#4-march-power-outage | Power outage",
        ]
    );
}

#[test]
fn headings_that_are_built_alike_are_incidents() {
    let one = |heading: &str, cause: &str| {
        format!("## {heading}\n\n**Impact:** all\n\n**Root cause:** {cause}\n\n")
    };
    let text = one("2024-05-06 Shop down", "a full disk") + &one("2024-05-07 Shop slow", "a bug");
    assert_eq!(
        told("shop.md", &text),
        [
            "1 2024-05-06 shop.md#2024-05-06-shop-down | Shop down",
            "7 2024-05-07 shop.md#2024-05-07-shop-slow | Shop slow",
        ]
    );
    assert_eq!(told("shop.md", &format!("---\nsplit: false\n---\n{text}")).len(), 1);
    assert_eq!(told("shop.md", &format!("---\nseverity: SEV1\n---\n{text}")).len(), 1);
    let at_once =
        one("2024-05-06 Shop down", "a full disk") + &one("2024-05-06 The same, told again", "a bug");
    assert_eq!(told("shop.md", &at_once).len(), 1);
}

#[test]
fn headings_that_are_called_incidents_are_some_in_plain_words() {
    let text = "# Notes\n\n## Incident on 2024-05-06\n\nThe disk was full.\n\n## Incident on 9 May 2024\n\nMail was down.\n";
    assert_eq!(told("notes.md", text).len(), 2);
    let alike =
        "## 2024-05-06 Shop\n\nCause: a full disk\n\n## 2024-05-07 Mail\n\n**Root cause**\n\nA bug.\n";
    assert_eq!(told("notes.md", alike).len(), 2);
    let updates = text.replace("Incident on", "Incident update of");
    assert_eq!(told("notes.md", &updates).len(), 1);
}

#[test]
fn days_of_one_story_stay_together() {
    let days = "## 2024-05-06 It fails\n\nThe shop was down for hours.\n\n## 2024-06-20 It fails again\n\nThe shop was down for hours.\n\n\
        ## 2024-07-21 Mended\n\nThe outage is over at last.\n\n";
    for text in [
        format!("# Shop down\n\n{days}"),
        format!("# Outages\n\n{days}## Root cause\n\nA bug.\n"),
        format!("# Outages\n\n## Timeline\n\n{}", days.replace("## ", "### ")),
        days.replace("2024-06-20", "2024-05-07").replace("2024-07-21", "2024-05-08"),
    ] {
        assert_eq!(told("shop.md", &text).len(), 1, "{text}");
    }
    assert_eq!(told("shop.md", &format!("# Outages\n\n{days}")).len(), 3);
}
