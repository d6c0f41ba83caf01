//! Where the addresses of a page lead.

use super::*;

/// Addresses that a page loads or links to, as written.
fn addresses(html: &str) -> Vec<&str> {
    let after = |name: &'static str| html.split(name).skip(1).filter_map(|rest| rest.split('"').next());
    after(" href=\"").chain(after(" src=\"")).collect()
}

/// The file that an address on the page `from` leads to, and its fragment.
fn target(from: &str, address: &str) -> (String, String) {
    let (path, fragment) = address.split_once('#').unwrap_or((address, ""));
    let path = path.split('?').next().unwrap_or_default();
    if path.is_empty() {
        return (from.to_owned(), fragment.to_owned());
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            ".." => assert!(parts.pop().is_some(), "{address} on {from} leads out of the site"),
            "." => {}
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    let file = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path };
    (file, fragment.to_owned())
}

#[test]
fn every_link_of_the_site_leads_to_a_page_and_a_place_on_it() {
    let site = Shop::new(sample::records()).build();
    if let Ok(folder) = std::env::var("WHYBOOK_PREVIEW") {
        for (path, contents) in &site {
            let path = std::path::Path::new(&folder).join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, contents).unwrap();
        }
    }
    let mut broken = BTreeSet::new();
    for (path, html) in site.iter().filter(|(path, _)| path.ends_with(".html") && *path != "404.html") {
        for address in addresses(html).into_iter().filter(|address| !address.contains(':')) {
            let (file, fragment) = target(path, address);
            let found = site
                .get(&file)
                .is_some_and(|page| fragment.is_empty() || page.contains(&format!(" id=\"{fragment}\"")));
            if !found && file != "files/img/graph.png" {
                broken.insert(format!("{path}: {address}"));
            }
        }
    }
    assert_eq!(broken, BTreeSet::new());
}

#[test]
fn no_page_loads_anything_from_another_host() {
    for (path, html) in
        Shop::new(sample::records()).build().iter().filter(|(path, _)| path.ends_with(".html"))
    {
        for address in html.split(" src=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(!address.contains(':') && !address.starts_with("//"), "{path} loads {address}");
        }
    }
}

#[test]
fn links_are_relative_to_the_pages_depth() {
    let site = Shop::new(vec![(plain("a", None), "")]).build();
    assert!(site["index.html"].contains("href=\"./incidents/a/\""));
    assert!(site["incidents/index.html"].contains("href=\"../incidents/a/\""));
    assert!(site["incidents/a/index.html"].contains("href=\"../../causes/\""));
    assert!(
        site["404.html"].contains("href=\"/book/incidents/\""),
        "shown at any depth, so from the host's root"
    );
}
