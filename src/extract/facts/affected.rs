//! What an incident is about: the services it hurt, its severity, the error strings that were seen.

use std::sync::LazyLock;

use regex::Regex;

use super::claim::Claim;
use crate::extract::fields::front_matter::words;
use crate::extract::fields::labels::Labelled;
use crate::extract::patterns::pattern;
use crate::extract::text::{Document, LineKind, SectionRole, Sentence};
use crate::postmortem::Severity;

/// More names than this are a list of everything, not what was hurt.
const MOST_SERVICES: usize = 8;
/// More error strings than this are a log.
const MOST_SYMPTOMS: usize = 8;

const NOUN: &str = r"(?:service|server|host|node|cluster|database|api|app|application|queue|gateway|proxy|worker|deployment|pod|instance|website|pipeline|broker)s?";
const NAME: &str = r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)+";

static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r#"\b(?i:{NOUN})\s*[(:"'`]?\s*(?P<behind>{NAME})\b|\b(?P<before>{NAME})[`"']?\s+(?i:{NOUN})\b|\b(?P<alone>[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*[-_](?:api|service|svc|db|gateway|worker|proxy|web|server))\b"#
    ))
});
static SEVERITY: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\bsev(?:erity)?[\s:-]*[0-5]\b|\bP[0-4]\b"));
static STATUS_CODE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:http|status|code|error|errors|response)\w*\s+(?:code\s+|status\s+)*(?P<behind>[45]\d\d)\b|\b(?P<before>[45]\d\d|[45]xx)s?\s+(?:\w+\s+)?(?:error|response|status|http|code)|\b(?P<named>50[0-4]|40[0-9]|429)s\b",
    )
});
static QUOTED: LazyLock<Regex> = LazyLock::new(|| pattern(r#"["“](?P<text>[^"“”]{6,120})["”]"#));
static ERROR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)error|fail|exception|timed?\s?out|timeout|refused|denied|unable|cannot|no space|not found|out of memory|oom|unauthori|forbidden|exceeded|too many|unavailable|not healthy|is down|exhausted|deadlock|panic|unreachable|deadline|reset by peer",
    )
});

/// Services named behind a label or beside a word such as "service".
pub fn services(document: &Document, labelled: &[Labelled<'_>]) -> Vec<Claim<String>> {
    let mut found: Vec<Claim<String>> = Vec::new();
    for label in labelled.iter().filter(|label| label.key == "services") {
        for name in names(label.value) {
            add(&mut found, name, label.unit, label.range.start);
        }
    }
    if found.is_empty() {
        use SectionRole::{Impact, Lead, RootCause, RootCauseAndResolution, Summary};
        for sentence in told(document, &[Summary, Lead, Impact, RootCause, RootCauseAndResolution]) {
            for captures in NAMED.captures_iter(sentence.text) {
                let name = captures.name("behind").or(captures.name("before")).or(captures.name("alone"));
                if let Some(name) = name.filter(|name| is_identifier(name.as_str())) {
                    add(&mut found, name.as_str().to_owned(), sentence.unit, sentence.start + name.start());
                }
            }
        }
    }
    found
}

fn add(found: &mut Vec<Claim<String>>, name: String, unit: usize, start: usize) {
    if found.len() < MOST_SERVICES && !found.iter().any(|known| known.value.eq_ignore_ascii_case(&name)) {
        found.push(Claim::quote(&name, unit, start));
    }
}

/// The names in "checkout-api, ledger and the label printer (SEV2)".
fn names(value: &str) -> Vec<String> {
    let value = value.split(['(', '.', ';']).next().unwrap_or(value);
    let parts =
        value.split([',', '/', '|']).flat_map(|part| part.split(" and ")).flat_map(|part| part.split(" & "));
    let trimmed = parts.map(|part| {
        part.trim()
            .trim_start_matches("and ")
            .trim_start_matches("the ")
            .trim_matches(['`', '*', '"', '\'', '[', ']', ' '])
    });
    trimmed
        .filter(|name| !name.is_empty() && name.split_whitespace().count() <= 4 && name.len() <= 40)
        .map(str::to_owned)
        .collect()
}

/// "web-01" and "checkout-api" name a service, "real-time" and "on-call" do not.
fn is_identifier(name: &str) -> bool {
    const KINDS: &[&str] = &[
        "api", "service", "svc", "db", "web", "server", "proxy", "gateway", "worker", "workers", "queue",
        "cache", "app", "prod", "production", "staging", "cluster", "router", "scheduler", "consumer",
        "producer", "backend", "frontend", "dns", "lb", "auth", "store", "agent", "controller", "operator",
        "exporter", "cdn", "redis", "postgres", "mysql", "kafka", "nginx", "search", "ui", "job", "bot",
    ];
    if is_address(name) || name.split(['-', '_']).any(is_hash) {
        return false;
    }
    let mut parts = name.split(['-', '_']);
    let last = parts.next_back().unwrap_or("");
    let numbered = last.bytes().all(|byte| byte.is_ascii_digit()) && !last.is_empty();
    numbered || KINDS.contains(&last) || name.contains('_')
}

/// "ip-10-0-32-54" is where a host was for a while.
fn is_address(name: &str) -> bool {
    let number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    name.split(['-', '_']).filter(number).count() >= 3
}

/// "7d9f8b6c5" names one run of a service, "postgres14" a service.
fn is_hash(part: &str) -> bool {
    let digits = part.bytes().filter(u8::is_ascii_digit).count();
    let hex = part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let changes = part
        .as_bytes()
        .windows(2)
        .filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit())
        .count();
    part.len() >= 7 && digits > 0 && (hex || changes >= 3)
}

