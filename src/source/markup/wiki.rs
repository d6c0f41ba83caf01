//! `[[name]]`, `[[name|words]]` and `![[file]]`.

use std::borrow::Cow;
use std::ops::Range;

/// A wiki link of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct WikiLink<'a> {
    /// Its bytes, with the sign in front of what is shown within the page.
    pub(super) range: Range<usize>,
    pub(super) name: &'a str,
    words: Option<&'a str>,
    is_picture: bool,
}

/// Extensions of what a page shows in place of a link to it.
const PICTURES: [&str; 9] = ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "bmp", "ico"];

/// The wiki link whose brackets open at byte `at`; `None` where they are other brackets: a link whose words stand in
/// brackets, a class of characters, a condition of a shell, a list of contents.
pub(super) fn link_at(text: &str, at: usize) -> Option<WikiLink<'_>> {
    let inside = text.get(at + 2..)?;
    let end = memchr::memchr3(b']', b'[', b'\n', inside.as_bytes())?;
    let whole = at..at + 2 + end + 2;
    if !inside[end..].starts_with("]]")
        || text[..at].ends_with('[')
        || text[whole.end..].starts_with(['(', '[', ':', ']'])
    {
        return None;
    }
    let inside = &inside[..end];
    let (name, words) =
        inside.split_once('|').map_or((inside, None), |(name, words)| (name, Some(words.trim())));
    let name = name.trim_end_matches('\\');
    let is_other = name.starts_with([' ', '-', ':', '!', '$', '"', '\'', '^', '_'])
        || name.ends_with(' ')
        || !name.chars().any(char::is_alphabetic) && name.bytes().filter(u8::is_ascii_digit).count() < 4
        || name.eq_ignore_ascii_case("toc");
    if name.is_empty() || is_other {
        return None;
    }
    let embeds = text[..at].ends_with('!');
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_picture = embeds && PICTURES.iter().any(|known| extension.eq_ignore_ascii_case(known));
    // The size of a picture is no text.
    let is_size = |words: &str| is_picture && words.starts_with(|c: char| c.is_ascii_digit());
    let words = words.filter(|words| !words.is_empty() && !is_size(words));
    Some(WikiLink { range: at - usize::from(embeds)..whole.end, name, words, is_picture })
}

impl WikiLink<'_> {
    /// The same as a reference of Markdown.
    pub(super) fn reference(&self) -> String {
        let sign = if self.is_picture { "!" } else { "" };
        match self.words {
            Some(words) => format!("{sign}[{words}][{}]", self.name),
            None => format!("{sign}[{}][]", self.name),
        }
    }
}

/// A value of front matter without the brackets of wiki links: their words, or the names.
pub fn without_brackets(value: &str) -> Cow<'_, str> {
    let mut out = Cow::Borrowed(value);
    let mut from = 0;
    while let Some(at) = out[from..].find("[[").map(|at| from + at) {
        let Some(WikiLink { range, name, words, .. }) = link_at(&out, at) else {
            from = at + 2;
            continue;
        };
        let shown = words.unwrap_or(name).to_owned();
        from = range.start + shown.len();
        out.to_mut().replace_range(range, &shown);
    }
    out
}
