//! What a file is, by its name and its first bytes. What is not known to be harmless is not published.

/// First bytes of a file that are looked at.
pub(super) const HEAD: usize = 64 * 1024;

/// What a file may be published as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AssetKind {
    /// A picture in a format whose metadata is removed.
    Picture,
    /// An SVG picture, which is cleaned.
    Svg,
    /// Media and archives, copied as they are.
    Inert,
    /// A text, under its own name or with `.txt` at its end.
    Text {
        /// Whether its name already says so.
        named: bool,
    },
}

/// Why a file is not published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnpublishedReason {
    /// Why, as words that can follow "is not published: ".
    pub message: String,
    /// What its author can do.
    pub help: &'static str,
}

impl UnpublishedReason {
    pub(super) fn new(message: impl Into<String>, help: &'static str) -> Self {
        Self { message: message.into(), help }
    }
}

/// Extensions of media and archives that browsers show or save, and never run.
const INERT: [&str; 29] = [
    "gif", "avif", "bmp", "ico", "mp4", "m4v", "webm", "mov", "ogv", "mp3", "m4a", "ogg", "oga", "opus",
    "flac", "wav", "zip", "7z", "tar", "gz", "tgz", "xz", "txz", "bz2", "tbz2", "zst", "lz4", "pcap",
    "pcapng",
];

/// Pictures whose metadata is removed.
const PICTURES: [&str; 6] = ["png", "apng", "jpg", "jpeg", "jfif", "webp"];

/// Extensions of INERT for one compressed file: servers may send `x.html.gz` as the page inside.
const COMPRESSED: [&str; 5] = ["gz", "xz", "bz2", "zst", "lz4"];

/// Texts whose media type no browser takes for a page.
const TEXTS: [&str; 12] =
    ["txt", "log", "csv", "tsv", "json", "md", "markdown", "yaml", "yml", "toml", "diff", "patch"];

/// Formats that may hold scripts or that browsers open with a program of their own.
const ACTIVE: [&str; 16] = [
    "html", "htm", "xhtml", "xht", "shtml", "mhtml", "svg", "svgz", "xml", "xsl", "xslt", "js", "mjs", "css",
    "wasm", "swf",
];

const KEEP: &str =
    "leave the file where it is kept and link to it there, or convert it to a picture or a text";

/// The kind of a file with this name and these first bytes; `whole` says whether they are all of it.
pub(super) fn of(name: &str, head: &[u8], whole: bool) -> Result<AssetKind, UnpublishedReason> {
    let extension = extension(name);
    let known = |list: &[&str]| extension.as_deref().is_some_and(|extension| list.contains(&extension));
    let contradicts = || {
        let message =
            format!("its name says `.{}`, its content does not", extension.as_deref().unwrap_or(""));
        UnpublishedReason::new(
            message,
            "give it the name of its format, or save it again in the format of its name",
        )
    };
    if known(&PICTURES) {
        return if is_picture(head) { Ok(AssetKind::Picture) } else { Err(contradicts()) };
    }
    if known(&["svg"]) {
        return Ok(AssetKind::Svg);
    }
    if known(&INERT) {
        let inner = name.rsplit_once('.').and_then(|(inner, _)| self::extension(inner));
        let packs_a_page = known(&COMPRESSED) && inner.is_some_and(|inner| ACTIVE.contains(&&*inner));
        return match () {
            () if opens_as_a_page(head) => Err(contradicts()),
            () if packs_a_page => {
                Err(UnpublishedReason::new("servers may send what is packed in it as a page", KEEP))
            }
            () => Ok(AssetKind::Inert),
        };
    }
    if head.starts_with(b"%PDF-") || !is_text(head, whole, known(&TEXTS)) {
        let message = match &extension {
            Some(extension) => {
                format!("files of the format `.{extension}` may hold scripts or are not known")
            }
            None => "its format is not known".to_owned(),
        };
        return Err(UnpublishedReason::new(message, KEEP));
    }
    // A server that does not know an extension leaves it to the browser to guess from the content.
    Ok(AssetKind::Text { named: known(&TEXTS) && (known(&["txt"]) || !opens_as_a_page(head)) })
}

