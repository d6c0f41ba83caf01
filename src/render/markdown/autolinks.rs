//! Addresses that stand bare in a text become links, as on GitHub.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

type PlacedEvent<'a> = (Event<'a>, Range<usize>);

/// The events with links for bare addresses; neighbouring texts are joined, since a text is cut at signs that may be
/// markup and are part of an address.
pub(super) fn link<'a>(events: Vec<PlacedEvent<'a>>, body: &str) -> Vec<PlacedEvent<'a>> {
    let has = |needle: &str| memchr::memmem::find(body.as_bytes(), needle.as_bytes()).is_some();
    if !has("://") && !has("www.") {
        return events;
    }
    let mut out: Vec<PlacedEvent<'a>> = Vec::with_capacity(events.len());
    // Links, pictures and code that are open.
    let mut closed = 0usize;
    let mut events = events.into_iter().peekable();
    while let Some((event, range)) = events.next() {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_)) => closed += 1,
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock) => closed = closed.saturating_sub(1),
            Event::InlineHtml(ref html) if is_anchor(html) => closed += 1,
            Event::InlineHtml(ref html) if html.starts_with("</a>") => closed = closed.saturating_sub(1),
            Event::Text(text) if closed == 0 => {
                let (text, range) = joined((text, range), &mut events);
                let goes_on = matches!(events.peek(), Some((Event::Start(_) | Event::InlineHtml(_), _)));
                cut(&text, &range, goes_on, &mut out);
                continue;
            }
            _ => {}
        }
        out.push((event, range));
    }
    out
}

fn is_anchor(html: &str) -> bool {
    html.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("<a ")) && !html.ends_with("/>")
}

/// A text with those that follow on it.
fn joined<'a>(
    (text, range): (CowStr<'a>, Range<usize>),
    events: &mut std::iter::Peekable<impl Iterator<Item = PlacedEvent<'a>>>,
) -> (CowStr<'a>, Range<usize>) {
    let mut whole = text;
    let mut end = range.end;
    while let Some((Event::Text(_), _)) = events.peek() {
        if let Some((Event::Text(next), next_range)) = events.next() {
            whole = format!("{whole}{next}").into();
            end = next_range.end;
        }
    }
    (whole, range.start..end)
}

/// Appends a text with its addresses as links. Where markup follows on the text without a space, an address at its end
/// is cut off and left as it is.
fn cut(text: &str, range: &Range<usize>, goes_on: bool, out: &mut Vec<PlacedEvent<'_>>) {
    let mut done = 0;
    let mut from = 0;
    let mut pieces: Vec<Range<usize>> = Vec::new();
    while let Some(found) = next_address(text, from) {
        from = found.end;
        if !(goes_on && found.end == text.len()) {
            pieces.push(found);
        }
    }
    for piece in pieces {
        push_text(&text[done..piece.start], range, out);
        let shown = &text[piece.clone()];
        let address = if shown.starts_with("www.") { format!("https://{shown}") } else { shown.to_owned() };
        let link = Tag::Link {
            link_type: LinkType::Autolink,
            dest_url: address.into(),
            title: CowStr::from(""),
            id: CowStr::from(""),
        };
        out.push((Event::Start(link), range.clone()));
        push_text(shown, range, out);
        out.push((Event::End(TagEnd::Link), range.clone()));
        done = piece.end;
    }
    push_text(&text[done..], range, out);
}

fn push_text(text: &str, range: &Range<usize>, out: &mut Vec<PlacedEvent<'_>>) {
    if !text.is_empty() {
        out.push((Event::Text(CowStr::from(text.to_owned())), range.clone()));
    }
}

/// The next bare address from a byte on.
fn next_address(text: &str, from: usize) -> Option<Range<usize>> {
    let mut from = from;
    loop {
        let found = ["https://", "http://", "www."]
            .iter()
            .filter_map(|start| Some((from + text[from..].find(start)?, *start)))
            .min()?;
        let (at, start) = found;
        let begins =
            !text[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || "/@.-_".contains(c));
        let rest = &text[at + start.len()..];
        if begins && rest.starts_with(char::is_alphanumeric) {
            let end = at + start.len() + length(rest);
            // "www." alone is the start of a name where a dot follows.
            if start != "www." || text[at + start.len()..end].contains('.') {
                return Some(at..end);
            }
        }
        from = at + start.len();
    }
}

/// How far an address goes on: signs that end a sentence, and a bracket that opens before it, are not part of it.
fn length(rest: &str) -> usize {
    let ends = |c: char| {
        c.is_whitespace()
            || matches!(c, '<' | '>' | '"' | '`' | '|' | '“' | '”' | '«' | '»' | '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FF65}')
    };
    let mut end = rest.find(ends).unwrap_or(rest.len());
    while let Some(last) = rest[..end].chars().next_back() {
        let surplus =
            |open: char, close: char| rest[..end].matches(close).count() > rest[..end].matches(open).count();
        let is_behind = match last {
            ')' => surplus('(', ')'),
            ']' => surplus('[', ']'),
            '}' => surplus('{', '}'),
            last => matches!(last, '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '*' | '_' | '~' | '’' | '…'),
        };
        if !is_behind {
            break;
        }
        end -= last.len_utf8();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::next_address;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(next_address(text, 0).map(|range| &text[range]), expected, "{text}");
    }

    #[test]
    fn an_address_ends_where_its_sentence_does() {
        check("See https://a.example/b_c?x=1&y=2.", Some("https://a.example/b_c?x=1&y=2"));
        check("(see https://a.example/x_(y))", Some("https://a.example/x_(y)"));
        check("参照：https://a.example/x。次", Some("https://a.example/x"));
        check("at www.a.example, too", Some("www.a.example"));
        check("http://localhost:8080!", Some("http://localhost:8080"));
        check("ssh+https://, awww.x and https:// alone", None);
    }
}
