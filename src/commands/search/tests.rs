#![allow(clippy::unwrap_used, clippy::panic)]

use whybook_search::{CauseRef, IncidentDocument, Request, SearchError, Searcher, Sort, Vocabulary, index};

use super::draw::{TerminalStyle, error, table};

fn searcher() -> Searcher {
    let leak = IncidentDocument {
        path: "2023/leak.md".to_owned(),
        slug: "leak".to_owned(),
        title: "Checkout ran out of memory".to_owned(),
        date: Some(jiff::civil::date(2023, 2, 2)),
        duration_minutes: Some(95),
        services: vec!["checkout".to_owned()],
        causes: vec![CauseRef { id: "memory-leak".to_owned(), category: "code".to_owned(), primary: true }],
        severity_level: Some(1),
        detected_by: "customer".to_owned(),
        mitigation_quote: Some("Restarting the workers".to_owned()),
        root_cause: format!(
            "A worker kept every session in a map, {} and never let go.",
            "on and on,".repeat(6)
        ),
        ..IncidentDocument::default()
    };
    let bare = IncidentDocument { path: "odd.md".to_owned(), title: "Odd".to_owned(), ..Default::default() };
    Searcher::open(index::build(&[leak, bare], &Vocabulary::default()).unwrap().in_memory().unwrap()).unwrap()
}

fn shown(query: &str, escapes: bool) -> String {
    let request = Request { query, sort: Sort::Relevance, limit: 10, offset: 0, today: None, facets: true };
    table(&searcher().search(&request).unwrap(), &request, "whybook search", TerminalStyle { escapes })
}

#[test]
fn a_hit_shows_its_facts_and_its_mitigation() {
    assert_eq!(
        shown("nothing status:", false),
        "\
note: `nothing` occurs in no incident
note: `status` occurs in no incident
note: a field without a value is read as text
  nothing status:
          ^^^^^^^
help: write the value right after the colon, as in service:checkout

No incidents found.
Try fewer words, OR between them, or a field: cause:dns, service:checkout, date:2023.
"
    );
    assert_eq!(
        shown("worker sessions", false),
        "\
1. Checkout ran out of memory
   2023-02-02 · 1 h 35 min · checkout · memory-leak
   Mitigation: Restarting the workers
   Root cause: A worker kept every session in a map, on and on,on and on,on and on,on and on,on and
   on,on and on, and never let go.
   2023/leak.md

1 incident, 1 to 1 shown
  cause:       code (1): memory-leak (1)
  service:     checkout (1)
  severity:    1 (1)
  date:        2023 (1)
  detected_by: customer (1)
"
    );
}

#[test]
fn what_is_unknown_is_said_and_matches_are_set_off_on_a_terminal() {
    assert!(shown("odd", false).contains("   date unknown · duration unknown · no cause found\n   odd.md\n"));
    assert!(shown("sessions", true).contains("every \u{1b}[1;33msession\u{1b}[0m in"));
}

#[test]
fn a_mistake_is_drawn_at_its_place() {
    let query = "leak\tdate:2023-99 x";
    let request = Request { query, sort: Sort::Relevance, limit: 10, offset: 0, today: None, facets: true };
    let Err(SearchError::Query(wrong)) = searcher().search(&request) else { panic!("no error") };
    assert_eq!(
        error(query, &wrong, TerminalStyle { escapes: false }),
        "\
error: `2023-99` is no date
  leak date:2023-99 x
            ^^^^^^^
help: write date:2023, date:2023-03, date:2023-03-14, date:2023-01-01..2023-06-30 or date:>2023
"
    );
}
