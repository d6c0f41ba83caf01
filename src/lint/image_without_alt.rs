//! `image-without-alt`: a picture has no alternative text.

use std::sync::LazyLock;

use regex::Regex;

use crate::diagnostic::{Diagnostic, DiagnosticSeverity, Limited};
use crate::extract::Incident;
use crate::extract::text::LineKind;

/// A picture of Markdown without a text, or one of HTML without `alt`; an empty `alt` says that it has no meaning.
#[allow(clippy::unwrap_used)]
static PICTURE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"!\[\s*\][(\[]|(?i:<img\b[^>]*>)").unwrap());

pub(super) fn check(incident: &Incident) -> Vec<Diagnostic> {
    let source = &incident.source;
    let mut found = Limited::default();
    for picture in PICTURE.find_iter(&source.text) {
        let tag = picture.as_str().to_ascii_lowercase();
        if tag.contains("alt=") || is_code(incident, picture.start()) {
            continue;
        }
        found.push("image-without-alt", || {
            super::finding(
                incident,
                "image-without-alt",
                DiagnosticSeverity::Note,
                "this picture has no alternative text",
            )
            .at(source.lines.span(&source.text, picture.range()))
            .help("say what it shows, as in `![error rate rises at 10:25](errors.png)`")
        });
    }
    found.finish()
}

/// Whether a place lies in a block of code.
fn is_code(incident: &Incident, at: usize) -> bool {
    let units = &incident.document.units;
    units
        .iter()
        .filter(|unit| unit.kind == LineKind::Code)
        .any(|unit| unit.file_range(0..unit.text.len()).contains(&at))
}
