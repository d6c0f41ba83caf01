//! `whybook serve` as its clients see it: what is answered and what is refused, and that slow clients hold up no other.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::site::Site;

/// Longest time for one answer; far above what is measured, since the tests share the machine.
const PATIENCE: Duration = Duration::from_secs(5);

/// A site being served below `/b/`; ended with its value.
struct Server {
    site: Site,
    process: Child,
    host: String,
}

impl Server {
    fn start() -> Self {
        Self::start_with(&[])
    }

    fn start_with(options: &[&str]) -> Self {
        let site = Site::new().config("base_url = \"https://incidents.example/b/\"\n");
        let site = site.post("a.md", "# A memory leak\n\nThe checkout ran out of memory.\n");
        let mut command = Command::new(env!("CARGO_BIN_EXE_whybook"));
        command.args(["serve", "--port", "0"]).args(options).current_dir(site.path(""));
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
        let serving = lines.into_iter().find(|line| line.starts_with("Serving at ")).unwrap();
        let host = serving.split('/').nth(2).unwrap().to_owned();
        Self { site, process, host }
    }

    /// Puts a file into the built site.
    fn put(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.site.path("public").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// A connection that has sent something.
    fn sent(&self, bytes: impl AsRef<[u8]>) -> TcpStream {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        // What is refused early may not be taken to its end.
        let _ = stream.write_all(bytes.as_ref());
        stream
    }

    /// The answer to bytes that end with `Connection: close`, or with the end of the connection.
    #[track_caller]
    fn raw(&self, bytes: impl AsRef<[u8]>) -> Response {
        let mut stream = self.sent(bytes);
        let _ = stream.shutdown(Shutdown::Write);
        let mut received = Vec::new();
        let _ = stream.read_to_end(&mut received);
        Response::read(&received)
    }

    /// The answer to a request; `headers` are lines.
    #[track_caller]
    fn ask(&self, method: &str, target: &str, headers: &str) -> Response {
        let host = &self.host;
        self.raw(format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n"))
    }

    #[track_caller]
    fn get(&self, target: &str) -> Response {
        self.ask("GET", target, "")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[derive(Debug)]
struct Response {
    /// 0 where the connection was closed without an answer.
    status: u16,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Response {
    fn read(bytes: &[u8]) -> Self {
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            assert_eq!(String::from_utf8_lossy(bytes), "", "neither an answer nor a closed connection");
            return Self { status: 0, headers: BTreeMap::new(), body: Vec::new() };
        };
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let header =
            |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        let headers: BTreeMap<String, String> = lines.map(|line| header(line).unwrap()).collect();
        let mut body = bytes[end + 4..].to_vec();
        if headers.get("transfer-encoding").is_some_and(|coding| coding == "chunked") {
            body = joined(&body);
        }
        Self { status, headers, body }
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// A body without the lengths between its chunks.
fn joined(mut chunks: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let end = chunks.iter().position(|&byte| byte == b'\r').unwrap();
        let length = usize::from_str_radix(std::str::from_utf8(&chunks[..end]).unwrap(), 16).unwrap();
        if length == 0 {
            return body;
        }
        body.extend_from_slice(&chunks[end + 2..end + 2 + length]);
        chunks = &chunks[end + 4 + length..];
    }
}

#[test]
fn only_requests_addressed_to_this_machine_are_answered() {
    let server = Server::start();
    let port = server.host.split(':').nth(1).unwrap().to_owned();
    let status = |target: &str, hosts: &[&str]| {
        let hosts: String = hosts.iter().map(|host| format!("Host: {host}\r\n")).collect();
        let response = server.raw(format!("GET {target} HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n"));
        assert!(response.status == 200 || !response.text().contains("memory leak"), "{response:?}");
        response.status
    };
    for host in ["127.0.0.1", "localhost", "LocalHost", "[::1]"] {
        assert_eq!(status("/b/", &[host]), 200, "{host}");
        assert_eq!(status("/b/", &[&format!("{host}:{port}")]), 200, "{host}");
    }
    let long = "a".repeat(5000);
    for host in [
        "evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example",
        "169.254.169.254", "0.0.0.0", "evil.example@127.0.0.1", "127.0.0.1@evil.example", &long,
    ] {
        assert_eq!(status("/b/", &[host]), 421, "{host}");
    }
    for hosts in [&[][..], &[""], &["a b"], &["127.0.0.1", "evil.example"], &["127.0.0.1", "127.0.0.1"]] {
        assert_eq!(status("/b/", hosts), 400, "{hosts:?}");
    }
    assert_eq!(status("http://127.0.0.1/b/", &["127.0.0.1"]), 200);
    assert_eq!(status("http://evil.example/b/", &["127.0.0.1"]), 421);
    assert_eq!(status("http://127.0.0.1/b/", &["evil.example"]), 421);
    let refused = server.raw("GET /b/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assert!(refused.text().contains("DNS rebinding"), "{}", refused.text());
    assert_eq!(server.raw("GET /b/ HTTP/1.0\r\n\r\n").status, 400);
    assert_eq!(server.raw("GET /b/ HTTP/1.0\r\nHost: localhost\r\n\r\n").status, 200);
}

#[test]
fn other_machines_are_let_in_loudly_and_by_addresses_alone() {
    let mut server = Server::start_with(&["--host", "0.0.0.0"]);
    let status = |host: &str| {
        server.raw(format!("GET /b/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")).status
    };
    for host in ["127.0.0.1", "localhost", "192.0.2.7:4000", "[2001:db8::7]"] {
        assert_eq!(status(host), 200, "{host}");
    }
    for host in ["evil.example", "192.0.2.7.evil.example", "evil.example@192.0.2.7"] {
        assert_eq!(status(host), 421, "{host}");
    }
    server.process.kill().unwrap();
    let mut said = String::new();
    server.process.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    let port = server.host.split(':').nth(1).unwrap();
    let warning = format!(
        "warning: the site can be read by every machine that reaches 0.0.0.0:{port}, without a password. \
         Leave out --host to serve this machine alone.\n"
    );
    assert!(said.ends_with(&warning), "{said}");
}

#[test]
fn only_pages_that_a_browser_shows_carry_the_script_that_reloads_them() {
    let server = Server::start();
    let as_built = fs::read(server.site.path("public/incidents/a/index.html")).unwrap();
    assert_eq!(server.get("/b/incidents/a/").body, as_built);
    let shown = server.ask("GET", "/b/incidents/a/", "Accept: text/html,*/*;q=0.8\r\n");
    let added = &shown.text()[as_built.len()..];
    let build = added.strip_prefix("<script src=\"/b/.whybook/live.js?build=").expect(added);
    assert!(
        build.strip_suffix("\"></script>\n").is_some_and(|build| build.parse::<i128>().is_ok()),
        "{added}"
    );
    // The page differs from build to build where its file does not, so that no client may keep it.
    assert_eq!((shown.header("etag"), shown.header("last-modified")), ("", ""));
    assert_eq!(shown.header("content-length"), shown.body.len().to_string());
    let script = server.ask("GET", "/b/.whybook/live.js?build=1", "");
    assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
    let data = server.ask("GET", "/b/incidents.json", "Accept: text/html\r\n");
    assert_eq!(data.body, fs::read(server.site.path("public/incidents.json")).unwrap());
}

#[test]
fn nothing_but_the_files_of_the_site_is_served() {
    let server = Server::start();
    server.put(".env", "secret");
    server.put(".git/config", "secret");
    server.put("foreign/page.html", "fine");
    for target in [
        "/b/../whybook.toml", "/b/%2e%2e/whybook.toml", "/b/..%2fwhybook.toml", "/b/..%5cwhybook.toml",
        "/b//etc/passwd", "/b/%2fetc/passwd", "/b/%252e%252e/whybook.toml", "/b/index.html%00.png", "/b/%ff",
        "/b/.env", "/b/%2eenv", "/b/.git/config", "/b/.whybook", "/b/foreign/../.env", "/b/index.html/",
        "/b/foreign/", "//etc/passwd", "/etc/passwd", "/b/C:%5cWindows", "/c/", "/b/%",
    ] {
        let response = server.get(target);
        assert_eq!(response.status, 404, "{target}: {response:?}");
        assert!(response.text().contains("<html"), "{target}: the site's own page is shown");
    }
    assert_eq!(server.get("/b/foreign/page.html").text(), "fine");
    let folder = server.get("/b/foreign?x=1");
    assert_eq!((folder.status, folder.header("location")), (302, "/b/foreign/?x=1"));
    assert_eq!(server.get("/").header("location"), "/b/");
    for target in ["//evil.example/", "/b//evil.example", "/b/%0d%0aSet-Cookie:a=b"] {
        assert_eq!(server.get(target).header("location"), "", "{target}");
    }
    #[cfg(unix)]
    {
        let out = server.site.path("public");
        std::os::unix::fs::symlink(server.site.path("whybook.toml"), out.join("leak.txt")).unwrap();
        std::os::unix::fs::symlink(server.site.path("content"), out.join("leak")).unwrap();
        let made = Command::new("mkfifo").arg(out.join("pipe.html")).status().unwrap();
        assert!(made.success());
        let _socket = std::os::unix::net::UnixListener::bind(out.join("socket.html")).unwrap();
        // More than once: each would have held a thread for ever.
        for target in ["leak.txt", "leak/a.md", "socket.html"].into_iter().chain(["pipe.html"; 8]) {
            assert_eq!(server.get(&format!("/b/{target}")).status, 404, "{target}");
        }
    }
}

#[test]
fn what_is_no_plain_request_is_refused() {
    let server = Server::start();
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "PROPFIND", "get"] {
        let response = server.ask(method, "/b/", "");
        assert_eq!((response.status, response.header("allow")), (405, "GET, HEAD"), "{method}");
    }
    assert_eq!(server.ask("GET", "/b/", "Content-Length: 5\r\n").status, 413);
    assert_eq!(server.ask("GET", "/b/", "Content-Length: 99999999999\r\n").status, 413);
    assert_eq!(server.ask("GET", "/b/", "Transfer-Encoding: chunked\r\n").status, 413);
    assert_eq!(server.ask("POST", "/b/", "Content-Length: 99999999999\r\n").status, 405);
    assert_eq!(server.ask("GET", "/b/", "Content-Length: 0\r\n").status, 200);
    assert_eq!(server.get(&format!("/b/?{}", "a".repeat(9_000))).status, 414);
    for size in [20_000, 1_000_000] {
        assert_eq!(server.ask("GET", "/b/", &format!("X: {}\r\n", "a".repeat(size))).status, 431, "{size}");
    }
    assert_eq!(server.ask("GET", "/b/", &"X: y\r\n".repeat(500)).status, 431);
    for junk in [
        &b"GET /b/\r\n"[..],
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"\0\0\0\0",
        b"GET /b/ HTTP/9.9\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET  /b/  HTTP/1.1\r\n\r\n",
        b"GET /b/ HTTP/1.1\r\nX\r\n\r\n",
        b"GET /b/ HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET b HTTP/1.1\r\nHost: x\r\n\r\n",
        b"",
    ] {
        let status = server.raw(junk).status;
        assert!([0, 400, 421].contains(&status), "{status}: {}", String::from_utf8_lossy(junk));
    }
    assert_eq!(server.get("/b/").status, 200);
}

#[test]
fn a_client_gets_the_part_and_the_version_it_asks_for() {
    let server = Server::start();
    server.put("numbers.bin", b"0123456789");
    server.put("old.bin", b"old");
    let old = fs::File::options().write(true).open(server.site.path("public/old.bin")).unwrap();
    let day = Duration::from_secs(86_400);
    old.set_modified(std::time::SystemTime::UNIX_EPOCH.checked_sub(day).unwrap()).unwrap();
    assert_eq!(server.get("/b/old.bin").text(), "old", "a time before 1970 is no obstacle");

    let whole = server.get("/b/numbers.bin");
    assert_eq!((whole.status, whole.text(), whole.header("accept-ranges")), (200, "0123456789", "bytes"));
    assert_eq!(whole.header("x-content-type-options"), "nosniff");
    assert_eq!(whole.header("cache-control"), "no-cache");
    let (tag, date) = (whole.header("etag"), whole.header("last-modified"));
    let ask = |headers: &str| {
        let response = server.ask("GET", "/b/numbers.bin", headers);
        (response.status, response.header("content-range").to_owned(), response.text().to_owned())
    };
    let range = |range: &str| ask(&format!("Range: {range}\r\n"));
    let partial = |range: &str, text: &str| (206, format!("bytes {range}/10"), text.to_owned());
    let all = (200, String::new(), "0123456789".to_owned());
    let same = (304, String::new(), String::new());
    assert_eq!(range("bytes=2-4"), partial("2-4", "234"));
    assert_eq!(range("bytes=7-"), partial("7-9", "789"));
    assert_eq!(range("bytes=-3"), partial("7-9", "789"));
    assert_eq!(range("bytes=8-99"), partial("8-9", "89"));
    assert_eq!(range("bytes=10-"), (416, "bytes */10".to_owned(), String::new()));
    assert_eq!(range("bytes=0-1,4-5"), all);
    assert_eq!(ask(&format!("Range: bytes=0-0\r\nIf-Range: {tag}\r\n")), partial("0-0", "0"));
    assert_eq!(ask(&format!("Range: bytes=0-0\r\nIf-Range: {date}\r\n")), partial("0-0", "0"));
    assert_eq!(ask("Range: bytes=0-0\r\nIf-Range: \"other\"\r\n"), all);

    assert_eq!(ask(&format!("If-None-Match: \"other\", W/{tag}\r\n")), same);
    assert_eq!(ask("If-None-Match: *\r\n"), same);
    assert_eq!(ask(&format!("If-Modified-Since: {date}\r\n")), same);
    assert_eq!(ask(&format!("If-None-Match: \"other\"\r\nIf-Modified-Since: {date}\r\n")), all);
    assert_eq!(ask("If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT\r\n"), all);
    assert_eq!(ask("If-Match: \"other\"\r\n").0, 412);
    assert_eq!(ask(&format!("If-Match: {tag}\r\n")), all);
    let kept = server.ask("GET", "/b/numbers.bin", &format!("If-None-Match: {tag}\r\n"));
    assert_eq!(kept.header("etag"), tag);
    server.put("numbers.bin", b"9876543210");
    assert_eq!(ask(&format!("If-None-Match: {tag}\r\n")), (200, String::new(), "9876543210".to_owned()));
}

#[test]
fn head_says_what_get_sends_and_text_is_compressed_where_accepted() {
    let server = Server::start();
    let page = server.get("/b/");
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("content-length"), page.body.len().to_string());
    assert_eq!(page.header("vary"), "Accept-Encoding, Accept");
    let compressed = server.ask("GET", "/b/", "Accept-Encoding: br, gzip\r\n");
    assert_eq!(compressed.header("content-encoding"), "gzip");
    assert_ne!(compressed.header("etag"), page.header("etag"));
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&compressed.body[..]).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked, page.body);
    assert!(compressed.body.len() < page.body.len() / 2, "{} bytes", compressed.body.len());
    let tag = compressed.header("etag");
    let again = server.ask("GET", "/b/", &format!("Accept-Encoding: gzip\r\nIf-None-Match: {tag}\r\n"));
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(server.ask("GET", "/b/", "Accept-Encoding: gzip;q=0\r\n").header("content-encoding"), "");

    let range = "Accept-Encoding: gzip\r\nRange: bytes=0-14\r\n";
    let part = server.ask("GET", "/b/", range);
    assert_eq!((part.status, &part.body[..], part.header("content-encoding")), (206, &page.body[..15], ""));
    server.put("noise.bin", "0".repeat(5000));
    assert_eq!(server.ask("GET", "/b/noise.bin", "Accept-Encoding: gzip\r\n").header("content-encoding"), "");

    for target in ["/b/", "/b/noise.bin", "/b/gone", "/b/incidents", "/"] {
        for headers in ["", "Accept-Encoding: gzip\r\n"] {
            let (get, head) = (server.ask("GET", target, headers), server.ask("HEAD", target, headers));
            let described = |response: &Response| {
                let mut headers = response.headers.clone();
                // Of one answer alone: when it was sent, and how.
                headers.retain(|name, _| name != "date" && name != "transfer-encoding");
                (response.status, headers)
            };
            assert_eq!(described(&get), described(&head), "{target}");
            assert_eq!(head.text(), "", "{target}");
        }
    }
}

#[test]
fn one_connection_takes_several_requests() {
    let server = Server::start();
    server.put("a.txt", "first");
    server.put("b.txt", "second");
    let request = |target: &str, headers: &str| {
        format!("GET {target} HTTP/1.1\r\nHost: {}\r\n{headers}\r\n", server.host)
    };
    let mut stream = server.sent(request("/b/a.txt", ""));
    let mut received = Vec::new();
    while !received.ends_with(b"\r\n\r\nfirst") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        received.extend(byte);
    }
    // Two at once, the second without waiting for the first.
    let two = request("/b/gone", "") + &request("/b/b.txt", "Connection: close\r\n");
    stream.write_all(two.as_bytes()).unwrap();
    let mut rest = String::new();
    stream.read_to_string(&mut rest).unwrap();
    assert!(rest.starts_with("HTTP/1.1 404 ") && rest.contains("HTTP/1.1 200 OK\r\n"), "{rest}");
    assert!(rest.ends_with("\r\n\r\nsecond"), "{rest}");
}

#[test]
fn slow_clients_hold_up_no_other() {
    let server = Server::start();
    server.put("large.bin", vec![7; 32 << 20]);
    let quick = |situation: &str| {
        let began = Instant::now();
        assert_eq!(server.get("/b/").status, 200, "{situation}");
        assert!(began.elapsed() < PATIENCE, "{situation}: {:?}", began.elapsed());
    };
    let get = format!("GET /b/large.bin HTTP/1.1\r\nHost: {}\r\n\r\n", server.host);
    let unfinished: Vec<_> = (0..20).map(|_| server.sent("GET /b/ HTTP/1.1\r\nX: ")).collect();
    quick("20 unfinished requests");
    let stuck: Vec<_> = (0..50).map(|_| server.sent(&get)).collect();
    std::thread::sleep(Duration::from_millis(300));
    quick("50 clients that read nothing");
    let silent: Vec<_> = (0..200).map(|_| server.sent("")).collect();
    quick("200 silent clients");
    drop((unfinished, stuck, silent));

    let began = Instant::now();
    let request = format!("GET /b/ HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.host);
    let mut clients: Vec<_> = (0..500).map(|_| server.sent(&request)).collect();
    for client in &mut clients {
        let mut received = Vec::new();
        client.read_to_end(&mut received).unwrap();
        let response = Response::read(&received);
        assert_eq!(response.status, 200);
        assert!(response.text().trim_end().ends_with("</html>"), "a page that is cut short");
    }
    assert!(began.elapsed() < 2 * PATIENCE, "500 clients: {:?}", began.elapsed());
}

#[test]
fn a_new_site_does_not_change_a_response_under_way() {
    let server = Server::start();
    server.put("large.bin", vec![1; 32 << 20]);
    let request = format!("GET /b/large.bin HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.host);
    let mut client = server.sent(&request);
    let mut first = [0; 1024];
    client.read_exact(&mut first).unwrap();
    let (public, old) = (server.site.path("public"), server.site.path("old"));
    fs::rename(&public, &old).unwrap();
    fs::create_dir(&public).unwrap();
    server.put("large.bin", vec![2; 1000]);
    fs::remove_dir_all(&old).unwrap();
    let mut rest = Vec::new();
    client.read_to_end(&mut rest).unwrap();
    assert!(rest.iter().rev().take(16 << 20).all(|&byte| byte == 1), "bytes of another file");
    assert!(first.len() + rest.len() > 32 << 20, "{} bytes", first.len() + rest.len());
    assert_eq!(server.get("/b/large.bin").body, vec![2; 1000]);
}
