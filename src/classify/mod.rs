//! 3: root causes with their evidence.
