//! The share of users or requests that an incident hurt.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use regex::Regex;

use super::claim::Claim;
use crate::extract::mentions::number;
use crate::extract::patterns::pattern;
use crate::extract::text::{Document, SectionRole, Sentence};
use crate::postmortem::Impact;

const WHOM: &str = r"(?:users?|customers?|clients?|visitors?|subscribers?|requests?|traffic|log-?ins?|sign-?ins?|orders?|sessions?|accounts?|calls?|transactions?|payments?|merchants?|players?|people|devices?|tenants?|queries|messages|deliveries|emails?|connections|page\s?views|downloads|jobs|builds|consumers?|uploads?|writes|reads|operations|responses|user\s?base|readers?|shops?|drivers?|checkouts?)";

static SHARE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?ix) (?P<lost>\d{{1,3}}(?:[.,]\d+)?) \s? (?:%|percent\b) \s+ (?:reduction|drop|decrease|loss|fall) \s+ (?:in|of) \s+ (?:the\s+)? (?:service\s+|overall\s+|system\s+)? availability\b
        | (?P<hosts>100) \s? (?:%|percent\b) \s+ of \s+ (?:the|our) \s+ (?:[\w-]+\s+){{1,3}} (?:was|were) \s+ (?:off|down|offline|unavailable|unreachable|inaccessible)\b
        | (?P<n>\d{{1,3}}(?:[.,]\d+)?) \s? (?:%|percent\b|per\s+cent\b) (?P<of> \s+ (?:of\s+)? (?:(?:all|the|our|its|their|total|incoming|active|website|web|registered|api|http|user|mobile|premium|paying|external|internal|[\w-]+)\s+){{0,5}} {WHOM} \b )?
        | {WHOM} \s* [,(]? \s* (?:constituting|representing|making\s+up|amounting\s+to) \s+ (?:[a-z~≈]+\s+){{0,2}} (?P<share>\d{{1,3}}(?:[.,]\d+)?) \s? (?:%|percent\b)
        | {WHOM} \s+ (?:(?:were|was|are)\s+)? (?:affected|impacted) \s* [:|(–—-]* \s* (?:[a-z~≈]+\s+){{0,2}} (?P<behind>\d{{1,3}}(?:[.,]\d+)?) \s? (?:%|percent\b|per\s+cent\b)
        | \b(?P<part>one|two|three|four|1|2|3|4) \s+ (?:in|out\s+of) \s+ (?:every\s+)? (?P<whole>two|three|four|five|six|seven|eight|nine|ten|twenty|hundred|\d{{1,3}}) \s+ (?:[\w-]+\s+){{0,2}} {WHOM}\b
        | (?P<fraction> \b(?:one|a|two|three|four)[\s-]+(?:thirds?|quarters?|fourths?|fifths?|tenths?|halves) | \bhalf | \b(?:a\s+)?majority ) \s+ (?:of\s+)? (?:(?:all|the|our|its|their|total|incoming|active|registered)\s+){{0,3}} {WHOM}\b
        | \b(?P<all>all|every)\s+(?:of\s+)?(?:(?:the|our|its|single|active|registered|external|website|web)\s+){{0,3}}(?:users?|customers?|clients?|visitors?|subscribers?|players?|tenants?)\b"
    ))
});

static HURT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)affect\w*|impact\w*|experienc\w*|fail\w*|error\w*|unable|unavailab\w*|could\s?n[o'’]t|cannot|can['’]?t|down\b|timed?\s?out|degrad\w*|lost|drop\w*|reject\w*|slow\w*|not\s+able|difficult\w*|inaccessib\w*|denied|locked|refused|without|saw\b|seeing|received?|prevent\w*",
    )
});

/// Words around a percentage that make it something else.
static OTHER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)recover|engagement|memory|\bram\b|\bcpu|disk|cache|utili[sz]ation|usage|capacity|uptime|\bavailab|increase|threshold|bandwidth|confiden|rollout|rolled\s+out|canary|battery|discount|slower|faster|grew|growth|more\s+than\s+usual|packet|sampl|restored\s+for|back\s+for",
    )
});

/// A share of the machines is none of the users.
static HOSTS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b(?:nodes?|servers?)\b"));

/// Counts of an incident's impact as written, each with its place.
pub struct Counts {
    /// Users affected.
    pub users: Option<Claim<String>>,
    /// Requests affected.
    pub requests: Option<Claim<String>>,
    /// Money lost.
    pub money: Option<Claim<String>>,
}