/// The last extension in lower case. A name that ends in dots or spaces has none that every system agrees on.
fn extension(name: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.')?;
    let is_plain = !extension.is_empty() && !stem.is_empty() && extension.trim() == extension;
    is_plain.then(|| extension.to_ascii_lowercase())
}

/// Whether browsers that guess may take these bytes for a page, a feed or a document of another program; after the
/// standard for guessing (mimesniff.spec.whatwg.org, 7.1), but more cautious.
fn opens_as_a_page(head: &[u8]) -> bool {
    let marks: [&[u8]; 3] = [&[0xEF, 0xBB, 0xBF], &[0xFE, 0xFF], &[0xFF, 0xFE]];
    let head = marks.iter().find_map(|mark| head.strip_prefix(*mark)).unwrap_or(head);
    let start = head.iter().position(|byte| !byte.is_ascii_whitespace() && *byte != 0).unwrap_or(head.len());
    let head = &head[start..];
    head.starts_with(b"<") || head.starts_with(b"%PDF-") || head.starts_with(b"%!PS")
}

fn is_picture(head: &[u8]) -> bool {
    let is_webp = head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP");
    is_webp || head.starts_with(b"\x89PNG\r\n\x1a\n") || head.starts_with(&[0xFF, 0xD8, 0xFF])
}

/// Whether bytes are a text: without NUL, and UTF-8 unless the name says that it is one in another encoding.
fn is_text(head: &[u8], whole: bool, named: bool) -> bool {
    if head.contains(&0) {
        return false;
    }
    match std::str::from_utf8(head) {
        Ok(_) => true,
        // The last character may be cut.
        Err(error) => named || !whole && error.error_len().is_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, head: &[u8], expected: Option<AssetKind>) {
        assert_eq!(of(name, head, true).ok(), expected, "{name}");
    }

    #[test]
    fn what_browsers_run_is_a_text_or_nothing() {
        let renamed = Some(AssetKind::Text { named: false });
        for name in [
            "x.html", "X.HTM", "x.xhtml", "x.js", "x.css", "x.xml", "x.html.", "x.html ", "LICENSE",
            "x.jsonl",
        ] {
            check(name, b"<script>alert(1)</script>", renamed);
        }
        for name in ["report.pdf", "x.wasm", "x.swf", "core", "x.docx", "x.png.", "x.html."] {
            check(name, b"%PDF-1.7\0\xFF", None);
        }
        check("old.txt", b"gr\xFC\xDFe", Some(AssetKind::Text { named: true }));
        check("old.conf", b"gr\xFC\xDFe", None);
    }

    #[test]
    fn texts_keep_a_name_that_is_no_page() {
        let kept = Some(AssetKind::Text { named: true });
        for name in ["a.csv", "a.JSON", "a.log", "a.md", "a.txt"] {
            check(name, b"plain", kept);
        }
        check("a.txt", b"<html>", kept);
        check("a.log", b"\n <html>", Some(AssetKind::Text { named: false }));
    }

    #[test]
    fn media_are_what_their_names_say() {
        check("a.PNG", b"\x89PNG\r\n\x1a\n", Some(AssetKind::Picture));
        check("a.jpeg", b"\x89PNG\r\n\x1a\n", Some(AssetKind::Picture));
        check("a.png", b"<!doctype html>", None);
        check("a.png", b"no picture", None);
        check("a.gif", b"\xEF\xBB\xBF  <svg>", None);
        check("a.gif", b"GIF89a", Some(AssetKind::Inert));
        check("a.mp4", b"%PDF-1.4", None);
        check("a.tar.gz", b"\x1f\x8b", Some(AssetKind::Inert));
        check("a.html.gz", b"\x1f\x8b", None);
        check("a.svg", b"<svg/>", Some(AssetKind::Svg));
    }
}
