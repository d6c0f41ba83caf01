//! The commands, a file each: they read the clock and the environment, and call the stages.

pub mod search;
