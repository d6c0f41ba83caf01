//! Placeholders such as `{{ title }}` and what they become.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, DiagnosticSeverity, LineIndex};
use crate::source::Format;
use crate::suggest::scalar;

/// What a placeholder stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceholderValue {
    /// One text; quoted in front matter where that needs it.
    Text(String),
    /// Several texts: a list in front matter, else with commas between them.
    List(Vec<String>),
    /// Lines: what stands before the placeholder in its line stands before each. Without any, the line goes.
    Lines(Vec<String>),
}

/// A placeholder: its name and its bytes.
type Placeholder<'a> = (&'a str, Range<usize>);

/// The placeholders of a text: one name between double braces. What holds anything else, such as `{{ page.title }}` or
/// `${{ github.ref }}`, is text.
pub fn placeholders(text: &str) -> Vec<Placeholder<'_>> {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte == b'-')
    };
    let opened = text.match_indices("{{").filter(|(at, _)| !text[..*at].ends_with('$'));
    let found = opened.filter_map(|(at, _)| {
        let inner = &text[at + 2..];
        let length = inner.find("}}")?;
        let name = inner[..length].trim();
        is_name(name).then_some((name, at..at + length + 4))
    });
    found.collect()
}

/// The text with its placeholders filled in. `path` names it in findings.
///
/// # Errors
/// One finding for each placeholder that `values` does not have.
pub fn fill(text: &str, path: &str, values: &[(&str, PlaceholderValue)]) -> Result<String, Vec<Diagnostic>> {
    let fence = TemplateFrontMatter::of(text);
    let lines = LineIndex::new(text);
    let mut unknown = Vec::new();
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (name, place) in placeholders(text) {
        let Some((_, value)) = values.iter().find(|(known, _)| *known == name) else {
            unknown.push(unknown_placeholder(name, path, values).at(lines.span(text, place)));
            continue;
        };
        if place.start < done {
            continue;
        }
        let line_start = text[..place.start].rfind('\n').map_or(0, |at| at + 1);
        let before = &text[line_start..place.start];
        out.push_str(&text[done..place.start]);
        done = place.end;
        match value {
            PlaceholderValue::Lines(lines) if lines.is_empty() && before.trim().is_empty() => {
                out.truncate(out.len() - before.len());
                done += usize::from(text[done..].starts_with('\n'));
            }
            PlaceholderValue::Lines(lines) => out.push_str(&lines.join(&format!("\n{before}"))),
            value => out.push_str(&fence.written(value, before, place.start)),
        }
        // A key without a value has no space behind it.
        if text[done..].starts_with('\n') {
            out.truncate(out.trim_end_matches(' ').len());
        }
    }
    out.push_str(&text[done..]);
    if unknown.is_empty() { Ok(out) } else { Err(unknown) }
}

fn unknown_placeholder(name: &str, path: &str, values: &[(&str, PlaceholderValue)]) -> Diagnostic {
    let known: Vec<&str> = values.iter().map(|(known, _)| *known).collect();
    let nearest = known.iter().map(|known| (strsim::osa_distance(name, known), known)).min();
    let help = match nearest {
        Some((distance, known)) if distance <= 2 => format!("did you mean `{known}`?"),
        _ => format!("known placeholders: {}", known.join(", ")),
    };
    let message = format!("there is no placeholder `{name}`");
    Diagnostic::new("unknown-placeholder", DiagnosticSeverity::Error, path, message).help(help)
}

/// Where the front matter of a template ends, and its language.
struct TemplateFrontMatter {
    format: Format,
    end: usize,
}

impl TemplateFrontMatter {
    fn of(text: &str) -> Self {
        let (format, mark) =
            if text.starts_with("+++\n") { (Format::Toml, "+++") } else { (Format::Yaml, "---") };
        let opened = text.starts_with(&format!("{mark}\n"));
        let end = opened.then(|| text[mark.len()..].find(&format!("\n{mark}\n"))).flatten();
        Self { format, end: end.map_or(0, |end| end + mark.len()) }
    }

