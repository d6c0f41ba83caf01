//! What a user of the site would miss, on a small site built by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};

use super::*;
use crate::assets::Publication;
use crate::classify::taxonomy::Taxonomy;
use crate::diagnostic::LineIndex;
use crate::extract::text::Document;
use crate::postmortem::*;
use crate::source::SourceFile;
use crate::trends::related::related;

mod links;
mod sample;

/// A site to be.
struct Shop {
    config: Config,
    incidents: Vec<Incident>,
    theme: Theme,
}

impl Shop {
    fn new(records: Vec<(Postmortem, &str)>) -> Self {
        let incidents = records.into_iter().map(|(record, text)| incident(record, text)).collect();
        let config = Config { base_url: Some("https://acme.example/book".to_owned()), ..Config::default() };
        Self { config, incidents, theme: Theme::built_in().unwrap() }
    }

    fn with<T>(&self, see: impl FnOnce(&Renderer<'_>) -> T) -> T {
        let records: Vec<&Postmortem> = self.incidents.iter().map(|incident| &incident.record).collect();
        let glossary = sample::glossary();
        let input = Input {
            config: &self.config,
            incidents: &self.incidents,
            logs: &[],
            files: &["img/graph.png".to_owned()],
            repository: None,
            published: &|path: &str| Publication::As(format!("files/{path}")),
            glossary: &glossary,
            theme: &self.theme,
            related: &related(&records, &Taxonomy::embedded()),
            trends: &Trends::of(&records, &Taxonomy::embedded(), Some(date(2024, 6, 1))),
            index: "0123abcd",
            built: jiff::Timestamp::UNIX_EPOCH,
        };
        see(&Renderer::new(input).unwrap())
    }

    /// Every file of the site.
    fn build(&self) -> BTreeMap<String, String> {
        self.with(|renderer| {
            let files = renderer.pages().into_iter().map(|key| renderer.render(&key).unwrap().file);
            files.map(|file| (file.path, String::from_utf8_lossy(&file.contents).into_owned())).collect()
        })
    }
}

fn incident(record: Postmortem, text: &str) -> Incident {
    let source = SourceFile {
        relative: record.path.clone(),
        text: text.to_owned(),
        lines: LineIndex::new(text),
        ..SourceFile::default()
    };
    Incident { record, source, document: Document::default(), language: 0 }
}

fn plain(slug: &str, day: Option<Date>) -> Postmortem {
    Postmortem {
        slug: slug.to_owned(),
        path: format!("{slug}.md"),
        title: format!("Title of {slug}"),
        date: day,
        ..Postmortem::default()
    }
}

#[test]
fn ids_are_unique_and_nothing_is_inline() {
    for (path, html) in
        Shop::new(sample::records()).build().iter().filter(|(path, _)| path.ends_with(".html"))
    {
        let mut seen = BTreeSet::new();
        for id in html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(seen.insert(id), "{path} has the id {id} twice");
        }
        for inline in [" style=", "<style", "<script>", " onclick=", " onload=", "javascript:"] {
            assert!(!html.contains(inline), "{path} holds {inline}");
        }
        assert!(html.contains("default-src 'none'"), "{path} has no policy");
        let (is_search, runs_wasm) = (path == "search/index.html", html.contains("wasm-unsafe-eval"));
        assert_eq!(is_search, runs_wasm, "{path}: only the search page may start the search engine");
        assert_eq!(html.matches("<h1").count(), 1, "{path}");
    }
}

#[test]
fn every_page_leads_to_the_search_and_the_search_page_names_its_index() {
    let site = Shop::new(sample::records()).build();
    let box_to =
        |page: &str, action: &str| site[page].contains(&format!("role=\"search\" action=\"{action}\""));
    assert!(box_to("index.html", "./search/") && box_to("incidents/index.html", "../search/"));
    assert!(box_to("404.html", "/book/search/"), "shown at any depth");
    let page = &site["search/index.html"];
    assert_eq!(page.matches("type=\"search\"").count(), 1, "no second box in the header");
    assert!(page.contains("data-index=\"../search/0123abcd/\""));
    assert!(page.contains("href=\"?q=cause%3A"), "examples are made of what is in the site");
    assert!(page.contains("<noscript>"));
    assert!(site["sitemap.xml"].contains("<loc>https://acme.example/book/search/</loc>"));
}

#[test]
fn a_former_address_leads_to_the_present_one() {
    let record = Postmortem { aliases: vec!["../Old name".to_owned(), "b".to_owned()], ..plain("a", None) };
    let site = Shop::new(vec![(record, ""), (plain("b", None), "")]).build();
    assert!(site["incidents/old-name/index.html"].contains("content=\"0; url=../../incidents/a/\""));
    assert!(site["incidents/b/index.html"].contains("Title of b"), "an alias takes no incident's address");
}

