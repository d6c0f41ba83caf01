//! Work is bounded by input: twice the text takes twice the time, and what is too much for a page is shown as text.

use std::collections::BTreeMap;

use cpu_time::ThreadTime;
use whybook::assets::Publication;
use whybook::classify::Tagger;
use whybook::classify::taxonomy::Taxonomy;
use whybook::config::{Budget, Config};
use whybook::extract::Incident;
use whybook::library;
use whybook::render::{Input, PageKey, Renderer};
use whybook::source::FoundFile;
use whybook::theme::Theme;
use whybook::trends::{Trends, related};
use whybook::{index, site};

use super::site::Site;

/// Bytes of the smaller text of each shape.
const SMALL: usize = 16 * 1024;
/// How much larger the other text is, and how many times the processor time it may take: 2.2 for each doubling.
const STEP: usize = 4;
const MOST: f64 = 2.2 * 2.2;
/// Measurements of a shape before it counts as out of proportion: another process may disturb one.
const TRIES: usize = 4;

/// A text of at least `bytes` bytes made of numbered pieces.
fn pieces(bytes: usize, piece: impl Fn(usize) -> String) -> String {
    let mut text = String::with_capacity(bytes + 64);
    for number in 0.. {
        if text.len() >= bytes {
            break;
        }
        text.push_str(&piece(number));
    }
    text
}

/// Shapes of text that once took the square of their length, or could.
fn shapes(bytes: usize) -> BTreeMap<&'static str, String> {
    let again = |piece: &'static str| pieces(bytes, |_| piece.to_owned());
    let under = |heading: &str, text: String| format!("# Outage\n\n## {heading}\n\n{text}");
    let front = |text: String| format!("---\n{text}\n---\n# Outage\n\nIt broke.\n");
    // Front matter has a limit of its own, under which both sizes have to stay.
    let few = bytes / 2;
    let far = format!("At 10:00 {}{}", "-".repeat(bytes / 2), " UTC".repeat(bytes / 8));
    BTreeMap::from([
        ("equal headings", again("# h\n")),
        ("equal underlined headings", again("a\n===\n")),
        ("headings with text", again("## Impact\n\nIt broke.\n\n")),
        ("dated headings", pieces(bytes, |number| format!("## 2024-01-{:02} {number}\n\n", number % 28 + 1))),
        (
            "dates below dates",
            pieces(bytes, |number| format!("## 2024\n\n### 5 May {number}\n\nIt broke.\n\n")),
        ),
        (
            "a log",
            pieces(bytes, |number| {
                let day = number % 28 + 1;
                format!(
                    "## 2024-01-{day:02} Outage {number}\n\n**Root cause:** a full disk of the mail server.\n\nIt broke for an hour.\n\n"
                )
            }),
        ),
        ("lists of HTML without end", again("<ul><li>")),
        ("blocks of HTML without end", again("<details><summary>")),
        ("fonts without end", pieces(bytes, |number| format!("<font size={number}>x\n\n"))),
        ("crossed HTML", again("<b><div></b>")),
        ("attributes", format!("<a {}>", pieces(bytes, |number| format!("a{number}=\"b\" ")))),
        ("equal links", again("[a](b) ")),
        ("dangling links", pieces(bytes, |number| format!("[a](b{number}.md) "))),
        ("dangling links in HTML", pieces(bytes, |number| format!("<a href=\"b{number}.md\">a</a>\n"))),
        ("reference links", format!("[a]: x\n\n{}", again("[a]"))),
        ("pictures", again("![a](b) ")),
        ("pictures without a text", again("![](b)\n\n")),
        ("names of systems", under("Summary", again("The Payments API was down. "))),
        (
            "many names of systems",
            under("Summary", pieces(bytes, |number| format!("The Payments{number} API was down. "))),
        ),
        ("opening brackets", again("[")),
        ("opening parentheses", again("(")),
        ("quotes", again(">")),
        ("emphasis", again("*_")),
        ("backticks", pieces(bytes, |number| format!("{} ", "`".repeat(number % 90)))),
        ("footnotes", pieces(bytes, |number| format!("[^{number}] x\n\n[^{number}]: y\n\n"))),
        ("rows of a table", format!("|a|b|\n|-|-|\n{}", again("|x|y|\n"))),
        (
            "columns of a table",
            format!(
                "{}|\n{}|\n{}|\n",
                "|a".repeat(bytes / 6),
                "|-".repeat(bytes / 6),
                "|x".repeat(bytes / 6)
            ),
        ),
        ("indented code", again("    code\n\nx\n\n")),
        ("closing brackets after full stops", again(".)")),
        ("quotes after full stops", again(".\"")),
        ("clock times with dots", again("at 10.00 CET ")),
        ("a zone far from its time", far),
        (
            "dates in two orders",
            pieces(bytes, |number| {
                format!(
                    "{:02}/{:02}/20{:02} 20{:02}-01-02\n\n",
                    number % 12 + 1,
                    number % 11 + 1,
                    number % 90,
                    number % 90
                )
            }),
        ),
        ("impossible dates", again("2024-02-31 ")),
        ("equal sentences", again("The outage was caused by a memory leak. ")),
        ("a sentence without end", again("no memory leak caused the disk full ")),
        (
            "causes by turns",
            again("The outage was caused by a software bug.\n\nA memory leak led to a crash.\n\n"),
        ),
        (
            "entries of a timeline",
            under(
                "Timeline",
                pieces(bytes, |number| {
                    format!("- {:02}:{:02} step {number}\n", number / 60 % 24, number % 60)
                }),
            ),
        ),
        (
            "entries, then other items",
            under(
                "Timeline",
                format!(
                    "{}\nThen this:\n\n{}",
                    "- 10:00 it broke\n".repeat(bytes / 34),
                    "- a thing\n".repeat(bytes / 20)
                ),
            ),
        ),
        ("actions", under("Action items", again("- [ ] Ada: fix the leak by 2024-07-01 (#12)\n"))),
        ("dates of one action", under("Action items", format!("- mend it {}", again("by 2024-07-01 ")))),
        ("labels", again("Services: a, b\n\n")),
        ("lines of one letter", again("a\n")),
        ("pictures of letters", again("🔥")),
        ("entities", again("&amp;")),
        (
            "services in front matter",
            front(format!("services: [{}]", pieces(few, |number| format!("s{number},")))),
        ),
        (
            "causes in front matter",
            front(format!("causes: [{}]", pieces(few, |number| format!("c{number},")))),
        ),
        (
            "words of a title",
            front(format!("title: {}", "memory leak caused by no disk full ".repeat(few / 36))),
        ),
    ])
}

