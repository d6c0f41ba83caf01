//! Where front matter starts and ends: found here, since its parser loses every position in the file.

use std::ops::Range;

use super::Format;

/// Front matter longer than this is none: no author writes it, and no parser should have to read it.
const LONGEST: usize = 1024 * 1024;

/// What stands at the top of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fence {
    /// Markdown.
    None,
    /// A fence without its counterpart; the bytes of the opening one.
    Unclosed { format: Format, opening: Range<usize> },
    /// A block and where the text goes on.
    Block { format: Format, range: Range<usize>, body_start: usize },
    /// What reads as a block of YAML below the title, where no program looks for one; the bytes of its opening fence.
    Misplaced { opening: Range<usize> },
}

/// Looks at the top of a text, behind blank lines and comments.
pub(super) fn find(text: &str) -> Fence {
    if text.starts_with('{') {
        return json(text);
    }
    let from = behind_comments(text);
    match find_from(text, from) {
        Fence::None => misplaced(text, from).map_or(Fence::None, |opening| Fence::Misplaced { opening }),
        // Below other text only keys and values tell a block from prose between two thematic breaks.
        Fence::Block { range, .. } if from > 0 && !states_a_key(&text[range.clone()]) => Fence::None,
        Fence::Unclosed { .. } if from > 0 => Fence::None,
        Fence::Block { range, .. } if has_headings(&text[range.clone()]) => Fence::None,
        found => found,
    }
}

/// Where the blank lines and HTML comments at the top of a text end.
fn behind_comments(text: &str) -> usize {
    let mut from = 0;
    loop {
        let rest = text[from..].trim_start();
        let start = text.len() - rest.len();
        let Some(end) = rest.strip_prefix("<!--").and_then(|rest| rest.find("-->")) else {
            // The fence has to start its line.
            return text[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1).max(from);
        };
        from = start + "<!--".len() + end + "-->".len();
        if from > LONGEST {
            return 0;
        }
    }
}

/// The opening fence of keys and values between two fences right below the first heading.
fn misplaced(text: &str, from: usize) -> Option<Range<usize>> {
    let mut below = lines(&text[from..]).map(|(line, _)| from + line.start..from + line.end);
    let is_blank = |line: &Range<usize>| text[line.clone()].trim().is_empty();
    let title = below.next()?;
    if !text[title].starts_with("# ") {
        return None;
    }
    let opening = below.find(|line| !is_blank(line)).filter(|line| text[line.clone()].trim_end() == "---")?;
    let mut keys = 0;
    for line in below.take(100) {
        let line = &text[line];
        match line.trim_end() {
            "---" => return (keys >= 2).then_some(opening),
            "" => {}
            _ if line.starts_with([' ', '\t', '#', '-']) => {}
            line if states_a_key(line) => keys += 1,
            _ => return None,
        }
    }
    None
}

fn find_from(text: &str, from: usize) -> Fence {
    let mut lines =
        lines(&text[from..]).map(|(line, next)| (from + line.start..from + line.end, from + next));
    let Some((first, rest)) = lines.next() else { return Fence::None };
    let format = match text[first.clone()].trim_end() {
        "---" => Format::Yaml,
        "+++" => Format::Toml,
        _ => return Fence::None,
    };
    let closing = lines.take_while(|(line, _)| line.start < LONGEST).find(|(line, _)| {
        let line = text[line.clone()].trim_end();
        match format {
            Format::Toml => line == "+++",
            _ => line == "---" || line == "...",
        }
    });
    match closing {
        Some((line, body_start)) => Fence::Block { format, range: rest..line.start, body_start },
        None if states_a_key(&text[rest..]) => {
            Fence::Unclosed { format, opening: first.start..first.start + 3 }
        }
        None => Fence::None,
    }
}

/// Whether the first line that says something is `key: value` or `key = value`, not prose under a thematic break.
pub(super) fn states_a_key(block: &str) -> bool {
    let line =
        block.split(['\n', '\r']).map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    let Some((key, value)) = line.and_then(|line| line.split_once([':', '='])) else { return false };
    let key = key.trim().trim_matches(['"', '\'']);
    (1..=40).contains(&key.len())
        && key.split_whitespace().count() <= 3
        && key.chars().all(|c| c.is_alphanumeric() || " _-.".contains(c))
        && (value.is_empty() || value.starts_with(' '))
}

