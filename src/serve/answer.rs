//! What a request gets: a file of the site, a redirect to a folder's page, or a refusal.

use std::path::Path;
use std::sync::Arc;

use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, StatusCode};
use tokio::task::spawn_blocking;

use super::body::ResponseBody;
use super::conditions::{self, Condition, Part, Validators};
use super::files::{Opened, Resolution, ServedSite};
use super::live::{self, Live};
use super::{Server, host, media};

/// Longest path with query in bytes.
const LONGEST_URL: usize = 8 * 1024;

/// For files that are named by their content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// For everything that the next build may change: kept, but asked for each time.
const ASK_AGAIN: &str = "no-cache";
/// For refusals.
const NOT_AT_ALL: &str = "no-store";

/// Answers one request.
pub(super) async fn respond(server: &Server, request: Request<Incoming>) -> Response<ResponseBody> {
    let (request, body) = request.into_parts();
    let has_body = !body.is_end_stream();
    let mut response = match refusal(&request, has_body, server.is_shared) {
        Some(refusal) => refusal,
        None => answer(server, &request).await,
    };
    if has_body {
        // It is not read, so whatever follows on this connection could not be told from it.
        set(&mut response, header::CONNECTION, "close");
    }
    if request.method == Method::HEAD {
        *response.body_mut() = ResponseBody::empty();
    }
    response
}

/// Refuses what is not a plain request for a page of this site.
fn refusal(request: &Parts, has_body: bool, is_shared: bool) -> Option<Response<ResponseBody>> {
    if let Err((status, reason)) = host::check(&request.uri, &request.headers, is_shared) {
        return Some(text(status, reason));
    }
    if !matches!(request.method, Method::GET | Method::HEAD) {
        let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "405: only GET and HEAD are answered here\n");
        set(&mut response, header::ALLOW, "GET, HEAD");
        return Some(response);
    }
    if has_body {
        return Some(text(StatusCode::PAYLOAD_TOO_LARGE, "413: no request may have a body here\n"));
    }
    let is_long = request.uri.path_and_query().is_some_and(|url| url.as_str().len() > LONGEST_URL);
    is_long.then(|| text(StatusCode::URI_TOO_LONG, "414: the address is too long\n"))
}

/// Answers with a file of the site, or with what tells pages of a new one.
async fn answer(server: &Server, request: &Parts) -> Response<ResponseBody> {
    let site = server.site();
    match request.uri.path().strip_prefix(site.base_path()) {
        Some(live::SCRIPT_PATH) => return script(),
        Some(live::EVENTS_PATH) => return events(&server.live),
        _ => {}
    }
    // Asked for before the file is opened: a page that is newer than it says reloads once more, an older one never would.
    let build = opens_page(&request.headers).then(|| server.live.build());
    find(&site, request, build).await
}

/// Whether a browser asks for a page to show: only then is the script added, and others get the file as it was built.
fn opens_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html")) && !headers.contains_key(header::RANGE)
}

fn script() -> Response<ResponseBody> {
    let mut response = text(StatusCode::OK, live::SCRIPT);
    set(&mut response, header::CONTENT_TYPE, "text/javascript; charset=utf-8");
    response
}

fn events(live: &Live) -> Response<ResponseBody> {
    let mut response = Response::new(ResponseBody::events(live.events()));
    describe(&mut response, "text/event-stream");
    set(&mut response, header::CACHE_CONTROL, NOT_AT_ALL);
    response
}

/// Looks for the file; on a thread of its own, since disks may be slow. `build` is that of a page for a browser.
async fn find(site: &Arc<ServedSite>, request: &Parts, build: Option<String>) -> Response<ResponseBody> {
    let element = build.as_ref().map(|build| Live::element(site.base_path(), build)).unwrap_or_default();
    let url = request.uri.path_and_query().map_or("/", |url| url.as_str()).to_owned();
    let searched = Arc::clone(site);
    let look = move || match searched.find(&url) {
        Resolution::Nothing => (Resolution::Nothing, searched.not_found_page()),
        found => (found, None),
    };
    match spawn_blocking(look).await {
        Ok((Resolution::File(opened), _)) => file(request, opened, element),
        Ok((Resolution::Redirect(address), _)) => redirect(&address),
        Ok((Resolution::Nothing, Some(page))) => not_found(page, element),
        Ok((Resolution::Nothing, None)) => text(StatusCode::NOT_FOUND, "404: not found\n"),
        Err(_) => unreadable(),
    }
}

