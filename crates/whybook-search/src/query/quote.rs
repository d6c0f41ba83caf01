//! Quoting of values.

/// A value in query syntax: quoted if it would be parsed differently otherwise.
pub(crate) fn quote_if_needed(value: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if value.chars().all(plain) && value.starts_with(char::is_alphanumeric) {
        value.to_owned()
    } else {
        format!("\"{value}\"")
    }
}
