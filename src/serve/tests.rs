#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::mpsc::channel;
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
    let watched = vec![folder.join("content"), folder.join("whybook.toml"), folder.join("themes")];
    Options { out: folder.join("public"), base_path: "/repo/".to_owned(), port: 0, watched }
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
    let serving = start(&options(folder.path()), SHORT, &|_: &str| {}).unwrap();
    let began = Instant::now();
    let mut silent = sent(&serving.address, "");
    let mut unfinished = sent(&serving.address, "GET /repo/ HTTP/1.1\r\nX: ");
    let request = format!("GET /repo/ HTTP/1.1\r\nHost: {}\r\n\r\n", host(&serving.address));
    let mut idle = sent(&serving.address, &request);
    let mut rest = String::new();
    for slow in [&mut silent, &mut unfinished, &mut idle] {
        rest.clear();
        slow.read_to_string(&mut rest).unwrap();
    }
    assert!(rest.starts_with("HTTP/1.1 200 OK\r\n") && rest.ends_with("\r\n\r\nhome"), "{rest}");
    let mut stuck = sent(&serving.address, &request.replace("/repo/", "/repo/large.bin"));
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
    let serving = start(&options(folder.path()), limits, &|_: &str| {}).unwrap();
    let silent: Vec<TcpStream> = (0..limits.connections).map(|_| sent(&serving.address, "")).collect();
    let began = Instant::now();
    let home = get(&serving.address, "GET", "/repo/");
    assert!(home.starts_with("HTTP/1.1 200 OK\r\n"), "{home}");
    assert!(began.elapsed() > limits.head / 2, "{:?}", began.elapsed());
    drop(silent);
}

#[test]
fn a_taken_port_gives_way_to_the_next() {
    let taken = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let said = std::cell::RefCell::new(String::new());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let say = |line: &str| said.borrow_mut().push_str(line);
    let listener = runtime.block_on(async { listen(port, &say) }).unwrap();
    let next = listener.local_addr().unwrap().port();
    assert_eq!(said.into_inner(), format!("Port {port} is taken; using {next}."));
}

#[test]
fn a_change_rebuilds_once_and_a_failed_build_keeps_the_old_site() {
    let folder = built();
    let options = options(folder.path());
    let page = folder.path().join("content/a.md");
    put(&page, "good");
    let (sender, said) = channel();
    let (out, source) = (options.out.clone(), page.clone());
    let rebuild = move || {
        let text = fs::read_to_string(&source)?;
        anyhow::ensure!(text != "bad", "cannot build it");
        Ok(fs::write(out.join("index.html"), text)?)
    };
    std::thread::spawn(move || run(&options, rebuild, |line: &str| drop(sender.send(line.to_owned()))));
    let next = || said.recv_timeout(Duration::from_secs(10)).unwrap();
    let address = next().split(' ').nth(2).unwrap().trim_end_matches(',').to_owned();
    assert!(get(&address, "GET", "/repo/").ends_with("good"));
    put(&page, "better");
    assert_eq!(next(), "Rebuilt.");
    assert!(get(&address, "GET", "/repo/").ends_with("better"));
    put(&page, "bad");
    assert_eq!(next(), "Not rebuilt, the old site stays: cannot build it");
    assert!(get(&address, "GET", "/repo/").ends_with("better"));
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
