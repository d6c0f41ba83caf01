//! A key and its value in one line of YAML, TOML or JSON, quoted where the language would read something else.

use super::facts::{Fact, Written};
use crate::source::Format;

/// `key: value`, `key = value` or `"key": value`, without a line end.
pub(super) fn line(format: Format, fact: &Fact) -> String {
    let (key, value) = (fact.key, value(format, &fact.value));
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
        Written::Windows(windows) => list(
            windows
                .iter()
                .map(|window| {
                    let (start, end) = (window.start.to_string(), window.end.to_string());
                    let (start, end) = (quoted(format, &start), quoted(format, &end));
                    match format {
                        Format::Yaml => format!("{{start: {start}, end: {end}}}"),
                        Format::Toml => format!("{{start = {start}, end = {end}}}"),
                        Format::Json => format!("{{\"start\": {start}, \"end\": {end}}}"),
                    }
                })
                .collect(),
        ),
    }
}

fn scalar(format: Format, text: &str) -> String {
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

/// Whether a sign stands for itself: no control character, no line end of any language, no mark that turns the line.
fn is_shown(c: char) -> bool {
    let is_mark = matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' | '\u{061C}');
    !c.is_control() && !is_mark
}