    /// A value as it is written at `at`, behind `before` in its line.
    fn written(&self, value: &PlaceholderValue, before: &str, at: usize) -> String {
        let is_stated = at < self.end && !before.trim_start().starts_with('#');
        match value {
            PlaceholderValue::Text(text) if is_stated && !text.is_empty() => self.scalar(text, before),
            PlaceholderValue::List(texts) if is_stated && !texts.is_empty() => {
                let items: Vec<String> = texts.iter().map(|text| scalar(self.format, text)).collect();
                if before.trim_end().ends_with('[') {
                    items.join(", ")
                } else {
                    format!("[{}]", items.join(", "))
                }
            }
            PlaceholderValue::Text(text) => text.clone(),
            PlaceholderValue::List(texts) | PlaceholderValue::Lines(texts) => texts.join(", "),
        }
    }

    /// A text in front matter: in the quotes that the template has around it, or in its own.
    fn scalar(&self, text: &str, before: &str) -> String {
        match before.bytes().next_back() {
            Some(b'"') => text.replace('\\', "\\\\").replace('"', "\\\""),
            Some(b'\'') => text.replace('\'', "''"),
            // Days are read as they stand.
            _ if text.parse::<jiff::civil::Date>().is_ok() => text.to_owned(),
            _ => scalar(self.format, text),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn filled(text: &str, title: &str) -> String {
        let values = [
            ("title", PlaceholderValue::Text(title.to_owned())),
            ("date", PlaceholderValue::Text("2026-05-06".to_owned())),
            ("severity", PlaceholderValue::Text(String::new())),
            ("services", PlaceholderValue::List(vec!["shop".to_owned(), "pay: eu".to_owned()])),
            ("causes", PlaceholderValue::Lines(vec!["code: bug".to_owned(), "time: clock".to_owned()])),
            ("nothing", PlaceholderValue::Lines(Vec::new())),
        ];
        fill(text, "t.md", &values).unwrap()
    }

    #[test]
    fn front_matter_is_quoted_where_it_has_to_be_and_text_never() {
        let template = "---\ntitle: {{ title }}\ndate: {{date}}\nseverity: {{ severity }}\nservices: {{ services }}\n---\n# {{ title }} ({{ services }})\n";
        assert_eq!(
            filled(template, "Shop #2: \"down\""),
            "---\ntitle: \"Shop #2: \\\"down\\\"\"\ndate: 2026-05-06\nseverity:\nservices: [shop, \"pay: eu\"]\n---\n# Shop #2: \"down\" (shop, pay: eu)\n"
        );
        assert_eq!(filled("---\na: '{{ title }}'\n---\n", "It's down"), "---\na: 'It''s down'\n---\n");
        assert_eq!(filled("+++\na = {{ title }}\n+++\n", "Down"), "+++\na = \"Down\"\n+++\n");
    }

    #[test]
    fn lines_repeat_what_stands_before_them() {
        assert_eq!(filled("a\n#   {{ causes }}\nb\n", ""), "a\n#   code: bug\n#   time: clock\nb\n");
        assert_eq!(filled("a\n  {{ nothing }}\nb\n", ""), "a\nb\n");
    }

    #[test]
    fn braces_around_anything_else_are_text() {
        let text = "{{ page.title }} ${{ github.ref }} {{< ref >}} {{ two words }} {{\n";
        assert_eq!(filled(text, ""), text);
        let unknown = fill(
            "one\n  {{ titel }} {{ weather }}\n",
            "t.md",
            &[("title", PlaceholderValue::Text(String::new()))],
        );
        let unknown = unknown.unwrap_err();
        let told: Vec<_> = unknown
            .iter()
            .map(|found| {
                let span = found.span.as_ref().unwrap();
                (span.line, span.column, found.message.as_str(), found.help.as_deref().unwrap())
            })
            .collect();
        assert_eq!(
            told,
            [
                (2, 3, "there is no placeholder `titel`", "did you mean `title`?"),
                (2, 15, "there is no placeholder `weather`", "known placeholders: title"),
            ]
        );
    }
}
