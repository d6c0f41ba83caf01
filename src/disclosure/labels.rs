//! What the text says of who may read it: labels such as `Visibility: internal`, and standing marks such as
//! `TLP:AMBER` or `CONFIDENTIAL` on a line of their own. Code is not read.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use jiff::Timestamp;
use regex::Regex;

use super::markers::{Asks, Audience, AudienceStatement, asks, fold, moment, restricts, truth, visibility};
use super::pattern;
use crate::source::SourceFile;

/// Words that say by themselves that a text is not for everybody.
const STANDING: [&str; 40] = [
    "confidential", "strictlyconfidential", "companyconfidential", "highlyconfidential", "internalonly",
    "internaluse", "internaluseonly", "forinternaluse", "forinternaluseonly", "companyinternal",
    "employeesonly", "staffonly", "donotdistribute", "donotshare", "donotpublish", "donotforward",
    "donotredistribute", "notforpublication", "notforpublicrelease", "notforpublicdistribution",
    "notfordistribution", "notforexternaldistribution", "notpublic", "nonpublic", "notyetpublic",
    "unpublished", "confidentialandproprietary", "proprietaryandconfidential", "privateandconfidential",
    "privilegedandconfidential", "attorneyclientprivileged", "attorneyclientprivilege", "underembargo",
    "embargoed", "tlpamber", "tlpamberstrict", "tlpred", "topsecret", "draftdonotpublish",
    "internalconfidential",
];

/// The same of a draft, and words that say it only where nothing else stands beside them.
const ALONE: [&str; 6] = ["draft", "wip", "workinprogress", "rascunho", "entwurf", "brouillon"];

/// The label of the Traffic Light Protocol, <https://www.first.org/tlp/>.
static TLP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^TLP\s*[:\s-]\s*(?P<colour>RED|AMBER(?:\s*\+\s*STRICT)?|GREEN|CLEAR|WHITE)\b")
});

/// "This document is confidential and …".
static SENTENCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:this|the\s+following)\s+(?:\w+\s+)?(?:document|page|report|post-?\s?mortem|write-?up|file|review|text)\s+(?:is|contains)\s+(?:still\s+|currently\s+|an?\s+|strictly\s+|for\s+)?(?:company[- ])?(?P<mark>confidential|internal(?:\s+use)?\s+only|internal\s+use|private|draft|work\s+in\s+progress|not\s+for\s+(?:public|external)\w*|not\s+(?:yet\s+)?(?:public|to\s+be\s+(?:shared|published|distributed)))\b",
    )
});

/// A mark in front of a title: `[DRAFT]`, `(internal)`, `DRAFT:`.
static TITLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix) ^\W{0,3}?[\[(](?:draft|wip|internal(?:\ only)?|confidential|private|do\ not\ (?:share|publish|distribute))[\])]
        | ^\W*(?:DRAFT|WIP|CONFIDENTIAL|INTERNAL\ ONLY)\s*[:–—]",
    )
});

static TAG: LazyLock<Regex> = LazyLock::new(|| pattern(r"</?[A-Za-z][^<>]*>"));

/// Whether a title begins with a mark that says it is not for everybody.
pub(super) fn marks_title(title: &str) -> bool {
    TITLE.is_match(title)
}

/// Whether a tag says of the whole file that it is not for everybody.
pub(super) fn is_tag(tag: &str) -> bool {
    let folded = fold(tag);
    STANDING.contains(&folded.as_str()) || folded == "draft"
}

/// Statements of the text, in its order.
pub(super) fn statements(file: &SourceFile, now: Timestamp) -> Vec<AudienceStatement> {
    let text = &file.text;
    let body = file.body_start.min(text.len());
    let all: Vec<Range<usize>> = lines(text, body);
    let code = code(text, &all);
    let mut reading = LabelCollector { text, now, found: Vec::new(), pending: None, titled: false };
    for (at, line) in all.iter().enumerate() {
        if code.get(at).is_none_or(|is_code| !is_code) {
            reading.line(line);
            reading.table(&all[at..]);
        }
    }
    reading.found
}

fn lines(text: &str, from: usize) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = from;
    for at in memchr::memchr2_iter(b'\n', b'\r', &text.as_bytes()[from..]) {
        lines.push(start..from + at);
        start = from + at + 1;
    }
    lines.push(start..text.len());
    lines
}

/// Which lines are within fenced code that ends; a fence without an end hides nothing.
fn code(text: &str, lines: &[Range<usize>]) -> Vec<bool> {
    let mut code = vec![false; lines.len()];
    let mut open: Option<(usize, &str)> = None;
    for (at, line) in lines.iter().enumerate() {
        let line = text[line.clone()].trim_start_matches([' ', '\t', '>', '-', '*', '+']);
        let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'));
        let Some(mark) = mark else { continue };
        let fence = &line[..line.len() - line.trim_start_matches(mark).len()];
        match open {
            None if fence.len() >= 3 && !line[fence.len()..].contains('`') => open = Some((at, fence)),
            Some((from, opened)) if fence.starts_with(opened) && line[fence.len()..].trim().is_empty() => {
                code[from..=at].fill(true);
                open = None;
            }
            _ => {}
        }
    }
    code
}

