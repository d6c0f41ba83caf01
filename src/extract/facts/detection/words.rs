//! The words of which sentences about noticing are made.

use rustc_hash::FxHashMap;

use crate::language::{Compiled, Language, NoticingRole};
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

/// What one word or a pair of words can do.
#[derive(Debug, Default)]
struct Roles {
    main: Option<NoticingRole>,
    /// What it can do beside that.
    beside: Option<NoticingRole>,
    /// Words in front of it with which it does something else.
    pairs: Vec<(&'static str, NoticingRole)>,
}

static ROLES: Compiled<FxHashMap<&'static str, Roles>> = Compiled::new(roles);

fn roles(languages: &[&'static Language]) -> FxHashMap<&'static str, Roles> {
    use NoticingRole::{Alarms, Companies, Looks, Places, Report, While};
    let mut roles: FxHashMap<&'static str, Roles> = FxHashMap::default();
    let lists = languages.iter().flat_map(|language| &language.who_noticed);
    for (&role, word) in lists.flat_map(|(role, words)| words.iter().map(move |word| (role, word.as_str()))) {
        match word.split_once(' ') {
            Some((first, last)) => roles.entry(last).or_default().pairs.push((first, role)),
            None => {
                let of_word = roles.entry(word).or_default();
                if matches!(role, Alarms | Companies | Looks | Places | Report | While) {
                    of_word.beside = Some(role);
                }
                if !matches!(role, Alarms | Looks | Places | While) {
                    of_word.main.get_or_insert(role);
                }
            }
        }
    }
    roles
}

/// A word of a sentence in small letters.
pub(super) struct Word<'a> {
    /// The word, without marks around it.
    pub(super) text: &'a str,
    /// What it can do.
    pub(super) role: Option<Role>,
    /// What it can do beside that.
    pub(super) beside: Option<NoticingRole>,
    /// Whether a mark that ends a clause stands before it.
    pub(super) breaks: bool,
    /// Whether figures that were left out stand before it.
    pub(super) after_figures: bool,
    /// Whether it is written with a capital.
    pub(super) capital: bool,
    /// Whether it is written as a handle: `@ada`.
    pub(super) handle: bool,
}

/// Cuts a sentence into words; figures are left out. `lower` is the sentence in small letters.
pub(super) fn cut<'a>(sentence: &str, lower: &'a str) -> Vec<Word<'a>> {
    let roles = &*ROLES;
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
            let of_word = roles.get(unmarked.as_deref().unwrap_or(bare));
            let last = words.last_mut().filter(|_| !breaks);
            let pair = of_word.zip(last).and_then(|(of_word, last)| {
                let (_, role) = of_word.pairs.iter().find(|(first, _)| *first == last.text)?;
                last.role = None;
                Some(*role)
            });
            let role = pair.or(of_word.and_then(|of_word| of_word.main));
            words.push(Word {
                text: bare,
                role: role.filter(|role| *role != NoticingRole::Nothing).map(Role::from),
                beside: of_word.and_then(|of_word| of_word.beside),
                breaks,
                after_figures,
                capital: written.starts_with(|c: char| c == '@' || c.is_uppercase()),
                handle: written.starts_with('@'),
            });
            (breaks, after_figures) = (false, false);
        }
        breaks |= text.ends_with([';', ':', '.', '!', '?']) && !matches!(bare, "e.g" | "i.e" | "vs");
    }
    words
}
