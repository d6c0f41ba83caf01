//! Headings in the form in which they are compared.

/// Heading text without case, numbering, punctuation, emoji and markup.
pub fn normalise(heading: &str) -> String {
    let mut name = String::with_capacity(heading.len());
    let mut apart = false;
    for c in heading.chars().take(120) {
        if c.is_alphanumeric() {
            if apart && !name.is_empty() {
                name.push(' ');
            }
            apart = false;
            if c.is_ascii() { name.push(c.to_ascii_lowercase()) } else { name.extend(c.to_lowercase()) }
        } else {
            if c == '&' {
                name.push_str(if name.is_empty() { "and" } else { " and" });
            }
            apart = true;
        }
    }
    let number = name.bytes().take_while(|byte| byte.is_ascii_digit()).count();
    match name[number..].strip_prefix(' ') {
        // "5 whys" is no numbered heading.
        Some(rest) if (1..=2).contains(&number) && !rest.starts_with("whys") => rest.to_owned(),
        _ => name,
    }
}