struct LabelCollector<'a> {
    text: &'a str,
    now: Timestamp,
    found: Vec<AudienceStatement>,
    /// A label whose value stands on the next line.
    pending: Option<Asks>,
    /// Whether the first heading was met.
    titled: bool,
}

impl LabelCollector<'_> {
    fn line(&mut self, range: &Range<usize>) {
        /// A mark or label is short: longer lines are prose, of which only the beginning can be one.
        const LONGEST: usize = 240;
        let whole = &self.text[range.clone()];
        let line = &whole[..crate::diagnostic::floor_boundary(whole, LONGEST)];
        let trimmed = line.trim_start_matches([' ', '\t', '>', '-', '*', '+', '|']);
        if trimmed.is_empty() || trimmed.starts_with("[ ]") {
            return;
        }
        let is_heading = trimmed.starts_with('#');
        let untagged: Cow<'_, str> =
            if line.contains('<') { TAG.replace_all(line, "|") } else { Cow::Borrowed(line) };
        let bare = bare(&untagged);
        if bare.is_empty() {
            return;
        }
        if let Some(asked) = self.pending.take()
            && let Some(said) = judge(asked, bare, self.now)
        {
            return self.add(said, asked, range, bare);
        }
        let is_first = is_heading && !self.titled;
        self.titled |= is_heading;
        let checked = trimmed.starts_with("[x]") || trimmed.starts_with("[X]");
        if let Some((said, words)) = standing(bare, is_heading, checked) {
            return self.add(said, Asks::Visibility, range, words);
        }
        if is_first && marks_title(untagged.trim_start_matches(['#', ' ', '\t'])) {
            return self.add(Audience::Withheld, Asks::Status, range, bare);
        }
        self.label(range, bare, is_heading || line.contains("**"));
        self.labels_behind(range, bare);
    }

    /// `Date: 2024-05-07 · Visibility: internal`: labels behind the first one of a line.
    fn labels_behind(&mut self, range: &Range<usize>, bare: &str) {
        let parts = bare.split(['·', '•', '|', ';']).flat_map(|part| part.split(" — ")).skip(1);
        for part in parts {
            let part = self::bare(part);
            if part.contains([':', '=']) {
                self.label(range, part, false);
            }
        }
    }

    /// `Visibility: internal`, `| Visibility | internal |`, `Visibility - internal`.
    fn label(&mut self, range: &Range<usize>, bare: &str, may_stand_alone: bool) {
        let head = &bare[..crate::diagnostic::floor_boundary(bare, 48)];
        let marks = [":", "=", "|", "\t", " - ", " – ", " — ", "："];
        let at = marks.iter().filter_map(|mark| head.find(mark).map(|at| (at, mark.len()))).min();
        let Some((at, length)) = at else {
            let name = bare.trim_end_matches(|c: char| !c.is_alphanumeric());
            let asked = asks(name).filter(|_| may_stand_alone);
            self.pending = asked.filter(|asked| !matches!(asked, Asks::Private | Asks::Published));
            return;
        };
        let Some(asked) = asks(&bare[..at]) else { return };
        let value =
            bare[at + length..].trim_start_matches(|c: char| !c.is_alphanumeric() && !"✓✔✅☑".contains(c));
        let value =
            value.split('|').next().unwrap_or("").trim_end_matches(|c: char| " \t*_`~\"'>}-/".contains(c));
        if value.is_empty() {
            self.pending = Some(asked).filter(|asked| !matches!(asked, Asks::Private | Asks::Published));
        } else if let Some(said) = judge(asked, value, self.now) {
            let words = format!("{}: {value}", bare[..at].trim_end_matches(|c: char| !c.is_alphanumeric()));
            self.add(said, asked, range, &words);
        }
    }

    /// A table of one row under its labels; `lines` starts with what may be its header.
    fn table(&mut self, lines: &[Range<usize>]) {
        let text = self.text;
        let (Some(header), Some(rule)) = (lines.first(), lines.get(1)) else { return };
        let (header, rule) = (&text[header.clone()], &text[rule.clone()]);
        let is_rule = rule.contains('|') && rule.contains('-') && rule.chars().all(|c| " \t|:->".contains(c));
        if !is_rule || !header.contains('|') {
            return;
        }
        let (Some(row), after) = (lines.get(2), lines.get(3)) else { return };
        if after.is_some_and(|after| text[after.clone()].contains('|')) {
            return;
        }
        let cells = |line: &str| -> Vec<String> {
            line.trim().trim_matches('|').split('|').map(|cell| bare(cell).to_owned()).collect()
        };
        for (label, value) in cells(header).iter().zip(cells(&text[row.clone()])) {
            let label = label.trim_end_matches(|c: char| !c.is_alphanumeric());
            if let Some(asked) = asks(label)
                && let Some(said) = judge(asked, value.trim_end_matches([' ', '*', '_', '`']), self.now)
            {
                self.add(said, asked, row, &format!("{label}: {value}"));
            }
        }
    }

    fn add(&mut self, said: Audience, asks: Asks, line: &Range<usize>, words: &str) {
        let words = words.trim_end_matches(|c: char| !c.is_alphanumeric());
        self.found.push(AudienceStatement::new(said, asks, line.clone(), words));
    }
}

