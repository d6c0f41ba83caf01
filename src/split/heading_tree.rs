//! The headings of a file, and the days that they name.

use jiff::civil::Date;
use pulldown_cmark::{Event, Tag, TagEnd};

use crate::anchors::spoken;
use crate::extract::dates::{self, Order, PartialDate};
use crate::extract::text::markdown::{OPTIONS, level_number};
use crate::extract::text::{SectionRole, role_of_heading};
use crate::source::{SourceFile, markup};

/// A heading.
pub(super) struct HeadingNode {
    /// 1 to 6.
    pub level: u8,
    /// Its words.
    pub text: String,
    /// Byte of the file where it begins.
    pub start: usize,
    /// Whether it stands in a quotation or a list.
    pub is_nested: bool,
    /// The part of a write-up that it announces.
    pub role: Option<SectionRole>,
    /// The date that it names, with its words.
    date: Option<(PartialDate, String)>,
    /// Place of the heading that it stands below.
    parent: Option<usize>,
}

impl HeadingNode {
    /// Whether it announces a part of a story, such as its timeline.
    fn is_part(&self) -> bool {
        self.date.is_none() && self.role.is_some_and(SectionRole::is_stated)
    }
}

/// The headings of a file.
pub(super) struct HeadingTree {
    /// All of them, in their order.
    pub headings: Vec<HeadingNode>,
    order: Option<Order>,
    /// The year in the name of the file.
    year: Option<i16>,
}

impl HeadingTree {
    /// Reads the headings of a file whose markup is known.
    pub(super) fn of(file: &SourceFile) -> Self {
        let mut headings: Vec<HeadingNode> = Vec::new();
        let (mut depth, mut is_open) = (0_u32, false);
        for (event, range) in markup::events(file, OPTIONS) {
            match event {
                Event::Start(Tag::Heading { level, .. }) => {
                    is_open = true;
                    headings.push(HeadingNode {
                        level: level_number(level),
                        text: String::new(),
                        start: file.body_start + range.start,
                        is_nested: depth > 0,
                        role: None,
                        date: None,
                        parent: None,
                    });
                }
                Event::End(TagEnd::Heading(_)) => {
                    is_open = false;
                    let parent = parent(&headings);
                    if let Some(heading) = headings.last_mut() {
                        let mut named = dates::find(&heading.text).into_iter();
                        let date = named.find(|date| date.value != PartialDate::Impossible);
                        heading.date = date.map(|date| (date.value, heading.text[date.range()].to_owned()));
                        heading.role = role_of_heading(&heading.text);
                        heading.parent = parent;
                    }
                }
                Event::Start(Tag::BlockQuote(_) | Tag::List(_) | Tag::FootnoteDefinition(_)) => depth += 1,
                Event::End(TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::FootnoteDefinition) => {
                    depth -= 1
                }
                event if is_open => {
                    if let (Some(heading), Some(words)) = (headings.last_mut(), spoken(&event)) {
                        heading.text.push_str(words);
                    }
                }
                _ => {}
            }
        }
        let dates = headings.iter().filter_map(|heading| Some(heading.date.as_ref()?.0));
        let order = dates::order(dates).or_else(dates::order_of_language);
        Self { headings, order, year: dates::year_in(&file.relative) }
    }

    /// The day that a heading names, with its words; the year may be that of the headings above it.
    pub(super) fn day(&self, at: usize) -> Option<(Date, String)> {
        let (date, words) = self.headings.get(at)?.date.clone()?;
        if self.stands_in_story(at) {
            return None;
        }
        let year = || self.above(at).find_map(|above| dates::year_in(&above.text)).or(self.year);
        let day = date.resolve(self.order, None).or_else(|| date.resolve(self.order, year()))?;
        Some((day, words))
    }

    /// Whether a heading stands within a part of a story, as the days of a timeline do, or is one.
    pub(super) fn stands_in_story(&self, at: usize) -> bool {
        self.headings.get(at).is_some_and(HeadingNode::is_part) || self.above(at).any(HeadingNode::is_part)
    }

    /// The words of a heading.
    pub(super) fn text(&self, at: usize) -> &str {
        self.headings.get(at).map_or("", |heading| &heading.text)
    }

    /// Where what stands below a heading ends; `None` where that is the end of the file.
    pub(super) fn end(&self, at: usize) -> Option<usize> {
        let level = self.headings.get(at)?.level;
        let after = self.headings.get(at + 1..)?;
        after.iter().find(|next| !next.is_nested && next.level <= level).map(|next| next.start)
    }

    /// The headings that a heading stands below, the nearest first.
    fn above(&self, at: usize) -> impl Iterator<Item = &HeadingNode> {
        let parent = |heading: &&HeadingNode| heading.parent.and_then(|parent| self.headings.get(parent));
        std::iter::successors(self.headings.get(at), parent).skip(1)
    }
}

/// Place of the heading that the last one stands below: one of the five at most that its predecessor stands below, or
/// that itself.
fn parent(headings: &[HeadingNode]) -> Option<usize> {
    let (last, before) = headings.split_last()?;
    let mut at = before.len().checked_sub(1);
    while let Some(heading) = at.and_then(|at| before.get(at)) {
        if heading.level < last.level && !heading.is_nested {
            return at;
        }
        at = heading.parent;
    }
    None
}
