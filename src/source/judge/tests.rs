use super::*;
use crate::diagnostic::LineIndex;

fn judged(relative: &str, text: &str) -> Judgement {
    let (file, _) = super::super::recut(
        SourceFile { relative: relative.to_owned(), lines: LineIndex::new(text), ..SourceFile::default() },
        text.to_owned(),
    );
    judge(&file, None)
}

#[track_caller]
fn check(relative: &str, text: &str, expected: Verdict) {
    let judgement = judged(relative, text);
    assert_eq!(judgement.verdict, expected, "{relative}: {}", judgement.reason);
}

const INCIDENT: Verdict = Verdict::WriteUp(Kind::Incident);
const MAINTENANCE: Verdict = Verdict::WriteUp(Kind::Maintenance);

#[test]
fn an_overview_is_passed_over_and_an_incident_in_a_readme_is_not() {
    check("README.md", "# postmortem\nA repository of write-ups\n", Verdict::Index);
    check("README.md", "# Rules\nEach write-up has an impact and a timeline.\n", Verdict::Index);
    check("incidents/_index.md", "---\ntitle: Incidents\n---\n\nAll of them.\n", Verdict::Index);
    check("2023/disk-full/README.md", "# Disk full\n\n**Timeline:**\n\n- 10:00 it was full\n", INCIDENT);
    check("README.md", "Outage of the shop\nImpact: all users\n", INCIDENT);
    check("2023/disk-full/index.md", "On Monday the disk was full.\n", INCIDENT);
    check("shop/index.md", "# Shop\n\nIt crashed.\n", INCIDENT);
    check("shop/README.md", "# Shop\n\nIt never crashed.\n", Verdict::Index);
    check("posts/queues/index.md", "---\ntitle: Queues\ndate: 2024-02-03\n---\nThey grew.\n", INCIDENT);
}

#[test]
fn an_entry_that_tries_out_a_status_page_is_no_incident() {
    check("issues/a.md", "---\ntitle: Test issue\nseverity: down\n---\nOnly a trial.\n", Verdict::Document);
    check(
        "issues/b.md",
        "---\ntitle: Test of the backup failed\nseverity: down\n---\nIt was down.\n",
        INCIDENT,
    );
}

#[test]
fn a_list_of_other_files_is_an_index_whatever_its_name() {
    let rows = "| Day | What |\n|--|--|\n| 2024-05-06 | [Shop](a.md) |\n| 2024-05-07 | [Mail](b.md) |\n";
    check(
        "by-year.md",
        &format!("# Our year\n\n- **Timeline:** all times are UTC.\n\n{rows}"),
        Verdict::Index,
    );
    check("SUMMARY.md", "# Summary\n\n- [Shop down](a.md)\n- [Mail down](b/)\n", Verdict::Index);
    check("list.md", "# 2024\n\n- [[Shop down]]\n- [[Mail down|Mail]]\n", Verdict::Index);
    check(
        "incidents.html.md",
        "# All\n\n{% for post in site.posts %}\n{{ post.title }}\n{% endfor %}\n",
        Verdict::Index,
    );
    let told = "# Shop down\n\n## Timeline\n\n- 10:00 it fell\n- 10:05 it was rolled back, see [the other](b.md)\n\n\
                ## Related\n\n- [Mail](b.md)\n- [Web](c.md)\n";
    check("a.md", told, INCIDENT);
}

#[test]
fn a_template_has_placeholders_and_no_time_of_its_own() {
    check("new.md", "# Incident Title\n| 20xx-MM-DD HH:mm | what |\n", Verdict::Template);
    check("blank template.md", "Category: XXX\n", Verdict::Template);
    check("b.md", "# Link down\n\n- Start: <UTC>\n- End: <UTC>\n- Regions: <list>\n", Verdict::Template);
    check("a.md", "Started 2022-05-?? HH:mm, YYYY-MM-DD to be filled in\n", INCIDENT);
    check("b.md", "At HH:MM, no, at 10:25 it failed on YYYY-MM-DD\n", INCIDENT);
}

