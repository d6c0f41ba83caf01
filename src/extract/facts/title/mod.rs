//! The title: what a heading says of the incident, else a label, else the first clause of the summary.

#[cfg(test)]
mod tests;
mod wording;

use std::sync::LazyLock;

use regex::Regex;
use rustc_hash::FxHashSet;
use wording::{names_document, without_document};

use super::claim::Claim;
use super::document_mentions::DocumentMentions;
use super::narrative::prose;
use super::statements;
use crate::diagnostic::floor_boundary;
use crate::extract::fields::labels::Labelled;
use crate::extract::mentions::line::{Excerpt, LineMentions};
use crate::extract::mentions::opening::opening;
use crate::extract::patterns::{any_of, pattern};
use crate::extract::text::{LineKind, LogicalLine, SectionRole, Sentence};
use crate::extract::text::{label_length, normalise, role_of_heading};
use crate::language::{self, Compiled};

/// Longest title taken from a sentence, in characters.
const TITLE: usize = 90;
/// Fewest words of a clause that is a title.
const FEWEST_WORDS: usize = 4;

/// The words of the languages that a file is read in.
struct TitleWords {
    generic: FxHashSet<&'static str>,
    hollow: FxHashSet<&'static str>,
    verbs: FxHashSet<&'static str>,
    ends: Vec<String>,
    late_ends: Vec<String>,
}

static WORDS: Compiled<TitleWords> = Compiled::new(|languages| {
    let titles = || languages.iter().map(|language| &language.titles);
    let spaced = |words: &Vec<String>| words.iter().map(|words| format!(" {words} ")).collect::<Vec<_>>();
    TitleWords {
        generic: titles().flat_map(|titles| &titles.generic).map(String::as_str).collect(),
        hollow: titles().flat_map(|titles| &titles.hollow).map(String::as_str).collect(),
        verbs: titles().flat_map(|titles| &titles.verbs).map(String::as_str).collect(),
        ends: titles().flat_map(|titles| spaced(&titles.ends)).collect(),
        late_ends: titles().flat_map(|titles| spaced(&titles.late_ends)).collect(),
    }
});

