//! The share of users or requests that an incident hurt.

use std::ops::Range;

use aho_corasick::AhoCorasick;
use regex::Regex;
use rustc_hash::FxHashMap;

use super::{HURT, any, told};
use crate::diagnostic::floor_boundary;
use crate::extract::facts::DocumentMentions;
use crate::extract::facts::claim::Claim;
use crate::extract::mentions::line::Excerpt;
use crate::extract::mentions::number;
use crate::extract::patterns::{alternatives, keyword_matcher, pattern, words};
use crate::extract::text::{SectionRole, Sentence};
use crate::language::Compiled;

/// In front of a percentage: whom it is of.
static AHEAD: Compiled<Regex> = Compiled::new(|languages| {
    let whom = any(languages, |words| &words.whom);
    let constituting = any(languages, |words| &words.constituting);
    let affected = any(languages, |words| &words.affected);
    pattern(&format!(
        r"(?ix) (?: (?P<constituting> (?:{whom}) \s* [,(]? \s* (?:{constituting}) \s+ )
        | (?:{whom}) \s+ (?:{affected}) \s* [:|(–—-]* \s* ) (?:[a-z~≈]+\s+){{0,2}} $"
    ))
});
/// Behind a percentage: what was lost of it, what of our own was down, or whom it is of.
static BEHIND: Compiled<Regex> = Compiled::new(|languages| {
    let [lost, lost_of] = [any(languages, |words| &words.lost_share), any(languages, |words| &words.lost_of)];
    let [hosts_of, hosts_down] =
        [any(languages, |words| &words.hosts_of), any(languages, |words| &words.hosts_down)];
    let [of, whom] = [any(languages, |words| &words.of), any(languages, |words| &words.whom)];
    pattern(&format!(
        r"(?ix) ^ \s+ (?: (?P<lost>(?:{lost}) \s+ (?:{lost_of})) | (?P<hosts>(?:{hosts_of}) \s+ (?:[\w-]+\s+){{1,3}} (?:{hosts_down}))
        | (?:(?:{of})\s+)? (?:[\w-]+\s+){{0,5}} (?:{whom}) ) \b"
    ))
});
/// A share without a percentage.
static IN_WORDS: Compiled<Regex> = Compiled::new(|languages| {
    let [parts, in_wholes, wholes] = [
        any(languages, |words| &words.parts),
        any(languages, |words| &words.in_wholes),
        any(languages, |words| &words.wholes),
    ];
    let numerators = any(languages, |words| &words.numerators);
    let denominators = languages.iter().flat_map(|language| &language.impact.denominators);
    let denominators = alternatives(denominators.map(|(word, _)| word));
    let [half, vague] = [any(languages, |words| &words.half), any(languages, |words| &words.vague)];
    let [of, whom] = [any(languages, |words| &words.of), any(languages, |words| &words.whom)];
    let determiners = any(languages, |words| &words.determiners);
    let [all, everybody] = [any(languages, |words| &words.all), any(languages, |words| &words.everybody)];
    let determiners_of_all = any(languages, |words| &words.determiners_of_all);
    pattern(&format!(
        r"(?ix) \b(?P<part>{parts}|[1-4]) \s+ (?:{in_wholes}) \s+ (?P<whole>{wholes}|\d{{1,3}}) \s+ (?:[\w-]+\s+){{0,2}} (?:{whom})\b
        | \b(?: (?P<numerator>{numerators})[\s-]+(?P<denominator>{denominators}) | (?P<half>{half}) | (?P<vague>{vague}) ) \s+ (?:(?:{of})\s+)? (?:(?:{determiners})\s+){{0,3}} (?:{whom})\b
        | \b(?P<all>{all}) \s+ (?:(?:{of})\s+)? (?:(?:{determiners_of_all})\s+){{0,3}} (?:{everybody})\b"
    ))
});
/// Words around a percentage that make it something else.
static OTHER: Compiled<Regex> = Compiled::new(|languages| {
    let [parts, words] = [any(languages, |words| &words.other), any(languages, |words| &words.other_words)];
    pattern(&format!(r"(?i)(?:{parts})|\b(?:{words})\b"))
});
/// A share of the machines is none of the users.
static HOSTS: Compiled<Regex> =
    Compiled::new(|languages| pattern(&format!(r"(?i)\b(?:{})\b", any(languages, |words| &words.hosts))));

/// How a share is stated.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ShareForm {
    /// "65 % of the users".
    Of,
    /// "Users affected: 5 %".
    Labelled,
    /// "users, constituting 15 %", "a 25 % reduction in availability": nothing else can be meant.
    Plain,
    /// "one third of our customers".
    InWords,
    /// "all users".
    All,
}

/// A share that a sentence states of somebody or something.
struct StatedShare {
    range: Range<usize>,
    percent: f64,
    form: ShareForm,
}

/// The first share of users or requests that a document states for this incident.
pub(crate) fn share(mentions: &DocumentMentions<'_>) -> Option<Claim<f64>> {
    use SectionRole::{Impact, Lead, Other, RootCause, Summary, Timeline};
    [&[Impact][..], &[Summary, Lead][..], &[Other, RootCause, Timeline][..]].iter().find_map(|roles| {
        told(mentions, roles).find_map(|sentence| read(&mentions.sentence(&sentence), &sentence))
    })
}

