//! Media types of a site's files.

use std::path::Path;

/// Smallest size in bytes at which compression is worth its headers: below, a response fits one packet anyway.
const SMALLEST: u64 = 1024;

/// The type of a file, by its extension.
pub(super) fn content_type(path: &Path) -> &'static str {
    let extension = path.extension().map_or_else(String::new, |e| e.to_string_lossy().to_lowercase());
    match extension.as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "xml" => "application/xml",
        "atom" => "application/atom+xml",
        "csv" => "text/csv; charset=utf-8",
        "txt" | "md" | "log" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "pdf" => "application/pdf",
        "mp4" => "video/mp4",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}

/// Whether a browser shows a type as a page.
pub(super) fn is_page(content_type: &str) -> bool {
    content_type.starts_with("text/html")
}

/// Whether gzip makes a type smaller: text does. Pictures and fonts are compressed already, and so are the parts of the
/// search index (`.bin`).
pub(super) fn is_compressible(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or(content_type);
    kind.starts_with("text/")
        || ["json", "xml"].iter().any(|syntax| kind.ends_with(syntax))
        || kind == "application/wasm"
}

/// Whether a file of that type and size in bytes is worth compressing.
pub(super) fn is_worth_compressing(content_type: &str, length: u64) -> bool {
    is_compressible(content_type) && length >= SMALLEST
}
