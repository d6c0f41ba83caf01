//! Which services an incident hurt: by the site's own list, by the words around names, by the folder.

use super::site::Site;

const TOLD: &str = "# Parcels could not be booked

## Summary

The parcel-api returned errors for 20 minutes, since requests to nginx on 10-year-old machines failed in real-time. The
build of `src` and the non-proxy hosts were fine.

## Timeline

- 10:00 RouteProxy crashed.

## Action items

- Look why the label-printer service crashed.
";

fn services(site: &Site, path: &str) -> Vec<String> {
    let record = site.explain(path);
    record["services"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

#[test]
fn names_count_where_the_words_around_them_say_that_they_failed() {
    let site = Site::new().post("a.md", TOLD);
    assert_eq!(services(&site, "a.md"), ["parcel-api", "nginx"]);
    let record = site.explain("a.md");
    let told = &record["provenance"]["services"];
    assert_eq!((&told["line"], &told["source"]), (&5.into(), &"text".into()));
}

#[test]
fn a_label_names_services_and_no_general_words() {
    let text = "# Booking was slow\n\nServices affected: ci.example.io, the Ledger (all regions)\n\nThe parcel-api failed.\n";
    let site = Site::new()
        .post("a.md", text)
        .post("b.md", "# Slow\n\nAffected services: all nodes and the website\n");
    assert_eq!(services(&site, "a.md"), ["ci.example.io", "Ledger"]);
    assert_eq!(services(&site, "b.md"), Vec::<String>::new());
}

#[test]
fn lists_tables_and_the_words_of_a_service_name_what_was_hurt() {
    for (text, names) in [
        (
            "## Impact\n\n| Service | State |\n|--|--|\n| parcel-api | down |\n| Ledger | slow |\n",
            ["parcel-api", "Ledger"],
        ),
        ("- Impacted services\n    - parcel-api\n    - Ledger\n", ["parcel-api", "Ledger"]),
        ("The following services were affected:\n\n- parcel-api\n- Ledger\n", ["parcel-api", "Ledger"]),
        ("Applications affected: parcel-api (down), Ledger (slow)\n", ["parcel-api", "Ledger"]),
        ("Hosts: parcel-api; Ledger\n", ["parcel-api", "Ledger"]),
        ("Affected system: parcel-api → Ledger\n", ["parcel-api", "Ledger"]),
        (
            "## Summary\n\nThe `parcels` service was down. Later our Ledger server crashed.\n",
            ["parcels", "Ledger"],
        ),
    ] {
        let site = Site::new().post("a.md", format!("# Booking was slow\n\n{text}"));
        assert_eq!(services(&site, "a.md"), names, "{text}");
    }
    let site = Site::new().post("a.md", "# parcel-api: errors for an hour\n\nText.\n").post(
        "b.md",
        "# Slow\n\n## Capacity\n\n| Service | Memory |\n|--|--|\n| parcel-api | 2 GB |\n| Ledger | 1 GB |\n",
    );
    assert_eq!(services(&site, "a.md"), ["parcel-api"]);
    assert_eq!(services(&site, "b.md"), Vec::<String>::new());
}

#[test]
fn a_name_that_may_be_a_service_counts_where_two_others_name_it() {
    let other = |name: &str| format!("---\ntitle: {name}\nservices: [RouteProxy]\n---\n\nIt was down.\n");
    let site = Site::new().post("a.md", TOLD).post("b.md", other("One")).post("c.md", other("Two"));
    let read = site.run("explain --format jsonl content").exits(0).stdout;
    let record: serde_json::Value = serde_json::from_str(read.lines().next().unwrap()).unwrap();
    assert_eq!(record["services"], serde_json::json!(["parcel-api", "nginx", "RouteProxy"]));
}

#[test]
fn a_site_s_own_services_are_found_by_their_other_names() {
    let config = "[services.Parcels]\naliases = [\"parcel-api\"]\nteam = \"Post & Office\"\nrunbook = \"https://wiki.example/p?a=1&b=2\"\n\
                  [services.Printing]\naliases = [\"label-printer\"]\n";
    let stated = "---\nservices: [PARCEL-API]\n---\n\n# Slow\n";
    let site = Site::new().post("a.md", TOLD).post("b.md", stated).config(config);
    site.run("build").exits(0);
    let records: serde_json::Value = serde_json::from_str(&site.read("public/incidents.json")).unwrap();
    let named: Vec<_> =
        records["incidents"].as_array().unwrap().iter().map(|record| record["services"].clone()).collect();
    assert_eq!(named, [serde_json::json!(["Parcels"]), serde_json::json!(["Parcels"])]);
    let page = site.read("public/services/parcels/index.html");
    assert!(page.contains("Team: Post &amp; Office."), "{page}");
    assert!(page.contains(r#"<a href="https://wiki.example/p?a=1&amp;b=2">Runbook</a>"#), "{page}");
}

#[test]
fn a_mistake_in_the_services_names_its_line() {
    let site = Site::new().post("a.md", TOLD).config("[services.Shop]\n\n[services.Till]\nalias = [\"x\"]\n");
    let run = site.run("build").exits(2);
    assert!(
        run.stderr.contains("line 4") && run.stderr.contains("did you mean `aliases`?"),
        "{}",
        run.stderr
    );
}

#[test]
fn titles_are_whole_and_without_templates() {
    let title = |text: &str| {
        let site = Site::new().post("a-b.md", text);
        site.explain("a-b.md")["title"].as_str().unwrap().to_owned()
    };
    let summary = |text: &str| title(&format!("# Postmortem\n\n## Summary\n\n{text}\n"));
    assert_eq!(title("# 2023-04-02: Queue stood still\n\nText.\n"), "Queue stood still");
    assert_eq!(title("# Incident retro - Queue stood still (2 April 2023)\n\nText.\n"), "Queue stood still");
    assert_eq!(
        title("# April 2nd, 2023\n\n## What happened\n\nParcels were not sent.\n"),
        "Parcels were not sent"
    );
    assert_eq!(title("# April 2nd, 2023\n"), "April 2nd, 2023");
    assert_eq!(
        summary("At around 07:10 Monday May 9th (UTC), 2022, the queue was emptied by mistake."),
        "The queue was emptied by mistake"
    );
    assert_eq!(
        summary(
            "Our warehouse in the north suffered a very long stoppage of all belts that kept every parcel from leaving it in time."
        ),
        "Our warehouse in the north suffered a very long stoppage of all belts"
    );
    assert_eq!(
        summary("The belt, the only one of the house, was cut through."),
        "The belt, the only one of the house, was cut through"
    );
}

#[test]
fn a_name_is_told_by_its_capitals_where_prose_keeps_them() {
    let found = |text: &str| services(&Site::new().post("a.md", text), "a.md");
    // With a word for what it is.
    assert_eq!(
        found(
            "# Parcels stood still\n\n## Summary\n\nOn Monday the Labels API was down for all of our shops.\n"
        ),
        ["Labels API"]
    );
    // Without one it must stand in the title and in prose, where its first mention gives it in full.
    let kestrel = "# Kestrel outage\n\n## Summary\n\nThe shops use Kestrel Maps to find parcels. Nobody could reach Kestrel for \
                   an hour, and when Kestrel came back the shops printed.\n";
    assert_eq!(found(kestrel), ["Kestrel Maps"]);
    // Titles and careless writers write other words with capitals, too.
    for text in [
        "# Printer Outage\n\n## Summary\n\nThe printer was down. Every printer in the shop was affected.\n",
        "# Labels API Outage\n\n## Summary\n\nThe labels api answered late and the shops waited for it.\n",
        "# Slow labels\n\n## Summary\n\nThe shops saw an Internal Server Error when they asked for labels.\n",
        "# Labels late\n\n## Summary\n\nFor two hours labels were late; the Parcels API was not affected by this.\n",
    ] {
        assert_eq!(found(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn labels_beside_each_other_on_a_line_are_several() {
    let text = "# Slow\n\n> **Severity:** SEV2 | **Duration:** 20 minutes | **Services Impacted:** ledger-api, Label Desk\n";
    let site = Site::new().post("a.md", text);
    assert_eq!(services(&site, "a.md"), ["ledger-api", "Label Desk"]);
    assert_eq!(site.explain("a.md")["severity"]["level"], 2);
    assert_eq!(site.explain("a.md")["duration_minutes"], 20);
}