/// The first share of a sentence that the incident hurt.
fn read(excerpt: &Excerpt<'_>, sentence: &Sentence<'_>) -> Option<Claim<f64>> {
    let text = excerpt.text();
    let mut shares = percentages(excerpt);
    let percents = shares.len();
    if may_share(text) {
        for share in in_words(text) {
            // "65 % of all users" is one share.
            let is_part = shares[..percents].iter().any(|percent| percent.range.contains(&share.range.start));
            if !is_part {
                shares.push(share);
            }
        }
    }
    shares.sort_by_key(|share| share.range.start);
    let plain = matches!(sentence.role, SectionRole::Impact | SectionRole::Summary | SectionRole::Lead);
    let share = shares.into_iter().find(|share| is_of_incident(text, share, plain))?;
    let words = &text[share.range.clone()];
    Some(Claim::quote(words, sentence.unit, sentence.start + share.range.start).with(share.percent))
}

fn percentages(excerpt: &Excerpt<'_>) -> Vec<StatedShare> {
    let text = excerpt.text();
    let percents = excerpt.percents();
    let found = percents.iter().filter_map(|percent| {
        let (start, end) = (percent.start, percent.end);
        let from = floor_boundary(text, start.saturating_sub(100));
        if let Some(ahead) = AHEAD.captures(&text[from..start]) {
            let form =
                if ahead.name("constituting").is_some() { ShareForm::Plain } else { ShareForm::Labelled };
            let start = from + ahead.get(0)?.start();
            return Some(StatedShare { range: start..end, percent: percent.value, form });
        }
        let behind = BEHIND.captures(&text[end..])?;
        let is_hosts = behind.name("hosts").is_some();
        if is_hosts && percent.value < 100.0 {
            return None;
        }
        let form = if is_hosts || behind.name("lost").is_some() { ShareForm::Plain } else { ShareForm::Of };
        Some(StatedShare { range: start..end + behind[0].len(), percent: percent.value, form })
    });
    found.collect()
}

/// Whether a share can be told in words: "3 in", or a word of one such as "half" or "every".
fn may_share(text: &str) -> bool {
    static WORDS: Compiled<AhoCorasick> = Compiled::new(|languages| {
        let listed = languages.iter().map(|language| &language.impact).flat_map(|words| {
            let denominators = words.denominators.iter().map(|(word, _)| word);
            words.parts.iter().chain(&words.half).chain(&words.vague).chain(&words.all).chain(denominators)
        });
        keyword_matcher(&listed.map(String::as_str).collect::<Vec<_>>())
    });
    let bytes = text.as_bytes();
    let letter = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphabetic);
    let part =
        |pair: &[u8]| matches!(pair, [b'1'..=b'4', next] if next.is_ascii_whitespace() || *next >= 0x80);
    WORDS.find_iter(bytes).any(|word| !letter(word.start().checked_sub(1))) || bytes.windows(2).any(part)
}

fn in_words(text: &str) -> impl Iterator<Item = StatedShare> + '_ {
    static DENOMINATORS: Compiled<FxHashMap<&'static str, f64>> = Compiled::new(|languages| {
        let listed = languages.iter().flat_map(|language| &language.impact.denominators);
        listed.map(|(word, parts)| (word.as_str(), *parts)).collect()
    });
    static HUNDRED: Compiled<Vec<&'static str>> =
        Compiled::new(|languages| words(languages, |language| &language.impact.hundred));
    let figure = |word: &str| {
        let figure = if HUNDRED.contains(&word) { Some(100.0) } else { number(word) };
        figure.filter(|figure| *figure > 0.0)
    };
    IN_WORDS.captures_iter(text).filter_map(move |captures| {
        let range = captures.get(0)?.range();
        let group = |name: &str| captures.name(name).map(|group| group.as_str().to_lowercase());
        let (count, of) = match () {
            () if group("all").is_some() => {
                return Some(StatedShare { range, percent: 100.0, form: ShareForm::All });
            }
            () if group("half").is_some() => (1.0, 2.0),
            () if group("part").is_some() => (figure(&group("part")?)?, figure(&group("whole")?)?),
            () => {
                let denominator = group("denominator")?;
                (figure(&group("numerator")?)?, *DENOMINATORS.get(denominator.as_str())?)
            }
        };
        let percent = (count / of * 1_000.0_f64).round() / 10.0;
        Some(StatedShare { range, percent, form: ShareForm::InWords })
    })
}

/// Whether a share is one of those that the incident hurt. `plain` says that the sentence stands where that is told.
fn is_of_incident(text: &str, share: &StatedShare, plain: bool) -> bool {
    static SOME: Compiled<[Vec<&'static str>; 2]> = Compiled::new(|languages| {
        [
            words(languages, |language| &language.impact.some),
            words(languages, |language| &language.impact.told_to),
        ]
    });
    let Range { start, end } = share.range.clone();
    let from = floor_boundary(text, start.saturating_sub(30));
    let ahead = floor_boundary(text, end + 70).max(end);
    // What a later clause tells is of something else: "60 % of users were affected, errors increased".
    let until = text[end..ahead].find([',', ';']).map_or(ahead, |at| end + at);
    let is_other = share.form != ShareForm::Plain
        && (OTHER.is_match(&text[from..until]) || HOSTS.is_match(&text[start..end]));
    let is_hurt = match share.form {
        ShareForm::InWords | ShareForm::All => HURT.is_match(&text[from..ahead]),
        ShareForm::Of | ShareForm::Labelled | ShareForm::Plain => plain || HURT.is_match(text),
    };
    // "We apologise to all customers who were affected": as many as were, not everybody.
    let [some, told_to] = &*SOME;
    let (before, behind) = (text[..start].trim_end(), text[end..].trim_start());
    let is_some = share.form == ShareForm::All
        && (some.iter().any(|word| behind.starts_with(word))
            || told_to.iter().any(|word| before.strip_suffix(word).is_some_and(|rest| rest.ends_with(' '))));
    share.percent <= 100.0 && is_hurt && !is_some && !is_other
}
