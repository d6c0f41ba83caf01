//! What a request gets: a file of the site, a redirect to a folder's page, or "not found".

use std::fs::File;
use std::io::{Cursor, Read, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use percent_encoding::percent_decode_str;
use tiny_http::{HTTPVersion, Header, Method, Request, Response, StatusCode};

/// How long a request waits for the moment in which a build swaps the folders.
const SWAP: Duration = Duration::from_millis(200);

/// For files that are named by their content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// For everything that the next build may change.
const NOT_AT_ALL: &str = "no-store";

/// A built site and the path it is served under.
#[derive(Debug)]
pub(super) struct Site {
    root: PathBuf,
    base_path: String,
}

/// What a request gets.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    File(PathBuf),
    Redirect(String),
    NotFound,
}

impl Site {
    pub(super) fn new(root: &Path, base_path: &str) -> Self {
        Self { root: root.to_owned(), base_path: base_path.to_owned() }
    }

    /// Answers one request.
    pub(super) fn respond(&self, request: Request) -> std::io::Result<()> {
        if !matches!(request.method(), Method::Get | Method::Head) {
            let refusal =
                Response::from_string("only GET and HEAD are answered here\n").with_status_code(405);
            return send(request, with(refusal, "Allow", "GET, HEAD"));
        }
        match self.answer(request.url()) {
            Answer::File(path) => match File::open(&path) {
                Ok(file) => {
                    let cache = if self.never_changes(&path) { FOR_EVER } else { NOT_AT_ALL };
                    send(request, described(Response::from_file(file), &path, cache))
                }
                Err(_) => self.not_found(request),
            },
            Answer::Redirect(address) => send(request, with(Response::empty(302), "Location", &address)),
            Answer::NotFound => self.not_found(request),
        }
    }

    /// Whether a file is named by its content: a changed one has another name.
    fn never_changes(&self, path: &Path) -> bool {
        let relative =
            self.root.canonicalize().ok().and_then(|root| path.strip_prefix(root).ok().map(Path::to_owned));
        let is_part =
            |path: &Path| path.starts_with("search") && path.extension().is_some_and(|end| end == "bin");
        relative.is_some_and(|path| path.starts_with("assets") || is_part(&path))
    }

    fn not_found(&self, request: Request) -> std::io::Result<()> {
        let page =
            std::fs::read(self.root.join("404.html")).unwrap_or_else(|_| b"<h1>Not found</h1>\n".to_vec());
        let length = page.len();
        let response = Response::new(StatusCode(404), Vec::new(), Cursor::new(page), Some(length), None);
        send(request, described(response, Path::new("404.html"), NOT_AT_ALL))
    }

    /// Finds what an address asks for; nothing outside the site is ever found.
    pub(super) fn answer(&self, url: &str) -> Answer {
        let (path, query) = url.split_at(url.find(['?', '#']).unwrap_or(url.len()));
        if path == "/" && self.base_path != "/" || format!("{path}/") == self.base_path {
            return Answer::Redirect(format!("{}{query}", self.base_path));
        }
        let Some(relative) = path.strip_prefix(&self.base_path) else { return Answer::NotFound };
        let Ok(decoded) = percent_decode_str(relative).decode_utf8() else { return Answer::NotFound };
        let is_folder = decoded.is_empty() || decoded.ends_with('/');
        let parts = decoded.strip_suffix('/').unwrap_or(&decoded);
        let is_plain =
            |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', '\0', ':']);
        if !parts.is_empty() && !parts.split('/').all(is_plain) {
            return Answer::NotFound;
        }
        let Some(target) = self.wait_for(parts) else { return Answer::NotFound };
        match (target.is_dir(), is_folder) {
            (true, true) => {
                let index = target.join("index.html");
                if index.is_file() { Answer::File(index) } else { Answer::NotFound }
            }
            (true, false) => Answer::Redirect(format!("{path}/{query}")),
            (false, false) => Answer::File(target),
            (false, true) => Answer::NotFound,
        }
    }

    /// The file or folder at a path of the site; waits where the whole site is away.
    fn wait_for(&self, parts: &str) -> Option<PathBuf> {
        let find = || {
            let root = self.root.canonicalize().ok()?;
            let target = root.join(parts).canonicalize().ok()?;
            target.starts_with(&root).then_some(target)
        };
        find().or_else(|| {
            if self.root.exists() {
                return None;
            }
            std::thread::sleep(SWAP);
            find()
        })
    }
}

/// Answers in the version of HTTP that ends a connection after each answer. Where connections stay open, `tiny_http` can
/// leave a new one waiting until an old one is closed, and a browser that opens several at once shows half a page.
fn send<R: Read>(request: Request, response: Response<R>) -> std::io::Result<()> {
    let (is_head, headers) = (*request.method() == Method::Head, request.headers().to_vec());
    let mut writer = request.into_writer();
    response.raw_print(&mut writer, HTTPVersion(1, 0), &headers, is_head, None)?;
    writer.flush()
}

/// A response with its type, and how long the browser may keep it.
fn described<R: Read>(response: Response<R>, path: &Path, cache: &str) -> Response<R> {
    let response = with(response, "Content-Type", content_type(path));
    let response = with(response, "X-Content-Type-Options", "nosniff");
    with(response, "Cache-Control", cache)
}

fn with<R: Read>(response: Response<R>, name: &str, value: &str) -> Response<R> {
    match Header::from_bytes(name, value) {
        Ok(header) => response.with_header(header),
        Err(()) => response,
    }
}

fn content_type(path: &Path) -> &'static str {
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
