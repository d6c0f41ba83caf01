//! 3: root causes with their evidence.

pub mod taxonomy;