/// The title: the first heading that says something of the incident, else a label, else the first clause of its
/// summary, else a heading that only dates it. What stands before byte `from` of the file is a refused front matter,
/// whose last line Markdown takes for a heading.
pub(super) fn title(
    mentions: &DocumentMentions<'_>,
    labelled: &[Labelled<'_>],
    from: usize,
) -> Option<Claim<String>> {
    let document = mentions.document;
    let mut headings = document.units.iter().enumerate().filter(|(index, unit)| {
        let first_part = document.section_of(*index).is_some_and(|section| !section.is_retelling);
        matches!(unit.kind, LineKind::Heading { level } if level < 6 || *index == 0)
            && first_part
            && unit.file_offset(0) >= from
    });
    let mut told = headings.clone().filter(|(index, _)| !is_empty(mentions.line(*index)));
    let opening = told.next().filter(|(index, _)| opens(mentions, *index, from));
    // A heading such as "Owner: Ada" shows that the labels of this file are headings, and none of them its title.
    let opening = opening.filter(|(index, _)| !is_other_label(labelled, *index));
    let is_top = |unit: &LogicalLine| matches!(unit.kind, LineKind::Heading { level: 1 });
    let named = told.find(|(_, unit)| is_top(unit) && opens_with_document(&unit.text));
    let is_named = opening.is_none_or(|(_, unit)| !is_top(unit) || opens_with_document(&unit.text));
    if let Some((unit, heading)) = named.filter(|_| !is_named).or(opening) {
        let named = without_label(heading.text.trim_start_matches('#').trim_start());
        let text = opened(without_document(without_number(without_date(named))), &heading.text);
        return Some(Claim::quote(&text, unit, 0));
    }
    let label = labelled.iter().find(|label| label.key == "title" && !is_generic(label.value));
    if let Some(label) = label {
        return Some(Claim::quote(label.value, label.unit, label.range.start));
    }
    first_clause(mentions, from).or_else(|| {
        let (unit, dated) =
            headings.find(|(index, unit)| !is_generic(&unit.text) && opens(mentions, *index, from))?;
        Some(Claim::quote(&dated.text, unit, 0))
    })
}

/// Whether a heading states another fact under its name.
fn is_other_label(labelled: &[Labelled<'_>], unit: usize) -> bool {
    labelled
        .iter()
        .any(|label| label.unit == unit && matches!(label.key, "owner" | "authors" | "status" | "team"))
}

/// "Postmortem: checkout slow".
fn opens_with_document(heading: &str) -> bool {
    let rest = without_label(heading);
    let label = heading[..heading.len() - rest.len()].trim_end_matches([' ', ':', '-', '–', '—']);
    !label.is_empty() && names_document(label)
}

/// A heading is the document's title only if nothing but empty headings and prefaces stand before it.
fn opens(mentions: &DocumentMentions<'_>, index: usize, from: usize) -> bool {
    let document = mentions.document;
    document.units[..index].iter().enumerate().all(|(before, unit)| {
        !matches!(unit.kind, LineKind::Heading { .. })
            || unit.file_offset(0) < from
            || (is_empty(mentions.line(before)) && document.role(before) == SectionRole::Lead)
    })
}

/// Whether a heading says nothing of its incident but the date and the time.
fn is_empty(line: &LineMentions<'_>) -> bool {
    let text = line.text();
    if is_generic(text) {
        return true;
    }
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let mut rest = text.to_owned();
    let times = line.clocks().iter().map(|clock| clock.start..clock.end);
    for range in line.dates().iter().map(|date| date.start..date.end).chain(times) {
        if let Some(part) = rest.get(range.clone()) {
            let blank = " ".repeat(part.len());
            rest.replace_range(range, &blank);
        }
    }
    let rest = rest.trim_matches(|c: char| !c.is_alphanumeric());
    rest.is_empty() || (rest.len() < text.len() && is_generic(rest))
}

/// "Postmortem: checkout slow" and "Incident retro - checkout slow" without their first words.
fn without_label(heading: &str) -> &str {
    let colon = label_length(heading).map(|length| (length, length + 1));
    let dash = [" - ", " – ", " — "].iter().find_map(|mark| Some((heading.find(mark)?, mark.len())));
    let ends = colon.into_iter().chain(dash.map(|(at, length)| (at, at + length)));
    let mut rests =
        ends.filter(|&(end, rest)| is_generic(&heading[..end]) && !heading[rest..].trim().is_empty());
    rests.next().map_or(heading, |(_, rest)| heading[rest..].trim())
}

/// "2024-03-02: checkout slow" and "Checkout slow (2 March 2024)" without the date; a date that all else hangs on stays.
fn without_date(heading: &str) -> &str {
    if !heading.bytes().any(|byte| byte.is_ascii_digit()) {
        return heading;
    }
    let opening = opening(heading).filter(|opening| opening.date.is_some());
    let rest = opening.map_or(heading, |opening| &heading[opening.text_from..]);
    let rest = if rest.split_whitespace().count() >= 2 { rest } else { heading };
    let dates = crate::extract::mentions::dates::find(rest);
    let Some(date) = dates.last() else { return rest };
    let (before, behind) = (&rest[..date.start], &rest[date.end..]);
    let marks: [(&str, &str); 4] = [(" (", ")"), (" - ", ""), (" – ", ""), (" — ", "")];
    let cut = marks.iter().find(|(opens, closes)| before.ends_with(opens) && behind == *closes);
    cut.map_or(rest, |(opens, _)| before[..before.len() - opens.len()].trim_end())
}

/// "1. Checkout slow" is the first part of a document, "500 errors" a title.
fn without_number(heading: &str) -> &str {
    let digits = heading.bytes().take_while(u8::is_ascii_digit).count();
    let rest = heading[digits..]
        .strip_prefix(['.', ')'])
        .filter(|rest| (1..=2).contains(&digits) && rest.starts_with(' '));
    rest.map_or(heading, str::trim_start)
}

/// What is left of a heading, with a capital where something was cut and the first word is an ordinary one.
fn opened(title: &str, heading: &str) -> String {
    let first = title.split(' ').next().unwrap_or_default();
    let is_word = first.chars().all(|c| c.is_lowercase());
    if is_word && title.len() < heading.len() { capitalised(title) } else { title.to_owned() }
}

/// Whether a text consists of words that every write-up may have in its title.
fn is_generic(heading: &str) -> bool {
    let name = normalise(heading);
    name.split(' ').all(is_generic_word)
        || role_of_heading(heading).is_some_and(|_| name.split(' ').count() <= 4)
}

/// A word of a template, a number, or "postmortem" with a slip of the pen.
fn is_generic_word(word: &str) -> bool {
    let number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    WORDS.generic.contains(word)
        || word.bytes().all(|byte| byte.is_ascii_digit())
        || word.strip_prefix("0x").is_some_and(number)
        || (word.starts_with("post") && word.len() >= 8 && strsim::osa_distance(word, "postmortem") <= 2)
}

fn first_clause(mentions: &DocumentMentions<'_>, from: usize) -> Option<Claim<String>> {
    let document = mentions.document;
    use SectionRole::{Impact, Lead, Other, RootCause, RootCauseAndResolution, Summary};
    [&[Summary][..], &[Lead][..], &[Impact, RootCause, RootCauseAndResolution, Other][..]].iter().find_map(
        |roles| {
            let told: Vec<Sentence<'_>> = prose(document, roles)
                .filter(|sentence| sentence.text.split_whitespace().count() >= FEWEST_WORDS)
                .filter(|sentence| document.units[sentence.unit].file_offset(sentence.start) >= from)
                .filter(|sentence| !is_date(sentence.text))
                .take(6)
                .collect();
            // A sentence that only says from when to when, or points at another, is no title unless there is no other.
            let says_more = |sentence: &&Sentence<'_>| {
                let statement = statements::read(&mentions.sentence(sentence));
                (statement.start.is_none() || statement.end.is_none()) && !is_hollow(sentence.text)
            };
            let claim = |sentence: &Sentence<'_>| {
                let clause = clause(without_lead(&mentions.sentence(sentence)))?;
                Some(Claim::quote(&capitalised(clause), sentence.unit, sentence.start))
            };
            told.iter().filter(says_more).find_map(claim).or_else(|| told.iter().find_map(claim))
        },
    )
}

