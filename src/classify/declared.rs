//! What the author declares in the front matter, and what it does to what the text gives.

use super::Tagger;
use super::taxonomy::{Cause, Taxonomy};
use crate::diagnostic::{Diagnostic, DiagnosticSeverity, Limited, Span};
use crate::extract::Incident;
use crate::extract::fields::front_matter::{StatedRole, words};
use crate::postmortem::{CauseTag, Evidence, Role, Source};

/// A text of the front matter with its place.
pub type Placed = (String, Span);

/// Names in the front matter that may be causes, each with its place.
#[derive(Debug, Clone, Default)]
pub struct Declared {
    /// From `causes` and its aliases: names replace what the text gives, the first is primary; a text of some length is
    /// read like a sentence of the postmortem.
    pub causes: Vec<Placed>,
    /// The parts that the author gives to them.
    pub roles: Vec<StatedRole>,
    /// From `tags`, `categories` and `keywords`: causes where the taxonomy knows them, else keywords.
    pub tags: Vec<Placed>,
}

/// Words from which on a declared cause is no name any more but a text about the cause.
const WORDS_OF_A_TEXT: usize = 5;

impl Declared {
    /// Texts about the cause where a name is expected (`root_cause: The disk filled up because …`), to be read as
    /// sentences; the rest are names.
    pub(super) fn texts_about_causes(&self, taxonomy: &Taxonomy) -> (Vec<&Placed>, Vec<&Placed>) {
        let is_text = |name: &str| {
            name.split_whitespace().nth(WORDS_OF_A_TEXT - 1).is_some() && taxonomy.find(name).is_none()
        };
        self.causes.iter().partition(|(name, _)| is_text(name))
    }
}

impl Tagger {
    /// Puts what the author declares into `causes` and the rest into `keywords`.
    pub(super) fn declare(
        &self,
        incident: &Incident,
        declared: &Declared,
        names: &[&Placed],
        causes: &mut Vec<CauseTag>,
        keywords: &mut Vec<String>,
    ) -> Vec<Diagnostic> {
        let mut diagnostics = Limited::default();
        let mut stated: Vec<CauseTag> = Vec::new();
        for (name, span) in names {
            match self.taxonomy.find(name) {
                Some(cause) if stated.iter().any(|tag| tag.id == cause.id) => {}
                Some(cause) => {
                    let role = role(span, incident, &declared.roles, &mut diagnostics);
                    let primary = stated.is_empty() && role.is_none_or(|role| role == Role::Cause);
                    let tag = declared_tag(cause, incident, span, primary);
                    stated.push(CauseTag { role: role.unwrap_or(tag.role), ..tag });
                }
                None => {
                    diagnostics.push("unknown-cause", || self.unknown_cause(incident, name, span));
                    keywords.push(name.clone());
                }
            }
        }
        // What the author states replaces what the text gives, even where no name of it is known; the sentences that
        // say the same stay beside it.
        if !names.is_empty() {
            for tag in &mut stated {
                let told = causes.iter().find(|told| told.id == tag.id);
                tag.evidence.extend(told.iter().flat_map(|told| told.evidence.iter().cloned()));
            }
            *causes = stated;
        }
        for (name, span) in &declared.tags {
            let Some(cause) = self.taxonomy.find(name) else {
                keywords.push(name.clone());
                continue;
            };
            let found = causes.iter_mut().find(|tag| tag.id == cause.id);
            let fresh = declared_tag(cause, incident, span, false);
            match found {
                Some(tag) if tag.declared => {}
                Some(tag) => {
                    let evidence = fresh.evidence.iter().chain(&tag.evidence).cloned().collect();
                    *tag = CauseTag { role: tag.role, primary: tag.primary, evidence, ..fresh };
                }
                None => causes.push(fresh),
            }
        }
        if causes.iter().all(|tag| !tag.primary)
            && let Some(tag) = causes.iter_mut().find(|tag| tag.role == Role::Cause)
        {
            tag.primary = true;
        }
        causes.sort_by(|a, b| b.primary.cmp(&a.primary).then_with(|| b.score.total_cmp(&a.score)));
        diagnostics.finish()
    }

    fn unknown_cause(&self, incident: &Incident, name: &str, span: &Span) -> Diagnostic {
        let path = &incident.source.relative;
        let finding = |message: String| {
            Diagnostic::new("unknown-cause", DiagnosticSeverity::Warning, path, message).at(span.clone())
        };
        if let Some(retired) = self.taxonomy.find_retired(name) {
            let message = format!("this site retires the cause `{name}`; it is kept as a keyword");
            let help = format!(
                "use another cause, or take `{}` out of `retire` in the site's taxonomy file",
                retired.id
            );
            return finding(message).help(help);
        }
        let finding = finding(format!("the taxonomy has no cause `{name}`; it is kept as a keyword"));
        match self.taxonomy.nearest(name) {
            Some(nearest) => finding
                .help(format!("did you mean `{}`?", nearest.id))
                .replacing(&incident.source.text, name, &nearest.id),
            None => finding.help("add it to the taxonomy of the site, or use one of its causes"),
        }
    }
}

/// The part that the author gives to the cause at a place.
fn role(cause: &Span, incident: &Incident, roles: &[StatedRole], diagnostics: &mut Limited) -> Option<Role> {
    let stated = roles.iter().find(|role| role.cause == cause.range)?;
    let role = words::role(&stated.word);
    if role.is_none() {
        diagnostics.push("unknown-value", || {
            let source = &incident.source;
            let message = format!("`{}` is no part that a cause plays", stated.word);
            Diagnostic::new("unknown-value", DiagnosticSeverity::Warning, &source.relative, message)
                .at(source.lines.span(&source.text, stated.range.clone()))
                .help("use cause, amplifier or prolonged")
        });
    }
    role
}

fn declared_tag(cause: &Cause, incident: &Incident, span: &Span, primary: bool) -> CauseTag {
    let source = &incident.source;
    let line = source.lines.line_range(&source.text, span.line);
    let word = source.text.get(span.range.clone()).unwrap_or_default();
    let text = source.text.get(line).unwrap_or_default().trim().to_owned();
    CauseTag {
        id: cause.id.clone(),
        category: cause.category.clone(),
        declared: true,
        // What the author puts first is the mechanism, whatever part it plays elsewhere.
        role: if primary { Role::Cause } else { cause.role },
        primary,
        score: 1.0,
        source: Source::FrontMatter,
        evidence: vec![Evidence { line: span.line, text, phrases: vec![word.to_owned()] }],
    }
}
