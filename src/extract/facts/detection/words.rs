//! The words of which sentences about noticing are made.

use rustc_hash::FxHashSet;

use crate::extract::patterns::words;
use crate::extract::text::is_abbreviation;
use crate::language::{Compiled, Language, NoticingRole, site_words};
use crate::phrases::Lexicon;
use crate::postmortem::DetectedBy;

/// What a word does in a sentence about noticing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Names somebody or something that notices.
    Who(Who),
    /// Does something else.
    Does(NoticingRole),
}

/// Who may notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// A user of the service.
    Outsider,
    /// Somebody of the organisation.
    Insider,
    /// A developer or a team: of ours, or one that uses what we run.
    Ambiguous,
    /// An alert, a probe.
    Machine,
    /// A graph: a machine shows it, a human looks at it.
    Screen,
    /// What a human reads.
    Log,
    /// A provider, an authority.
    ThirdParty,
    /// A researcher: whoever looks for faults of others.
    Finder,
}

impl Who {
    /// Who is said to have noticed, where no more is known of them.
    pub(super) fn by(self) -> DetectedBy {
        match self {
            Who::Outsider => DetectedBy::Customer,
            Who::Insider | Who::Ambiguous | Who::Log => DetectedBy::Engineer,
            Who::Machine | Who::Screen => DetectedBy::Monitoring,
            Who::ThirdParty | Who::Finder => DetectedBy::ThirdParty,
        }
    }
}

impl From<NoticingRole> for Role {
    fn from(role: NoticingRole) -> Self {
        match role {
            NoticingRole::Users => Self::Who(Who::Outsider),
            NoticingRole::Staff => Self::Who(Who::Insider),
            NoticingRole::Teams => Self::Who(Who::Ambiguous),
            NoticingRole::Machines => Self::Who(Who::Machine),
            NoticingRole::Screens => Self::Who(Who::Screen),
            NoticingRole::Logs => Self::Who(Who::Log),
            NoticingRole::ThirdParties | NoticingRole::Companies => Self::Who(Who::ThirdParty),
            NoticingRole::Finders => Self::Who(Who::Finder),
            role => Self::Does(role),
        }
    }
}

/// What a word is, whatever stands around it: a bit for each mark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct WordMarks(u128);

impl WordMarks {
    fn of(mark: NoticingRole) -> Self {
        Self(1 << mark as u32)
    }

    fn has(self, mark: NoticingRole) -> bool {
        self.0 & Self::of(mark).0 != 0
    }
}

