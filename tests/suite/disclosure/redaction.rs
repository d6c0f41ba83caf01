//! `[redact]`: values that give way to placeholders.

use super::Site;
use super::planting::{Words, found, written};

const CONFIG: &str = "[redact]\npatterns = [\"CUST-[0-9]+\"]\nemails = true\nips = true\nresponders = true\n";

#[test]
fn values_give_way_to_placeholders_that_tell_them_apart() {
    let text = "---\ntitle: Mail to ada@example.org\nresponders: [Ada Quenby, SRE team]\n---\n# Mail\n\n## Root cause\n\n\
                Ada saw ada@example.org and bob@example.org, then ada@example.org at 10.0.0.7 and 2001:db8::7 for CUST-42.\n\
                Quenby's fix at 10:20:30 was std::mem, said the SRE team of version 1.2.3.\n";
    let site = Site::new().config(CONFIG).post("2024-ada-quenby.md", text);
    site.run("build").exits(0);
    assert_eq!(site.published(), ["2024-redacted-name-1"]);
    let page = site.read("public/incidents/2024-redacted-name-1/index.html");
    let shown = "REDACTED-name-1 saw REDACTED-email-1 and REDACTED-email-2, then REDACTED-email-1 at REDACTED-ip-1 and \
                 REDACTED-ip-2 for REDACTED-text-1.";
    assert!(page.contains(shown), "{page}");
    assert!(
        page.contains("REDACTED-name-1's fix at 10:20:30 was std::mem, said the SRE team of version 1.2.3.")
    );
    assert!(page.contains("Mail to REDACTED-email-1"));
}

#[test]
fn no_byte_of_a_redacted_value_is_published() {
    let mut words = Words::default();
    let mut site = Site::new().config(CONFIG);
    let places = [
        "---\ntitle: VALUE\nid: VALUE\nteam: VALUE\nservices: [VALUE]\nowner: VALUE\ncustom: VALUE\naliases: [VALUE]\n---\n\n## Root cause\n\nThe disk was full.\n",
        "+++\nsummary = \"VALUE\"\n+++\n\n## Root cause\n\nThe disk was full.\n",
        "{\"mitigation\": \"VALUE\"}\n\n## Root cause\n\nThe disk was full.\n",
        "# VALUE\n\n## Root cause\n\nThe disk was full of VALUE.\n\n`VALUE`\n\n```\nVALUE\n```\n\n[VALUE](https://example.org/VALUE \"VALUE\")\n\n<p title=\"VALUE\">VALUE</p>\n\n- 10:00 VALUE\n\n## Action items\n\n- VALUE (Owner: VALUE)\n",
    ];
    for (number, text) in places.iter().enumerate() {
        let (mail, name) = (words.shown("mail"), words.shown("name"));
        let name = format!("{}{}", name[..1].to_uppercase(), &name[1..]);
        for (kind, value) in [("mail", format!("{mail}@example.org")), ("name", format!("{name} Smith"))] {
            let text = text.replace("VALUE", &value);
            let text = format!("{text}\n\nResponders: {name} Smith\n");
            site = site.post(&format!("{kind}-{number}-{}.md", value.to_lowercase().replace(' ', "-")), text);
        }
    }
    site.run("build").exits(0);
    let leaked = found(words.all(), &written(&site));
    assert!(leaked.is_empty(), "{leaked:#?}");
    std::fs::write(site.path("whybook.toml"), "").unwrap();
    site.run("build").exits(0);
    assert_eq!(found(words.all(), &written(&site)).len(), words.all().len());
}

#[test]
fn links_follow_a_file_whose_name_is_redacted() {
    let site = Site::new()
        .config(CONFIG)
        .post("ada@example.org.md", "# Ada\n\n## Root cause\n\nThe disk was full.\n")
        .post(
            "b.md",
            "# B\n\n## Root cause\n\nThe disk was full, see [that](ada@example.org.md#root-cause).\n",
        );
    site.run("build").exits(0);
    let page = site.read("public/incidents/b/index.html");
    let slug = site.published().into_iter().find(|slug| slug != "b").unwrap();
    assert!(page.contains(&format!("<a href=\"../../incidents/{slug}/#root-cause\">that</a>")), "{page}");
}

#[test]
fn a_pattern_that_does_not_compile_is_an_error_of_the_configuration() {
    let site = Site::new()
        .config("title = \"A\"\n[redact]\npatterns = [\"good\", \"(bad\"]\n")
        .post("a.md", "# A\n");
    site.run("build").exits(2).mentions("`(bad` is no regular expression").mentions("line 3");
}

#[test]
fn a_value_is_replaced_however_markdown_spells_it() {
    let text = "# A\n\nSeen by CUST\\-66, CUST&#45;77, C**UST-55** and joe&#64;corp.io.\n";
    let site =
        Site::new().config("[redact]\npatterns = [\"CUST-[0-9]+\"]\nemails = true\n").post("a.md", text);
    site.run("build").exits(0);
    let page = site.read("public/incidents/a/index.html");
    let shown = page.split_once("Seen by").map(|(_, rest)| rest).unwrap();
    for value in ["66", "77", "55", "corp.io"] {
        assert!(!shown.contains(&format!("-{value}")) && !shown.contains("joe"), "{value} in {shown}");
    }
    assert!(shown.contains("REDACTED-text-3") && shown.contains("REDACTED-email-1"), "{shown}");
}

#[test]
fn a_name_is_replaced_however_it_is_written() {
    let site = Site::new().config(CONFIG).post(
        "a.md",
        "---\nresponders: [Zoë Ängström]\n---\n# A\n\nFirst ZOË ÄNGSTRÖM, then Ängström, Zoë, and Zoë\nÄngström.\n",
    );
    let site = site.post("b.md", "# B\n\nSeen by zoë ängström and\n\n> Zoë\n> Ängström\n");
    site.run("build").exits(0);
    for (path, bytes) in site.files("public") {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(!text.contains("zoë") && !text.contains("ängström"), "{path}");
    }
}
