//! Search over Whybook incidents.