impl Counts {
    /// All counts as one claim, which stands where the first of them does.
    pub fn claim(self) -> Option<Claim<Impact>> {
        let found: Vec<&Claim<String>> =
            [&self.users, &self.requests, &self.money].into_iter().flatten().collect();
        let texts: Vec<&str> = found.iter().map(|count| count.text.as_str()).collect();
        let first = (*found.first()?).clone();
        let text = texts.join(", ");
        let value = |count: Option<Claim<String>>| count.map(|count| count.value);
        let impact = Impact {
            users: value(self.users),
            requests: value(self.requests),
            money: value(self.money),
            ..Impact::default()
        };
        Some(Claim { text, ..first.with(impact) })
    }
}

static COUNT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix) (?P<n> \b (?:\d{1,3}(?:[,.\x20]\d{3})+ | \d+(?:[.,]\d+)?) (?: \s? (?:k|m|million|thousand|billion|hundred) \b )? ) \s+ (?:(?:of|our|the|active|registered|unique|paying|internal|external|monthly|daily|concurrent|api|http|failed|web|business|enterprise)\s+){0,3}
          (?: (?P<users> users?|customers?|clients?|visitors?|subscribers?|accounts?|players?|merchants?|tenants?|people|students?|members) | (?P<requests> requests|orders|transactions|payments|logins|log-ins|messages|emails|e-mails|calls|deliveries|checkouts|queries|jobs|builds|events) ) \b
        | (?P<money> (?:[$€£]|\b(?:USD|EUR|GBP|US\$)\s?) \s? \d[\d.,]* (?:\s?(?:k|m|million|thousand|billion)\b)? | \b\d[\d.,]* (?:\s?(?:k|million|thousand|billion))? \s? (?:dollars|euros|pounds|USD|EUR|GBP|[€£]) )
        | (?P<label> \b (?:users?|customers?|accounts?) \s+ (?:affected|impacted) | \b (?:affected|impacted) \s+ (?:users?|customers?|accounts?) ) \s* [:|=] \s* (?:[a-z~≈]+\s+){0,2} (?P<count> \d[\d.,]* (?:\s?(?:k|m|million|thousand)\b)? ) (?: \s | $ )",
    )
});
/// Words of which one stands beside money that was lost.
static LOST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:los[st]\w*|revenue|cost\w*|damage\w*|refund\w*|credit\w*|worth|missed|compensat\w*|penalt\w*|estimated\s+impact)\b",
    )
});

/// Counts of users and requests that were hurt, and money that was lost, as the summary and the impact tell them.
pub fn counts(document: &Document) -> Counts {
    use SectionRole::{Impact, Lead, Summary};
    let mut counts = Counts { users: None, requests: None, money: None };
    for roles in [&[Impact][..], &[Summary, Lead][..]] {
        let told = document.sentences().filter(|sentence| {
            roles.contains(&sentence.role)
                && document.section_of(sentence.unit).is_some_and(|section| !section.is_retelling)
        });
        for sentence in told.filter(|sentence| may_count(sentence.text)) {
            count(&sentence, &mut counts);
        }
    }
    for unit in document.units.iter().enumerate().filter(|(_, unit)| unit.cells.len() == 2) {
        let (unit, row) = unit;
        // A row of two cells is a label and its value.
        if !may_count(&row.text) {
            continue;
        }
        let text = format!("{}: {}", row.cell(0).trim_end_matches(':'), row.cell(1));
        if let Some(found) = COUNT.captures(&text).and_then(|captures| captures.name("count")) {
            let start = row.cells.get(1).map_or(0, |cell| cell.start);
            counts.users.get_or_insert(Claim::quote(found.as_str(), unit, start));
        }
    }
    counts
}

/// Whether figures stand in a sentence that names somebody, something sent or money: most do not, and the pattern is dear.
fn may_count(sentence: &str) -> bool {
    static NAMES: LazyLock<AhoCorasick> = LazyLock::new(|| {
        crate::extract::patterns::keyword_matcher(&[
            "user", "customer", "client", "visitor", "subscriber", "account", "player", "merchant", "tenant",
            "people", "student", "member", "request", "order", "transaction", "payment", "login", "log-in",
            "message", "mail", "call", "deliver", "checkout", "quer", "job", "build", "event", "$", "€", "£",
            "usd", "eur", "gbp", "dollar", "pound",
        ])
    });
    sentence.bytes().any(|byte| byte.is_ascii_digit()) && NAMES.is_match(sentence)
}

