//! Finds e-mail and IP addresses in a text. Addresses that are set aside for documentation, and those of the machine
//! itself, are not found.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use crate::diagnostic::floor_boundary;

/// What an address is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum AddressKind {
    /// An e-mail address.
    Email,
    /// An IPv4 or IPv6 address.
    IpAddress,
}

/// An address and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Personal {
    /// Bytes of the text that are the address.
    pub range: Range<usize>,
    /// What kind of address it is.
    pub kind: AddressKind,
}

/// Bytes of the longest part before and after the `@` of an e-mail address (RFC 5321, 4.5.3.1).
const LONGEST_LOCAL: usize = 64;
const LONGEST_DOMAIN: usize = 255;

/// Bytes before an address that are looked at for what it is part of.
const BEFORE: usize = 300;

/// Bytes of the longest run that is looked at: an IPv6 address in text has 45 at most, a label and a port around it some.
const LONGEST_RUN: usize = 64;

/// E-mail and IP addresses of a text, sorted by place, none overlapping another.
pub(super) fn find(text: &str) -> Vec<Personal> {
    let mut found = emails(text);
    found.extend(ip_addresses(text));
    found.sort_by_key(|one| (one.range.start, one.range.end));
    found.dedup_by(|next, last| next.range.start < last.range.end);
    found
}

fn emails(text: &str) -> Vec<Personal> {
    let mut found: Vec<Personal> = Vec::new();
    for at in memchr::memchr_iter(b'@', text.as_bytes()) {
        let end_of_last = found.last().map_or(0, |last| last.range.end);
        if at < end_of_last {
            continue;
        }
        if let Some(range) = email(text, at, end_of_last) {
            found.push(Personal { range, kind: AddressKind::Email });
        }
    }
    found
}

/// The e-mail address around the `@` at `at`, if there is one that begins at `from` or later.
fn email(text: &str, at: usize, from: usize) -> Option<Range<usize>> {
    let is_local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'');
    let local_length: usize = text[from..at]
        .chars()
        .rev()
        .take_while(|&c| is_local(c))
        .take(LONGEST_LOCAL + 1)
        .map(char::len_utf8)
        .sum();
    let local = text[at - local_length..at].trim_start_matches(['.', '-', '\'', '%']);
    let is_domain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let domain_length: usize = text[at + 1..]
        .chars()
        .take_while(|&c| is_domain(c))
        .take(LONGEST_DOMAIN + 1)
        .map(char::len_utf8)
        .sum();
    let domain = text[at + 1..at + 1 + domain_length].trim_end_matches(['.', '-']);
    let start = at - local.len();
    let is_address = !local.is_empty()
        && local.len() <= LONGEST_LOCAL
        && domain.len() <= LONGEST_DOMAIN
        && is_host_name(domain)
        && !is_reserved(domain)
        && !is_user_of_an_address(&text[from..start], local);
    is_address.then(|| start..at + 1 + domain.len())
}

/// Labels with dots between them, the last of letters, and no name of a picture (`logo@2x.png`).
fn is_host_name(domain: &str) -> bool {
    const PICTURES: [&str; 7] = ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif"];
    let Some((first, last)) = domain.rsplit_once('.') else { return false };
    last.chars().count() >= 2
        && last.chars().all(char::is_alphabetic)
        && !PICTURES.contains(&last.to_lowercase().as_str())
        && first.split('.').all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
}

/// Names that belong to no person (RFC 2606, RFC 6761).
fn is_reserved(domain: &str) -> bool {
    let domain = domain.to_ascii_lowercase();
    let within =
        |name: &str| domain.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    ["example.com", "example.org", "example.net", "example", "test", "invalid", "localhost"]
        .into_iter()
        .any(within)
}

/// `git@host`, and the user and password of `scheme://user:password@host`.
fn is_user_of_an_address(before: &str, local: &str) -> bool {
    let before = last(before);
    let word =
        before.rsplit(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '(' | '`')).next().unwrap_or("");
    let authority = word.rsplit_once("://").is_some_and(|(_, rest)| !rest.contains(['/', '?', '#']));
    local == "git" || authority
}

fn ip_addresses(text: &str) -> Vec<Personal> {
    let bytes = text.as_bytes();
    let is_other = |byte: &u8| !(byte.is_ascii_hexdigit() || matches!(byte, b'.' | b':'));
    let mut found = Vec::new();
    let mut last = 0;
    // Every address has a dot or a colon; most runs of hexadecimal digits are letters of a word, and have none.
    for at in memchr::memchr2_iter(b'.', b':', bytes) {
        if at < last {
            continue;
        }
        let start = bytes[last..at].iter().rposition(is_other).map_or(last, |other| last + other + 1);
        let end = bytes[at..].iter().position(is_other).map_or(bytes.len(), |other| at + other);
        let range = ip_address(text, start..end);
        found.extend(range.map(|range| Personal { range, kind: AddressKind::IpAddress }));
        last = end;
    }
    found
}

