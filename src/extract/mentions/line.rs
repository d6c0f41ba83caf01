//! What one line of text mentions: each kind is looked for once, when it is first asked for, and kept beside the line.

use std::cell::OnceCell;
use std::ops::Range;

use super::clocks::{self, Clock};
use super::dates::{self, PartialDate};
use super::zones::{self, Zone};
use super::{Spanned, amounts, durations};

/// A line of text and its mentions.
#[derive(Debug)]
pub(crate) struct LineMentions<'a> {
    text: &'a str,
    dates: OnceCell<Vec<Spanned<PartialDate>>>,
    clocks: OnceCell<Vec<Spanned<Clock>>>,
    zones: OnceCell<Vec<Spanned<Zone>>>,
    lengths: OnceCell<Vec<Spanned<f64>>>,
    percents: OnceCell<Vec<Spanned<f64>>>,
    counts: OnceCell<Vec<Spanned<()>>>,
    money: OnceCell<Vec<Spanned<()>>>,
}

impl<'a> LineMentions<'a> {
    /// A line of which nothing is known yet.
    pub(crate) fn new(text: &'a str) -> Self {
        let (dates, clocks, zones, lengths, percents, counts, money) = Default::default();
        Self { text, dates, clocks, zones, lengths, percents, counts, money }
    }

    /// A line that is a machine's: it mentions nothing.
    pub(crate) fn silent(text: &'a str) -> Self {
        let line = Self::new(text);
        line.dates.get_or_init(Vec::new);
        line.clocks.get_or_init(Vec::new);
        line.zones.get_or_init(Vec::new);
        line.lengths.get_or_init(Vec::new);
        line.percents.get_or_init(Vec::new);
        line.counts.get_or_init(Vec::new);
        line.money.get_or_init(Vec::new);
        line
    }

    /// Its text.
    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// Its dates, in order; likewise the others.
    pub(crate) fn dates(&self) -> &[Spanned<PartialDate>] {
        self.dates.get_or_init(|| dates::find(self.text))
    }

    /// Its clock times.
    pub(crate) fn clocks(&self) -> &[Spanned<Clock>] {
        self.clocks.get_or_init(|| clocks::find(self.text))
    }

    /// Its time zones.
    pub(crate) fn zones(&self) -> &[Spanned<Zone>] {
        self.zones.get_or_init(|| zones::find(self.text))
    }

    /// Its lengths of time, in minutes.
    fn lengths(&self) -> &[Spanned<f64>] {
        self.lengths.get_or_init(|| durations::find(self.text))
    }

    /// Its percentages.
    fn percents(&self) -> &[Spanned<f64>] {
        self.percents.get_or_init(|| amounts::percents(self.text))
    }

    /// Its figures, as counts.
    fn counts(&self) -> &[Spanned<()>] {
        self.counts.get_or_init(|| amounts::counts(self.text))
    }

    /// Its amounts of money.
    fn money(&self) -> &[Spanned<()>] {
        self.money.get_or_init(|| amounts::money(self.text))
    }

    /// A part of the line.
    pub(crate) fn part(&self, range: Range<usize>) -> Excerpt<'_> {
        Excerpt { line: self, range }
    }
}

/// A part of a line, such as a sentence or a value, with the mentions that lie in it: their places count from its start.
#[derive(Debug, Clone)]
pub(crate) struct Excerpt<'l> {
    line: &'l LineMentions<'l>,
    range: Range<usize>,
}

impl<'l> Excerpt<'l> {
    /// Its text.
    pub(crate) fn text(&self) -> &'l str {
        self.line.text.get(self.range.clone()).unwrap_or_default()
    }

    /// The part from a byte on.
    pub(crate) fn from(&self, start: usize) -> Self {
        Self { line: self.line, range: self.range.start + start..self.range.end }
    }

    /// Its dates, in order; likewise the others.
    pub(crate) fn dates(&self) -> Vec<Spanned<PartialDate>> {
        self.within(self.line.dates())
    }

    /// Its clock times.
    pub(crate) fn clocks(&self) -> Vec<Spanned<Clock>> {
        self.within(self.line.clocks())
    }

    /// Its time zones.
    pub(crate) fn zones(&self) -> Vec<Spanned<Zone>> {
        self.within(self.line.zones())
    }

    /// Its lengths of time, in minutes.
    pub(crate) fn lengths(&self) -> Vec<Spanned<f64>> {
        self.within(self.line.lengths())
    }

    /// Its percentages.
    pub(crate) fn percents(&self) -> Vec<Spanned<f64>> {
        self.within(self.line.percents())
    }

    /// Its figures, as counts.
    pub(crate) fn counts(&self) -> Vec<Spanned<()>> {
        self.within(self.line.counts())
    }

    /// Its amounts of money.
    pub(crate) fn money(&self) -> Vec<Spanned<()>> {
        self.within(self.line.money())
    }

    fn within<T: Clone>(&self, all: &[Spanned<T>]) -> Vec<Spanned<T>> {
        let Range { start, end } = self.range;
        let inside = all.iter().filter(|one| one.start >= start && one.end <= end);
        inside
            .map(|one| Spanned { start: one.start - start, end: one.end - start, value: one.value.clone() })
            .collect()
    }
}