/// Processor time of reading a text and making all pages of a site of it, in seconds.
fn seconds(text: &str, tagger: &Tagger) -> f64 {
    let found = FoundFile::named("a.md", "a.md");
    let theme = Theme::load(&Config::default()).unwrap();
    let glossary = site::glossary(&Taxonomy::embedded());
    // Without a title that tells of an incident, most of these texts would be passed over.
    let title = if text.starts_with("---") { "" } else { "# Outage on 2024-05-06\n\n" };
    let text = format!("{title}{text}");
    let begun = ThreadTime::now();
    let (incidents, _) = library::read_bytes(&found, text.as_bytes(), tagger);
    let mut incidents: Vec<Incident> = incidents.unwrap();
    let _ = index::build_documents(&incidents);
    index::drop_body_lines(&mut incidents);
    let records: Vec<_> = incidents.iter().map(|incident| &incident.record).collect();
    let taxonomy = Taxonomy::embedded();
    let trends = Trends::of(&records, &taxonomy, None);
    let related = related::related(&records, &taxonomy);
    let config = Config::default();
    let renderer = Renderer::new(Input {
        config: &config,
        incidents: &incidents,
        logs: &[],
        files: &[],
        repository: None,
        published: &|path: &str| Publication::As(format!("files/{path}")),
        glossary: &glossary,
        theme: &theme,
        related: &related,
        trends: &trends,
        index: "0",
        built: jiff::Timestamp::UNIX_EPOCH,
    });
    let renderer = renderer.unwrap();
    renderer.render(&PageKey::Incident(0)).unwrap();
    renderer.render(&PageKey::Actions(1)).unwrap();
    renderer.render(&PageKey::Trends).unwrap();
    begun.elapsed().as_secs_f64()
}

