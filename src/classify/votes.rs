//! Each sentence of a write-up votes for the causes that it names, with a weight for where and how it names them.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::announcements::{Announced, Announcement};
use super::negation::{self, NamedCause};
use super::reading::{CausalRole, CueMatch, CuedSentence, Doubt, PhraseVerdict};
use super::weights::{OPENING, TITLE, TITLE_BESIDE_CAUSES, Weights};
use super::{Strength, Tagger, Target};
use crate::diagnostic::floor_boundary;
use crate::extract::Incident;
use crate::extract::text::{LONGEST_SENTENCE, LineKind, LogicalLine, SectionRole};
use crate::phrases::{Hit, Layer, TokenizedSentence, bytes};
use crate::postmortem::Role;

/// What one sentence says for or against one cause.
#[derive(Debug, Clone)]
pub(super) struct Vote {
    /// Index of the cause in the taxonomy.
    pub(super) cause: usize,
    /// Confidence that this sentence alone gives, 0 to 1.
    pub(super) weight: f64,
    pub(super) side: CausalRole,
    pub(super) doubt: Option<Doubt>,
    pub(super) part: Option<Role>,
    pub(super) section: SectionRole,
    pub(super) strength: Strength,
    /// Number of the sentence in the write-up.
    pub(super) sentence: usize,
    pub(super) origin: SentenceOrigin,
    /// Bytes of the sentence in what it comes from.
    pub(super) text: Range<usize>,
    /// Bytes of the phrases in the sentence.
    pub(super) phrases: Vec<Range<usize>>,
}

/// What a sentence is a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SentenceOrigin {
    /// The unit of the document with this index.
    LogicalLine(usize),
    /// The title, where the text does not show it.
    Title,
    /// The text about causes with this index among those that the front matter declares.
    Declared(usize),
}

/// All votes of a write-up, and which cause its sentences say led to which.
#[derive(Debug, Default)]
pub(super) struct Ballot {
    pub(super) votes: Vec<Vote>,
    /// Cause, effect: pairs said in one sentence.
    pub(super) chains: FxHashSet<(usize, usize)>,
}

/// Number of units from which on a story has a close of its own.
const LONG: usize = 12;

/// A word that needs a cue says less in a sentence which names another cause outright.
const BESIDE_A_STRONG_ONE: f64 = 0.5;

/// Buffers reused across sentences.
#[derive(Default)]
struct Scratch {
    /// Place of the language of the file: phrases of it and of English count.
    language: usize,
    sentence: TokenizedSentence,
    hits: Vec<Hit>,
    cues: Vec<Hit>,
}

/// Where a sentence stands.
struct SentenceContext {
    sentence: usize,
    origin: SentenceOrigin,
    start: usize,
    role: SectionRole,
    weights: Weights,
    /// Whether a verb at its start may be an order.
    orders: bool,
    /// Whether what stands before it says that it led nowhere.
    is_wrong_lead: bool,
    /// Whether it may say what follows it.
    announces: bool,
}

impl SentenceContext {
    /// A sentence that stands outside the text.
    fn alone(origin: SentenceOrigin, role: SectionRole, weights: Weights) -> Self {
        let (sentence, start) = (0, 0);
        let (orders, is_wrong_lead, announces) = (false, false, false);
        Self { sentence, origin, start, role, weights, orders, is_wrong_lead, announces }
    }
}

