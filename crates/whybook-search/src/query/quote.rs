//! Values as a query writes them.

/// A value as a query writes it: in quotes where it would be read as something else without.
pub(crate) fn quote_if_needed(value: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if value.chars().all(plain) && value.starts_with(char::is_alphanumeric) {
        value.to_owned()
    } else {
        format!("\"{value}\"")
    }
}
