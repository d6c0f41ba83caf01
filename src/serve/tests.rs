#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::mpsc::channel;
use std::time::Duration;

use super::answer::Answer;
use super::*;

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

fn get(address: &str, method: &str, path: &str) -> String {
    let host = address.trim_start_matches("http://").split('/').next().unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
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
    let site = Site::new(&out, "/repo/");
    let check = |url: &str, expected: Answer| assert_eq!(site.answer(url), expected, "{url}");
    check("/repo/", Answer::File(out.join("index.html")));
    check("/repo/incidents/gr%C3%B6%C3%9Fe/?q=1", Answer::File(out.join("incidents/größe/index.html")));
    check(
        "/repo/incidents/gr%C3%B6%C3%9Fe?q=1",
        Answer::Redirect("/repo/incidents/gr%C3%B6%C3%9Fe/?q=1".to_owned()),
    );
    check("/", Answer::Redirect("/repo/".to_owned()));
    check("/repo", Answer::Redirect("/repo/".to_owned()));
    for url in [
        "/other/", "/repo/incidents/", "/repo/index.html/", "/repo/../secret.txt", "/repo/%2e%2e/secret.txt",
        "/repo/..%2fsecret.txt", "/repo/..%5csecret.txt", "/repo//secret.txt", "/repo/.whybook", "/repo/%ff",
        "/repo//evil.example",
    ] {
        check(url, Answer::NotFound);
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.path().join("secret.txt"), out.join("leak.txt")).unwrap();
        check("/repo/leak.txt", Answer::NotFound);
    }
}

#[test]
fn requests_are_answered_as_a_web_server_would() {
    let folder = built();
    let address = start(&options(folder.path()), &|_: &str| {}).unwrap();
    let home = get(&address, "GET", "/repo/");
    assert!(home.starts_with("HTTP/1.0 200 ") && home.ends_with("\r\n\r\nhome"), "{home}");
    assert!(home.contains("Content-Type: text/html; charset=utf-8\r\n"), "{home}");
    let head = get(&address, "HEAD", "/repo/");
    assert!(head.starts_with("HTTP/1.0 200 ") && head.ends_with("\r\n\r\n"), "{head}");
    let missing = get(&address, "GET", "/repo/gone");
    assert!(missing.starts_with("HTTP/1.0 404 ") && missing.ends_with("nothing here"), "{missing}");
    assert!(get(&address, "POST", "/repo/").starts_with("HTTP/1.0 405 "));
}

#[test]
fn a_taken_port_gives_way_to_the_next() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let said = std::cell::RefCell::new(String::new());
    let listener = listen(port, &|line: &str| said.borrow_mut().push_str(line)).unwrap();
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
