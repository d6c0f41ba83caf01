//! Walks the built sample site as a visitor's browser would: every address on every page leads somewhere.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, StartTag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use percent_encoding::percent_decode_str;

const BASE_URL: &str = "https://example.org/whybook/";

/// Attributes that hold an address.
const ADDRESSES: [&str; 8] =
    ["href", "src", "srcset", "poster", "data", "action", "formaction", "xlink:href"];

#[test]
fn every_address_of_a_site_below_a_path_leads_somewhere() {
    let site = BuiltSite::new(&format!("base_url = \"{BASE_URL}\""), "/whybook/");
    site.expect_no_faults(&site.faults_of_pages());
}

#[test]
fn every_address_of_a_site_that_does_not_know_its_own_leads_somewhere() {
    let site = BuiltSite::new("", "/");
    site.expect_no_faults(&site.faults_of_pages());
    assert!(!site.files.contains("feed.xml") && !site.files.contains("sitemap.xml"));
}

#[test]
fn feed_and_sitemap_name_pages_that_exist() {
    let site = BuiltSite::new(&format!("base_url = \"{BASE_URL}\""), "/whybook/");
    let mut faults = Vec::new();
    for (file, least) in [("feed.xml", 20), ("sitemap.xml", site.pages.len() - 1)] {
        let text = std::fs::read_to_string(site.root().join(file)).unwrap();
        let document = roxmltree::Document::parse(&text).unwrap();
        let addresses: Vec<&str> = document
            .descendants()
            .filter_map(|node| match node.tag_name().name() {
                "link" => node.attribute("href"),
                "loc" | "id" => node.text(),
                _ => None,
            })
            .collect();
        assert!(addresses.len() >= least, "{file} has {} addresses", addresses.len());
        for address in addresses {
            match address.strip_prefix(BASE_URL).map(|path| site.target(path)) {
                Some(Some(_)) => {}
                _ => faults.push(format!("{file}: {address}")),
            }
        }
    }
    site.expect_no_faults(&faults);
}

#[test]
fn exports_hold_every_incident_that_has_a_page() {
    let site = BuiltSite::new("", "/");
    let is_incident = |path: &&String| path.starts_with("incidents/") && path.matches('/').count() == 2;
    let with_a_page: BTreeSet<String> =
        site.pages.keys().filter(is_incident).map(|path| path.replace("index.html", "")).collect();

    let json = std::fs::read(site.root().join("incidents.json")).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    let in_json: Vec<String> = json["incidents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|incident| incident["url"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(in_json.len(), with_a_page.len());
    assert_eq!(in_json.into_iter().collect::<BTreeSet<_>>(), with_a_page);

    let mut csv = csv::Reader::from_path(site.root().join("incidents.csv")).unwrap();
    assert_eq!(csv.records().map(Result::unwrap).count(), with_a_page.len());
}

/// The sample site, built by the program into a folder that goes away.
struct BuiltSite {
    folder: tempfile::TempDir,
    base_path: &'static str,
    /// Every file, by its path in the site.
    files: BTreeSet<String>,
    pages: BTreeMap<String, PageText>,
}

impl BuiltSite {
    fn new(address: &str, base_path: &'static str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
        let config = folder.path().join("whybook.toml");
        let setting = toml::Value::String(content.to_str().unwrap().to_owned());
        std::fs::write(&config, format!("title = \"Sample\"\n{address}\ncontent = {setting}\n")).unwrap();
        let built = Command::new(env!("CARGO_BIN_EXE_whybook"))
            .current_dir(folder.path())
            .args(["build", "--config", "whybook.toml", "--out", "site", "--index", "index"])
            .output()
            .unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));

        let mut site = Self { folder, base_path, files: BTreeSet::new(), pages: BTreeMap::new() };
        let root = site.root();
        for entry in walkdir::WalkDir::new(&root) {
            let entry = entry.unwrap();
            if entry.file_type().is_file() {
                let path = entry.path().strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
                if path.ends_with(".html") {
                    site.pages.insert(path.clone(), PageText::read(entry.path()));
                }
                site.files.insert(path);
            }
        }
        assert!(site.pages.len() > 50, "only {} pages", site.pages.len());
        site
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("site")
    }

    /// The file that a path of the site names; a folder stands for its page.
    fn target(&self, path: &str) -> Option<String> {
        let decoded = percent_decode_str(path).decode_utf8().ok()?;
        let file = if decoded.is_empty() || decoded.ends_with('/') {
            format!("{decoded}index.html")
        } else {
            decoded.into_owned()
        };
        self.files.contains(&file).then_some(file)
    }

    /// What is wrong with the pages, and pages that no page leads to.
    fn faults_of_pages(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut reached = BTreeSet::from(["index.html".to_owned(), "404.html".to_owned()]);
        for (path, page) in &self.pages {
            if !page.has_policy {
                faults.push(format!("{path}: no Content-Security-Policy"));
            }
            let mut seen = BTreeSet::new();
            let twice = page.ids.iter().filter(|id| !seen.insert(*id));
            faults.extend(twice.map(|id| format!("{path}: id {id:?} occurs twice")));
            for link in &page.links {
                match self.follow(path, link) {
                    Ok(file) => reached.extend(file),
                    Err(fault) => faults.push(format!(
                        "{path}: <{} {}={:?}>: {fault}",
                        link.tag, link.attribute, link.address
                    )),
                }
            }
        }
        let lonely = self.pages.keys().filter(|path| !reached.contains(*path));
        faults.extend(lonely.map(|path| format!("{path}: no page leads here")));
        faults
    }

    /// The file that a link leads to; none for one that leads out of the site.
    fn follow(&self, from: &str, link: &Link) -> Result<Option<String>, String> {
        let address = link.address.trim();
        let is_elsewhere = address.starts_with("//") || has_scheme(address);
        if link.is_canonical {
            let path = address.strip_prefix(BASE_URL).ok_or("is not below the site's address")?;
            return if self.target(path).as_deref() == Some(from) {
                Ok(None)
            } else {
                Err("is another page".into())
            };
        }
        if is_elsewhere {
            return if link.tag == "a" { Ok(None) } else { Err("loads from elsewhere".into()) };
        }
        let (address, fragment) = address.split_once('#').unwrap_or((address, ""));
        let address = address.split('?').next().unwrap_or_default();
        let path = if let Some(absolute) = address.strip_prefix(self.base_path) {
            if from != "404.html" {
                return Err("is absolute, so that the site cannot be moved".into());
            }
            absolute.to_owned()
        } else if address.starts_with('/') {
            return Err("is outside the site".into());
        } else if from == "404.html" && !address.is_empty() {
            return Err("is relative on a page that is shown at any depth".into());
        } else if address.is_empty() {
            from.to_owned()
        } else {
            join(from, address).ok_or("climbs out of the site")?
        };
        let file = self.target(&path).ok_or("leads nowhere")?;
        let fragment = percent_decode_str(fragment).decode_utf8_lossy().into_owned();
        match self.pages.get(&file) {
            Some(page) if !fragment.is_empty() && !page.ids.contains(&fragment) => {
                Err(format!("{file} has no id {fragment:?}"))
            }
            _ => Ok(Some(file)),
        }
    }

    /// Shows all faults at once.
    fn expect_no_faults(&self, faults: &[String]) {
        assert!(
            faults.is_empty(),
            "{} faults in {} pages:\n{}",
            faults.len(),
            self.pages.len(),
            faults.join("\n")
        );
    }
}

