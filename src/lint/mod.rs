//! 4: what is missing or contradictory in a record, one rule a file.
