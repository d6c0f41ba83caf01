//! Points in time as authors write them: with a zone, or without.

use jiff::civil::DateTime;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

/// A point in time as its author wrote it, with the offset from UTC where one is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Date and clock time on the author's clock.
    pub local: DateTime,
    /// Minutes east of UTC; `None` where the author states no zone.
    pub utc_offset_minutes: Option<i32>,
}

impl Moment {
    /// Minutes from `earlier` to this moment; offsets count where both state one.
    pub fn minutes_since(&self, earlier: &Moment) -> i64 {
        let wall = self.wall_minutes() - earlier.wall_minutes();
        match (self.utc_offset_minutes, earlier.utc_offset_minutes) {
            (Some(here), Some(there)) => wall - i64::from(here) + i64::from(there),
            _ => wall,
        }
    }

    /// The same moment in UTC; `None` where no zone is stated.
    pub fn utc(&self) -> Option<DateTime> {
        let offset = i64::from(self.utc_offset_minutes?);
        self.local.checked_sub(jiff::SignedDuration::from_mins(offset)).ok()
    }

    /// Date and clock time on the author's clock: `2024-05-06T07:08:00`.
    pub fn clock(&self) -> String {
        self.local.strftime("%Y-%m-%dT%H:%M:%S").to_string()
    }

    /// The offset from UTC, `-03:00`, where a zone is stated.
    pub fn offset(&self) -> Option<String> {
        let offset = self.utc_offset_minutes?;
        let sign = if offset < 0 { '-' } else { '+' };
        Some(format!("{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60))
    }

    /// Minutes since 1970-01-01 00:00 on the author's own clock.
    pub fn wall_minutes(&self) -> i64 {
        let epoch = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
        self.local.duration_since(epoch).as_secs().div_euclid(60)
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.clock(), self.offset().unwrap_or_default())
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl JsonSchema for Moment {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Moment".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "A point in time on the author's clock, with its offset from UTC where one is stated.",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([+-][0-9]{2}:[0-9]{2})?$",
        })
    }
}

/// One of several outage windows of an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OutageWindow {
    /// When it began.
    pub start: Moment,
    /// When it was over.
    pub end: Moment,
}
