//! The services that an incident hurt.
//!
//! Those of a site's own list count wherever the text names them. Else those behind a label; else names of systems
//! ([`system_names`]) that stand where services stand: in the title, or in a sentence of the first sections beside a word
//! of trouble or of what a service is ([`service_context`]). A name that only may be one waits for the folder: it
//! counts where other write-ups name the same service.

use super::claim::Claim;
use super::proper_names;
use super::service_context::{
    ContextWord, NameContext, around, around_phrase, is_definite, is_general, is_quantity, is_service_noun,
    is_troubled, joins, words,
};
use super::system_names::NameForm;
use rustc_hash::FxHashMap;

use crate::config::KnownServices;
use crate::extract::fields::labels::Labelled;
use crate::extract::text::{Document, LineKind, SectionRole, Sentence};
use crate::source::SourceFile;

/// More names than this are a list of everything, not what was hurt.
const MOST_SERVICES: usize = 8;
/// Most words that may be names which the prose of a document is asked about.
const MOST_JUDGED: usize = 64;
/// Most words and bytes of a name in a list.
const LONGEST_LISTED: (usize, usize) = (4, 40);

/// The services that a text names.
#[derive(Debug, Default)]
pub(crate) struct Services {
    /// Those that it says were hurt.
    pub affected: Vec<Claim<String>>,
    /// Names that may be services: the other write-ups of the folder tell.
    pub possible: Vec<Claim<String>>,
}

/// How sure a mention of a name makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sureness {
    Possible,
    Affected,
}

/// Where a sentence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SentencePosition {
    Title,
    Summary,
    Lead,
    RootCause,
    Elsewhere,
}

/// Reads the services of a text. `title` is that of the front matter, where it has one.
pub(super) fn read(
    source: &SourceFile,
    document: &Document,
    labelled: &[Labelled<'_>],
    (title, known): (&str, &KnownServices),
) -> Services {
    let mut services = Services::default();
    for label in labelled.iter().filter(|label| label.key == "services") {
        for name in listed(label.value) {
            let name = known.named(&name).map_or(name.as_str(), |service| &service.name).to_owned();
            services.affect(Claim::quote(&name, label.unit, label.range.start));
        }
    }
    if !known.is_empty() {
        find_known(document, known, &mut services);
    } else if services.affected.is_empty() {
        let heading = document.units.iter().find(|unit| unit.kind == LineKind::Heading { level: 1 });
        let titles = [Some(title), heading.map(|heading| heading.text.as_str())];
        let titled = titles.into_iter().flatten().flat_map(words);
        let titled: Vec<String> = titled.map(|word| word.text.to_lowercase()).collect();
        let judged = FxHashMap::default();
        let mut reader = NameReader { source, document, titled: &titled, services: &mut services, judged };
        for sentence in told(document) {
            reader.read(&sentence);
        }
    }
    services
}

impl Services {
    /// Takes a name, and of two that begin alike the longer: "Kestrel" is the "Kestrel Portal".
    fn affect_proper(&mut self, claim: Claim<String>) {
        let begins = |long: &str, short: &str| {
            long.get(..short.len()).is_some_and(|start| start.eq_ignore_ascii_case(short))
                && long[short.len()..].starts_with(' ')
        };
        if let Some(known) = self.affected.iter_mut().find(|known| begins(&claim.value, &known.value)) {
            *known = claim;
        } else if !self.affected.iter().any(|known| begins(&known.value, &claim.value)) {
            self.affect(claim);
        }
    }

    fn affect(&mut self, claim: Claim<String>) {
        if self.affected.len() < MOST_SERVICES && !holds(&self.affected, &claim.value) {
            self.affected.push(claim);
        }
    }
}

fn holds(claims: &[Claim<String>], name: &str) -> bool {
    claims.iter().any(|known| known.value.eq_ignore_ascii_case(name))
}

/// The services of the site's own list, under the names that the list gives them.
fn find_known(document: &Document, known: &KnownServices, services: &mut Services) {
    for sentence in told(document) {
        for (service, range) in known.find(sentence.text) {
            let start = sentence.start + range.start;
            let text = sentence.text[range].to_owned();
            services.affect(Claim { value: service.name.clone(), unit: sentence.unit, start, text });
        }
    }
}

/// Between the services that a request passes: "gateway → ledger".
const ARROWS: [char; 3] = ['→', '⇒', '⟶'];

/// The names in "checkout-api (down), ledger and the label printer".
fn listed(value: &str) -> Vec<String> {
    let value = without_brackets(value);
    let end = [". ", " - ", " – ", " — "].iter().filter_map(|mark| value.find(mark)).min();
    let value = value[..end.unwrap_or(value.len())].trim_end_matches(['.', ';']);
    // Behind a list with commas a semicolon begins what is said of it.
    let list = if value.contains(',') { value.split(';').next().unwrap_or(value) } else { value };
    let parts =
        list.split([',', '|', ';']).flat_map(|part| part.split(" and ")).flat_map(|part| part.split(" & "));
    let parts = parts.flat_map(|part| part.split(" / ")).flat_map(|part| part.split(ARROWS));
    let trimmed = parts.map(|part| {
        let part = part.trim().trim_start_matches("and ");
        let part = part.trim_start_matches("the ").trim_start_matches("The ");
        part.trim_matches(['`', '*', '"', '\'', '[', ']', ' '])
    });
    trimmed.filter(|name| is_listed_name(name)).map(str::to_owned).collect()
}

/// A value without what its brackets say; one that does not close ends it.
fn without_brackets(value: &str) -> String {
    let mut rest = value;
    let mut kept = String::new();
    while let Some((before, bracketed)) = rest.split_once('(') {
        kept.push_str(before.trim_end());
        rest = bracketed.split_once(')').map_or("", |(_, behind)| behind);
    }
    kept + rest
}

/// "Checkout", "checkout-api" and "ledger" name services, "all nodes" and "the website" do not.
fn is_listed_name(name: &str) -> bool {
    let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    let Some(first) = words.first() else { return false };
    let opens_generally = words.len() > 1 && is_general(first) && !name.starts_with(char::is_uppercase);
    words.len() <= LONGEST_LISTED.0
        && name.len() <= LONGEST_LISTED.1
        && !opens_generally
        && !is_quantity(first)
        && !words.iter().all(|word| is_general(word))
}

/// Sentences that tell of the incident: no plans, no lessons, no people, nothing said twice.
fn told(document: &Document) -> impl Iterator<Item = Sentence<'_>> {
    use SectionRole::{Actions, Background, Lessons, People, Supporting};
    document.sentences().filter(move |sentence| {
        !matches!(sentence.role, Actions | Background | Lessons | People | Supporting)
            && document.units[sentence.unit].kind != LineKind::Code
            && document.section_of(sentence.unit).is_some_and(|section| !section.is_retelling)
    })
}