/// "Monday, Nov. 13, 2017" as a line of its own.
fn is_date(text: &str) -> bool {
    let dates = crate::extract::mentions::dates::find(text);
    let rest = dates.first().map_or(text, |date| &text[..date.start]);
    let weekday = rest.trim_matches(|c: char| !c.is_alphanumeric()).chars().all(char::is_alphabetic);
    weekday && dates.first().is_some_and(|date| !text[date.end..].contains(char::is_alphanumeric))
}

/// "It was caused by that": a sentence that says nothing without another.
fn is_hollow(sentence: &str) -> bool {
    let first = sentence.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
    first.is_some_and(|first| WORDS.hollow.contains(first.to_lowercase().as_str()))
}

/// The sentence after "On May 4th at 11:37," and "it was reported that".
fn without_lead<'l>(excerpt: &Excerpt<'l>) -> &'l str {
    static LEAD: Compiled<Regex> = Compiled::new(|languages| {
        let opens = any_of(languages, |language| &language.titles.opens_time);
        let reports = any_of(languages, |language| &language.titles.reports);
        pattern(&format!(r"(?i)^(?:(?:{opens})\b[^,]{{0,50}},(?:\s*20\d\d,)?\s+)?(?:(?:{reports})\s+)?",))
    });
    let sentence = without_time(excerpt);
    let rest = LEAD.find(sentence).map_or(sentence, |lead| &sentence[lead.end()..]);
    let rest = after_year(rest);
    if rest.split_whitespace().count() >= 4 { rest } else { sentence }
}

