//! incidents.csv: the records as a table for spreadsheets.

use super::Renderer;
use super::catalog::address;
use super::exports::newest_first;
use crate::diagnostic::direction;
use crate::postmortem::fields::{self, Field};
use crate::postmortem::{ActionStatus, Postmortem};

/// One line an incident, newest first; lists are joined by `; `. A moment is in two columns: a spreadsheet reads clock
/// times alike only where none has an offset.
pub(super) fn incidents(renderer: &Renderer<'_>) -> anyhow::Result<Vec<u8>> {
    let columns = fields::csv_columns();
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer.write_record(columns.iter().map(|(name, _)| name))?;
    for record in newest_first(&renderer.catalog) {
        for (name, field) in &columns {
            let value = match *name {
                "url" => renderer.absolute_or_relative(&address(record)),
                name => cell(record, name, field)?,
            };
            writer.write_field(harmless(&value))?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.into_inner().map_err(|error| anyhow::anyhow!("cannot write incidents.csv: {error}"))
}

fn cell(record: &Postmortem, column: &str, field: &Field) -> anyhow::Result<String> {
    fn or_empty(value: Option<impl ToString>) -> String {
        value.map(|value| value.to_string()).unwrap_or_default()
    }
    let causes = |declared: bool| {
        let tags = record.causes.iter().filter(|tag| tag.declared || !declared);
        tags.map(|tag| tag.id.as_str()).collect::<Vec<_>>().join("; ")
    };
    let is_open = |action: &&crate::postmortem::Action| action.status == Some(ActionStatus::Open);
    Ok(match column {
        "kind" => name(&record.kind)?,
        "status" => record.status.as_ref().map_or(Ok(String::new()), name)?,
        "start" => or_empty(record.start.map(|start| start.clock())),
        "start_offset" => or_empty(record.start.and_then(|start| start.offset())),
        "end" => or_empty(record.end.map(|end| end.clock())),
        "end_offset" => or_empty(record.end.and_then(|end| end.offset())),
        "severity" => or_empty(record.severity.as_ref().map(|severity| &severity.raw)),
        "severity_level" => or_empty(record.severity.as_ref().and_then(|severity| severity.level)),
        "detected_by" => name(&record.detected_by)?,
        "primary_cause" => or_empty(record.primary_cause().map(|tag| &tag.id)),
        "causes" => causes(false),
        "declared_causes" => causes(true),
        "open_actions" => record.actions.iter().filter(is_open).count().to_string(),
        _ => record.written(field.record(), "; ").unwrap_or_default(),
    })
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
