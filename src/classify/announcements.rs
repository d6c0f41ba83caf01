//! What a sentence says of the lines that follow it: "The causes were:", "We will:", "Misleading paths".

use crate::extract::text::{LineKind, LogicalLine};

/// What a list holds, as the sentence before it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Announced {
    /// "The causes were:"
    Causes,
    /// "We will:"
    Plans,
    /// "Misleading paths:"
    WrongLeads,
}

/// What a line says of those that follow it, and which those are.
pub(super) struct Announcement {
    pub(super) what: Announced,
    section: usize,
    scope: Scope,
}

/// Lines that an announcement speaks of.
enum Scope {
    /// All of the section.
    Section,
    /// The list that follows at once.
    List,
    /// The list within an item of this depth.
    Nested(u8),
}

impl Announcement {
    /// A list belongs to the sentence with a colon before it, and to a heading all that it names as wrong leads.
    pub(super) fn of(what: Announced, unit: &LogicalLine) -> Self {
        let scope = match unit.kind {
            LineKind::Heading { .. } if what == Announced::WrongLeads => Scope::Section,
            LineKind::ListItem { depth, .. } if what == Announced::WrongLeads => Scope::Nested(depth),
            _ => Scope::List,
        };
        Self { what, section: unit.section, scope }
    }

    pub(super) fn covers(&self, unit: &LogicalLine) -> bool {
        let in_list = match (&self.scope, &unit.kind) {
            (Scope::Section, _) => true,
            (Scope::List, LineKind::ListItem { .. }) => true,
            (Scope::Nested(outer), LineKind::ListItem { depth, .. }) => depth > outer,
            _ => false,
        };
        in_list && self.section == unit.section
    }
}
