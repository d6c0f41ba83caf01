//! Where a link of a write-up leads: to another postmortem, to a file beside it, out of the site, or nowhere.

use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;

use crate::diagnostic::direction::is_bidi_control;

/// What links of a content folder can lead to; relative paths with forward slashes.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// Files that are published as incidents.
    pub postmortems: BTreeSet<String>,
    /// All files, [`super::Listing::files`].
    pub files: BTreeSet<String>,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// To another postmortem, or this one.
    Postmortem {
        /// Its path relative to the content folder.
        path: String,
        /// Query and fragment as written, with their `?` and `#`; empty where there are none.
        suffix: String,
    },
    /// To another file of the content folder.
    Asset {
        /// Its path relative to the content folder.
        path: String,
        /// Query and fragment as written.
        suffix: String,
    },
    /// To a place on the same page.
    Fragment,
    /// To another host.
    External {
        /// Its name; empty for addresses without one (`mailto:`).
        host: String,
    },
    /// To a file that is not there, or outside the content folder; the path it would have.
    Dangling(String),
    /// To something that would run or carry data (`javascript:`, `data:`, …).
    Unsafe,
}

/// Resolves the destination of a link in the file `from`, a path relative to the content folder.
pub fn resolve(target: &str, from: &str, places: &Places) -> Link {
    // Browsers ignore these inside an address, so `java\nscript:` has to be seen through.
    let target: String = target.trim().chars().filter(|c| !c.is_control()).collect();
    if target.is_empty() || target.starts_with('#') {
        return Link::Fragment;
    }
    let target = target.replace('\\', "/");
    if let Some(rest) = target.strip_prefix("//") {
        return Link::External { host: host(rest) };
    }
    if let Some((scheme, rest)) = scheme(&target) {
        return match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" | "ftp" => Link::External { host: host(rest.trim_start_matches('/')) },
            "mailto" | "tel" => Link::External { host: String::new() },
            _ => Link::Unsafe,
        };
    }
    local(&target, from, places)
}

/// The scheme of an address that runs a program, carries data or opens a file of the reader's machine, in small letters;
/// `None` for all others. Characters that browsers pass over inside an address, and those that are not seen, do not
/// hide it; nor does percent-encoding of the scheme.
pub fn active_scheme(address: &str) -> Option<String> {
    const ACTIVE: [&str; 11] = [
        "blob", "data", "file", "filesystem", "jar", "javascript", "livescript", "mhtml", "mocha",
        "vbscript", "view-source",
    ];
    // A scheme is short; what comes before the colon of a long text is none.
    let head: String = address.chars().filter(|c| !is_unseen(*c)).take(64).collect();
    let head = percent_decode_str(&head).decode_utf8_lossy().to_ascii_lowercase();
    let head: String = head.chars().filter(|c| !is_unseen(*c)).collect();
    let scheme = head.split_once(':')?.0;
    ACTIVE.contains(&scheme).then(|| scheme.to_owned())
}