/// Reads the names of sentences.
struct NameReader<'a> {
    source: &'a SourceFile,
    document: &'a Document,
    titled: &'a [String],
    services: &'a mut Services,
    /// Whether prose shows that words are a name, of those that were asked for: it takes a pass over the document.
    judged: FxHashMap<String, bool>,
}

impl NameReader<'_> {
    fn read(&mut self, sentence: &Sentence<'_>) {
        let words = words(sentence.text);
        self.read_proper_names(sentence, &words);
        let form = |at: usize| words[at].form().or_else(|| self.plain_form(sentence, &words, at));
        let named: Vec<(usize, NameForm)> = (0..words.len()).filter_map(|at| Some((at, form(at)?))).collect();
        if named.is_empty() {
            return;
        }
        let place = self.place(sentence);
        let troubled = is_troubled(&words);
        let mut contexts: Vec<NameContext> = named.iter().map(|&(at, _)| around(&words, at)).collect();
        share_contexts(&words, &named, &mut contexts);
        for (&(at, form), context) in named.iter().zip(&contexts) {
            let word = &words[at];
            let start = sentence.start + word.start;
            let mention = Mention {
                form,
                place,
                context: *context,
                troubled,
                heads: place == SentencePosition::Title && at == 0 && word.ends,
                quoted: self.is_code(sentence.unit, start),
                titled: self.titled.contains(&word.text.to_lowercase()),
            };
            let Some(sureness) = mention.sureness() else { continue };
            let claim = Claim::quote(word.text, sentence.unit, start);
            match sureness {
                Sureness::Affected => self.services.affect(claim),
                Sureness::Possible if !holds(&self.services.possible, word.text) => {
                    self.services.possible.push(claim);
                }
                Sureness::Possible => {}
            }
        }
    }

    /// Names by their capitals: with a word for what they are where something is said of them, without one those that
    /// the title has as well.
    fn read_proper_names(&mut self, sentence: &Sentence<'_>, words: &[ContextWord<'_>]) {
        let place = self.place(sentence);
        if !matches!(place, SentencePosition::Title | SentencePosition::Summary | SentencePosition::Lead) {
            return;
        }
        let mut known = 0;
        for name in proper_names::candidates(words) {
            let (first, last) = (&words[name.first], &words[name.last]);
            let said = around_phrase(words, name.first, name.last);
            let titled = place == SentencePosition::Title || self.titled.contains(&first.text.to_lowercase());
            let stands = if name.has_noun {
                said.before
                    || said.behind
                    || said.outage
                    || place == SentencePosition::Title && is_troubled(words)
            } else {
                titled && (said.failed || said.own_outage)
            };
            let text = &sentence.text[first.start..last.start + last.text.len()];
            if name.first >= known && stands && self.is_proper(text, name.has_noun) {
                known = name.last + 1;
                let full = if name.has_noun { None } else { proper_names::in_full(self.document, text) };
                let claim = Claim::quote(text, sentence.unit, sentence.start + first.start);
                self.services.affect_proper(match full {
                    Some(full) => claim.with(full.to_owned()),
                    None => claim,
                });
            }
        }
    }

    fn is_proper(&mut self, name: &str, has_noun: bool) -> bool {
        if let Some(judged) = self.judged.get(name) {
            return *judged;
        }
        if self.judged.len() == MOST_JUDGED || self.services.affected.len() == MOST_SERVICES {
            return false;
        }
        let is_proper = proper_names::is_proper(self.document, name, has_noun);
        self.judged.insert(name.to_owned(), is_proper);
        is_proper
    }

    /// A plain word that stands where a name does: `ledger` as code, or "the Ledger service".
    fn plain_form(&self, sentence: &Sentence<'_>, words: &[ContextWord<'_>], at: usize) -> Option<NameForm> {
        let word = &words[at];
        let capital = word.text.starts_with(|first: char| first.is_ascii_uppercase());
        let rest = word.text.get(1..).unwrap_or_default();
        let plain = (3..=30).contains(&word.text.len()) && rest.bytes().all(|byte| byte.is_ascii_lowercase());
        if !plain || is_general(&word.text.to_lowercase()) {
            return None;
        }
        if self.is_quoted(sentence, word) {
            return Some(NameForm::Quoted);
        }
        let is_introduced = at > 0 && is_definite(words[at - 1].text) && !word.ends;
        let next = words.get(at + 1).filter(|next| next.text.starts_with(char::is_lowercase))?;
        (capital && is_introduced && is_service_noun(next.text)).then_some(NameForm::Named)
    }

    /// Whether a word alone is written as code.
    fn is_quoted(&self, sentence: &Sentence<'_>, word: &ContextWord<'_>) -> bool {
        let at = self.document.units[sentence.unit].file_offset(sentence.start + word.start);
        let text = self.source.text.as_bytes();
        at > 0 && text.get(at - 1) == Some(&b'`') && text.get(at + word.text.len()) == Some(&b'`')
    }

    fn place(&self, sentence: &Sentence<'_>) -> SentencePosition {
        let heading = matches!(self.document.units[sentence.unit].kind, LineKind::Heading { level: 1 });
        match sentence.role {
            _ if heading => SentencePosition::Title,
            SectionRole::Summary | SectionRole::Impact => SentencePosition::Summary,
            SectionRole::Lead => SentencePosition::Lead,
            SectionRole::RootCause | SectionRole::RootCauseAndResolution => SentencePosition::RootCause,
            _ => SentencePosition::Elsewhere,
        }
    }

    /// Whether the author wrote it as code.
    fn is_code(&self, unit: usize, start: usize) -> bool {
        let at = self.document.units[unit].file_offset(start);
        at.checked_sub(1).and_then(|before| self.source.text.as_bytes().get(before)) == Some(&b'`')
    }
}

