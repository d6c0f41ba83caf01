//! 3: root causes with their evidence.
//!
//! A write-up is read sentence by sentence. The phrases of the taxonomy and the cues of the language are found in each
//! (`crate::phrases`), the cues say what part the sentence gives to what it names (`reading`), and where it stands says how
//! much that counts (`votes`). The votes make a score, and a few rules decide which scores are tags (`scoring`).

mod announcements;
mod cues;
mod declared;
mod negation;
mod reading;
mod scoring;
pub mod taxonomy;
mod votes;
mod weights;

use crate::config::{Budget, KnownServices};
use crate::diagnostic::Diagnostic;
use crate::extract::Incident;
use crate::extract::text::SectionRole;
use crate::language::{CausePhrases, SiteLanguage};
use crate::phrases::{Layer, Matcher, MatcherBuilder};
use crate::postmortem::{CauseTag, Evidence, Provenance, Role, Source};

pub use declared::{Declared, Placed};
pub use reading::{CausalRole, Doubt};
pub use scoring::{Decision, SUGGESTION, THRESHOLD};

use cues::Cue;
use scoring::CauseVerdict;
use taxonomy::{Cause, Taxonomy};
use votes::{Ballot, SentenceOrigin, Vote};

/// How surely a phrase names a cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Only with a cue beside it, or among causes.
    Weak,
    /// By two words of the right sorts near each other.
    Paired,
    /// By itself.
    Strong,
}

/// What a phrase stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    /// It names a cause, by itself or only with a cue beside it.
    Cause { cause: usize, strength: Strength },
    /// It takes back what it overlaps.
    Not { cause: usize },
    /// It says what part things play.
    Cue(Cue),
}

/// A taxonomy compiled for reading; made once, used for every file and on every thread.
#[derive(Debug)]
pub struct Tagger {
    taxonomy: Taxonomy,
    matcher: Matcher,
    targets: Vec<(usize, Target)>,
    budget: Budget,
    language: SiteLanguage,
    services: KnownServices,
}

/// A sentence and what it says for or against a cause.
#[derive(Debug, Clone, PartialEq)]
pub struct WeighedSentence {
    /// Line of the file, from 1.
    pub line: u32,
    /// The sentence.
    pub text: String,
    /// The words in it that matched.
    pub phrases: Vec<String>,
    /// Confidence that it gives by itself, 0 to 1.
    pub weight: f64,
    /// Part of the story that it stands in.
    pub section: SectionRole,
    /// How surely the words name the cause.
    pub strength: Strength,
    /// What part it gives to the cause.
    pub side: CausalRole,
    /// Why it counts for less than it says.
    pub doubt: Option<Doubt>,
}

/// A cause that the text names, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Leaf of the taxonomy.
    pub id: String,
    /// Its category.
    pub category: String,
    /// What part it would play.
    pub role: Role,
    /// Whether it is the main mechanism.
    pub primary: bool,
    /// Confidence between 0 and 1.
    pub score: f64,
    /// The rule that decided.
    pub decision: Decision,
    /// Sentences that speak for it, strongest first.
    pub for_it: Vec<WeighedSentence>,
    /// Sentences that name it and speak against it, or say nothing of it.
    pub against_it: Vec<WeighedSentence>,
}

/// How often tags read from the text proved right.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    /// Labelled write-ups that were read.
    pub files: usize,
    /// Tags in them that are right or wrong; those that another reader could defend are left out.
    pub tags: usize,
    /// Those of them that are right.
    pub right: usize,
    /// Causes that the labels name.
    pub causes: usize,
}

/// Measured on real write-ups before any rule was made on them, as `docs/evaluation.md` tells.
pub const MEASURED: Measured = Measured { files: 78, tags: 97, right: 72, causes: 126 };

/// How many sentences a tag carries as evidence.
const EVIDENCE: usize = 5;

/// The phrases of the languages for the causes of a taxonomy, each with the places of its language and cause.
fn language_phrases(taxonomy: &Taxonomy) -> impl Iterator<Item = (usize, usize, &'static CausePhrases)> {
    let languages = crate::language::all().iter().enumerate();
    let all = languages.flat_map(|(number, language)| {
        language.causes.iter().map(move |(id, phrases)| (number, id, phrases))
    });
    all.filter_map(|(language, id, phrases)| {
        let place = taxonomy.causes.iter().position(|cause| cause.id == *id)?;
        Some((language, place, phrases))
    })
}