/// The severity behind a label, else one written out in the summary or title, else the one that an entry of the
/// timeline declares.
pub fn severity(document: &Document, labelled: &[Labelled<'_>]) -> Option<Claim<Severity>> {
    if let Some(label) = labelled.iter().find(|label| label.key == "severity" && label.value.len() <= 60) {
        let raw = label.value.trim_matches(['*', '`', ' ', '.']);
        return Some(Claim::quote(raw, label.unit, label.range.start).with(words::severity(raw)));
    }
    use SectionRole::{Impact, Lead, Summary, Supporting, Timeline};
    let mut found = told(document, &[Lead, Summary, Impact, Supporting]);
    // "SEV-1" is said of incidents; priorities and severities in an entry may be those of a ticket.
    let mut declared = told(document, &[Timeline]).filter(|sentence| {
        SEVERITY
            .find(sentence.text)
            .is_some_and(|found| found.as_str().to_ascii_lowercase().starts_with("sev") && found.len() <= 6)
    });
    found.find_map(stated_severity).or_else(|| declared.find_map(stated_severity))
}

fn stated_severity(sentence: Sentence<'_>) -> Option<Claim<Severity>> {
    let captures = SEVERITY.captures(sentence.text)?;
    let whole = captures.get(0)?;
    let severity = words::severity(whole.as_str());
    let claim = || Claim::quote(whole.as_str(), sentence.unit, sentence.start + whole.start());
    severity.level.is_some().then(|| claim().with(severity))
}

/// Status codes and quoted error messages of the sections that say what was seen.
pub fn symptoms(document: &Document) -> Vec<Claim<String>> {
    use SectionRole::{Detection, Impact, Lead, Other, Summary};
    let mut found: Vec<Claim<String>> = Vec::new();
    for sentence in told(document, &[Summary, Lead, Impact, Detection, Other]) {
        let codes = STATUS_CODE.captures_iter(sentence.text).filter_map(|captures| {
            captures
                .name("behind")
                .or(captures.name("before"))
                .or(captures.name("named"))
                .map(|code| code.as_str().to_owned())
        });
        let quotes = QUOTED
            .captures_iter(sentence.text)
            .filter_map(|captures| captures.name("text"))
            .map(|text| text.as_str());
        let errors = quotes.filter(|text| ERROR.is_match(text)).map(|text| text.trim().to_owned());
        for symptom in codes.chain(errors) {
            if found.len() < MOST_SYMPTOMS {
                add(&mut found, symptom, sentence.unit, sentence.start);
            }
        }
    }
    found
}

fn told<'a>(document: &'a Document, roles: &'a [SectionRole]) -> impl Iterator<Item = Sentence<'a>> {
    document.sentences().filter(move |sentence| {
        roles.contains(&sentence.role)
            && document.units[sentence.unit].kind != LineKind::Code
            && document.section_of(sentence.unit).is_some_and(|section| !section.is_retelling)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_hashes_name_no_service() {
        for name in ["checkout-api", "web-01", "ledger_store", "postgres14-db", "route-planner-db"] {
            assert!(is_identifier(name), "{name}");
        }
        for name in ["ip-10-0-32-54", "real-time", "api-7d9f8b6c5-x2x4z-web", "release-4f0c2d91ab"] {
            assert!(!is_identifier(name), "{name}");
        }
    }
}
