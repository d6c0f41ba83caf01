//! A key and its value in one line of YAML, TOML or JSON, quoted where the language would read something else.

use super::facts::{SuggestedFact, Written};
use crate::postmortem::{OutageWindow, Role};
use crate::source::Format;

/// `key: value`, `key = value` or `"key": value`, without a line end.
pub(super) fn line(format: Format, fact: &SuggestedFact) -> String {
    entry(format, fact.key, &value(format, &fact.value))
}

fn entry(format: Format, key: &str, value: &str) -> String {
    match format {
        Format::Yaml => format!("{key}: {value}"),
        Format::Toml => format!("{key} = {value}"),
        Format::Json => format!("\"{key}\": {value}"),
    }
}

fn value(format: Format, written: &Written) -> String {
    let list = |items: Vec<String>| format!("[{}]", items.join(", "));
    match written {
        Written::Bare(text) if format == Format::Json && text.parse::<f64>().is_err() => quoted(format, text),
        Written::Bare(text) => text.clone(),
        Written::Text(text) => scalar(format, text),
        Written::Texts(texts) => list(texts.iter().map(|text| scalar(format, text)).collect()),
        Written::Causes(causes) => list(causes.iter().map(|(id, role)| cause(format, id, *role)).collect()),
        Written::Windows(windows) => {
            let window = |window: &OutageWindow| {
                let (start, end) = (window.start.to_string(), window.end.to_string());
                map(format, [("start", quoted(format, &start)), ("end", quoted(format, &end))])
            };
            list(windows.iter().map(window).collect())
        }
    }
}

fn cause(format: Format, id: &str, role: Option<Role>) -> String {
    let role = role.map(|role| match role {
        Role::Cause => "cause",
        Role::Amplifier => "amplifier",
        Role::Prolonged => "prolonged",
    });
    match role {
        Some(role) => map(format, [("id", scalar(format, id)), ("role", scalar(format, role))]),
        None => scalar(format, id),
    }
}

/// Two keys with their values in braces.
fn map(format: Format, entries: [(&str, String); 2]) -> String {
    let entries = entries.map(|(key, value)| entry(format, key, &value));
    format!("{{{}}}", entries.join(", "))
}

/// A text as a value, quoted where the language would read something else.
pub fn scalar(format: Format, text: &str) -> String {
    if format == Format::Yaml && is_plain(text) { text.to_owned() } else { quoted(format, text) }
}

/// Whether every reader of YAML takes a bare text for this text: words, names and lengths of time.
fn is_plain(text: &str) -> bool {
    const OTHER: [&str; 10] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan"];
    let is_length = text.split(' ').all(|part| {
        let figures = part.trim_start_matches('~').trim_end_matches(['d', 'h', 'm']);
        figures.len() < part.len()
            && !figures.is_empty()
            && part.ends_with(['d', 'h', 'm'])
            && figures.bytes().all(|byte| byte.is_ascii_digit())
    });
    let is_word = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.ends_with(|c: char| c.is_ascii_alphanumeric())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" -_./".contains(&byte))
        && !OTHER.contains(&text.to_ascii_lowercase().as_str());
    is_length || is_word
}

/// A text between double quotes, which mean nearly the same in the three languages.
fn quoted(format: Format, text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_shown(c) => out.push(c),
            c => escape(format, c, &mut out),
        }
    }
    out.push('"');
    out
}

fn escape(format: Format, c: char, out: &mut String) {
    let mut units = [0; 2];
    match format {
        Format::Json => {
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04X}"));
            }
        }
        _ if (c as u32) < 0x1_0000 => out.push_str(&format!("\\u{:04X}", c as u32)),
        _ => out.push_str(&format!("\\U{:08X}", c as u32)),
    }
}

/// Whether a character needs no escape: not a control character, a line separator or a bidirectional control.
fn is_shown(c: char) -> bool {
    let is_mark = matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' | '\u{061C}');
    !c.is_control() && !is_mark
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;
    use crate::source::{FoundFile, Outcome, Value, read_bytes};

    /// What a list of texts is after it was written and read.
    fn read_back(format: Format, texts: &[String]) -> Option<Vec<String>> {
        let fact = SuggestedFact { key: "services", value: Written::Texts(texts.to_vec()) };
        let line = line(format, &fact);
        let file = match format {
            Format::Yaml => format!("---\n{line}\n---\nText\n"),
            Format::Toml => format!("+++\n{line}\n+++\nText\n"),
            Format::Json => format!("{{{line}}}\nText\n"),
        };
        let (Outcome::Read(file), _) = read_bytes(&FoundFile::named("a.md", "a.md"), file.as_bytes()) else {
            return None;
        };
        let block = file.front_matter?;
        let Value::List(items) = &block.entries.first()?.value.value else { return None };
        let text = |item: &crate::source::Located| match &item.value {
            Value::Scalar(text) => Some(text.clone()),
            _ => None,
        };
        items.iter().map(text).collect()
    }

    fn text() -> impl Strategy<Value = String> {
        let known = prop::sample::select(vec![
            "yes", "No", "on", "null", "~", "007", "1.10", "0x1F", "1e3", ".inf", "12:30", "2024-03-02", "#",
            "a # b", ": ", "a: b", "- a", "-", "* b", "&c", "@d", "`e", "!f", "%g", "|", ">", "? h", "{i}",
            "[j", "k,l", "'m'", "\"n\"", "\\o", "größe", "💥", "\u{feff}", "\u{85}", "\u{2028}", "a\tb",
            "\u{7f}", "\u{1b}[31m", " ", "a ", "web-01", "3h 20m", "label printer", "---", "...", "+++",
            "\u{10ffff}", "<<", "=", "y",
        ]);
        let glued = prop::collection::vec(known.clone(), 1..4).prop_map(|parts| parts.concat());
        prop_oneof![2 => known.prop_map(str::to_owned), 1 => glued, 1 => any::<String>()]
    }

    #[test]
    fn what_is_written_is_read_back_in_every_language() {
        let config = ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() };
        proptest!(config, |(texts in prop::collection::vec(text(), 1..4))| {
            for format in [Format::Yaml, Format::Toml, Format::Json] {
                prop_assert_eq!(read_back(format, &texts), Some(texts.clone()), "{:?}", format);
            }
        });
    }

    #[test]
    fn only_plain_words_go_without_quotes_in_yaml() {
        for (text, expected) in [
            ("web-01", "web-01"),
            ("label printer", "label printer"),
            ("3h 20m", "3h 20m"),
            ("~1h", "~1h"),
            ("yes", "\"yes\""),
            ("Null", "\"Null\""),
            ("007", "\"007\""),
            ("12:30", "\"12:30\""),
            ("+03:00", "\"+03:00\""),
            ("größe", "\"größe\""),
            ("a\\b\"", "\"a\\\\b\\\"\""),
            ("\u{1b}", "\"\\u001B\""),
        ] {
            assert_eq!(scalar(Format::Yaml, text), expected);
        }
    }
}