/// The address in a run of hexadecimal digits, dots and colons: the whole run, or the part of it that is an IPv4 address
/// between a label and a port (`from:10.1.2.3:443`).
fn ip_address(text: &str, run: Range<usize>) -> Option<Range<usize>> {
    let (before, after) = (&text[..run.start], &text[run.end..]);
    let is_suffix = |rest: &str| rest.starts_with(|c: char| c.is_alphabetic());
    if after.starts_with(is_word) || after.strip_prefix(['-', '+']).is_some_and(is_suffix) {
        return None;
    }
    let whole = text[run.clone()].trim_end_matches('.');
    let whole = if whole.ends_with("::") { whole } else { whole.trim_end_matches(':') };
    if whole.len() < 3 || whole.len() > LONGEST_RUN {
        return None;
    }
    if let Ok(address) = whole.parse::<Ipv6Addr>() {
        let is_found =
            is_written_as_ipv6(whole) && !before.ends_with(is_word) && is_reported(IpAddr::V6(address));
        return is_found.then(|| run.start..run.start + whole.len());
    }
    let mut start = run.start;
    for part in whole.split(':') {
        if let Ok(address) = part.parse::<Ipv4Addr>() {
            let before = &text[..start];
            let is_found =
                !before.ends_with(is_word) && !is_version(before) && is_reported(IpAddr::V4(address));
            return is_found.then(|| start..start + part.len());
        }
        start += part.len() + 1;
    }
    None
}

/// The end of a text, short enough to be looked at for each address.
fn last(text: &str) -> &str {
    &text[floor_boundary(text, text.len().saturating_sub(BEFORE))..]
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether the text ends in a word after which four numbers with dots are a version.
fn is_version(before: &str) -> bool {
    const WORDS: [&str; 9] =
        ["v", "ver", "version", "versions", "release", "build", "firmware", "tag", "rev"];
    let line = last(before).rsplit('\n').next().unwrap_or("");
    let line = line.trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, ':' | '=' | '.' | '`' | '"' | '*' | '-' | '/')
    });
    let word_length: usize =
        line.chars().rev().take_while(|c| c.is_alphabetic()).take(12).map(char::len_utf8).sum();
    let word = line[line.len() - word_length..].to_lowercase();
    WORDS.contains(&word.as_str())
}

/// Not the name of something in code (`dead::beef`), nor the number of a device in pairs of digits.
fn is_written_as_ipv6(text: &str) -> bool {
    let groups = || text.split(':');
    let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
    let pairs = groups().count() == 8 && groups().all(|group| group.len() == 2);
    has_digit && !pairs
}

/// Neither set aside for documentation (RFC 5737, RFC 3849, RFC 9637) nor the machine itself.
fn is_reported(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            !address.is_documentation()
                && !address.is_loopback()
                && !address.is_unspecified()
                && !address.is_broadcast()
        }
        IpAddr::V6(address) => {
            let [first, second, ..] = address.segments();
            let documentation = (first == 0x2001 && second == 0xdb8) || (first == 0x3fff && second < 0x1000);
            let embedded = address.to_ipv4_mapped().is_none_or(|inner| is_reported(IpAddr::V4(inner)));
            !documentation && !address.is_loopback() && !address.is_unspecified() && embedded
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text).into_iter().map(|one| &text[one.range]).collect()
    }

    #[test]
    fn addresses_of_people_and_machines_are_found() {
        for (text, expected) in [
            ("mail Ada <ada.l+oncall@corp.io>.", vec!["ada.l+oncall@corp.io"]),
            ("mailto:jürgen@straße.de, x@y.co.uk", vec!["jürgen@straße.de", "x@y.co.uk"]),
            ("dial tcp 10.0.0.1:443: refused", vec!["10.0.0.1"]),
            ("from:192.168.7.9 to (172.16.0.0/12).", vec!["192.168.7.9", "172.16.0.0"]),
            ("http://[2a02:8071::1f]:80/ and fe80::1%eth0", vec!["2a02:8071::1f", "fe80::1"]),
            ("::ffff:8.8.8.8 answered 1.1.1.1", vec!["::ffff:8.8.8.8", "1.1.1.1"]),
            ("2001:4860:4860:0:0:0:0:8888", vec!["2001:4860:4860:0:0:0:0:8888"]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn versions_times_code_and_addresses_of_documentation_are_left_alone() {
        for text in [
            "ada@example.com, bob@mail.example.org, c@corp.example, d@localhost.test",
            "192.0.2.1 198.51.100.7 203.0.113.255 2001:db8::1 3fff:1::2 127.0.0.1 0.0.0.0 ::1 ::",
            "v1.2.3.4, version 1.2.3.4, Version: 10.1.2.3, release-2.0.0.1, 1.2.3.4-rc1x 1.2.3.4.5 999.1.1.1",
            "12:34:56 and 2024-03-02T10:00:00.123 at 10:30: dead::beef, std::fs, 00:1a:2b:3c:4d:5e",
            "50:06:01:60:bb:20:11:22 is a port, ab:cd:01:02:03:04:05:06:07:08 a fingerprint",
            "git@github.com:a/b.git https://user:pw@corp.io/ logo@2x.png @ada pkg@1.2.3 a@b",
            "é::1x ü@ @@ @a.b. 1:2:3",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }
}