/// The rest of a sentence after the year of a date that was cut: "2022, the queue was full".
fn after_year(sentence: &str) -> &str {
    static YEAR: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:\([A-Z]{2,4}\),?\s+)?20\d\d,\s+"));
    YEAR.find(sentence).map_or(sentence, |year| &sentence[year.end()..])
}

/// The sentence after "On 10 September between 14:05 and 14:52 CEST".
fn without_time<'l>(excerpt: &Excerpt<'l>) -> &'l str {
    let sentence = excerpt.text();
    static OPENS: Compiled<Regex> = Compiled::new(|languages| {
        pattern(&format!(r"(?i)^(?:{})\s", any_of(languages, |language| &language.titles.opens_point)))
    });
    if !OPENS.is_match(sentence) {
        return sentence;
    }
    let mut end = 0;
    for point in statements::points(excerpt) {
        let between = sentence[end..point.from].split_whitespace().count();
        if between > 3 || (end == 0 && point.from > 24) {
            break;
        }
        end = point.to;
    }
    let rest = &sentence[end..];
    let zone = excerpt
        .from(end)
        .zones()
        .into_iter()
        .next()
        .filter(|zone| rest[..zone.start].trim_matches([' ', '(']).is_empty());
    let rest = zone.map_or(rest, |zone| &rest[zone.end..]).trim_start_matches([' ', ',', ')', ':']);
    if end > 0 && rest.split_whitespace().count() >= 4 { rest } else { sentence }
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// The first clause of a sentence, short enough for a title; `None` where it could only be broken off.
fn clause(sentence: &str) -> Option<&str> {
    // A title is cut from the sentence's beginning, however long the rest is.
    let sentence = sentence[..floor_boundary(sentence, 600)].trim_end_matches(['.', ' ', ':', '-', '!']);
    let marks =
        sentence.match_indices([',', ';', '(']).map(|(at, _)| at).filter(|&at| parts_clauses(sentence, at));
    let words = WORDS.ends.iter().filter_map(|words| sentence.find(words.as_str()));
    let mut ends: Vec<usize> = marks.chain(words).collect();
    ends.sort_unstable();
    let whole =
        |end: usize| sentence[..end].split_whitespace().count() > FEWEST_WORDS && has_verb(&sentence[..end]);
    let end = ends.into_iter().find(|&end| whole(end)).unwrap_or(sentence.len());
    let clause = sentence[..end].trim_end_matches(['.', ' ', ':', '-']);
    if clause.chars().count() <= TITLE {
        return Some(clause);
    }
    let late = WORDS.late_ends.iter().flat_map(|words| clause.match_indices(words.as_str()));
    let fitting = late.map(|(at, _)| at).filter(|&at| clause[..at].chars().count() <= TITLE && whole(at));
    fitting.max().map(|at| without_conjunction(&clause[..at]))
}

/// A clause without the words that would begin the next one: "and as", "but when".
fn without_conjunction(clause: &str) -> &str {
    let clause = clause.trim_end_matches([' ', ',', ':', '-']);
    let last = clause.rfind(' ').filter(|&at| {
        let word = &clause[at..];
        WORDS.late_ends.iter().any(|words| words.trim_end() == word)
    });
    last.map_or(clause, |at| without_conjunction(&clause[..at]))
}

/// Whether the mark at `at` parts clauses: that in "June 7, 2022" and in "server(web-01)" does not.
fn parts_clauses(sentence: &str, at: usize) -> bool {
    let rest = &sentence[at..];
    let year = rest[1..].trim_start();
    let is_year = year.len() >= 4 && year.bytes().take(4).all(|byte| byte.is_ascii_digit());
    let is_word = rest.starts_with('(') && at > 0 && !sentence[..at].ends_with(' ');
    !is_year && !is_word
}

/// Whether a clause tells something: "The web server, which serves all pages" does not, up to its comma.
fn has_verb(clause: &str) -> bool {
    let is_verb = |word: &str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        WORDS.verbs.contains(word.as_str()) || (word.len() > 4 && word.ends_with("ed"))
    };
    !language::is_english() || clause.split_whitespace().any(is_verb)
}
