//! incidents.csv: the records as a table for spreadsheets.

use super::Renderer;
use super::catalog::address;
use super::exports::newest_first;
use crate::diagnostic::direction;
use crate::postmortem::{ActionStatus, Postmortem};

/// Columns of incidents.csv. A moment is in two: a spreadsheet reads clock times alike only where none has an offset.
const COLUMNS: [&str; 24] = [
    "slug", "title", "url", "kind", "status", "date", "start", "end", "duration_minutes",
    "time_to_detect_minutes", "time_to_mitigate_minutes", "time_to_resolve_minutes", "severity",
    "severity_level", "detected_by", "impact_percent", "services", "primary_cause", "causes",
    "declared_causes", "open_actions", "path", "start_offset", "end_offset",
];

/// One line an incident, newest first; lists are joined by `; `.
pub(super) fn incidents(renderer: &Renderer<'_>) -> anyhow::Result<Vec<u8>> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for record in newest_first(&renderer.catalog) {
        let url = renderer.absolute_or_relative(&address(record));
        writer.write_record(line(record, &url)?.map(|field| harmless(&field).into_bytes()))?;
    }
    writer.into_inner().map_err(|error| anyhow::anyhow!("cannot write incidents.csv: {error}"))
}

fn line(record: &Postmortem, url: &str) -> anyhow::Result<[String; COLUMNS.len()]> {
    fn or_empty(value: Option<impl ToString>) -> String {
        value.map(|value| value.to_string()).unwrap_or_default()
    }
    let causes = |declared: bool| {
        let tags = record.causes.iter().filter(|tag| tag.declared || !declared);
        tags.map(|tag| tag.id.as_str()).collect::<Vec<_>>().join("; ")
    };
    let is_open = |action: &&crate::postmortem::Action| action.status == Some(ActionStatus::Open);
    Ok([
        record.slug.clone(),
        record.title.clone(),
        url.to_owned(),
        name(&record.kind)?,
        record.status.as_ref().map_or(Ok(String::new()), name)?,
        or_empty(record.date),
        or_empty(record.start.map(|start| start.clock())),
        or_empty(record.end.map(|end| end.clock())),
        or_empty(record.duration_minutes),
        or_empty(record.time_to_detect_minutes),
        or_empty(record.time_to_mitigate_minutes),
        or_empty(record.time_to_resolve_minutes),
        or_empty(record.severity.as_ref().map(|severity| &severity.raw)),
        or_empty(record.severity.as_ref().and_then(|severity| severity.level)),
        name(&record.detected_by)?,
        or_empty(record.impact_percent),
        record.services.join("; "),
        or_empty(record.primary_cause().map(|tag| &tag.id)),
        causes(false),
        causes(true),
        record.actions.iter().filter(is_open).count().to_string(),
        record.path.clone(),
        or_empty(record.start.and_then(|start| start.offset())),
        or_empty(record.end.and_then(|end| end.offset())),
    ])
}

/// The name of a variant as the record's contract spells it.
fn name(value: &impl serde::Serialize) -> anyhow::Result<String> {
    Ok(serde_json::to_value(value)?.as_str().unwrap_or_default().to_owned())
}

/// Characters at which a spreadsheet may split a cell once more, as it does where its own separator is another.
const SEPARATORS: [char; 6] = [',', ';', '|', '\t', '\n', '\r'];

/// A field that no spreadsheet runs: an apostrophe goes before each sign that would begin a formula, at the start of the
/// field or after a separator in it, also after spaces, quotes and invisible characters. Numbers stay as they
/// are. The signs are those of OWASP (<https://owasp.org/www-community/attacks/CSV_Injection>) and their wide forms.
fn harmless(field: &str) -> String {
    let field = direction::marked(field);
    let mut out = String::with_capacity(field.len() + 2);
    if field.starts_with(['\t', '\r']) {
        out.push('\'');
    }
    let mut at_start = true;
    for (at, c) in field.char_indices() {
        if SEPARATORS.contains(&c) {
            at_start = true;
        } else if at_start && !is_passed_over(c) {
            let end = field[at..].find(SEPARATORS).map_or(field.len(), |length| at + length);
            if begins_formula(c) && !is_number(&field[at..end]) {
                out.push('\'');
            }
            at_start = false;
        }
        out.push(c);
    }
    out
}

fn begins_formula(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '﹦' | '﹢' | '﹣' | '﹫')
}

/// Whether a reader or a spreadsheet passes over a character at the start of a cell: spaces, quotes, control characters
/// and others without width.
fn is_passed_over(c: char) -> bool {
    let unseen =
        matches!(c, '\u{AD}' | '\u{180E}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}');
    c.is_whitespace() || c.is_control() || unseen || matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’')
}

/// A number as programs write it: `-5`, `+1.5`.
fn is_number(text: &str) -> bool {
    let digits = text.trim().trim_start_matches(['+', '-']);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && text.trim().parse::<f64>().is_ok()
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(field: &str, expected: &str) {
        assert_eq!(harmless(field), expected);
    }

    #[test]
    fn a_field_that_a_spreadsheet_would_run_becomes_text() {
        check("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")");
        check("+1+1", "'+1+1");
        check("@x", "'@x");
        check("-x", "'-x");
        check("＝1+1", "'＝1+1");
        check("\u{FEFF}\u{200B} \"=1+1", "\u{FEFF}\u{200B} \"'=1+1");
        check("\tx", "'\tx");
        check("shop; =1+1", "shop; '=1+1");
        check("a,＠b|-c\n+d", "a,'＠b|'-c\n'+d");
    }

    #[test]
    fn numbers_and_other_text_stay() {
        for field in ["-5", "+1.5", "a; -5; b", "web-01", "a = b", "1+1", "2024-01-02T00:00:00-03:00"] {
            check(field, field);
        }
    }

    #[test]
    fn the_direction_of_a_cell_cannot_be_changed_unseen() {
        check("\u{202E}gpj.exe", "[U+202E]gpj.exe");
    }
}