fn count(sentence: &Sentence<'_>, counts: &mut Counts) {
    let text = sentence.text;
    for captures in COUNT.captures_iter(text) {
        let Some(whole) = captures.get(0) else { continue };
        let from = crate::diagnostic::floor_boundary(text, whole.start().saturating_sub(60));
        let around = &text[from..crate::diagnostic::floor_boundary(text, whole.end() + 80)];
        let found = |text: &str| {
            let (unit, start) = (sentence.unit, sentence.start + whole.start());
            Some(Claim::quote(text.trim(), unit, start))
        };
        let hurt = HURT.is_match(around)
            && !text[whole.end()..].starts_with(" per ")
            && !text[whole.end()..].starts_with('/');
        let slot = match () {
            () if captures.name("money").is_some() && LOST.is_match(around) => &mut counts.money,
            () if captures.name("users").is_some() && hurt => &mut counts.users,
            () if captures.name("requests").is_some() && hurt => &mut counts.requests,
            () if captures.name("label").is_some() => &mut counts.users,
            () => continue,
        };
        if slot.is_none() {
            *slot = found(captures.name("count").map_or(whole.as_str(), |count| count.as_str()));
        }
    }
}

/// The first share of users or requests that a document states for this incident.
pub fn share(document: &Document) -> Option<Claim<f64>> {
    use SectionRole::{Impact, Lead, Other, RootCause, Summary, Timeline};
    [&[Impact][..], &[Summary, Lead][..], &[Other, RootCause, Timeline][..]].iter().find_map(|roles| {
        let told = |sentence: &Sentence<'_>| {
            roles.contains(&sentence.role)
                && document.section_of(sentence.unit).is_some_and(|section| !section.is_retelling)
        };
        document.sentences().filter(told).find_map(read)
    })
}

/// Whether a share can stand in a text: "%", "3 in", or a word of one such as "half" or "every".
fn may_share(text: &str) -> bool {
    static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
        crate::extract::patterns::keyword_matcher(&[
            "percent", "per", "one", "two", "three", "four", "half", "halves", "third", "quarter", "fourth",
            "fifth", "tenth", "majority", "all", "every", "each",
        ])
    });
    let bytes = text.as_bytes();
    let letter = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphabetic);
    let part =
        |pair: &[u8]| matches!(pair, [b'1'..=b'4', next] if next.is_ascii_whitespace() || *next >= 0x80);
    memchr::memchr(b'%', bytes).is_some()
        || WORDS.find_iter(bytes).any(|word| !letter(word.start().checked_sub(1)))
        || bytes.windows(2).any(part)
}

fn read(sentence: Sentence<'_>) -> Option<Claim<f64>> {
    let text = sentence.text;
    if !may_share(text) {
        return None;
    }
    SHARE.captures_iter(text).find_map(|captures| {
        let whole = captures.get(0)?;
        let parts = captures.name("part").zip(captures.name("whole"));
        let exact = ["behind", "lost", "hosts", "share"].iter().find_map(|name| captures.name(name));
        let percent = match (captures.name("n"), captures.name("fraction")) {
            _ if parts.is_some() => {
                let (part, whole) = parts?;
                let whole =
                    Some(whole.as_str()).filter(|&word| word != "hundred").map_or(Some(100.0), figure);
                (figure(part.as_str())? / whole? * 1_000.0).round() / 10.0
            }
            _ if exact.is_some() => figure(exact?.as_str())?,
            (Some(figure), _) => {
                captures.name("of")?;
                figure.as_str().replace(',', ".").parse::<f64>().ok()?
            }
            (_, Some(fraction)) => fraction_percent(fraction.as_str())?,
            _ => 100.0,
        };
        let around = &text[crate::diagnostic::floor_boundary(text, whole.start().saturating_sub(30))..];
        let around = &around[..crate::diagnostic::floor_boundary(around, whole.len() + 70)];
        let worded = captures.name("n").is_none() && exact.is_none();
        // What a later clause tells is of something else: "60 % of users were affected, errors increased".
        let from = crate::diagnostic::floor_boundary(text, whole.start().saturating_sub(30));
        let ahead = crate::diagnostic::floor_boundary(text, whole.end() + 70).max(whole.end());
        let until = text[whole.end()..ahead].find([',', ';']).map_or(ahead, |at| whole.end() + at);
        let clause = &text[from..until];
        let other = exact.is_none_or(|exact| captures.name("behind") == Some(exact))
            && (OTHER.is_match(clause) || HOSTS.is_match(whole.as_str()));
        let plain = matches!(sentence.role, SectionRole::Impact | SectionRole::Summary | SectionRole::Lead);
        let hurt = if worded { HURT.is_match(around) } else { plain || HURT.is_match(text) };
        // "We apologise to all customers who were affected": as many as were, not everybody.
        let behind = text[whole.end()..].trim_start();
        let some = captures.name("all").is_some()
            && [
                "that ", "who ", "whose ", "which ", "affected", "impacted", "authenticated", "in ", "from ",
                "with ",
            ]
            .iter()
            .any(|word| behind.starts_with(word));
        let told = captures.name("all").is_some() && text[..whole.start()].trim_end().ends_with(" to");
        let fits = percent <= 100.0 && hurt && !some && !told && !other;
        let claim = || Claim::quote(whole.as_str(), sentence.unit, sentence.start + whole.start());
        fits.then(|| claim().with(percent))
    })
}

