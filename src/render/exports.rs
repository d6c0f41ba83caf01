//! The records for other programs: incidents.json, incidents.csv, the Atom feed and the sitemap.

use std::io::Write;

use super::catalog::{Catalog, address};
use super::{Renderer, words};
use crate::postmortem::{ActionStatus, Postmortem};

/// Incidents that the feed names.
const FEED_LENGTH: usize = 50;

/// `{"incidents": [...]}`: every record with the address of its page, newest first.
pub(super) fn json(renderer: &Renderer<'_>, out: &mut impl Write) -> anyhow::Result<()> {
    out.write_all(b"{\"incidents\":[")?;
    for (place, record) in newest_first(&renderer.catalog).enumerate() {
        out.write_all(if place == 0 { b"\n" } else { b",\n" })?;
        if record.url.is_some() {
            serde_json::to_writer(&mut *out, record)?;
            continue;
        }
        let url = Some(renderer.absolute_or_relative(&address(record)));
        serde_json::to_writer(&mut *out, &Postmortem { url, ..record.clone() })?;
    }
    out.write_all(b"\n]}\n")?;
    Ok(())
}

fn newest_first<'a>(catalog: &'a Catalog<'_>) -> impl Iterator<Item = &'a Postmortem> {
    catalog.order.iter().filter_map(|&index| catalog.record(index))
}

/// Columns of incidents.csv.
const COLUMNS: [&str; 22] = [
    "slug", "title", "url", "kind", "status", "date", "start", "end", "duration_minutes",
    "time_to_detect_minutes", "time_to_mitigate_minutes", "time_to_resolve_minutes", "severity",
    "severity_level", "detected_by", "impact_percent", "services", "primary_cause", "causes",
    "declared_causes", "open_actions", "path",
];

/// One line an incident, newest first; lists are joined by `; `.
pub(super) fn csv(renderer: &Renderer<'_>) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for record in newest_first(&renderer.catalog) {
        let url = renderer.absolute_or_relative(&address(record));
        writer.write_record(line(record, &url)?.map(|field| harmless(field).into_bytes()))?;
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
        or_empty(record.start),
        or_empty(record.end),
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
    ])
}

/// The name of a variant as the record's contract spells it.
fn name(value: &impl serde::Serialize) -> anyhow::Result<String> {
    Ok(serde_json::to_value(value)?.as_str().unwrap_or_default().to_owned())
}

/// Spreadsheets run a field that starts like a formula; an apostrophe in front makes it text. A number stays one.
fn harmless(field: String) -> String {
    let is_formula = field.starts_with(['=', '+', '-', '@', '\t', '\r']) && field.parse::<f64>().is_err();
    if is_formula { format!("'{field}") } else { field }
}

/// The newest incidents as an Atom feed; drafts are left out. Only for a site that knows its address, since
/// readers of a feed need absolute ones.
pub(super) fn feed(renderer: &Renderer<'_>, base: &str) -> anyhow::Result<Vec<u8>> {
    let listed: Vec<&Postmortem> = newest_first(&renderer.catalog)
        .filter(|record| record.is_counted() && record.date.is_some())
        .take(FEED_LENGTH)
        .collect();
    let config = renderer.config;
    let newest = listed.iter().map(|record| updated(record)).max();
    let mut out = Vec::new();
    writeln!(
        out,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">"
    )?;
    writeln!(out, "<title>{}</title>", xml(&config.title))?;
    writeln!(out, "<subtitle>{}</subtitle>", xml(&config.description))?;
    writeln!(out, "<id>{}</id>", xml(base))?;
    writeln!(out, "<link href=\"{}\"/>", xml(base))?;
    writeln!(out, "<link rel=\"self\" type=\"application/atom+xml\" href=\"{}feed.xml\"/>", xml(base))?;
    let built = renderer.built.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    writeln!(out, "<updated>{}</updated>", newest.unwrap_or(built))?;
    writeln!(out, "<author><name>{}</name></author>", xml(&config.title))?;
    for record in listed {
        let url = format!("{base}{}", address(record));
        writeln!(out, "<entry>\n<title>{}</title>", xml(&record.title))?;
        writeln!(out, "<id>{0}</id>\n<link href=\"{0}\"/>", xml(&url))?;
        writeln!(out, "<updated>{}</updated>", updated(record))?;
        for tag in &record.causes {
            let label = renderer.glossary.cause_label(&tag.id);
            writeln!(out, "<category term=\"{}\" label=\"{}\"/>", xml(&tag.id), xml(label))?;
        }
        let summary = record.summary.as_deref().or(record.impact.text.as_deref()).unwrap_or(&record.title);
        writeln!(out, "<summary>{}</summary>\n</entry>", xml(&words::shorten(summary, 600)))?;
    }
    writeln!(out, "</feed>")?;
    Ok(out)
}

/// The incident's moment, in UTC where its zone is stated; the day alone counts as its midnight.
fn updated(record: &Postmortem) -> String {
    let moment = record.start.and_then(|start| start.utc());
    match (moment, record.date) {
        (Some(moment), _) => moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        (None, date) => format!("{}T00:00:00Z", date.map(words::iso).unwrap_or_default()),
    }
}

/// Text as XML takes it: escaped, without the control characters that XML has no way to write.
fn xml(text: &str) -> String {
    let allowed = |c: &char| !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    let text: String = text.chars().filter(allowed).collect();
    let mut out = String::with_capacity(text.len());
    super::markdown::escape_into(&mut out, &text);
    out
}

/// Addresses of all pages that are worth finding.
pub(super) fn sitemap(renderer: &Renderer<'_>, base: &str) -> Vec<u8> {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for key in renderer.pages().into_iter().filter(|key| !matches!(key, super::PageKey::Alias(..))) {
        let path = renderer.path(&key);
        if let Some(folder) = path.strip_suffix("index.html") {
            out.push_str(&format!("<url><loc>{}</loc></url>\n", xml(&format!("{base}{folder}"))));
        }
    }
    out.push_str("</urlset>\n");
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_a_spreadsheet_would_run_becomes_text() {
        let fields =
            ["=HYPERLINK(\"x\")", "+1+1", "-5", "@x", "web-01"].map(|field| harmless(field.to_owned()));
        assert_eq!(fields, ["'=HYPERLINK(\"x\")", "'+1+1", "-5", "'@x", "web-01"]);
    }

    #[test]
    fn xml_holds_no_control_characters() {
        assert_eq!(xml("a\u{8}b & <c>\n"), "ab &amp; &lt;c&gt;\n");
    }
}