#[test]
fn planned_work_is_maintenance_and_a_failure_of_it_an_incident() {
    let notice = "We will upgrade the servers. Downtime is expected.\n";
    check("a.md", &format!("# Scheduled maintenance of the mail servers\n\n{notice}"), MAINTENANCE);
    check("a.md", &format!("# Upgrade of the mail servers\n\n{notice}"), MAINTENANCE);
    check("a.md", "---\ntitle: New network\ninformational: true\n---\nIt is faster.\n", MAINTENANCE);
    check(
        "a.md",
        "---\ntitle: Wartungsarbeiten am Netz\n---\nWartungsfenster von 22 bis 23 Uhr.\n",
        MAINTENANCE,
    );
    check("a.md", "# Outage after planned maintenance\n\nWe will be upgrading again.\n", INCIDENT);
    check("a.md", "# Database migration\n\n## Root cause\n\nAn index was missing.\n", INCIDENT);
    check("a.md", "# Kubernetes upgrade\n\nThe nodes never came back.\n", INCIDENT);
    check("a.md", "# Maintenance of the switch\n\nIt crashed and the office was offline.\n", INCIDENT);
}

#[test]
fn a_guide_is_no_incident_and_an_incident_with_its_words_is_none() {
    check("r.md", "# Runbook: disk full\n\n## Impact\n\nNobody can write.\n", Verdict::Document);
    check("i.md", "# Installing the cluster\n\nFirst the nodes.\n", Verdict::Document);
    check(
        "n.md",
        "# Proxmox\n\n## Prerequisites\n\nA disk.\n\n## Step 1: flash it\n\nDone.\n",
        Verdict::Document,
    );
    let notes = "# Nextcloud\n\nThe files of the family are on the server, and the server is in the cellar. \
                 It is for the photos that we had on the old one, and the calendar.\n";
    check("nextcloud.md", notes, Verdict::Document);
    check("nextcloud.md", &format!("{notes}\nThe disk failed.\n"), INCIDENT);
    check("2024-03-02.md", notes, INCIDENT);
    check("p.md", "# Postmortem process\n\n## Timeline\n\nSay what happened when.\n", Verdict::Document);
    check("o.md", "# Installation of an update broke DNS\n\nOn Monday.\n", INCIDENT);
    check("o.md", "# Disk full runbook\n\n## Timeline\n\n- 10:25 we followed it\n", INCIDENT);
    check("outages/setup.md", "# Setup\n\nOn Monday it fell over.\n", INCIDENT);
}

#[test]
fn other_kinds_are_known_by_front_matter_title_and_text() {
    let kind = |text| judged("a.md", text).verdict;
    assert_eq!(kind("---\nkind: near-miss\n---\nIt nearly fell.\n"), Verdict::WriteUp(Kind::NearMiss));
    assert_eq!(kind("# A near miss with the disks\n\nNothing fell.\n"), Verdict::WriteUp(Kind::NearMiss));
    assert_eq!(kind("# False alarm of the probes\n\nNothing fell.\n"), Verdict::WriteUp(Kind::FalseAlarm));
    assert_eq!(kind("# Disks\n\n- **Type**: Near miss\n\nNothing fell.\n"), Verdict::WriteUp(Kind::NearMiss));
    assert_eq!(kind("# Netz\n\n| Art | Fehlalarm |\n|--|--|\n"), Verdict::WriteUp(Kind::FalseAlarm));
    assert_eq!(kind("# Disks\n\nType: hardware\n\nOne fell.\n"), INCIDENT);
    let found = "# Weak tokens\n\nA potential vulnerability was reported by a researcher.\n";
    assert_eq!(kind(found), Verdict::WriteUp(Kind::Vulnerability));
    assert_eq!(kind(&format!("{found}It was exploited on Friday.\n")), INCIDENT);
}

#[test]
fn a_judgement_names_its_line() {
    let judgement = judged("a.md", "---\ntitle: Shop\n---\n\n# Shop\n\n## Root cause\n\nA disk.\n");
    assert_eq!((judgement.reason.as_str(), judgement.line), ("it has the section “Root cause”", Some(7)));
    let judgement = judged("a.md", "---\ntitle: Shop\nseverity: down\n---\n\nA disk.\n");
    assert_eq!((judgement.reason.as_str(), judgement.line), ("front matter states `severity`", Some(3)));
    let reason = |text| judged("a.md", text).reason;
    assert_eq!(
        reason("# Disk\n\n**Timeline (UTC):**\n\n- 10:00 full\n"),
        "it has the section “Timeline (UTC)”"
    );
    assert_eq!(reason("# The disk did not answer\n\nOn Monday.\n"), "its title tells of a failure");
    assert_eq!(reason("# The disk did not answer and failed\n\nOn Monday.\n"), "its title says “failed”");
}
