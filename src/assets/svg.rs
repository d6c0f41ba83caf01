//! SVG pictures without what runs or leads elsewhere: an allow-list of elements and attributes keeps the drawing.

use std::panic::catch_unwind;

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
        String::from_utf8(out).ok()
    })
    .ok()
    .flatten()
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
