//! `image-without-alt`: a picture has no alternative text.

use std::ops::Range;
use std::sync::LazyLock;

use pulldown_cmark::{Event, Tag, TagEnd};
use regex::Regex;

use crate::diagnostic::{Diagnostic, DiagnosticSeverity, Limited};
use crate::extract::Incident;
use crate::extract::text::markdown::OPTIONS;
use crate::source::markup;

/// A picture of HTML, and its alternative text, which may be empty where the picture has no meaning.
#[allow(clippy::unwrap_used)]
static PICTURE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)<img(?:\s[^>]*)?>").unwrap());
#[allow(clippy::unwrap_used)]
static ALTERNATIVE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)\salt(?:\s*=|[\s/>])").unwrap());

pub(super) fn check(incident: &Incident) -> Vec<Diagnostic> {
    let source = &incident.source;
    let body = source.body().as_bytes();
    // Most write-ups have no pictures: their text is not parsed again.
    let may_show =
        ["![", "<img", "<IMG"].iter().any(|mark| memchr::memmem::find(body, mark.as_bytes()).is_some());
    let mut found = Limited::default();
    if incident.document.plain || !may_show {
        return found.finish();
    }
    // Where the picture begins that is being read, until it has a text.
    let mut bare: Option<Range<usize>> = None;
    for (event, range) in markup::events(source, OPTIONS) {
        match event {
            Event::Start(Tag::Image { .. }) => bare = Some(range),
            Event::End(TagEnd::Image) => {
                if let Some(place) = bare.take() {
                    push(incident, place, &mut found);
                }
            }
            Event::Text(text) | Event::Code(text) if !text.trim().is_empty() => bare = None,
            Event::Html(html) | Event::InlineHtml(html) => {
                for picture in
                    PICTURE.find_iter(&html).filter(|picture| !ALTERNATIVE.is_match(picture.as_str()))
                {
                    push(incident, range.start + picture.start()..range.start + picture.end(), &mut found);
                }
            }
            _ => {}
        }
    }
    found.finish()
}

fn push(incident: &Incident, place: Range<usize>, found: &mut Limited) {
    let source = &incident.source;
    found.push("image-without-alt", || {
        let message = "this picture has no alternative text";
        let place = source.body_start + place.start..source.body_start + place.end;
        super::finding(incident, "image-without-alt", DiagnosticSeverity::Note, message)
            .at(source.lines.span(&source.text, place))
            .help("say what it shows, as in `![error rate rises at 10:25](errors.png)`")
    });
}

#[cfg(test)]
mod tests {
    use super::super::tests::{incident, shown};
    use super::check;

    #[test]
    fn pictures_are_those_that_readers_see() {
        let text = "![](a.png) ![ ](b.png) ![p99](c.png)\n\n`![](d.png)` <!-- ![](e.png) -->\n\n\
                    <img src=\"f.png\"> <img alt = \"\" src=\"g.png\"> <img data-alt=\"x\">\n\n```\n![](h.png)\n```\n";
        assert_eq!(
            shown(check(&incident("a.md", text, Default::default()))),
            [
                "1:1 Note image-without-alt: this picture has no alternative text",
                "1:12 Note image-without-alt: this picture has no alternative text",
                "5:1 Note image-without-alt: this picture has no alternative text",
                "5:46 Note image-without-alt: this picture has no alternative text",
            ]
        );
    }
}
