//! What an incident is about: its severity, the error strings that were seen.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use regex::Regex;

use super::claim::Claim;
use crate::extract::fields::front_matter::words;
use crate::extract::fields::labels::Labelled;
use crate::extract::patterns::{listed, pattern};
use crate::extract::text::{Document, LineKind, SectionRole, Sentence};
use crate::language::Compiled;
use crate::postmortem::Severity;

/// More error strings than this are a log.
const MOST_SYMPTOMS: usize = 8;

static SEVERITY: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\bsev(?:erity)?[\s:-]*[0-5]\b|\bP[0-4]\b"));
static STATUS_CODE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:http|status|code|error|errors|response)\w*\s+(?:code\s+|status\s+)*(?P<behind>[45]\d\d)\b|\b(?P<before>[45]\d\d|[45]xx)s?\s+(?:\w+\s+)?(?:error|response|status|http|code)|\b(?P<named>50[0-4]|40[0-9]|429)s\b",
    )
});
static QUOTED: LazyLock<Regex> = LazyLock::new(|| pattern(r#"["“](?P<text>[^"“”]{6,120})["”]"#));
/// Parts of words of which a quoted error message has one.
static ERROR: Compiled<AhoCorasick> =
    Compiled::new(|languages| listed(languages, |language| &language.cues.error_message));

/// The severity behind a label, else one written out in the summary or title, else the one that an entry of the
/// timeline declares.
pub(super) fn severity(document: &Document, labelled: &[Labelled<'_>]) -> Option<Claim<Severity>> {
    let mut labels = labelled.iter().filter(|label| label.key == "severity");
    if let Some((label, level)) = labels.find_map(|label| Some((label, level_in(label.value)?))) {
        let raw = level.trim_matches(['*', '`', ' ', '.']);
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

/// The level that the value of a label gives: all of a short one, what stands in front of the definition in a long one, as
/// in "High - Many customers are affected by a partial outage".
fn level_in(value: &str) -> Option<&str> {
    const LONGEST: usize = 60;
    /// Of a level in front of a bracket: "none that users saw (…)" is no level.
    const LONGEST_BARE: usize = 8;
    if value.len() <= LONGEST {
        return Some(value);
    }
    let end = [" - ", " – ", " — ", ": ", ". ", " ("].iter().filter_map(|mark| value.find(mark)).min()?;
    let level = &value[..end];
    let longest = if value[end..].starts_with(" (") { LONGEST_BARE } else { LONGEST / 2 };
    (end <= longest && words::severity_level(level).is_some()).then_some(level)
}

fn stated_severity(sentence: Sentence<'_>) -> Option<Claim<Severity>> {
    let captures = SEVERITY.captures(sentence.text)?;
    let whole = captures.get(0)?;
    let severity = words::severity(whole.as_str());
    let claim = || Claim::quote(whole.as_str(), sentence.unit, sentence.start + whole.start());
    severity.level.is_some().then(|| claim().with(severity))
}

/// Status codes and quoted error messages of the sections that say what was seen.
pub(super) fn symptoms(document: &Document) -> Vec<Claim<String>> {
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
            let known = found.iter().any(|known| known.value.eq_ignore_ascii_case(&symptom));
            if found.len() < MOST_SYMPTOMS && !known {
                found.push(Claim::quote(&symptom, sentence.unit, sentence.start));
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
    use crate::extract::fields::labels;
    use crate::source::SourceFile;

    #[test]
    fn a_level_may_stand_in_front_of_its_definition() {
        let level = |text: &str| {
            let source = SourceFile { text: text.to_owned(), ..SourceFile::default() };
            let document = crate::extract::text::parse(&source);
            let severity = super::severity(&document, &labels::find(&document))?.value;
            severity.level.map(|level| (severity.raw, level))
        };
        let defined = "## Severity\n\n**High** - Labels came out blank for many shops, or some shops could print none.\n";
        assert_eq!(level(defined), Some(("High".to_owned(), 2)));
        let bracketed =
            "**Severity**: Medium (labels of two shops came out blank while the cutter was being oiled)\n";
        assert_eq!(level(bracketed), Some(("Medium".to_owned(), 3)));
        let told = "## Severity\n\nLabels came out blank for many shops - the high season made that worse than usual.\n";
        assert_eq!(level(told), None);
    }
}