impl Ballot {
    /// Reads every sentence of an incident that tells its story, and what the front matter says `about` its causes.
    pub(super) fn of(tagger: &Tagger, incident: &Incident, about: &[&str]) -> Self {
        let mut ballot = Self::default();
        let mut scratch = Scratch { language: incident.language, ..Scratch::default() };
        let document = &incident.document;
        let title = incident.record.title.trim();
        let mut title_read = title.is_empty();
        let about_causes = document
            .sections
            .iter()
            .any(|section| !section.units.is_empty() && section.role.is_about_causes());
        let long = document.units.len() >= LONG;
        let mut opened = None;
        let mut announced: Option<Announcement> = None;
        for (number, sentence) in document.sentences().enumerate() {
            let Some(unit) = document.units.get(sentence.unit) else { continue };
            let is_retelling = document.section_of(sentence.unit).is_some_and(|section| section.is_retelling);
            if is_retelling || is_prompt(unit) {
                continue;
            }
            let shows_title = unit.text.trim() == title;
            let is_title = number < 8 && (shows_title || matches!(unit.kind, LineKind::Heading { level: 1 }));
            title_read |= shows_title || is_title && unit.text.contains(title);
            announced = announced.filter(|announced| announced.covers(unit));
            let role = match announced.as_ref().map(|announced| announced.what) {
                Some(Announced::Causes) => SectionRole::RootCause,
                Some(Announced::Plans) => SectionRole::Actions,
                Some(Announced::WrongLeads) => sentence.role,
                None if starts_with_time(&unit.text) && is_told_aside(sentence.role) => SectionRole::Timeline,
                None => sentence.role,
            };
            let is_first = role.is_about_causes() && opened != Some(unit.section) && !is_heading(unit);
            if is_first {
                opened = Some(unit.section);
            }
            let weights = match role {
                _ if is_title && about_causes => TITLE_BESIDE_CAUSES,
                _ if is_title => TITLE,
                _ if is_first => OPENING,
                role => Weights::of(role, about_causes),
            };
            // A story told without sections ends in repairs and prospects.
            let late = !about_causes && long && sentence.unit * 10 > document.units.len() * 7;
            let late = late && matches!(role, SectionRole::Lead | SectionRole::Other);
            let weights = if late { weights.faded() } else { weights };
            let orders = matches!(unit.kind, LineKind::ListItem { .. }) && !tells(role);
            let (number, origin, start) =
                (number + 1, SentenceOrigin::LogicalLine(sentence.unit), sentence.start);
            let is_wrong_lead = announced.as_ref().is_some_and(|one| one.what == Announced::WrongLeads);
            let announces = sentence.text.ends_with(':') || is_heading(unit);
            let place = SentenceContext {
                sentence: number,
                origin,
                start,
                role,
                weights,
                orders,
                is_wrong_lead,
                announces,
            };
            let says = ballot.read(tagger, &mut scratch, sentence.text, &place);
            if announced.is_none() {
                announced = says
                    .filter(|what| *what == Announced::WrongLeads || sentence.text.ends_with(':'))
                    .map(|what| Announcement::of(what, unit));
            }
        }
        if !title_read {
            let role = SectionRole::Lead;
            let (origin, weights) = (SentenceOrigin::Title, TITLE);
            ballot.read(
                tagger,
                &mut scratch,
                beginning(title),
                &SentenceContext::alone(origin, role, weights),
            );
        }
        for (at, text) in about.iter().enumerate() {
            let (origin, role, weights) = (SentenceOrigin::Declared(at), SectionRole::RootCause, OPENING);
            ballot.read(
                tagger,
                &mut scratch,
                beginning(text),
                &SentenceContext::alone(origin, role, weights),
            );
        }
        ballot
    }

    /// Takes the votes of a sentence; returns what it says of a list that follows it.
    fn read(
        &mut self,
        tagger: &Tagger,
        scratch: &mut Scratch,
        text: &str,
        place: &SentenceContext,
    ) -> Option<Announced> {
        tagger.matcher.read(text, &mut scratch.sentence);
        tagger.matcher.find(&mut scratch.sentence, Layer::Names, &mut scratch.hits);
        let own = scratch.language;
        let of_file = |(language, target)| (language == 0 || language == own).then_some(target);
        let target = |hit: &Hit| tagger.targets.get(hit.tag as usize).copied().and_then(of_file);
        let named = scratch.hits.iter().filter_map(|hit| match target(hit) {
            Some(Target::Cause { cause, strength }) => {
                let taken_back = scratch.hits.iter().any(|other| {
                    target(other) == Some(Target::Not { cause }) && overlap(&other.words, &hit.words)
                });
                (!taken_back).then(|| (cause, strength, hit.words.clone()))
            }
            _ => None,
        });
        let named: Vec<(usize, Strength, Range<usize>)> = named.collect();
        if named.is_empty() && !place.announces {
            return None;
        }
        tagger.matcher.find(&mut scratch.sentence, Layer::Cues, &mut scratch.cues);
        let cues = scratch.cues.iter().filter_map(|hit| match target(hit) {
            Some(Target::Cue(cue)) => Some(CueMatch { cue, words: hit.words.clone() }),
            _ => None,
        });
        let reading = CuedSentence::new(&scratch.sentence.words, cues.collect(), place.orders);
        let from = self.votes.len();
        let closer =
            |cause: usize| named.iter().filter(move |other| other.1 > Strength::Weak && other.0 != cause);
        // "A defective switch" is no defect in code.
        let hidden = |(cause, strength, words): &&(usize, Strength, Range<usize>)| {
            *strength == Strength::Weak && closer(*cause).any(|other| overlap(&other.2, words))
        };
        let judged = named.iter().filter(|one| !hidden(one)).map(|(cause, strength, words)| {
            let mut verdict = reading.judge(words);
            // "Cascading failure due to X": what spreads or feeds an incident always has a cause of its own.
            if verdict.side == CausalRole::Effect && tagger.cause(*cause).role == Role::Amplifier {
                verdict.side = CausalRole::Intermediate;
            }
            NamedCause { cause: *cause, strength: *strength, words: words.clone(), verdict }
        });
        let mut judged: Vec<NamedCause> = judged.collect();
        negation::complete(text, &scratch.sentence.words, &reading, &mut judged);
        if place.is_wrong_lead {
            judged.iter_mut().for_each(|item| item.verdict.take_back(Doubt::Mistaken));
        }
        for item in &judged {
            let NamedCause { cause, strength, ref words, ref verdict } = *item;
            let mut weight = place.weights.weigh(strength, verdict.side) * verdict.factor;
            if strength == Strength::Weak && closer(cause).next().is_some() {
                weight *= BESIDE_A_STRONG_ONE;
            }
            let phrase = scratch.sentence.words.get(words.clone()).unwrap_or_default();
            let states = phrase.iter().any(|word| tagger.matcher.denies(word));
            let weight = weight * tagger.trust(cause, place.role, verdict, states);
            self.cast(from, place, item, weight, text.len(), bytes(&scratch.sentence.words, words));
        }
        self.chain(from);
        if place.announces { reading.announces() } else { None }
    }