/// Names that a list joins share what is said of the list.
fn share_contexts(words: &[ContextWord<'_>], named: &[(usize, NameForm)], contexts: &mut [NameContext]) {
    let is_plain = |named: &(usize, NameForm)| matches!(named.1, NameForm::Quoted | NameForm::Named);
    let joined: Vec<bool> = named
        .windows(2)
        .map(|pair| !pair.iter().any(is_plain) && joins(&words[pair[0].0..=pair[1].0]))
        .collect();
    for place in (0..joined.len()).filter(|&place| joined[place]) {
        contexts[place + 1].before |= contexts[place].before;
    }
    for place in (0..joined.len()).rev().filter(|&place| joined[place]) {
        contexts[place].behind |= contexts[place + 1].behind;
        contexts[place].noun |= contexts[place + 1].noun;
    }
}

/// A name where it stands.
struct Mention {
    form: NameForm,
    place: SentencePosition,
    context: NameContext,
    troubled: bool,
    /// Whether a title opens with it: "checkout-api: errors".
    heads: bool,
    quoted: bool,
    titled: bool,
}

impl Mention {
    /// How sure the name is that of a service that was hurt; `None` where nothing says so.
    fn sureness(&self) -> Option<Sureness> {
        use NameForm::{Host, Identifier, InnerCapital, Named, Platform, Product, Quoted, Service};
        use Sureness::{Affected, Possible};
        let NameContext { before, behind, outage, noun, .. } = self.context;
        let said = before || behind || outage || noun;
        let first = matches!(
            self.place,
            SentencePosition::Title | SentencePosition::Summary | SentencePosition::Lead
        );
        let sure = match self.form {
            Host => match self.place {
                SentencePosition::Title | SentencePosition::Summary => true,
                SentencePosition::Lead => said || self.troubled,
                _ => noun,
            },
            InnerCapital => first && said,
            Service => {
                first && said
                    || self.place == SentencePosition::RootCause && noun
                    || self.heads && self.troubled
            }
            Identifier => first && said && self.quoted,
            Product => self.place == SentencePosition::Title || self.titled || first && said,
            Quoted => first && noun && (before || behind || outage),
            Named => first && (behind || outage),
            Platform => false,
        };
        if sure {
            return Some(Affected);
        }
        let possible = match self.form {
            Product | Platform | Quoted | Named => before || behind,
            Identifier => self.quoted && said,
            _ => said || self.place == SentencePosition::Title || self.titled,
        };
        possible.then_some(Possible)
    }
}
