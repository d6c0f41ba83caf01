//! Where a link of a write-up leads: to another postmortem, to a file beside it, out of the site, or nowhere.

mod repository;
mod targets;

use percent_encoding::percent_decode_str;

use crate::diagnostic::direction::is_bidi_control;
use repository::InRepository;
pub use repository::Repository;
pub use targets::LinkTargets;

/// Schemes of addresses that a page may hold, beside those of the web: mail, telephone and chats. A browser asks before
/// it hands such an address to a program.
pub const SCHEMES: [&str; 16] = [
    "mailto", "tel", "sms", "sip", "irc", "ircs", "slack", "msteams", "mattermost", "rocketchat", "discord",
    "matrix", "xmpp", "zulip", "zoommtg", "ftp",
];

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
    /// To a file beside the content folder: the address at which the repository shows it.
    Repository(String),
    /// To a file beside the content folder, where the address of the repository is not known; its path as seen from the
    /// content folder.
    Outside(String),
    /// To a file that is not there; the path it would have.
    Dangling(String),
    /// To something that would run or carry data (`javascript:`, `data:`, …).
    Unsafe,
}

/// Resolves the destination of a link in the file `from`, a path relative to the content folder.
pub fn resolve(target: &str, from: &str, targets: &LinkTargets) -> Link {
    // Browsers ignore these inside an address, so `java\nscript:` has to be seen through.
    let target: String = target.trim().chars().filter(|c| !c.is_control()).collect();
    if target.is_empty() || target.starts_with('#') {
        return targets.incident_in(from, &target).unwrap_or(Link::Fragment);
    }
    let target = target.replace('\\', "/");
    if let Some(rest) = target.strip_prefix("//") {
        return Link::External { host: host(rest) };
    }
    if let Some((scheme, rest)) = scheme(&target) {
        return match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" | "ftp" => Link::External { host: host(rest.trim_start_matches('/')) },
            known if SCHEMES.contains(&known) => Link::External { host: String::new() },
            _ => Link::Unsafe,
        };
    }
    local(&target, from, targets)
}

