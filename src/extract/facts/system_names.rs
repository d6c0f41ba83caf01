//! Names of systems by their form: hosts, identifiers, names with capitals within, products that everybody knows.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

/// Bytes of the longest name.
const LONGEST: usize = 60;

/// What the form of a word says it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameForm {
    /// `shop.example.com`.
    Host,
    /// `checkout-api`: parts of which the last says what it is, or counts.
    Service,
    /// `rust_dummy`, which may as well be a word or a setting.
    Identifier,
    /// `PgBouncer`.
    InnerCapital,
    /// A product that runs as a service.
    Product,
    /// What others run on.
    Platform,
    /// A plain word written as code.
    Quoted,
    /// A plain word with a capital in front of what a service is.
    Named,
}

/// What a list of [`NameLists`] says of its words.
#[derive(Clone, Copy)]
enum WordClass {
    Product,
    ProductWord,
    Platform,
    Never,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct NameLists {
    products: Vec<String>,
    product_words: Vec<String>,
    platforms: Vec<String>,
    domains: Vec<String>,
    endings: Vec<String>,
    never: Vec<String>,
}

struct NameTable {
    words: FxHashMap<String, WordClass>,
    domains: FxHashSet<String>,
    endings: FxHashSet<String>,
}

#[expect(clippy::unwrap_used, reason = "the file is ours, and the tests read it")]
static NAMES: LazyLock<NameTable> = LazyLock::new(|| {
    let lists: NameLists = toml::from_str(include_str!("system_names.toml")).unwrap();
    let listed = |words: Vec<String>, what: WordClass| words.into_iter().map(move |word| (word, what));
    let words = listed(lists.products, WordClass::Product)
        .chain(listed(lists.product_words, WordClass::ProductWord))
        .chain(listed(lists.platforms, WordClass::Platform))
        .chain(listed(lists.never, WordClass::Never));
    NameTable {
        words: words.collect(),
        domains: lists.domains.into_iter().collect(),
        endings: lists.endings.into_iter().collect(),
    }
});

/// What a word names; `None` where it is an ordinary word, a path, a number or code.
pub(super) fn form(word: &str) -> Option<NameForm> {
    let named = word.len() > 1
        && word.len() <= LONGEST
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.*".contains(&byte))
        && word.bytes().any(|byte| byte.is_ascii_alphabetic());
    if !named {
        return None;
    }
    let capital = word.starts_with(|first: char| first.is_ascii_uppercase());
    match NAMES.words.get(word.to_ascii_lowercase().as_str()) {
        Some(WordClass::Never) => return None,
        Some(WordClass::Product) => return Some(NameForm::Product),
        Some(WordClass::ProductWord) => return capital.then_some(NameForm::Product),
        Some(WordClass::Platform) => return Some(NameForm::Platform),
        None => {}
    }
    if let Some(unit) = word.strip_suffix(".service") {
        return identifier(unit).map(|_| NameForm::Service);
    }
    if word.contains('.') {
        return is_host(word).then_some(NameForm::Host);
    }
    if word.contains(['-', '_']) {
        return identifier(word);
    }
    (!is_amount(word) && has_inner_capital(word)).then_some(NameForm::InnerCapital)
}

/// Whether a word in small letters is one of code or of a trade, and never a service.
pub(super) fn is_never(word: &str) -> bool {
    matches!(NAMES.words.get(word), Some(WordClass::Never))
}

/// "128Mi" and "10GbE" count something.
fn is_amount(word: &str) -> bool {
    let unit = word.trim_start_matches(|c: char| c.is_ascii_digit());
    unit.len() < word.len() && unit.len() <= 3
}

fn is_host(word: &str) -> bool {
    let Some((rest, domain)) = word.rsplit_once('.') else { return false };
    let parts = rest.split('.').all(|part| !part.is_empty() && !part.contains('_'));
    parts && NAMES.domains.contains(domain) && rest.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// "web-01" and "checkout-api" name a service, "real-time" and "ip-10-0-32-54" do not.
fn identifier(word: &str) -> Option<NameForm> {
    let parts: Vec<&str> = word.split(['-', '_']).collect();
    let numbers = parts.iter().filter(|part| is_number(part)).count();
    let plain = parts.iter().all(|part| !part.is_empty())
        && word.starts_with(|first: char| first.is_ascii_lowercase() || first.is_ascii_digit())
        && word.bytes().all(|byte| !byte.is_ascii_uppercase() && byte != b'.' && byte != b'*')
        && !parts.iter().any(|part| is_hash(part));
    let last = parts.last()?;
    if !plain || numbers >= 3 {
        return None;
    }
    let starts = word.starts_with(|first: char| first.is_ascii_lowercase()) || numbers == 2;
    let ends = is_number(last) || NAMES.endings.contains(*last);
    Some(if starts && ends { NameForm::Service } else { NameForm::Identifier })
}

fn is_number(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// "7d9f8b6c5" names one run of a service, "postgres14" a service.
fn is_hash(part: &str) -> bool {
    let digits = part.bytes().filter(u8::is_ascii_digit).count();
    let hex = part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let kinds = part.as_bytes().windows(2);
    let changes = kinds.filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit()).count();
    part.len() >= 7 && digits > 0 && (hex || changes >= 3)
}

/// "StrategyProxy", "yvDAI" and "HAProxy", but not "APIs" and "TimeoutError".
fn has_inner_capital(word: &str) -> bool {
    let bytes = word.as_bytes();
    let small = bytes.iter().filter(|byte| byte.is_ascii_lowercase()).count();
    let capitals = bytes.iter().skip(1).filter(|byte| byte.is_ascii_uppercase()).count();
    let plural = word.strip_suffix('s').is_some_and(|one| one.bytes().all(|byte| byte.is_ascii_uppercase()));
    let error = ["Error", "Exception", "Timeout", "Failed"].iter().any(|end| word.ends_with(end));
    bytes.len() >= 4
        && bytes.iter().all(u8::is_ascii_alphanumeric)
        && small > 0
        && capitals > 0
        && !plural
        && !error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_of_a_word_tells_what_it_names() {
        let services =
            ["checkout-api", "web-01", "ledger_store", "postgres14-db", "108-lb-01", "print-labels.service"];
        assert_eq!(services.map(form), [Some(NameForm::Service); 6]);
        let hosts = ["shop.example.com", "ci.example.io", "pr-*.example.dev"];
        assert_eq!(hosts.map(form), [Some(NameForm::Host); 3]);
        let capitals = ["RouteProxy", "mCheckout", "HAGateway"];
        assert_eq!(capitals.map(form), [Some(NameForm::InnerCapital); 3]);
        assert_eq!(form("nginx"), Some(NameForm::Product));
        assert_eq!((form("Vault"), form("vault")), (Some(NameForm::Product), None));
        assert_eq!(form("rate_limit"), Some(NameForm::Identifier));
    }

    #[test]
    fn addresses_hashes_files_and_code_words_name_nothing() {
        for word in [
            "ip-10-0-32-54", "api-7d9f8b6c5-x2x4z-web", "release-4f0c2d91ab", "real-time", "non-proxy",
            "src", "lib", "notes.md", "server.py", "APIs", "ReadTimeoutError", "10.0.0.1", "v1.2.3", "Users",
            "ConfigMap", "512Mi",
        ] {
            assert_eq!(form(word), None, "{word}");
        }
    }
}
