//! The records for other programs: incidents.json, the Atom feed and the sitemap.

use std::io::Write;

use super::catalog::{Catalog, address};
use super::{Renderer, format};
use crate::extract::Incident;
use crate::postmortem::Postmortem;
use crate::source::{FrontMatterEntry, Value};

/// Incidents that the feed names.
const FEED_LENGTH: usize = 50;

/// File that describes `incidents.json`, beside it.
pub(super) const SCHEMA: &str = "incidents.schema.json";

/// `{"$schema": …, "incidents": [...]}`: every record with the address of its page, newest first.
pub(super) fn json(renderer: &Renderer<'_>, out: &mut impl Write) -> anyhow::Result<()> {
    write!(out, "{{\"$schema\":\"{SCHEMA}\",\"incidents\":[")?;
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

/// The records in the order of lists.
pub(super) fn newest_first<'a>(catalog: &'a Catalog<'_>) -> impl Iterator<Item = &'a Postmortem> {
    catalog.order.iter().filter_map(|&index| catalog.record(index))
}

/// The newest incidents as an Atom feed; drafts are left out. Only for a site that knows its address, since
/// readers of a feed need absolute ones.
pub(super) fn feed(renderer: &Renderer<'_>, base: &str) -> anyhow::Result<Vec<u8>> {
    let catalog = &renderer.catalog;
    let incidents = catalog.order.iter().filter_map(|&index| catalog.incidents.get(index as usize));
    let listed: Vec<(&Postmortem, Moments)> = incidents
        .filter(|incident| incident.record.is_counted() && incident.record.date.is_some())
        .take(FEED_LENGTH)
        .map(|incident| (&incident.record, Moments::of(incident)))
        .collect();
    let config = renderer.config;
    let newest = listed.iter().map(|(_, moments)| moments.updated.clone()).max();
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
    for (record, Moments { published, updated }) in listed {
        let url = format!("{base}{}", address(record));
        writeln!(out, "<entry>\n<title>{}</title>", xml(&record.title))?;
        writeln!(out, "<id>{0}</id>\n<link href=\"{0}\"/>", xml(&url))?;
        writeln!(out, "<published>{published}</published>\n<updated>{updated}</updated>")?;
        for tag in &record.causes {
            let label = renderer.glossary.cause_label(&tag.id);
            writeln!(out, "<category term=\"{}\" label=\"{}\"/>", xml(&tag.id), xml(label))?;
        }
        let summary = record.summary.as_deref().or(record.impact.text.as_deref()).unwrap_or(&record.title);
        writeln!(out, "<summary>{}</summary>\n</entry>", xml(&format::shorten(summary, 600)))?;
    }
    writeln!(out, "</feed>")?;
    Ok(out)
}

/// When an entry of the feed came to be, and when it last changed, in UTC.
struct Moments {
    published: String,
    updated: String,
}

impl Moments {
    /// The day that front matter names for the publication, else the moment of the incident; the last change is the latest
    /// of what is known.
    fn of(incident: &Incident) -> Self {
        const PUBLISHED: [&str; 9] = [
            "publishdate", "pubdate", "published", "publishedat", "publishedon", "publicationdate",
            "datepublished", "posted", "written",
        ];
        const UPDATED: [&str; 8] = [
            "lastmod", "lastmodified", "lastmodifiedat", "updated", "updatedat", "lastupdated", "modified",
            "dateupdated",
        ];
        let record = &incident.record;
        let entries = incident.source.front_matter.as_ref().map_or(&[][..], |block| &block.entries);
        let stated = |names: &[&str]| entries.iter().find_map(|entry| moment_named(names, entry));
        let began = moment(record);
        // A date that yielded to that of the text is the day of the post.
        let post = stated(&["date"]).filter(|post| *post > began);
        let published = stated(&PUBLISHED).or(post).unwrap_or_else(|| began.clone());
        let changes = stated(&UPDATED).into_iter().chain(record.reviewed_on.map(midnight));
        let updated = changes.chain([published.clone(), began]).max().unwrap_or_default();
        Self { published, updated }
    }
}

/// The moment that an entry of front matter states under one of these keys.
fn moment_named(names: &[&str], entry: &FrontMatterEntry) -> Option<String> {
    let plain: String =
        entry.key.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let Value::Scalar(value) = &entry.value.value else { return None };
    if !names.contains(&plain.as_str()) {
        return None;
    }
    let exact =
        value.trim().parse::<jiff::Timestamp>().map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    exact.ok().or_else(|| Some(midnight(value.trim().get(..10)?.parse().ok()?)))
}

fn midnight(day: jiff::civil::Date) -> String {
    format!("{}T00:00:00Z", format::iso(day))
}

/// The incident's moment, in UTC where its zone is stated; the day alone counts as its midnight.
fn moment(record: &Postmortem) -> String {
    match (record.start.and_then(|start| start.utc()), record.date) {
        (Some(moment), _) => moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        (None, date) => date.map(midnight).unwrap_or_default(),
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
    fn xml_holds_no_control_characters() {
        assert_eq!(xml("a\u{8}b & <c>\n"), "ab &amp; &lt;c&gt;\n");
    }
}
