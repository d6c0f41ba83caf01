//! Files beside the postmortems: only what is harmless on the site's origin is copied, and what is copied is named.

use super::site::Site;

/// The smallest PNG: one chunk each of header, pixels and end.
fn png(extra: &[u8]) -> Vec<u8> {
    let mut file =
        b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55".to_vec();
    file.extend_from_slice(extra);
    file.extend_from_slice(
        b"\0\0\0\x0aIDAT\x78\x9c\x63\x60\0\0\0\x02\0\x01\x48\xaf\xa4\x71\0\0\0\0IEND\xae\x42\x60\x82",
    );
    file
}

const SVG: &str = r##"<?xml version="1.0"?><!-- comment-gone -->
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="alert(1)" width="9">
<script>alert(2)</script><metadata>metadata-gone</metadata>
<foreignObject><body xmlns="http://www.w3.org/1999/xhtml" onclick="alert(3)">foreign-gone</body></foreignObject>
<style>@import url(https://evil.example/a.css); rect { fill: url(https://evil.example/b.svg#c) }</style>
<a href="javascript:alert(4)"><text>kept words</text></a><a xlink:href="https://evil.example/"><text>more</text></a>
<image href="https://evil.example/track.png"/><use href="//evil.example/x.svg#y"/>
<image href="data:text/html,alert(5)"/><set attributeName="onmouseover" to="run(6)"/>
<rect width="5" height="5" fill="#123456"/></svg>"##;

/// Extensions that browsers open as a page, a program or a document with scripts.
const ACTIVE: [&str; 14] =
    ["html", "htm", "xhtml", "xht", "shtml", "mhtml", "xml", "xsl", "js", "mjs", "css", "wasm", "swf", "pdf"];

#[test]
fn what_would_run_is_a_text_or_is_not_published() {
    let script = "<script>alert(document.domain)</script>";
    let mut site = Site::new();
    let names = [
        "x.html", "X.HTM", "x.xhtml", "x.shtml", "x.xml", "x.js", "x.mjs", "x.css", "x.pdf", "x.wasm",
        "x.html.", "x.tar.html", "noext", "x.log", "x.json", "x.PNG", "x.gif", "x.html.gz",
    ];
    let mut links = String::from("# A\n");
    for name in names {
        let bytes = match name {
            "x.pdf" => b"%PDF-1.7\n".to_vec(),
            "x.wasm" => b"\0asm\x01\0\0\0".to_vec(),
            "x.html.gz" => b"\x1f\x8b\x08\0".to_vec(),
            _ => script.as_bytes().to_vec(),
        };
        site = site.post(name, bytes);
        links.push_str(&format!("\n[{name}](<{name}>)\n"));
    }
    let site = site.post("a.md", links);
    let run = site.run("build").exits(0);
    let files = site.files("public/files");
    let published: Vec<&str> = files.keys().map(String::as_str).collect();
    let texts = [
        "X.HTM.txt", "noext.txt", "x.css.txt", "x.html..txt", "x.html.txt", "x.js.txt", "x.json.txt",
        "x.log.txt", "x.mjs.txt", "x.shtml.txt", "x.tar.html.txt", "x.xhtml.txt", "x.xml.txt",
    ];
    assert_eq!(published, texts);
    let page = site.read("public/incidents/a/index.html");
    assert!(page.contains("href=\"../../files/x.html.txt\">x.html</a>"));
    for (name, reason) in [
        ("x.pdf", "files of the format `.pdf` may hold scripts or are not known"),
        ("x.wasm", "files of the format `.wasm` may hold scripts or are not known"),
        ("x.PNG", "its name says `.png`, its content does not"),
        ("x.gif", "its name says `.gif`, its content does not"),
        ("x.html.gz", "servers may send what is packed in it as a page"),
    ] {
        let note = format!(
            "<span class=\"dangling\">{name}<span class=\"note\"> (file not published)</span></span>"
        );
        assert!(page.contains(&note), "{name}");
        let finding = format!("warning[unpublished-file]: `{name}` is not published: {reason}");
        assert!(run.stderr.contains(&finding), "{finding}\n{}", run.stderr);
    }
}

#[test]
fn svg_pictures_lose_what_runs_and_what_leads_elsewhere() {
    let site = Site::new().post("a.md", "# A\n\n![p](x.svg) ![q](broken.svg)\n").post("x.svg", SVG);
    let site = site.post("broken.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><rect>");
    let run = site.run("build").exits(0);
    assert_eq!(site.files("public/files").len(), 1);
    let svg = site.read("public/files/x.svg");
    for gone in [
        "alert", "script", "foreign", "onload", "onclick", "javascript", "onmouse", "//evil", "-gone",
        "import",
    ] {
        assert!(!svg.to_lowercase().contains(gone), "{gone} in {svg}");
    }
    for kept in ["kept words", "fill=\"#123456\"", "width=\"9\""] {
        assert!(svg.contains(kept), "{kept} not in {svg}");
    }
    assert!(site.read("public/incidents/a/index.html").contains("<img src=\"../../files/x.svg\""));
    assert!(run.stderr.contains("`broken.svg` is not published: it is no SVG picture that can be read"));
}

#[test]
fn what_is_copied_is_named_and_counted() {
    let site = Site::new()
        .post("a.md", "# A\n\n![p](p.png) [log](run.log) [trace](trace.html) [csv](data/d.csv)\n")
        .post("p.png", png(b""))
        .post("run.log", "10:00 down\n")
        .post("trace.html", "<p>trace</p>")
        .post("data/d.csv", "a,b\n")
        .post("unlinked.csv", "c,d\n");
    let run = site.run("build").exits(0);
    let named = "note: copied files: data/d.csv, p.png, run.log, trace.html as trace.html.txt\n";
    assert!(run.stderr.contains(named), "{}", run.stderr);
    assert!(run.stdout.contains(" files, 4 copied, in public;"), "{}", run.stdout);
    assert_eq!(site.files("public/files")["p.png"], png(b""));
}

#[test]
fn two_files_never_get_one_name() {
    let site = Site::new()
        .post("a.md", "# A\n\n[1](a.html) [2](a.html.txt) [3](b.html) [4](b.html.txt/c.csv)\n")
        .post("a.html", "first")
        .post("a.html.txt", "second")
        .post("b.html", "third")
        .post("b.html.txt/c.csv", "fourth");
    site.run("build --strict").exits(0);
    let files = site.files("public/files");
    assert_eq!(files["a.html.txt"], b"second");
    assert_eq!(files["b.html.txt/c.csv"], b"fourth");
    let mut texts: Vec<_> = files.values().map(|bytes| String::from_utf8_lossy(bytes)).collect();
    texts.sort();
    assert_eq!(texts, ["first", "fourth", "second", "third"]);
    site.run("build --strict").exits(0);
    assert_eq!(site.files("public/files"), files, "the same names every time");
}

#[test]
fn pictures_lose_their_metadata() {
    let position = b"\0\0\0\x15tEXtComment\0GPS 52.5 13.4\0\0\0\0";
    let site = Site::new()
        .post("a.md", "# A\n\n![p](p.png) ![q](cut.png)\n")
        .post("p.png", png(position))
        .post("cut.png", &png(position)[..60]);
    let run = site.run("build").exits(0);
    assert_eq!(site.files("public/files"), [("p.png".to_owned(), png(b""))].into());
    assert!(run.stderr.contains("`cut.png` is not published: it is damaged"), "{}", run.stderr);
}

#[test]
fn the_whole_of_a_long_file_is_published_as_a_text() {
    let text =
        format!("# Long\n\n## Summary\n\n{}", "The outage was caused by a memory leak.\n".repeat(110_000));
    let site = Site::new().post("long.md", &text).post("long html", format!("# B\n\n{text}"));
    site.run("build").exits(0);
    assert_eq!(site.read("public/files/long.md"), text);
    assert!(site.files("public/files").contains_key("long html.txt"));
    let page = site.read("public/incidents/long-html/index.html");
    assert!(page.contains("href=\"../../files/long%20html.txt\">The whole file</a>"));
}

#[test]
fn no_copied_file_is_one_that_browsers_run() {
    let names =
        ["a.html", "b.xml", "c.js", "d.css", "e.xhtml", "f.mjs", "g.xsl", "h.htm", "i.svg", "j.shtml"];
    let mut site = Site::new();
    let mut links = String::from("# A\n\n");
    for name in names {
        site = site.post(name, "<svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>");
        links.push_str(&format!("[{name}]({name}) "));
    }
    let site = site.post("a.md", links);
    site.run("build").exits(0);
    let files = site.files("public/files");
    assert_eq!(files.len(), names.len());
    for path in files.keys() {
        let extension = path.rsplit('.').next().unwrap().to_lowercase();
        assert!(!ACTIVE.contains(&extension.as_str()), "{path}");
    }
}

/// Where the file system knows case: on others the two pictures are one file already.
#[test]
fn what_windows_cannot_hold_beside_the_others_gets_another_name() {
    let site = Site::new().post("img/p95.png", png(b"")).post("img/P95.png", png(b""));
    if site.files("content/img").len() < 2 {
        println!("skipped: this file system ignores case");
        return;
    }
    let links =
        "# Mail down\n\n![a](img/p95.png) ![b](img/P95.png) [c](aux.log) [d](<12:30.log>) [e](plain.log)\n";
    let site = site.post("a.md", links).post("aux.log", "x").post("12:30.log", "y").post("plain.log", "z");
    site.run("build").exits(0);
    let files: Vec<String> = site.files("public/files").into_keys().collect();
    let hashed = |path: &str| blake3::hash(format!("{path}\x000").as_bytes()).to_hex()[..8].to_owned();
    let lower = format!("img/p95.{}.png", hashed("img/p95.png"));
    let expected = [
        format!("12-30.{}.log", hashed("12:30.log")),
        "img/P95.png".to_owned(),
        lower.clone(),
        "plain.log".to_owned(),
        format!("x-aux.{}.log", hashed("aux.log")),
    ];
    assert_eq!(files, expected);
    assert!(site.read("public/incidents/a/index.html").contains(&format!("src=\"../../files/{lower}\"")));
}