impl Tagger {
    /// Compiles a taxonomy.
    pub fn new(taxonomy: &Taxonomy) -> Self {
        let (mut builder, mut targets) = (MatcherBuilder::default(), Vec::new());
        let mut add = |phrase: &str, language: usize, target| {
            let layer = if matches!(target, Target::Cue(_)) { Layer::Cues } else { Layer::Names };
            builder.add(phrase, targets.len() as u32, layer);
            targets.push((language, target));
        };
        for (cause, leaf) in taxonomy.causes.iter().enumerate() {
            for phrase in &leaf.strong {
                let strength = if phrase.contains('&') { Strength::Paired } else { Strength::Strong };
                add(phrase, 0, Target::Cause { cause, strength });
            }
            let strength = Strength::Weak;
            leaf.weak.iter().for_each(|phrase| add(phrase, 0, Target::Cause { cause, strength }));
            leaf.not.iter().for_each(|phrase| add(phrase, 0, Target::Not { cause }));
        }
        for (language, cue, phrase) in cues::phrases() {
            add(phrase, language, Target::Cue(cue));
        }
        for (language, cause, phrases) in language_phrases(taxonomy) {
            let strong = Strength::Strong;
            phrases
                .strong
                .iter()
                .for_each(|phrase| add(phrase, language, Target::Cause { cause, strength: strong }));
            phrases
                .weak
                .iter()
                .for_each(|phrase| add(phrase, language, Target::Cause { cause, strength: Strength::Weak }));
        }
        Self {
            taxonomy: taxonomy.clone(),
            matcher: builder.build(),
            targets,
            budget: Budget::default(),
            language: SiteLanguage::default(),
            services: KnownServices::default(),
        }
    }

    /// The same with a site's own budget for the write-ups that are read for it.
    #[must_use]
    pub fn with_budget(mut self, budget: Budget) -> Self {
        self.budget = budget;
        self
    }

    /// The same with what a site says of the languages of the write-ups that are read for it.
    #[must_use]
    pub fn with_language(mut self, language: SiteLanguage) -> Self {
        self.language = language;
        self
    }

    /// The same with a site's own services for the write-ups that are read for it.
    #[must_use]
    pub fn with_services(mut self, services: KnownServices) -> Self {
        self.services = services;
        self
    }

    /// The services of the site.
    pub fn services(&self) -> &KnownServices {
        &self.services
    }

    /// What the site says of the languages of its write-ups.
    pub fn language(&self) -> &SiteLanguage {
        &self.language
    }

    /// How much of one write-up is read.
    pub fn budget(&self) -> &Budget {
        &self.budget
    }

    /// A leaf by its index, which comes from the phrases of this taxonomy.
    fn cause(&self, cause: usize) -> &Cause {
        &self.taxonomy.causes[cause]
    }

    fn id(&self, cause: usize) -> &str {
        &self.cause(cause).id
    }

    /// Whether a cause says more closely what another one says.
    fn is_closer(&self, cause: usize, general: usize) -> bool {
        self.cause(general).closer.iter().any(|id| id == self.id(cause))
    }

    /// Every cause that the text names, tags first, each with the sentences for and against it. Names that the author
    /// declares play no part; what the front matter tells of the cause is read with the text.
    pub fn candidates(&self, incident: &Incident, declared: &Declared) -> Vec<Candidate> {
        let (about, _) = declared.texts_about_causes(&self.taxonomy);
        let story = Story { incident, about };
        let ballot = story.ballot(self);
        let verdicts = scoring::decide(self, &ballot);
        verdicts.iter().map(|verdict| self.candidate(&story, &ballot, verdict)).collect()
    }

    fn candidate(&self, story: &Story, ballot: &Ballot, verdict: &CauseVerdict) -> Candidate {
        let reason = |vote: &Vote| {
            let Evidence { line, text, phrases } = story.evidence(vote);
            let weight = rounded(vote.weight);
            let Vote { section, strength, side, doubt, .. } = *vote;
            WeighedSentence { line, text, phrases, weight, section, strength, side, doubt }
        };
        let votes = ranked(ballot, verdict.cause);
        let (for_it, against_it): (Vec<_>, Vec<_>) = votes
            .into_iter()
            .partition(|vote| vote.weight >= 0.05 && vote.doubt.is_none_or(|d| !d.rules_out()));
        let leaf = self.cause(verdict.cause);
        Candidate {
            id: leaf.id.clone(),
            category: leaf.category.clone(),
            role: verdict.role,
            primary: verdict.primary,
            score: rounded(verdict.score),
            decision: verdict.decision.clone(),
            for_it: for_it.into_iter().map(reason).collect(),
            against_it: against_it.into_iter().map(reason).collect(),
        }
    }