fn figure(word: &str) -> Option<f64> {
    word.replace(',', ".").parse::<f64>().ok().or_else(|| number(word)).filter(|&figure| figure > 0.0)
}

fn fraction_percent(words: &str) -> Option<f64> {
    let words = words.to_lowercase();
    let parts = match () {
        () if words.contains("majority") => return None,
        () if words.contains("third") => 3.0,
        () if words.contains("quarter") || words.contains("fourth") => 4.0,
        () if words.contains("fifth") => 5.0,
        () if words.contains("tenth") => 10.0,
        () => 2.0,
    };
    let count = match () {
        () if words.starts_with("two") => 2.0,
        () if words.starts_with("three") => 3.0,
        () if words.starts_with("four") => 4.0,
        () => 1.0,
    };
    Some((count / parts * 1_000.0_f64).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::text::SectionRole;

    fn check(text: &str, expected: Option<f64>) {
        let sentence = Sentence { text, unit: 0, start: 0, role: SectionRole::Impact };
        assert_eq!(read(sentence).map(|share| share.value), expected, "{text}");
    }

    #[test]
    fn counts_of_users_and_requests_and_money() {
        let read = |text: &str| {
            let text = format!("# Impact\n\n{text}\n");
            let source = crate::source::SourceFile { text, ..Default::default() };
            let counts = counts(&crate::extract::text::parse(&source));
            [counts.users, counts.requests, counts.money].map(|count| count.map(|count| count.text))
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            read(
                "About 1,200 customers could not log in, and 3.5 million requests failed. We lost $12,000 in revenue."
            ),
            [some("1,200 customers"), some("3.5 million requests"), some("$12,000")]
        );
        assert_eq!(
            read("| Users affected | about 340 |\n|---|---|\n| Region | EU |"),
            [some("340"), None, None]
        );
        assert_eq!(
            read("A plan is $12 a month; we serve 500 requests per second to 90 customers."),
            [None, None, None]
        );
    }

    #[test]
    fn shares_of_users_and_nothing_else() {
        check("About 65% of the users had that trouble.", Some(65.0));
        check("4 percent of requests failed.", Some(4.0));
        check("One third of our customers could not sign in.", Some(33.3));
        check("The page was unavailable for one third of our users.", Some(33.3));
        check("Pages were available to one third of our users, others failed.", None);
        check("All users were affected.", Some(100.0));
        check("Roughly one in five requests failed.", Some(20.0));
        check("3 out of every 10 logins failed.", Some(30.0));
        check("Four fifths of users were unable to read.", Some(80.0));
        check("Users affected: about 5 %", Some(5.0));
        check("A part of the users, constituting around 15%, could not print.", Some(15.0));
        check("100% of the label printer was down.", Some(100.0));
        check("We saw a 25% reduction in service availability.", Some(25.0));
        check("About 60% of users were affected, and error rates increased.", Some(60.0));
        check("The fault affected 100% of requests to this web server.", Some(100.0));
        check("All users authenticated as guests could not print.", None);
        check("2,345 merchants were affected (7.5%).", Some(7.5));
        check("We apologise to all customers that were affected.", None);
        check("An error was shown to each user.", None);
        check("The error rate rose to 30 %.", None);
        check("It was given to 10 % of users first and rolled out.", None);
        check("Memory was at 95% and requests failed.", None);
        check("Cache hits fell to 8%, errors rose.", None);
        check("About 50 % of traffic had recovered by noon.", None);
    }
}