    /// Adds a vote, or strengthens the one that the sentence has already given to this cause.
    fn cast(
        &mut self,
        from: usize,
        place: &SentenceContext,
        item: &NamedCause,
        weight: f64,
        length: usize,
        phrase: Range<usize>,
    ) {
        let NamedCause { cause, strength, ref verdict, .. } = *item;
        let earlier = self.votes[from..].iter_mut().find(|vote| vote.cause == cause);
        if let Some(vote) = earlier {
            if weight > vote.weight {
                (vote.weight, vote.side, vote.doubt) = (weight, verdict.side, verdict.doubt);
            }
            vote.strength = vote.strength.max(strength);
            vote.part = vote.part.or(verdict.part);
            if !vote.phrases.iter().any(|known| overlap(known, &phrase)) {
                vote.phrases.push(phrase);
            }
            return;
        }
        self.votes.push(Vote {
            cause,
            weight,
            side: verdict.side,
            doubt: verdict.doubt,
            part: verdict.part,
            section: place.role,
            strength,
            sentence: place.sentence,
            origin: place.origin,
            text: place.start..place.start + length,
            phrases: vec![phrase],
        });
    }

    /// Notes which causes of a sentence it puts before which effects.
    fn chain(&mut self, from: usize) {
        let votes = &self.votes[from..];
        let sure = |vote: &&Vote| vote.doubt.is_none();
        for head in votes
            .iter()
            .filter(sure)
            .filter(|vote| matches!(vote.side, CausalRole::Cause | CausalRole::Stated))
        {
            for tail in votes.iter().filter(sure) {
                if matches!(tail.side, CausalRole::Intermediate | CausalRole::Effect)
                    && tail.cause != head.cause
                {
                    self.chains.insert((head.cause, tail.cause));
                }
            }
        }
    }
}

/// As much of a text from front matter as is read: no sentence of the write-up is longer.
fn beginning(text: &str) -> &str {
    &text[..floor_boundary(text, LONGEST_SENTENCE)]
}

fn is_heading(unit: &LogicalLine) -> bool {
    matches!(unit.kind, LineKind::Heading { .. })
}

/// Whether a paragraph is a template's prompt that was left standing: "Describe how users were impacted".
fn is_prompt(unit: &LogicalLine) -> bool {
    const ORDERS: [&str; 9] = [
        "describe", "list", "explain", "summarize", "summarise", "outline", "note the", "report when",
        "provide",
    ];
    let orders = |order: &&str| {
        let start = unit.text.get(..order.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(order))
            && unit.text[order.len()..].starts_with([' ', ','])
    };
    matches!(unit.kind, LineKind::Paragraph) && ORDERS.iter().any(orders)
}

/// Whether a part of the story may hold a timeline under another name.
fn is_told_aside(role: SectionRole) -> bool {
    matches!(role, SectionRole::Background | SectionRole::Other | SectionRole::Supporting)
}

/// Bytes in which a line opens with a time; this is asked for each sentence of a line, which may be one of megabytes.
const LONGEST_OPENING: usize = 64;

/// Whether a sentence starts as an entry of a timeline does, with a day or a clock time in figures.
fn starts_with_time(text: &str) -> bool {
    let head = &text[..floor_boundary(text, LONGEST_OPENING)];
    let start = head.trim_start_matches(['~', '[', '(', '*']).as_bytes();
    let digits = start.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mark = start.get(digits).copied();
    let next_is_digit = start.get(digits + 1).is_some_and(u8::is_ascii_digit);
    next_is_digit && (digits == 4 && mark == Some(b'-') || (1..=2).contains(&digits) && mark == Some(b':'))
}

/// Whether a part of the story tells what was, so that a verb at the start of a line is no order.
fn tells(role: SectionRole) -> bool {
    use SectionRole::{Impact, RootCause, Summary, Timeline, Trigger};
    matches!(role, RootCause | Trigger | Timeline | Summary | Impact)
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

impl Tagger {
    /// How far a mention is to be trusted where a cause is blamed far more seldom than it is named: a missing test or
    /// alert is nearly always a wish, unless it stands among the causes, is said to have made matters worse, or the
    /// phrase `states` what did not happen ("nobody noticed").
    fn trust(&self, cause: usize, role: SectionRole, verdict: &PhraseVerdict, states: bool) -> f64 {
        let blamed = matches!(verdict.side, CausalRole::Cause | CausalRole::Stated) || verdict.part.is_some();
        let among_causes = matches!(role, SectionRole::RootCause | SectionRole::Trigger);
        if !self.cause(cause).wished || among_causes || states {
            1.0
        } else if blamed {
            0.8
        } else {
            0.7
        }
    }
}