/// Resolves `[[name]]` in the file `from`: a path, the name of a file in any folder, or another name of its write-up.
pub fn resolve_wiki(name: &str, from: &str, targets: &LinkTargets) -> Link {
    let (page, heading) = name.split_once('#').unwrap_or((name, ""));
    let page = page.split_once('^').map_or(page, |(page, _)| page).trim().replace('\\', "/");
    if page.is_empty() {
        return Link::Fragment;
    }
    let heading = heading.rsplit('#').next().unwrap_or_default().trim();
    let suffix = if heading.is_empty() { String::new() } else { format!("#{heading}") };
    let as_path = [page.clone(), format!("/{page}")];
    let exact = || as_path.iter().find_map(|path| look_up(path, &suffix, from, targets));
    let found = exact()
        .or_else(|| targets.named(&page, &suffix, from))
        .or_else(|| targets.file_named(&page, &suffix, from));
    found.unwrap_or(Link::Dangling(page))
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

fn local(target: &str, from: &str, targets: &LinkTargets) -> Link {
    let end = target.find(['?', '#']).unwrap_or(target.len());
    let (path, suffix) = target.split_at(end);
    if path.is_empty() {
        return Link::Fragment;
    }
    // A file whose name holds a sign that addresses reserve is found as written, too.
    let readings = [percent_decode_str(path).decode_utf8_lossy().into_owned(), path.to_owned()];
    for reading in &readings {
        if let Some(found) = look_up(reading, suffix, from, targets) {
            return found;
        }
    }
    if let Some(found) = look_up(target, "", from, targets) {
        return found;
    }
    let reading = &readings[0];
    if let Some(found) = targets.generated(reading, suffix, from) {
        return found;
    }
    match targets.in_repository(reading, from) {
        Some(InRepository::Content(path)) => {
            let found = look_up(&format!("/{path}"), suffix, from, targets);
            found.unwrap_or(Link::Dangling(path))
        }
        Some(InRepository::Beside(address)) => Link::Repository(format!("{address}{suffix}")),
        None => match join(reading, from) {
            Some(path) => Link::Dangling(path),
            None => Link::Outside(reading.clone()),
        },
    }
}

fn look_up(path: &str, suffix: &str, from: &str, targets: &LinkTargets) -> Option<Link> {
    let path = join(path, from)?;
    let suffix = suffix.to_owned();
    let page = targets.postmortems.contains(&path).then(|| path.clone()).or_else(|| targets.page_at(&path));
    if let Some(path) = page {
        return targets.incident_in(&path, &suffix).or(Some(Link::Postmortem { path, suffix }));
    }
    targets.files.contains(&path).then_some(Link::Asset { path, suffix })
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
        assert_eq!(resolve(target, "2023/a.md", &targets(None)), expected, "{target}");
    }

    fn targets(repository: Option<Repository>) -> LinkTargets {
        let pages = [
            ("2023/a.md", &["/former/address/", "Queue Meltdown"][..]),
            ("2023/b c.md", &[]),
            ("dir/README.md", &[]),
            ("posts/2024-05-06-shop-down.html.md.erb", &[]),
        ];
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let files = ["2023/a.md", "2023/img/100%.png", "2023/c#.png", "LICENSE", "static/images/p95.png"];
        LinkTargets::new(
            pages.map(|(path, names)| (path.to_owned(), owned(names))),
            owned(&files),
            repository,
        )
    }

    fn page(path: &str, suffix: &str) -> Link {
        Link::Postmortem { path: path.to_owned(), suffix: suffix.to_owned() }
    }

    fn asset(path: &str) -> Link {
        Link::Asset { path: path.to_owned(), suffix: String::new() }
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
        check("../../etc/passwd", Link::Outside("../../etc/passwd".to_owned()));
        check("%2e%2e/%2e%2e/etc/passwd", Link::Outside("../../etc/passwd".to_owned()));
        check("gone.md", Link::Dangling("2023/gone.md".to_owned()));
    }

    #[test]
    fn addresses_of_site_generators_lead_to_their_files() {
        check("/former/address", page("2023/a.md", ""));
        check("/incidents/2023/a/#impact", page("2023/a.md", "#impact"));
        check("../b c/", page("2023/b c.md", ""));
        check("/blog/2024/05/06/shop-down.html", page("posts/2024-05-06-shop-down.html.md.erb", ""));
        check("/2024/05/07/shop-down.html", Link::Dangling("2024/05/07/shop-down.html".to_owned()));
        check("/images/p95.png", asset("static/images/p95.png"));
        check("/site/2023/img/100%25.png", asset("2023/img/100%.png"));
    }

    #[test]
    fn wiki_links_name_files_and_write_ups_in_any_folder() {
        let check = |name: &str, expected: Link| {
            assert_eq!(resolve_wiki(name, "2023/a.md", &targets(None)), expected, "{name}");
        };
        check("B C#Root cause", page("2023/b c.md", "#Root cause"));
        check("queue meltdown", page("2023/a.md", ""));
        check("2024-05-06 Shop down", page("posts/2024-05-06-shop-down.html.md.erb", ""));
        check("dir", page("dir/README.md", ""));
        check("p95.png", asset("static/images/p95.png"));
        check("#Impact", Link::Fragment);
        check("Nowhere", Link::Dangling("Nowhere".to_owned()));
    }

    #[test]
    fn links_out_of_the_content_folder_lead_to_the_repository() {
        let targets =
            targets(Some(Repository::new("https://code.example/ops/blob/main", &["docs", "incidents"])));
        let leads = |target: &str| resolve(target, "2023/a.md", &targets);
        let at = |path: &str| Link::Repository(format!("https://code.example/ops/blob/main/{path}"));
        assert_eq!(leads("../../run books/dns.md#x"), at("docs/run%20books/dns.md#x"));
        assert_eq!(leads("/docs/policy.md"), at("docs/policy.md"));
        assert_eq!(leads("../../../docs/incidents/2023/b c.md"), page("2023/b c.md", ""));
        assert_eq!(leads("../../../../etc/passwd"), Link::Outside("../../../../etc/passwd".to_owned()));
    }

    #[test]
    fn other_hosts_are_named_and_scripts_refused() {
        let external = |host: &str| Link::External { host: host.to_owned() };
        check("https://user@Example.org:8080/a?b#c", external("example.org"));
        check("//cdn.example.org/x.js", external("cdn.example.org"));
        check("mailto:ops@example.org", external(""));
        check("slack://channel?id=C1", external(""));
        check(" JaVa\nScript:alert(1)", Link::Unsafe);
        check("data:text/html,x", Link::Unsafe);
        check("file:///etc/passwd", Link::Unsafe);
    }
}