    /// Fills the record's causes (primary first, then by score), suggestions and keywords from the text and from what
    /// the front matter declares. Returns what is wrong with the declaration.
    pub fn classify(&self, incident: &mut Incident, declared: &Declared) -> Vec<Diagnostic> {
        let (about, names) = declared.texts_about_causes(&self.taxonomy);
        let story = Story { incident, about };
        let ballot = story.ballot(self);
        let verdicts = scoring::decide(self, &ballot);
        let tag = |verdict: &CauseVerdict| self.tag(&story, &ballot, verdict);
        let mut causes: Vec<CauseTag> =
            verdicts.iter().filter(|verdict| verdict.decision.is_tag()).map(tag).collect();
        let suggested = |verdict: &&CauseVerdict| {
            matches!(verdict.decision, Decision::UnderThreshold | Decision::OnlyWeakPhrases)
                && verdict.score >= SUGGESTION
        };
        let mut suggestions: Vec<CauseTag> = verdicts.iter().filter(suggested).map(tag).collect();
        let mut keywords = Vec::new();
        let diagnostics = self.declare(incident, declared, &names, &mut causes, &mut keywords);
        suggestions.retain(|suggestion| causes.iter().all(|tag| tag.id != suggestion.id));
        let record = &mut incident.record;
        if let Some(first) = causes.first()
            && let Some(evidence) = first.evidence.first()
        {
            let provenance = Provenance::stated(first.source, evidence.line, evidence.text.clone());
            record.provenance.insert("causes", provenance);
        }
        for keyword in keywords {
            if !record.keywords.contains(&keyword) {
                record.keywords.push(keyword);
            }
        }
        (record.causes, record.suggestions) = (causes, suggestions);
        diagnostics
    }

    fn tag(&self, story: &Story, ballot: &Ballot, verdict: &CauseVerdict) -> CauseTag {
        let leaf = self.cause(verdict.cause);
        let votes = ranked(ballot, verdict.cause).into_iter();
        let speaking = votes.filter(|vote| vote.weight >= 0.05).take(EVIDENCE);
        CauseTag {
            id: leaf.id.clone(),
            category: leaf.category.clone(),
            declared: false,
            role: verdict.role,
            primary: verdict.primary,
            score: rounded(verdict.score),
            source: Source::Text,
            evidence: speaking.map(|vote| story.evidence(vote)).collect(),
        }
    }
}

/// The votes on a cause, strongest first, then in the order of the text.
fn ranked(ballot: &Ballot, cause: usize) -> Vec<&Vote> {
    let mut votes: Vec<&Vote> = ballot.votes.iter().filter(|vote| vote.cause == cause).collect();
    votes.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.sentence.cmp(&b.sentence)));
    votes
}

/// What there is to read of an incident.
struct Story<'a> {
    incident: &'a Incident,
    /// Texts about its causes in the front matter, each with its place.
    about: Vec<&'a Placed>,
}

impl Story<'_> {
    fn ballot(&self, tagger: &Tagger) -> Ballot {
        let about: Vec<&str> = self.about.iter().map(|(text, _)| text.as_str()).collect();
        Ballot::of(tagger, self.incident, &about)
    }

    fn evidence(&self, vote: &Vote) -> Evidence {
        let (line, text) = match vote.origin {
            SentenceOrigin::LogicalLine(at) => self.incident.document.units.get(at).map_or((1, ""), |unit| {
                let line = self.incident.source.lines.line(unit.file_offset(vote.text.start));
                (line, unit.text.get(vote.text.clone()).unwrap_or_default())
            }),
            SentenceOrigin::Title => {
                let stated = self.incident.record.provenance.get("title").and_then(|place| place.line);
                (stated.unwrap_or(1), self.incident.record.title.trim())
            }
            SentenceOrigin::Declared(at) => {
                self.about.get(at).map_or((1, ""), |(text, span)| (span.line, text.as_str()))
            }
        };
        Evidence { line, text: text.to_owned(), phrases: words_of(text, vote) }
    }
}

fn words_of(text: &str, vote: &Vote) -> Vec<String> {
    let mut ranges = vote.phrases.clone();
    ranges.sort_by_key(|range| range.start);
    ranges.into_iter().filter_map(|range| text.get(range)).map(str::to_owned).collect()
}

fn rounded(score: f64) -> f64 {
    (score * 100.0).round() / 100.0
}