/// Characters that have no width or no shape: browsers drop some of them from addresses, and people see none.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || c.is_whitespace()
        || is_bidi_control(c)
        || matches!(c, '\u{AD}' | '\u{180E}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

fn local(target: &str, from: &str, places: &Places) -> Link {
    let end = target.find(['?', '#']).unwrap_or(target.len());
    let (path, suffix) = target.split_at(end);
    if path.is_empty() {
        return Link::Fragment;
    }
    // A file whose name holds a sign that addresses reserve is found as written, too.
    let readings = [percent_decode_str(path).decode_utf8_lossy().into_owned(), path.to_owned()];
    for reading in &readings {
        if let Some(found) = look_up(reading, suffix, from, places) {
            return found;
        }
    }
    if let Some(found) = look_up(target, "", from, places) {
        return found;
    }
    Link::Dangling(join(&readings[0], from).unwrap_or_else(|| readings[0].clone()))
}

fn look_up(path: &str, suffix: &str, from: &str, places: &Places) -> Option<Link> {
    let path = join(path, from)?;
    let page = |path: &String| places.postmortems.contains(path);
    let folder = if path.is_empty() { String::new() } else { format!("{path}/") };
    let mut pages = vec![path.clone()];
    if !path.ends_with(".md") {
        pages.extend([format!("{path}.md"), format!("{folder}README.md"), format!("{folder}index.md")]);
    }
    let suffix = suffix.to_owned();
    if let Some(path) = pages.into_iter().find(page) {
        return Some(Link::Postmortem { path, suffix });
    }
    places.files.contains(&path).then_some(Link::Asset { path, suffix })
}

/// The path from the content folder; `None` above it. A leading slash means the content folder.
fn join(path: &str, from: &str) -> Option<String> {
    let folder =
        if path.starts_with('/') { "" } else { from.rsplit_once('/').map_or("", |(folder, _)| folder) };
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn scheme(target: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = target.split_once(':')?;
    let mut chars = scheme.chars();
    let is_scheme = chars.next()?.is_ascii_alphabetic()
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    // One letter is a drive of Windows, a dot before the colon a file such as `10.30:notes.md`.
    (is_scheme && scheme.len() > 1 && !scheme.contains('.')).then_some((scheme, rest))
}

fn host(rest: &str) -> String {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    let host = authority.rsplit('@').next().unwrap_or("");
    let port = host.rfind(':').filter(|&at| host[at + 1..].bytes().all(|byte| byte.is_ascii_digit()));
    host[..port.unwrap_or(host.len())].to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(target: &str, expected: Link) {
        let set = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect();
        let places = Places {
            postmortems: set(&["2023/a.md", "2023/b c.md", "dir/README.md"]),
            files: set(&["2023/a.md", "2023/img/100%.png", "2023/c#.png", "LICENSE"]),
        };
        assert_eq!(resolve(target, "2023/a.md", &places), expected, "{target}");
    }

    #[test]
    fn addresses_that_run_something_are_known_in_any_disguise() {
        let disguised = [
            "javascript:alert(1)", " JavaScript:alert(1)", "java\nscript:x", "\u{1}javascript:x",
            "java\u{200B}script:x", "javascript%3Ax", "data:text/html,x", "VBSCRIPT:x", "file:///etc/passwd",
            "blob:https://x/y",
        ];
        for address in disguised {
            assert!(active_scheme(address).is_some(), "{address:?}");
        }
        for address in
            ["https://example.org/javascript:x", "RB-12: restart", "mailto:a@b", "slack://c", "notes.md"]
        {
            assert_eq!(active_scheme(address), None, "{address:?}");
        }
    }

    #[test]
    fn links_between_postmortems_and_to_files_are_found() {
        let page =
            |path: &str, suffix: &str| Link::Postmortem { path: path.to_owned(), suffix: suffix.to_owned() };
        let asset = |path: &str| Link::Asset { path: path.to_owned(), suffix: String::new() };
        check("b%20c.md#impact", page("2023/b c.md", "#impact"));
        check("./a", page("2023/a.md", ""));
        check("../dir/", page("dir/README.md", ""));
        check("/2023/a.md?x=1", page("2023/a.md", "?x=1"));
        check("img/100%.png", asset("2023/img/100%.png"));
        check("c#.png", asset("2023/c#.png"));
        check("..\\LICENSE", asset("LICENSE"));
        check("#impact", Link::Fragment);
    }

    #[test]
    fn nothing_leads_above_the_content_folder() {
        check("../../etc/passwd", Link::Dangling("../../etc/passwd".to_owned()));
        check("%2e%2e/%2e%2e/etc/passwd", Link::Dangling("../../etc/passwd".to_owned()));
        check("gone.md", Link::Dangling("2023/gone.md".to_owned()));
    }

    #[test]
    fn other_hosts_are_named_and_scripts_refused() {
        let external = |host: &str| Link::External { host: host.to_owned() };
        check("https://user@Example.org:8080/a?b#c", external("example.org"));
        check("//cdn.example.org/x.js", external("cdn.example.org"));
        check("mailto:ops@example.org", external(""));
        check(" JaVa\nScript:alert(1)", Link::Unsafe);
        check("data:text/html,x", Link::Unsafe);
        check("file:///etc/passwd", Link::Unsafe);
    }
}