#[test]
fn no_two_files_have_one_path_and_none_is_too_long() {
    let long = |end: &str| format!("{}{end}", "x".repeat(300));
    let names = [
        long("a"),
        long("b"),
        "A".into(),
        "a".into(),
        "a!".into(),
        "a?".into(),
        "unstated".into(),
        "Con".into(),
        "page".into(),
        "..".into(),
        "?".into(),
        "!".into(),
        "Checkout API".into(),
        "checkout/api".into(),
        "checkout-api".into(),
        format!("checkout-api-{}", &blake3::hash(b"checkout api").to_hex()[..8]),
    ];
    let record = |(number, name): (usize, &String)| Postmortem {
        services: vec![name.clone()],
        severity: Some(Severity { raw: name.clone(), level: None }),
        aliases: vec![name.clone(), format!("incident-{number}")],
        date: Some(date([44, -44, 9999, 1][number % 4], 1, 1)),
        ..plain(&format!("incident-{number}"), None)
    };
    let named = names.iter().enumerate().map(record);
    let records = named.chain([plain("nothing-stated", None)]).map(|record| (record, "")).collect();
    let mut seen = BTreeSet::new();
    Shop::new(records).with(|renderer| {
        for path in renderer.pages().iter().map(|key| renderer.path(key)) {
            assert!(path.len() < 240, "{path}");
            assert!(!path.split('/').any(|part| matches!(part, "" | ".." | "con")), "{path}");
            assert!(seen.insert(path.to_lowercase()), "two files at {path}");
        }
    });
    // A name that is spelt like its address keeps it.
    assert!(
        seen.contains("services/checkout-api/index.html") && seen.contains("services/unstated/index.html")
    );
}

#[test]
fn a_hostile_title_is_text_everywhere() {
    let title = "<script>alert(1)</script> & \"quotes\"";
    let hostile = Postmortem {
        title: title.to_owned(),
        services: vec!["<img src=x onerror=y>".to_owned()],
        summary: Some("]]></summary><b>".to_owned()),
        date: Some(date(2024, 1, 1)),
        ..plain("hostile", None)
    };
    for (path, contents) in Shop::new(vec![(hostile, "# Text")]).build() {
        if path.ends_with(".html") || path.ends_with(".xml") {
            for raw in ["<script>", "<img src=x", "<b>"] {
                assert!(!contents.contains(raw), "{path} holds {raw}");
            }
        }
    }
}

#[test]
fn the_sites_address_appears_only_where_it_is_needed() {
    let site = Shop::new(vec![(plain("a", Some(date(2024, 1, 2))), "")]).build();
    let canonical = "<link rel=\"canonical\" href=\"https://acme.example/book/incidents/a/\">";
    assert!(site["incidents/a/index.html"].contains(canonical));
    assert!(site["incidents.json"].contains("\"url\":\"https://acme.example/book/incidents/a/\""));
    assert!(site["sitemap.xml"].contains("<loc>https://acme.example/book/incidents/a/</loc>"));

    let mut shop = Shop::new(vec![(plain("a", Some(date(2024, 1, 2))), "")]);
    shop.config.base_url = None;
    let site = shop.build();
    assert!(!site.contains_key("feed.xml") && !site.contains_key("sitemap.xml"));
    assert!(!site["incidents/a/index.html"].contains("canonical"));
    assert!(!site["index.html"].contains("feed.xml"));
    assert!(site["incidents.json"].contains("\"url\":\"incidents/a/\""));
    assert!(site["404.html"].contains("href=\"/incidents/\""));
}

#[test]
fn the_feed_names_counted_incidents_newest_first() {
    let draft = Postmortem { status: Some(Status::Draft), ..plain("draft", Some(date(2024, 5, 1))) };
    let records = vec![
        (plain("old", Some(date(2023, 1, 2))), ""),
        (plain("new", Some(date(2024, 1, 2))), ""),
        (draft, ""),
    ];
    let feed = &Shop::new(records).build()["feed.xml"];
    let ids: Vec<_> = feed.split("<id>").skip(1).filter_map(|rest| rest.split('<').next()).collect();
    let base = "https://acme.example/book/";
    assert_eq!(ids, [base.to_owned(), format!("{base}incidents/new/"), format!("{base}incidents/old/")]);
    assert!(feed.contains("<updated>2024-01-02T00:00:00Z</updated>\n<author>"));
}

#[test]
fn lists_over_a_hundred_are_paged_newest_first() {
    let day = |n: i32| date(2024, 1, 1).checked_sub(jiff::Span::new().days(n)).unwrap();
    let records = (0..101).map(|n| (plain(&format!("i{n:03}"), Some(day(n))), "")).collect();
    let site = Shop::new(records).build();
    assert_eq!(site["incidents/index.html"].matches("<li class=\"row\">").count(), 100);
    assert!(site["incidents/page/2/index.html"].contains("Title of i100"));
    assert!(site["services/unstated/page/2/index.html"].contains("href=\"../../../../incidents/i100/\""));
}