/// What is known of a word.
#[derive(Debug, Default)]
struct Known {
    role: Option<NoticingRole>,
    marks: WordMarks,
    /// Words in front of it with which it plays another role.
    pairs: Vec<(&'static str, NoticingRole)>,
}

static LEXICON: Compiled<Lexicon<Known>> = Compiled::new(lexicon);

fn lexicon(languages: &[&'static Language]) -> Lexicon<Known> {
    // Numbers from here on are those of pairs of words; below are those of roles and marks.
    const PAIRS: u32 = 128;
    let mut roles: Vec<NoticingRole> = Vec::new();
    let mut pairs: Vec<(&'static str, NoticingRole)> = Vec::new();
    let mut words: Vec<(&'static str, u32)> = Vec::new();
    for (at, language) in languages.iter().enumerate() {
        // What is one word in English and another in the file's language is the latter.
        let later: FxHashSet<&str> = languages[at + 1..]
            .iter()
            .flat_map(|later| later.who_noticed.values().flatten())
            .map(String::as_str)
            .collect();
        for (&role, listed) in &language.who_noticed {
            roles.push(role);
            for word in listed.iter().filter(|word| !later.contains(word.as_str())) {
                if let Some((first, last)) = word.split_once(' ') {
                    words.push((last, PAIRS + pairs.len() as u32));
                    pairs.push((first, role));
                } else {
                    words.push((word, role as u32));
                }
            }
        }
    }
    Lexicon::new(words, |numbers| {
        let mut known = Known::default();
        for &number in numbers {
            match (number.checked_sub(PAIRS), roles.iter().find(|&&role| role as u32 == number)) {
                (Some(pair), _) => known.pairs.extend(pairs.get(pair as usize)),
                (None, Some(&role)) => {
                    known.marks.0 |= WordMarks::of(role).0;
                    known.role = known.role.or(Some(role).filter(|role| role.is_role()));
                }
                (None, None) => {}
            }
        }
        known
    })
}

/// Endings that say what form a word has.
struct Endings {
    gerund: Vec<&'static str>,
    past: Vec<&'static str>,
    third_person: Vec<&'static str>,
    plural: Vec<&'static str>,
}

static ENDINGS: Compiled<Endings> = Compiled::new(|languages| Endings {
    gerund: words(languages, |language| &language.noticing_endings.gerund),
    past: words(languages, |language| &language.noticing_endings.past),
    third_person: words(languages, |language| &language.noticing_endings.third_person),
    plural: words(languages, |language| &language.noticing_endings.plural),
});

/// A word of a sentence in small letters.
pub(super) struct Word<'a> {
    /// The word, without marks around it.
    pub(super) text: &'a str,
    /// What it does.
    pub(super) role: Option<Role>,
    marks: WordMarks,
    /// Whether a mark that ends a clause stands before it.
    pub(super) breaks: bool,
    /// Whether figures that were left out stand before it.
    pub(super) after_figures: bool,
    /// Whether it is written with a capital.
    pub(super) capital: bool,
    /// Whether it is written as a handle: `@ada`.
    pub(super) handle: bool,
}

impl Word<'_> {
    /// Whether it stands in a list of the language.
    pub(super) fn is(&self, mark: NoticingRole) -> bool {
        self.marks.has(mark)
    }

    /// "debugging".
    pub(super) fn is_gerund(&self) -> bool {
        self.ends_in(&ENDINGS.gerund)
    }

    /// "alerted".
    pub(super) fn is_past(&self) -> bool {
        self.ends_in(&ENDINGS.past)
    }

    /// "reports", of a verb.
    pub(super) fn is_third_person(&self) -> bool {
        self.ends_in(&ENDINGS.third_person)
    }

    /// "viewers", "people".
    pub(super) fn is_plural(&self) -> bool {
        self.text.len() > 3 && self.ends_in(&ENDINGS.plural) || self.is(NoticingRole::People)
    }

    fn ends_in(&self, endings: &[&str]) -> bool {
        endings.iter().any(|ending| self.text.ends_with(ending))
    }
}

/// Cuts a sentence into words; figures are left out. `lower` is the sentence in small letters.
pub(super) fn cut<'a>(sentence: &str, lower: &'a str) -> Vec<Word<'a>> {
    let lexicon = &*LEXICON;
    let own = site_words();
    let mut words: Vec<Word<'a>> = Vec::new();
    let (mut breaks, mut after_figures) = (false, false);
    let parts = |c: char| {
        matches!(c, ' ' | '\t' | '(' | ')' | '"' | '/' | '“' | '”' | '`' | '*' | '—' | '–' | '\u{a0}')
    };
    for (text, written) in lower.split(parts).zip(sentence.split(parts)) {
        let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
        let figures = bare.starts_with(|c: char| c.is_ascii_digit());
        after_figures |= figures;
        if figures
            && let Some(last) = words.last_mut()
            && last.role == Some(Role::Does(NoticingRole::May))
        {
            // "May 14" is a day.
            last.role = None;
        }
        if !bare.is_empty() && !figures {
            let bare = bare.strip_suffix("'s").or_else(|| bare.strip_suffix("’s")).unwrap_or(bare);
            let unmarked = bare.contains(['\'', '’']).then(|| bare.replace(['\'', '’'], ""));
            let of_word = lexicon.get(unmarked.as_deref().unwrap_or(bare));
            let last = words.last_mut().filter(|_| !breaks);
            let of_site =
                own.as_deref().and_then(|site| site.noticer(last.as_ref().map(|last| last.text), bare));
            let pair = of_word.zip(last).and_then(|(of_word, last)| {
                let (_, role) = of_word.pairs.iter().find(|(first, _)| *first == last.text)?;
                last.role = None;
                Some(*role)
            });
            let role = of_site.or(pair).or(of_word.and_then(|of_word| of_word.role));
            words.push(Word {
                text: bare,
                role: role.filter(|role| *role != NoticingRole::Nothing).map(Role::from),
                marks: of_word.map(|of_word| of_word.marks).unwrap_or_default(),
                breaks,
                after_figures,
                capital: written.starts_with(|c: char| c == '@' || c.is_uppercase()),
                handle: written.starts_with('@'),
            });
            (breaks, after_figures) = (false, false);
        }
        breaks |= text.ends_with([';', ':', '.', '!', '?']) && !is_abbreviation(bare);
    }
    words
}