#[test]
fn twice_the_text_takes_twice_the_time() {
    // One thread does everything, so that its own clock sees everything.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let out_of_proportion = pool.install(|| {
        let tagger = Tagger::new(&Taxonomy::embedded()).with_budget(Budget::UNLIMITED);
        // Patterns are compiled when they are first used.
        shapes(256).values().for_each(|text| _ = seconds(text, &tagger));
        let (small, large) = (shapes(SMALL), shapes(SMALL * STEP));
        let mut found = Vec::new();
        for (name, text) in &small {
            let mut best = (f64::MAX, f64::MAX);
            let fits = (0..TRIES).any(|_| {
                best.0 = best.0.min(seconds(text, &tagger));
                best.1 = best.1.min(seconds(&large[name], &tagger));
                best.1 <= best.0 * MOST
            });
            if !fits {
                found.push(format!("{name}: {:.1} ms, then {:.1} ms", best.0 * 1e3, best.1 * 1e3));
            }
        }
        found
    });
    assert!(out_of_proportion.is_empty(), "{out_of_proportion:#?}");
}

#[test]
fn what_is_too_much_for_a_page_is_published_as_text() {
    let site = Site::new()
        .post("log.md", format!("---\nseverity: SEV-2\n---\n# A <b>log</b>\n\n{}", "- [x] *a*\n".repeat(20)))
        .config("[budget]\nelements = 40\n");
    let run = site.run("build").exits(0).mentions("warning[over-budget]");
    let message =
        "the file has 86 elements of Markdown and HTML, and the budget is 40: it is published as plain text";
    assert!(run.stderr.contains(message), "{}", run.stderr);
    assert!(run.stderr.contains("raise `elements` under [budget] in whybook.toml"), "{}", run.stderr);
    let page = site.read("public/incidents/log/index.html");
    assert!(page.contains("<pre tabindex=\"0\"># A &lt;b&gt;log&lt;/b&gt;\n\n- [x] *a*\n"), "{page}");
    let record = site.run("explain --format jsonl content").json();
    assert_eq!((&record["severity"]["raw"], &record["actions"]), (&"SEV-2".into(), &serde_json::json!([])));
    site.run("build --strict").exits(1);
}

#[test]
fn each_budget_says_what_there_is_too_much_of() {
    for (setting, text, message) in [
        ("depth", "> ".repeat(9) + "x\n", "10 elements within each other"),
        ("headings", "# a\n".repeat(9), "9 headings"),
        ("links", "[a](#b) ".repeat(9), "9 links"),
        ("timeline", format!("# Timeline\n\n{}", "- 10:00 a\n".repeat(9)), "9 entries in its timeline"),
        ("actions", format!("# Action items\n\n{}", "- mend it\n".repeat(9)), "9 actions"),
    ] {
        let site = Site::new().post("a.md", text).config(&format!("[budget]\n{setting} = 5\n"));
        site.run("build").exits(0).mentions(message);
    }
}

#[test]
fn html_without_end_is_shown_as_its_source() {
    let site = Site::new().post("a.md", format!("# Outage\n\n{}\n", "<ul><li>x".repeat(2_000)));
    site.run("build")
        .exits(0)
        .mentions("the HTML in this file leaves too many elements open (at most 100 at once)");
    assert!(site.read("public/incidents/a/index.html").contains("&lt;ul&gt;&lt;li&gt;x&lt;ul&gt;"));
}

#[test]
fn a_rule_that_is_broken_a_thousand_times_is_told_a_hundred_times() {
    let site = Site::new().post("a.md", format!("# Outage\n\n{}\n", "2024-02-31 ".repeat(1_000)));
    let findings: Vec<String> =
        site.findings("a.md").into_iter().filter(|finding| finding.contains("impossible-date")).collect();
    assert_eq!(findings.len(), 100);
    assert!(findings[99].ends_with("no calendar has this day; 900 more such findings are not listed"));
}

#[test]
fn a_phrase_that_stands_for_too_many_is_refused() {
    let place = "a-b|c-d|e-f|g-h|i-j|k-l|m-n|o-p";
    let taxonomy = format!("[[cause]]\nid = \"memory-leak\"\nstrong = [\"{}\"]\n", [place; 8].join(" "));
    let site = Site::new()
        .post("a.md", "# Outage\n\nIt broke.\n")
        .file("causes.toml", taxonomy)
        .config("taxonomy = \"causes.toml\"\n");
    let message = "the alternatives of this phrase stand for 16777216 phrases, of which there may be 4096";
    site.run("build").exits(0).mentions(message).mentions("causes.toml:3:");
}