/// A line without the marks of lists, quotes, headings, emphasis and comments in front of it.
fn bare(line: &str) -> &str {
    let bare = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let number = bare.len() - bare.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match bare[number..].strip_prefix(['.', ')']) {
        Some(rest) if number > 0 => rest.trim_start_matches(|c: char| !c.is_alphanumeric()),
        _ => bare,
    }
}

/// A mark that needs no value, with its words.
fn standing(bare: &str, is_heading: bool, checked: bool) -> Option<(Audience, &str)> {
    /// Bytes of the longest mark with what stands around it.
    const LONGEST: usize = 80;
    if let Some(found) = TLP.captures(bare) {
        return found
            .name("colour")
            .map(|colour| (visibility(colour.as_str()), found.get(0).map_or("", |all| all.as_str())));
    }
    if let Some(found) = SENTENCE.find(bare) {
        return Some((Audience::Withheld, found.as_str()));
    }
    let has_label = || {
        let upper = bare.to_uppercase();
        ["TLP:AMBER", "TLP:RED"].iter().any(|label| upper.contains(label))
    };
    if is_heading && has_label() {
        return Some((Audience::Withheld, bare));
    }
    let folded = if bare.len() <= LONGEST { fold(bare) } else { String::new() };
    if STANDING.contains(&folded.as_str()) || ALONE.contains(&folded.as_str()) {
        return Some((Audience::Withheld, bare));
    }
    if checked && matches!(folded.as_str(), "internal" | "private" | "restricted" | "secret") {
        return Some((Audience::Withheld, bare));
    }
    // "CONFIDENTIAL – Example Ltd", "Internal use only. Do not share.": the mark and what goes with it.
    let mut parts = bare.split(['-', '–', '—', '|', '/', '·', ',', '.', ';', '!', '(', ')', '*']);
    let first = parts.next().unwrap_or("").trim();
    let is_mark = STANDING.contains(&fold(first).as_str());
    let shouted = first.chars().any(char::is_alphabetic) && !first.chars().any(char::is_lowercase);
    let short = bare.split_whitespace().count() <= 12;
    (is_mark && short && (shouted || first.contains(' '))).then_some((Audience::Withheld, first))
}

/// What the value of a label says. Prose is no value: what is not understood must be a few words to withhold a file.
fn judge(asked: Asks, value: &str, now: Timestamp) -> Option<Audience> {
    let words = value.split_whitespace().count();
    let first = value.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let is_short = words <= 3 && !value.ends_with('.');
    let starts_restricted = || {
        let strong = ["internal", "confidential", "private", "restricted", "secret", "amber", "red", "tlp"];
        strong.contains(&first.to_lowercase().as_str()) && restricts(value)
    };
    match asked {
        Asks::Visibility => match visibility(value) {
            Audience::Withheld if is_short || starts_restricted() => Some(Audience::Withheld),
            Audience::Unknown | Audience::Withheld => is_short.then_some(Audience::Unknown),
            said => Some(said),
        },
        Asks::Audience | Asks::Access => {
            let whole = fold(value);
            let known = [
                "internal", "internaluse", "private", "restricted", "secret", "employees", "staff",
                "sensitive",
            ];
            let withheld = known.contains(&whole.as_str())
                || STANDING.contains(&whole.as_str())
                || words <= 3 && starts_restricted() && fold(value).ends_with("only");
            withheld.then_some(Audience::Withheld)
        }
        Asks::Private => (leading_truth(value) == Some(true)).then_some(Audience::Withheld),
        Asks::Published => match leading_truth(value) {
            Some(false) => Some(Audience::Withheld),
            Some(true) => None,
            None => moment(value).filter(|&start| start > now).map(|_| Audience::Withheld),
        },
        Asks::Approval => asked.judge(value, now).filter(|_| is_short),
        Asks::From | Asks::Until => asked.judge(value, now).filter(|&said| said == Audience::Withheld),
        Asks::Status => {
            // "Open" and "In progress" may be said of an action; of the write-up itself the record knows them.
            let opened = ["draft", "wip", "unpublished", "confidential", "embargoed"];
            let withheld = opened.contains(&first.to_lowercase().as_str());
            withheld.then_some(Audience::Withheld)
        }
    }
}

/// The truth value that a text is, or begins with before punctuation: "yes (until the review)".
fn leading_truth(value: &str) -> Option<bool> {
    let end = value.find(|c: char| ",;.(–—".contains(c)).unwrap_or(value.len());
    truth(value[..end].trim())
}