/// Sends a file, or what a client lacks of it; a page with an element at its end, if there is one.
fn file(request: &Parts, opened: Opened, element: Bytes) -> Response<ResponseBody> {
    let Opened { file, path, length, modified } = opened;
    let headers = &request.headers;
    let kind = media::content_type(&path);
    let element = if media::is_page(kind) { element } else { Bytes::new() };
    // Ranges count the bytes of the file itself. Only GET has them (RFC 9110, section 14.2).
    let asks_for_range = request.method == Method::GET && headers.contains_key(header::RANGE);
    let is_compressed =
        media::is_worth_compressing(kind, length) && !asks_for_range && conditions::accepts_gzip(headers);
    // A page with the element differs from build to build where its file does not.
    let modified = modified.filter(|_| element.is_empty());
    let validators = modified.and_then(|modified| Validators::new(length, modified, is_compressed));

    let mut response = Response::new(ResponseBody::empty());
    set(&mut response, header::CACHE_CONTROL, if never_changes(&path) { FOR_EVER } else { ASK_AGAIN });
    if media::is_compressible(kind) {
        let is_page = media::is_page(kind);
        set(&mut response, header::VARY, if is_page { "Accept-Encoding, Accept" } else { "Accept-Encoding" });
    }
    if let Some(validators) = &validators {
        set(&mut response, header::ETAG, &validators.tag);
        set(&mut response, header::LAST_MODIFIED, &validators.last_modified());
    }
    match validators.as_ref().map_or(Condition::Send, |validators| validators.decide(headers)) {
        Condition::NotModified => return with_status(response, StatusCode::NOT_MODIFIED),
        Condition::Failed => {
            fill(&mut response, ResponseBody::empty());
            return with_status(response, StatusCode::PRECONDITION_FAILED);
        }
        Condition::Send => {}
    }
    describe(&mut response, kind);
    if is_compressed {
        set(&mut response, header::CONTENT_ENCODING, "gzip");
        *response.body_mut() = ResponseBody::compressed(file, length, element);
        return response;
    }
    if element.is_empty() {
        set(&mut response, header::ACCEPT_RANGES, "bytes");
    }
    let part = match asks_for_range {
        true => conditions::part(headers, validators.as_ref(), length),
        false => Part::Whole,
    };
    match part {
        Part::Whole => fill(&mut response, ResponseBody::file(file, length, element)),
        Part::Bytes(range) => {
            let Ok(body) = ResponseBody::part(file, &range) else { return unreadable() };
            fill(&mut response, body);
            let bytes = format!("bytes {}-{}/{length}", range.start(), range.end());
            set(&mut response, header::CONTENT_RANGE, &bytes);
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        }
        Part::Unsatisfiable => {
            set(&mut response, header::CONTENT_RANGE, &format!("bytes */{length}"));
            *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
        }
    }
    response
}

/// Whether a file is named by its content: a changed one has another name.
fn never_changes(path: &Path) -> bool {
    let is_part = path.starts_with("search") && path.extension().is_some_and(|end| end == "bin");
    path.starts_with("assets") || is_part
}

fn redirect(address: &str) -> Response<ResponseBody> {
    let mut response = with_status(Response::new(ResponseBody::empty()), StatusCode::FOUND);
    fill(&mut response, ResponseBody::empty());
    set(&mut response, header::LOCATION, address);
    set(&mut response, header::CACHE_CONTROL, ASK_AGAIN);
    response
}

fn not_found(page: Opened, element: Bytes) -> Response<ResponseBody> {
    let mut response = with_status(Response::new(ResponseBody::empty()), StatusCode::NOT_FOUND);
    describe(&mut response, media::content_type(&page.path));
    set(&mut response, header::CACHE_CONTROL, NOT_AT_ALL);
    fill(&mut response, ResponseBody::file(page.file, page.length, element));
    response
}

fn unreadable() -> Response<ResponseBody> {
    text(StatusCode::INTERNAL_SERVER_ERROR, "500: the file cannot be read\n")
}

/// A status with a line of explanation.
fn text(status: StatusCode, reason: &'static str) -> Response<ResponseBody> {
    let mut response = with_status(Response::new(ResponseBody::empty()), status);
    describe(&mut response, "text/plain; charset=utf-8");
    set(&mut response, header::CACHE_CONTROL, NOT_AT_ALL);
    fill(&mut response, ResponseBody::text(reason));
    response
}

fn with_status(mut response: Response<ResponseBody>, status: StatusCode) -> Response<ResponseBody> {
    *response.status_mut() = status;
    response
}

fn describe(response: &mut Response<ResponseBody>, kind: &'static str) {
    set(response, header::CONTENT_TYPE, kind);
    set(response, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
}

/// Sets a body of known length; its header is there also where HEAD leaves the body out.
fn fill(response: &mut Response<ResponseBody>, body: ResponseBody) {
    if let Some(length) = body.size_hint().exact() {
        response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    *response.body_mut() = body;
}

/// Sets a header; a value that HTTP cannot carry is left out.
fn set(response: &mut Response<ResponseBody>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        HeaderMap::insert(response.headers_mut(), name, value);
    }
}
