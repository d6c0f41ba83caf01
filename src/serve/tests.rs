#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use super::files::Resolution;
use super::*;

/// Limits that a test can wait for.
const SHORT: Limits = Limits {
    connections: 4,
    head: Duration::from_secs(1),
    stall: Duration::from_millis(500),
    linger: Duration::from_millis(100),
};

fn built() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("public");
    fs::create_dir_all(out.join("incidents/größe")).unwrap();
    fs::create_dir_all(folder.path().join("content")).unwrap();
    fs::write(out.join("index.html"), "home").unwrap();
    fs::write(out.join("404.html"), "nothing here").unwrap();
    fs::write(out.join(".whybook"), "list").unwrap();
    fs::write(out.join("incidents/größe/index.html"), "page").unwrap();
    fs::write(folder.path().join("secret.txt"), "secret").unwrap();
    folder
}

fn host(address: &str) -> &str {
    address.trim_start_matches("http://").split('/').next().unwrap()
}

/// A connection that has sent something; its reads fail after ten seconds.
fn sent(address: &str, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(host(address)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    stream
}

fn get(address: &str, method: &str, path: &str) -> String {
    let request = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", host(address));
    let mut response = String::new();
    sent(address, &request).read_to_string(&mut response).unwrap();
    response
}

/// Writes a file in one step, so that nobody sees it half written.
fn put(path: &Path, text: &str) {
    let folder = tempfile::tempdir_in(path.ancestors().nth(2).unwrap()).unwrap();
    fs::write(folder.path().join("new"), text).unwrap();
    fs::rename(folder.path().join("new"), path).unwrap();
}

fn options(folder: &Path) -> Options {
    Options { out: folder.join("public"), host: Ipv4Addr::LOCALHOST.into(), port: 0 }
}

fn rebuilt(folder: &Path) -> Rebuilt {
    let pages = BTreeMap::from([(folder.join("content/a.md"), "incidents/a/".to_owned())]);
    let took = Duration::from_millis(120);
    Rebuilt { base_path: "/repo/".to_owned(), build: 7, took, trouble: None, pages }
}

/// Hands on what is said, the address at last.
struct Said(Sender<String>);

impl Console for Said {
    fn say(&self, line: &str) {
        drop(self.0.send(line.to_owned()));
    }

    fn warn(&self, line: &str) {
        self.say(line);
    }

    fn serving(&self, address: &str) {
        self.say(address);
    }
}

/// A server of the folder's site, and the address of its home.
fn serving(folder: &Path, limits: Limits) -> (Serving, String) {
    let serving = start(&options(folder), &rebuilt(folder), limits, &Said(channel().0)).unwrap();
    let address = serving.address();
    (serving, address)
}

#[test]
fn addresses_lead_to_files_of_the_site_and_nowhere_else() {
    let folder = built();
    let out = folder.path().join("public").canonicalize().unwrap();
    let site = ServedSite::new(&out, "/repo/");
    let found = |url: &str| match site.find(url) {
        Resolution::File(opened) => format!("file {}", opened.path.display()),
        Resolution::Redirect(address) => format!("redirect {address}"),
        Resolution::Nothing => "nothing".to_owned(),
    };
    let check = |url: &str, expected: &str| assert_eq!(found(url), expected, "{url}");
    check("/repo/", "file index.html");
    check("/repo/incidents/gr%C3%B6%C3%9Fe/?q=1", "file incidents/größe/index.html");
    check("/repo/incidents/gr%C3%B6%C3%9Fe?q=1", "redirect /repo/incidents/gr%C3%B6%C3%9Fe/?q=1");
    check("/", "redirect /repo/");
    check("/repo", "redirect /repo/");
    for url in [
        "/other/", "/repo/incidents/", "/repo/index.html/", "/repo/../secret.txt", "/repo/%2e%2e/secret.txt",
        "/repo/..%2fsecret.txt", "/repo/..%5csecret.txt", "/repo//secret.txt", "/repo/.whybook", "/repo/%ff",
        "/repo//evil.example",
    ] {
        check(url, "nothing");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        fs::create_dir(out.join(".git")).unwrap();
        fs::write(out.join(".git/config"), "token").unwrap();
        symlink(folder.path(), out.join("folder")).unwrap();
        symlink(folder.path().join("secret.txt"), out.join("leak.txt")).unwrap();
        symlink(".git/config", out.join("hidden.txt")).unwrap();
        symlink("loop.txt", out.join("loop.txt")).unwrap();
        symlink("index.html", out.join("inside.html")).unwrap();
        for url in ["leak.txt", "folder/secret.txt", "hidden.txt", "loop.txt"] {
            check(&format!("/repo/{url}"), "nothing");
        }
        check("/repo/inside.html", "file index.html");
    }
}

#[test]
fn a_slow_client_is_dropped() {
    let folder = built();
    fs::write(folder.path().join("public/large.bin"), vec![7; 32 << 20]).unwrap();
    let (_serving, address) = serving(folder.path(), SHORT);
    let began = Instant::now();
    let mut silent = sent(&address, "");
    let mut unfinished = sent(&address, "GET /repo/ HTTP/1.1\r\nX: ");
    let request = format!("GET /repo/ HTTP/1.1\r\nHost: {}\r\n\r\n", host(&address));
    let mut idle = sent(&address, &request);
    let mut rest = String::new();
    for slow in [&mut silent, &mut unfinished, &mut idle] {
        rest.clear();
        slow.read_to_string(&mut rest).unwrap();
    }
    assert!(rest.starts_with("HTTP/1.1 200 OK\r\n") && rest.ends_with("\r\n\r\nhome"), "{rest}");
    let mut stuck = sent(&address, &request.replace("/repo/", "/repo/large.bin"));
    std::thread::sleep(SHORT.stall * 3);
    let mut received = Vec::new();
    let _ = stuck.read_to_end(&mut received);
    assert!(received.len() < 32 << 20, "all {} bytes came", received.len());
    assert!(began.elapsed() < Duration::from_secs(9), "{:?}", began.elapsed());
}

#[test]
fn more_clients_than_the_limit_wait_for_a_place() {
    let folder = built();
    let limits = Limits { head: Duration::from_secs(2), ..SHORT };
    let (_serving, address) = serving(folder.path(), limits);
    let silent: Vec<TcpStream> = (0..limits.connections).map(|_| sent(&address, "")).collect();
    let began = Instant::now();
    let home = get(&address, "GET", "/repo/");
    assert!(home.starts_with("HTTP/1.1 200 OK\r\n"), "{home}");
    assert!(began.elapsed() > limits.head / 2, "{:?}", began.elapsed());
    drop(silent);
}

#[test]
fn a_taken_port_gives_way_to_the_next() {
    let taken = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (sender, said) = channel();
    let host = Ipv4Addr::LOCALHOST.into();
    let listener = runtime.block_on(async { listen(host, port, &Said(sender)) }).unwrap();
    let next = listener.local_addr().unwrap().port();
    assert_eq!(said.recv().unwrap(), format!("Port {port} is taken; using {next}."));
}

/// The data of the next event of a stream.
fn event(stream: &mut impl BufRead) -> serde_json::Value {
    let data =
        stream.lines().map(Result::unwrap).find_map(|line| Some(line.strip_prefix("data: ")?.to_owned()));
    serde_json::from_str(&data.unwrap()).unwrap()
}

#[test]
fn a_change_rebuilds_once_and_a_failed_build_keeps_the_old_site() {
    let folder = built();
    let (options, rebuilt) = (options(folder.path()), rebuilt(folder.path()));
    let page = folder.path().join("content/a.md");
    put(&page, "good");
    let (sender, said) = channel();
    let (out, source) = (options.out.clone(), page.clone());
    let watched = ["content", "whybook.toml", "themes"].map(|name| folder.path().join(name)).to_vec();
    let build = move || {
        let text = fs::read_to_string(&source)?;
        anyhow::ensure!(text != "bad", "cannot build it");
        fs::write(out.join("index.html"), &text)?;
        Ok(Rebuilt { build: text.len() as i128, ..rebuilt.clone() })
    };
    std::thread::spawn(move || run(&options, || watched.clone(), build, &Said(sender)));
    let next = || said.recv_timeout(Duration::from_secs(10)).unwrap();
    let address = next();
    assert!(get(&address, "GET", "/repo/").ends_with("good"));
    let listening = format!("GET /repo/.whybook/events HTTP/1.1\r\nHost: {}\r\n\r\n", host(&address));
    let mut events = BufReader::new(sent(&address, &listening));
    let first = event(&mut events);
    put(&page, "better");
    let line = next();
    assert_eq!(line, format!("Rebuilt in 0.12 s: {}: {address}incidents/a/", page.display()));
    assert!(get(&address, "GET", "/repo/").ends_with("better"));
    let second = event(&mut events);
    assert_eq!((&first["build"], &second["build"]), (&"4".into(), &"6".into()));
    put(&page, "bad");
    assert_eq!(next(), "Not rebuilt, the old site stays: cannot build it");
    assert!(get(&address, "GET", "/repo/").ends_with("better"));
    let failed = event(&mut events);
    assert_eq!((&failed["build"], &failed["trouble"]["text"]), (&second["build"], &"cannot build it".into()));
    // Building reads the files, which is no change: nothing more is said.
    assert!(said.recv_timeout(Duration::from_millis(800)).is_err());
    put(&folder.path().join("whybook.toml"), "title = \"New\"");
    assert!(next().starts_with("Not rebuilt"));
    fs::create_dir(folder.path().join("themes")).unwrap();
    put(&folder.path().join("themes/page.html"), "1");
    assert!(next().starts_with("Not rebuilt"));
    put(&folder.path().join("themes/page.html"), "22");
    assert!(next().starts_with("Not rebuilt"));
}
