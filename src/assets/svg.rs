//! SVG pictures without what runs or leads elsewhere: an allow-list of elements and attributes keeps the drawing.

use std::borrow::Cow;
use std::panic::catch_unwind;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use svg_hush::Filter;
use svg_hush::data_url_filter::{DataUrl, DataUrlFilterResult};

use super::picture;

/// The picture without scripts, handlers, foreign content, links, comments, metadata and addresses of other hosts;
/// `None` where it is no SVG that can be read.
pub(super) fn cleaned(svg: &str) -> Option<String> {
    // A fault of the filter in one picture must not cost the site.
    catch_unwind(|| {
        let mut filter = Filter::new();
        filter.set_data_url_filter(embedded);
        let mut out = Vec::with_capacity(svg.len());
        filter.filter(svg.as_bytes(), &mut out).ok()?;
        plain_styles(&String::from_utf8(out).ok()?)
    })
    .ok()
    .flatten()
}

/// Style elements with their text, and style attributes, as the filter writes them: `<` and `"` are escaped in both.
static STYLES: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"<style\b[^>]*>([^<]*)(</style>)?|\sstyle="[^"]*""#).ok());

/// What makes an address one of another host.
static HOSTS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)\b(https?|ftp|wss?):|//").ok());

/// The picture with styles that name no other host. The filter knows `url(…)` and `@import`; CSS has more that loads,
/// such as `image-set("…")`. `None` where an element stands within a style: the filter reads only what is before it.
fn plain_styles(svg: &str) -> Option<String> {
    let (styles, hosts) = (STYLES.as_ref()?, HOSTS.as_ref()?);
    let mut is_plain = true;
    let plain = styles.replace_all(svg, |found: &Captures<'_>| {
        let style = found.get(0).map_or("", |style| style.as_str());
        is_plain &= found.get(1).is_none() || found.get(2).is_some() || style.trim_end().ends_with("/>");
        hosts.replace_all(style, "_").into_owned()
    });
    is_plain.then(|| Cow::into_owned(plain))
}

/// Pictures within a picture lose their metadata, too; those in other formats go.
fn embedded(url: &DataUrl<'_>) -> DataUrlFilterResult {
    let kind = url.mime_type();
    let is_picture = kind.type_ == "image" && ["png", "jpeg", "webp"].contains(&kind.subtype.as_str());
    let bytes = if is_picture { url.decode_to_vec().ok() } else { None };
    match bytes.and_then(|(bytes, _)| picture::without_metadata(&bytes)) {
        Some(data) => DataUrlFilterResult::Rewrite { mime_type: format!("image/{}", kind.subtype), data },
        None => DataUrlFilterResult::Drop,
    }
}

#[cfg(test)]
mod tests {
    use super::cleaned;

    #[track_caller]
    fn check(inner: &str, expected: Option<&str>) {
        let svg = format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{inner}</svg>");
        let head = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\">";
        let found = cleaned(&svg).map(|svg| svg.replacen(head, "", 1).split_whitespace().collect::<String>());
        assert_eq!(found.as_deref(), expected.map(|inner| format!("{inner}</svg>")).as_deref(), "{inner}");
    }

    #[test]
    fn styles_name_no_other_host() {
        check(
            "<style>a { b: image-set('https://evil.example/a.png') }</style>",
            Some("<style>a{b:image-set('__evil.example/a.png')}</style>"),
        );
        check(
            "<g style=\"a: image-set('//evil.example/')\"/>",
            Some("<gstyle=\"a:image-set(&apos;_evil.example/&apos;)\"/>"),
        );
        check("<style><g/>@import 'https://evil.example/a.css'</style>", None);
    }
}
