//! Stage 4: what a write-up claims of its incident, one file a fact. Nothing here writes the record.

mod actions;
mod affected;
mod claim;
mod detection;
mod document_mentions;
mod impact;
mod labelled;
mod milestones;
mod mitigation;
mod narrative;
mod proper_names;
mod service_context;
mod services;
mod statements;
mod system_names;
mod time_claims;
mod time_context;
mod timeline;
mod title;
mod window;
mod zone;

pub(super) use claim::Claim;
pub(super) use document_mentions::DocumentMentions;
pub(super) use labelled::Labels;
pub(super) use services::Services;
pub(super) use statements::DayHint;
pub(super) use time_claims::{TimeClaim, TimeClaims};
pub(super) use time_context::TimeContext;

use super::SiteReading;
use super::budget::{self, Exceeded};
use super::fields::front_matter::FrontMatter;
use super::fields::labels;
use crate::postmortem::{Action, DetectedBy, Impact, Postmortem, Severity, TimelineEntry};
use crate::source::SourceFile;

/// What the text of one file claims, the best claim of each fact.
pub(super) struct Claims<'a> {
    /// How the dates and clock times of the file are read.
    pub context: TimeContext<'a>,
    /// Times, from the strongest statement of each.
    pub times: TimeClaims,
    /// What happened when.
    pub timeline: Vec<TimelineEntry>,
    /// What is to be done.
    pub actions: Vec<Action>,
    /// A title, where a heading or label is one.
    pub title: Option<Claim<String>>,
    /// What happened, in short.
    pub summary: Option<Claim<String>>,
    /// What ended the impact.
    pub mitigation: Option<Claim<String>>,
    /// What set it off.
    pub trigger: Option<Claim<String>>,
    /// Affected services.
    pub services: Services,
    /// Severity.
    pub severity: Option<Claim<Severity>>,
    /// Status codes and error messages.
    pub symptoms: Vec<Claim<String>>,
    /// What labels alone state: identifier, team, people, status.
    pub labels: Labels,
    /// Who or what detected it.
    pub detected_by: Option<Claim<DetectedBy>>,
    /// Share of users or requests affected, in percent.
    pub impact_percent: Option<Claim<f64>>,
    /// Counts of users and requests, and money lost.
    pub impact: Option<Claim<Impact>>,
}

/// Reads the claims of a text. `record` holds what front matter states: it says how dates are to be read, and what it
/// states is not looked for again.
pub(super) fn read<'a>(
    source: &'a SourceFile,
    mentions: &'a DocumentMentions<'a>,
    stated: &FrontMatter,
    record: &Postmortem,
    site: SiteReading<'_>,
) -> Result<Claims<'a>, Exceeded> {
    let document = mentions.document;
    let labelled = labels::find(document);
    let yields = !stated.dates_the_incident();
    let context = TimeContext::new(source, mentions, &labelled, record.date, yields, &record.title);
    let entries = timeline::read(mentions, context.dates);
    budget::within("timeline", entries.len(), site.budget.timeline)?;
    let detected_by = detection::read(document, &labelled, &entries);
    let times = window::claims(&context, &labelled, &entries, detected_by.as_ref(), record);
    let services = if record.services.is_empty() {
        services::read(source, document, &labelled, (&record.title, site.services))
    } else {
        Services::default()
    };
    let mut actions = Vec::new();
    if record.actions.is_empty() {
        actions = actions::read(document, source.markdown(), context.dates, |unit| context.line(unit, 0));
        budget::within("actions", actions.len(), site.budget.actions)?;
    }
    let mitigation = mitigation::read(mentions, &entries);
    let timeline = entries.into_iter().map(|entry| TimelineEntry {
        time: entry.time,
        date: entry.date,
        text: entry.text,
        line: context.line(entry.unit, 0),
    });
    Ok(Claims {
        times,
        timeline: timeline.collect(),
        actions,
        title: title::title(mentions, &labelled, source.refused_to),
        summary: narrative::summary(document),
        mitigation,
        trigger: narrative::trigger(document, &labelled),
        services,
        severity: affected::severity(document, &labelled),
        symptoms: affected::symptoms(document),
        labels: Labels::of(&labelled),
        detected_by,
        impact_percent: impact::share(mentions),
        impact: impact::counts(mentions).claim(),
        context,
    })
}
