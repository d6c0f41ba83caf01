#![allow(clippy::unwrap_used, clippy::panic)]

use jiff::civil::{Date, date};

use super::*;
use crate::classify::taxonomy::Taxonomy;
use crate::postmortem::{Action, ActionStatus, CauseTag, DetectedBy, Postmortem, Role, Source};
use crate::trends::Trends;

const HOSTILE: &str = "</title><script>alert('1')</script> & \"quotes\" \u{0}\u{fffe}\n]]>";

fn href(name: &str) -> String {
    format!("../incidents/{name}/?a=1&b=2")
}

const NAMING: Naming<'_> = Naming { label: &|id| format!("the {id}"), href: &href };

fn tag(id: &str, declared: bool) -> CauseTag {
    let (id, category, source) = (id.to_owned(), "code".to_owned(), Source::Text);
    CauseTag {
        id,
        category,
        declared,
        role: Role::Cause,
        primary: true,
        score: 0.9,
        source,
        evidence: Vec::new(),
    }
}

fn closed(at: usize) -> Action {
    let (text, status) = ("Bound the cache".to_owned(), Some(ActionStatus::Done));
    let day = date(2024, 1, 1 + (at % 20) as i8);
    let (owner, due, closed, kind, priority, link) = (None, None, Some(day), None, None, None);
    Action { text, owner, due, status, closed, kind, priority, link, line: 1 }
}

fn incidents(n: usize) -> Vec<Postmortem> {
    let incident = |at: usize| Postmortem {
        slug: format!("incident-{at}"),
        title: HOSTILE.to_owned(),
        date: Date::new(2023, (at % 12) as i8 + 1, 1 + (at % 28) as i8).ok(),
        duration_minutes: Some((at as i64 + 1) * 7 % 9001),
        causes: vec![tag(["memory-leak", "dns<&>"][at % 2], at.is_multiple_of(3))],
        services: vec![HOSTILE.to_owned()],
        actions: vec![closed(at)],
        detected_by: if at.is_multiple_of(4) { DetectedBy::Customer } else { DetectedBy::Unknown },
        ..Postmortem::default()
    };
    (0..n).map(incident).collect()
}

fn with_trends<T>(n: usize, look: impl Fn(&Trends<'_>) -> T) -> T {
    let records = incidents(n);
    look(&Trends::of(&records.iter().collect::<Vec<_>>(), &Taxonomy::embedded(), Some(date(2024, 1, 20))))
}

fn figures(trends: &Trends<'_>) -> Vec<Figure> {
    vec![
        over_time("a", &trends.counts, Grain::Month),
        over_time("b", &trends.counts, Grain::fitting(&trends.counts)),
        causes("c", &trends.causes, Which::All, NAMING),
        causes("d", &trends.causes, Which::Declared, NAMING),
        categories("e", &trends.causes, Which::All, NAMING),
        durations("f", &trends.duration, &href),
        detection("g", &trends.detection),
        time_to_close("h", &trends.actions),
        time_to_recurrence("i", &trends.recurrence),
    ]
}

fn svg(figure: &Figure) -> &str {
    match &figure.body {
        ChartBody::Chart { svg } => svg,
        other => panic!("{} is no chart: {other:?}", figure.title),
    }
}

#[test]
fn charts_are_well_formed_named_and_fit_for_a_strict_policy_whatever_titles_hold() {
    for n in [5, 40, 1500] {
        for figure in with_trends(n, figures) {
            let document = roxmltree::Document::parse(svg(&figure)).unwrap();
            let root = document.root_element();
            let named = |reference: &str| {
                let id = root.attribute(reference).unwrap();
                let node = document.descendants().find(|node| node.attribute("id") == Some(id));
                !node.and_then(|node| node.text()).unwrap_or("").is_empty()
            };
            assert!(named("aria-labelledby") && named("aria-describedby"), "{}", figure.title);
            let has_links = document
                .descendants()
                .any(|node| node.has_tag_name((root.tag_name().namespace().unwrap(), "a")));
            assert_eq!(
                root.attribute("role"),
                Some(if has_links { "group" } else { "img" }),
                "{}",
                figure.title
            );
            for node in document.descendants().filter(roxmltree::Node::is_element) {
                assert!(node.attribute("style").is_none());
                assert!(!["style", "script"].contains(&node.tag_name().name()));
                assert!(node.attributes().all(|attribute| !attribute.name().starts_with("on")));
                assert!(node.attributes().all(|attribute| !attribute.value().contains("NaN")), "{node:?}");
            }
            assert!(!figure.table.rows.is_empty() && !figure.coverage.is_empty());
            assert!(figure.table.rows.iter().all(|row| row.len() == figure.table.headers.len()));
        }
    }
}

#[test]
fn fewer_than_five_incidents_are_listed_and_none_is_nothing() {
    let few =
        with_trends(4, |trends| [durations("a", &trends.duration, &href), detection("b", &trends.detection)]);
    let ChartBody::List { items } = &few[0].body else { panic!("four incidents are a list") };
    assert_eq!((items.len(), items[0].href.as_deref()), (4, Some("../incidents/incident-3/?a=1&b=2")));
    assert_eq!(
        few[1].body,
        ChartBody::List {
            items: vec![Cell::new("customer: 1 of 4 incidents"), Cell::new("not stated: 3 of 4 incidents")]
        }
    );
    with_trends(0, |trends| assert!(figures(trends).iter().all(|figure| figure.body == ChartBody::Nothing)));
}

#[test]
fn every_incident_is_a_link_up_to_a_thousand_and_the_longest_hundred_beyond() {
    let links =
        |n| with_trends(n, |trends| svg(&durations("a", &trends.duration, &href)).matches("<a ").count());
    assert_eq!((links(40), links(1000), links(1500)), (40, 1000, 100));
    let size = with_trends(9000, |trends| svg(&durations("a", &trends.duration, &href)).len());
    assert!(size < 60_000, "{size} bytes");
}

#[test]
fn declared_causes_are_plain_extracted_ones_hatched_and_quiet_months_drawn() {
    with_trends(40, |trends| {
        let all = causes("c", &trends.causes, Which::All, NAMING);
        assert!(svg(&all).contains("url(#c-hatch)"));
        assert!(
            svg(&all).contains(">the ")
                && all.table.rows.iter().flatten().any(|cell| cell.text.starts_with("the "))
        );
        assert_eq!(all.coverage, "cause known for 40 of 40 incidents");
        let declared = causes("d", &trends.causes, Which::Declared, NAMING);
        assert!(!svg(&declared).contains("fill=\"url(#d-hatch)\""));
        let months = over_time("m", &trends.counts, Grain::Month);
        // January 2024 has no incident, and today lies in it.
        assert_eq!(svg(&months).matches("chart-zero").count(), 1);
        assert!(svg(&months).contains("2024-01: 0 incidents (95 % interval 0.0–3.7), provisional"));
    });
}