fn has_scheme(address: &str) -> bool {
    let scheme = address.split_once(':').map_or("", |(scheme, _)| scheme);
    !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
}

/// The path that a relative address means on a page; none if it climbs above the site.
fn join(from: &str, address: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    let (folders, name) = address.rsplit_once('/').map_or(("", address), |(folders, name)| (folders, name));
    let (folders, name) = if matches!(name, "." | "..") { (address, "") } else { (folders, name) };
    for part in folders.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    parts.push(name);
    Some(parts.join("/"))
}

/// An address on a page.
struct Link {
    tag: String,
    attribute: &'static str,
    address: String,
    is_canonical: bool,
}

/// What a page has that others may point at, and where it points itself.
#[derive(Default)]
struct PageText {
    links: Vec<Link>,
    ids: Vec<String>,
    has_policy: bool,
}

impl PageText {
    fn read(file: &Path) -> Self {
        let text = std::fs::read_to_string(file).unwrap();
        let input = BufferQueue::default();
        input.push_back(StrTendril::from(text));
        let tokenizer = Tokenizer::new(Reader::default(), TokenizerOpts::default());
        let _ = tokenizer.feed(&input);
        tokenizer.end();
        tokenizer.sink.page.into_inner()
    }
}

#[derive(Default)]
struct Reader {
    page: RefCell<PageText>,
}

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let Token::TagToken(tag) = token else { return TokenSinkResult::Continue };
        if tag.kind != StartTag {
            return TokenSinkResult::Continue;
        }
        let mut page = self.page.borrow_mut();
        let value =
            |name: &str| tag.attrs.iter().find(|a| &*a.name.local == name).map(|a| a.value.to_string());
        page.ids.extend(value("id"));
        page.has_policy |= &*tag.name == "meta"
            && value("http-equiv").is_some_and(|name| name == "Content-Security-Policy")
            && value("content").is_some_and(|policy| policy.contains("default-src 'none'"));
        let is_canonical = value("rel").is_some_and(|rel| rel == "canonical");
        for attribute in ADDRESSES {
            if let Some(address) = value(attribute) {
                page.links.push(Link { tag: tag.name.to_string(), attribute, address, is_canonical });
            }
        }
        TokenSinkResult::Continue
    }
}