/// Whether headings of two levels stand in a block, the first behind a blank line: the text between two thematic breaks.
fn has_headings(block: &str) -> bool {
    let first = block.find(|c: char| !c.is_whitespace()).unwrap_or(0);
    block[..first].contains('\n') && block[first..].starts_with("# ") && block[first..].contains("\n## ")
}

/// Whether the first line that says something is an item of a list.
pub(super) fn lists(block: &str) -> bool {
    let line = block.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    line.is_some_and(|line| line.starts_with("- ") || line.starts_with('['))
}

/// A JSON object at the top; anything else that starts with a brace is Markdown.
fn json(text: &str) -> Fence {
    let opening = 0..1;
    let inside = text[1..].trim_start();
    if !inside.starts_with(['"', '}']) {
        return Fence::None;
    }
    let head = &text[..crate::diagnostic::floor_boundary(text, LONGEST)];
    let mut values = serde_json::Deserializer::from_str(head).into_iter::<serde::de::IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => {
            let end = values.byte_offset();
            let line_end = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
            let body_start = if text[end..line_end].trim().is_empty() { line_end } else { end };
            Fence::Block { format: Format::Json, range: 0..end, body_start }
        }
        Some(Err(error)) if error.is_eof() => Fence::Unclosed { format: Format::Json, opening },
        _ => {
            let end = text.find("\n}").map_or(0, |at| at + 2);
            if end == 0 {
                Fence::None
            } else {
                Fence::Block { format: Format::Json, range: 0..end, body_start: end }
            }
        }
    }
}

/// Lines of a text without their ends, each with the byte at which the next one starts.
fn lines(text: &str) -> impl Iterator<Item = (Range<usize>, usize)> + '_ {
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= text.len() {
            return None;
        }
        let rest = &text.as_bytes()[start..];
        let end = start + memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let next = if text[end..].starts_with("\r\n") { end + 2 } else { (end + 1).min(text.len()) };
        let line = start..end;
        start = next;
        Some((line, next))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(Format, &str, &str)>) {
        match (find(text), expected) {
            (Fence::Block { format, range, body_start }, Some(expected)) => {
                assert_eq!((format, &text[range], &text[body_start..]), expected);
            }
            (Fence::None, None) => {}
            (found, expected) => assert_eq!(expected, None, "{found:?} in {text:?}"),
        }
    }

    #[test]
    fn a_block_ends_at_its_fence_whatever_the_line_ends_are() {
        check("---\ntitle: A\n---\nText", Some((Format::Yaml, "title: A\n", "Text")));
        check("---\r\ntitle: A\r\n...\r\nText\r\n", Some((Format::Yaml, "title: A\r\n", "Text\r\n")));
        check("---\rtitle: A\r---\rText", Some((Format::Yaml, "title: A\r", "Text")));
        check("+++ \nid = 1\n+++", Some((Format::Toml, "id = 1\n", "")));
        check("{\"id\": 1}\n\nText", Some((Format::Json, "{\"id\": 1}", "\nText")));
        check("{{< note >}}\n", None);
        check("Text\n---\na: b\n---\n", None);
        check("---\n\n# Shop\n\nDate: 2024-03-02\n**Severity:** 2\n\n## Timeline\n\nText\n\n---\n", None);
    }

    #[test]
    fn a_block_is_found_behind_blank_lines_and_comments_but_not_below_a_heading() {
        check("\n\n---\ntitle: A\n---\nText", Some((Format::Yaml, "title: A\n", "Text")));
        check(
            "<!-- a\nb -->\n<!-- c -->\n---\ntitle: A\n---\nText",
            Some((Format::Yaml, "title: A\n", "Text")),
        );
        check("<!-- a -->\n\n---\nOn Monday it broke.\n---\n", None);
        let below = "# Shop\n\n---\ndate: 2024-03-02\nseverity: 2\n---\n\nText\n";
        assert_eq!(find(below), Fence::Misplaced { opening: 8..11 });
        check("# Shop\n\n---\nOn Monday: it broke.\n---\n", None);
    }

    #[test]
    fn an_open_fence_over_keys_is_unclosed_and_over_prose_a_thematic_break() {
        assert_eq!(find("---\ntitle: A\n\nText\n"), Fence::Unclosed { format: Format::Yaml, opening: 0..3 });
        assert_eq!(find("{\n\"id\": 1,\n"), Fence::Unclosed { format: Format::Json, opening: 0..1 });
        check("---\n\nOn Monday it broke.\n", None);
        check("---\nAt 10:25 it broke: badly\n", None);
    }
}