#[test]
fn drafts_are_listed_as_such_and_counted_nowhere() {
    let tagged = |slug: &str, status| {
        let causes = vec![sample::tag("memory-leak", "code", false)];
        Postmortem { status, causes, ..plain(slug, Some(date(2024, 1, 1))) }
    };
    let records = vec![(tagged("done", None), ""), (tagged("open", Some(Status::Draft)), "")];
    let site = Shop::new(records).build();
    let page = &site["causes/memory-leak/index.html"];
    assert!(
        page.contains("<strong>1</strong> incident,")
            && page.contains("1 more (draft or not an incident) is"),
        "{page}"
    );
    assert_eq!(page.matches("<li class=\"row\">").count(), 2);
    assert!(site["incidents/open/index.html"].contains("Draft: not counted in trends"));
}

#[test]
fn the_csv_quotes_and_runs_nothing() {
    let record = Postmortem {
        title: "=1+1, \"so\"".to_owned(),
        services: vec!["a".to_owned(), "b".to_owned()],
        duration_minutes: Some(20),
        ..plain("a", Some(date(2024, 1, 2)))
    };
    let csv = &Shop::new(vec![(record, "")]).build()["incidents.csv"];
    let line = csv.lines().nth(1).unwrap();
    assert!(
        line.starts_with(
            "a,\"'=1+1, \"\"so\"\"\",https://acme.example/book/incidents/a/,incident,,2024-01-02,,,20,"
        ),
        "{line}"
    );
    assert!(line.contains(",a; b,"), "{line}");
}

#[test]
fn evidence_leads_to_the_line_it_was_read_in() {
    let mut tag = sample::tag("memory-leak", "code", false);
    tag.evidence = vec![Evidence {
        line: 4,
        text: "A memory leak.".to_owned(),
        phrases: vec!["memory leak".to_owned()],
    }];
    let record = Postmortem { causes: vec![tag], ..plain("a", None) };
    let page =
        &Shop::new(vec![(record, "# Cause\n\nWhy:\nA memory leak.\n")]).build()["incidents/a/index.html"];
    assert!(
        page.contains("<p dir=\"auto\">A <mark>memory leak</mark>.</p><footer><a href=\"#L3\">line 4</a>"),
        "{page}"
    );
    assert!(page.contains("<p id=\"L3\">"));
}

#[test]
fn the_same_site_has_the_same_bytes() {
    let mut records = sample::records();
    let site = Shop::new(records.clone()).build();
    assert_eq!(site, Shop::new(records.clone()).build());
    records.reverse();
    let other = Shop::new(records).build();
    for (path, contents) in site.iter().filter(|(path, _)| *path != "sitemap.xml") {
        assert_eq!(Some(contents), other.get(path), "{path} depends on the order of the files");
    }
}

#[test]
fn a_sites_template_extends_the_built_in_one() {
    let mut shop = Shop::new(vec![(plain("a", None), "")]);
    shop.theme.site_prefix = "themes/acme/templates/".to_owned();
    let own = "{% extends \"default/base.html\" %}{% block search %}<b>ours</b>{% endblock search %}";
    shop.theme.site.insert("base.html".to_owned(), own.to_owned());
    let badge = "{% component badges(list) %}<i>badge</i>{% endcomponent badges %}";
    shop.theme.site.insert("parts.html".to_owned(), badge.to_owned());
    let site = shop.build();
    assert!(site["incidents/a/index.html"].contains("<b>ours</b>"));
    assert!(site["incidents/a/index.html"].contains("<i>badge</i>"), "single components can be replaced");
}

#[test]
fn an_error_in_a_sites_template_names_file_and_line() {
    let mut shop = Shop::new(vec![(plain("a", None), "")]);
    shop.theme.site_prefix = "themes/acme/templates/".to_owned();
    let mut failure = |text: &str| {
        shop.theme.site.insert("home.html".to_owned(), text.to_owned());
        let records: Vec<&Postmortem> = shop.incidents.iter().map(|incident| &incident.record).collect();
        let input = Input {
            config: &shop.config,
            incidents: &shop.incidents,
            logs: &[],
            files: &[],
            repository: None,
            published: &|path: &str| Publication::As(format!("files/{path}")),
            glossary: &Glossary::default(),
            theme: &shop.theme,
            related: &[],
            trends: &Trends::of(&records, &Taxonomy::embedded(), None),
            index: "",
            built: jiff::Timestamp::UNIX_EPOCH,
        };
        let rendered = Renderer::new(input).and_then(|renderer| renderer.render(&PageKey::Home));
        let report = rendered.expect_err("the template is wrong").to_string();
        // `main` prints `error: ` before it.
        assert!(!report.contains("error: "), "{report}");
        report
    };
    assert!(failure("<p>\n{{ page. }}").contains("--> themes/acme/templates/home.html:2:"));
    assert!(failure("<p>\n{{ page.nothing.here }}").contains("--> themes/acme/templates/home.html:2:"));
    assert!(failure("\n\n{{ 1 | nofilter }}").contains("--> themes/acme/templates/home.html:3:"));
}
