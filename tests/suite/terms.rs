//! One term for one fact: what a page calls it, `explain` and the search call it too.

use whybook::terms;

use super::site::Site;

const SHOP: &str = "---
id: INC-7
start: 2024-03-01T10:00:00Z
detected: 2024-03-01T10:05:00Z
mitigated: 2024-03-02T10:35:00Z
resolved: 2024-03-02T11:00:00Z
end: 2024-03-02T11:05:00Z
severity: SEV-2
services: [shop]
team: Basket
detected_by: third-party
trigger: A flash sale
mitigation: Restarting the pods
actions: [{text: Bound the cache, status: dropped, kind: prevent}]
recurrence_of: INC-3
---
# Shop out of memory

## Root cause

The outage was caused by a memory leak. It was made worse by a retry storm of the mobile clients.
";

fn shop() -> Site {
    let site = Site::new().post("shop.md", SHOP);
    site.run("build").exits(0);
    site
}

#[test]
fn page_explain_and_search_call_a_fact_the_same() {
    let site = shop();
    let page = site.read("public/incidents/shop/index.html");
    let explained = site.run("explain content/shop.md").exits(0).stdout;
    let keys = [
        "duration_minutes", "detected_by", "services", "mitigation", "trigger", "recurrence_of", "team",
        "id", "detected", "mitigated", "time_to_detect_minutes", "time_to_mitigate_minutes",
        "time_to_resolve_minutes", "actions",
    ];
    for key in keys {
        let name = terms::name(key);
        assert!(
            page.contains(&format!(">{name}")) || page.contains(&format!("{name}: ")),
            "{name} is not on the page"
        );
        assert!(explained.contains(&format!("\n  {name} ")), "{name} is not in {explained}");
    }
    let found = site.run("search restarting").exits(0).stdout;
    assert!(found.contains("   Mitigation: Restarting the pods\n"), "{found}");
    assert!(page.contains("aggravating factor") && explained.contains("(aggravating factor;"), "{explained}");
    assert!(page.contains("third party") && explained.contains("  Detected by              third party\n"));
    assert!(page.contains(">won&#") || page.contains(">won't do<"), "{page}");
    assert!(explained.contains("[won't do]"), "{explained}");
}

#[test]
fn a_duration_reads_the_same_everywhere() {
    let site = shop();
    let duration = "1 d 1 h 5 min";
    assert!(site.read("public/incidents/shop/index.html").contains(duration));
    assert!(site.read("public/index.html").contains(duration));
    assert!(site.read("public/trends/index.html").contains(duration));
    assert!(site.run("search memory").stdout.contains(duration));
    assert!(
        site.run("explain content/shop.md")
            .stdout
            .contains(&format!("  Duration                 {duration}\n"))
    );
    assert!(
        site.run("explain content/shop.md")
            .stdout
            .contains("  Time to detect           5 min (from start)\n")
    );
}

#[test]
fn what_the_taxonomy_says_does_not_recur_is_no_recurring_incident() {
    let post = |day: u32| {
        format!(
            "---\ndate: 2024-0{day}-01\nservices: [shop]\ncauses: [memory-leak]\n---\n# Out of memory, {day}\n"
        )
    };
    let site = Site::new().post("first.md", post(1)).post("second.md", post(2));
    site.run("build").exits(0);
    assert!(site.read("public/trends/index.html").contains("on shop</strong>, after 31 days"));
    assert!(site.read("public/incidents/first/index.html").contains("Same cause: Memory leak"));
    let site = site
        .file("causes.toml", "[[cause]]\nid = \"memory-leak\"\nrecurs = false\n")
        .config("taxonomy = \"causes.toml\"\n");
    site.run("build").exits(0);
    assert!(site.read("public/trends/index.html").contains("No recurring incidents."));
    assert!(!site.read("public/incidents/first/index.html").contains("Same cause"));
}

#[test]
fn a_mistake_in_a_template_is_one_error() {
    let site = Site::new()
        .post("shop.md", SHOP)
        .file("themes/default/templates/home.html", "<p>{{ page.nothing.here }}</p>\n");
    let run = site.run("build").exits(2);
    assert_eq!(run.stderr.matches("error: ").count(), 1, "{}", run.stderr);
}
