//! 6: what can be said across incidents: pure functions.
