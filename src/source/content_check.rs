//! Which texts tell of an incident, where the file's name does not decide.

/// How far a text is read to decide: templates and repository notes show themselves early.
const HEAD: usize = 64 * 1024;

/// Why a text is no postmortem; `None` where it may be one.
pub(super) fn reason_against(relative: &str, text: &str, has_front_matter: bool) -> Option<&'static str> {
    let head = &text[..crate::diagnostic::floor_boundary(text, HEAD)];
    let name = relative.rsplit('/').next().unwrap_or(relative).to_lowercase();
    let stem = name.split_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let at_root = !relative.contains('/');
    let is_overview = stem == "readme" || stem == "_index" || stem == "index" && at_root;
    if is_overview && !has_front_matter && !has_incident_section(head) {
        return Some("an overview without the sections of an incident");
    }
    if super::extensions::split_name(&name).1.is_none() && !has_front_matter && !looks_like_markdown(head) {
        return Some("no Markdown");
    }
    is_template(head, &name).then_some("a template full of placeholders")
}

/// Names that only a write-up gives its sections, without markup and in lower case.
const SECTIONS: [&str; 20] = [
    "timeline", "incident timeline", "root cause", "root causes", "root cause analysis",
    "root cause and resolution", "contributing factors", "impact", "customer impact", "user impact",
    "detection", "resolution", "resolution and recovery", "mitigation", "incident summary", "issue summary",
    "what happened", "corrective and preventative measures", "corrective and preventive measures",
    "chain of events",
];

fn has_incident_section(text: &str) -> bool {
    text.lines().any(|line| {
        let name = line.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
        let marked =
            line.trim_start().starts_with(['#', '*', '>', '_', '<']) || line.trim_end().ends_with(':');
        let label = line.split(':').next().unwrap_or("").trim_matches(|c: char| !c.is_alphabetic());
        marked && SECTIONS.contains(&name.as_str())
            || line.contains(':') && SECTIONS.contains(&label.to_lowercase().as_str())
    })
}

fn looks_like_markdown(text: &str) -> bool {
    let is_heading = |line: &str| {
        let text = line.trim_start_matches('#');
        (2..=6).contains(&(line.len() - text.len())) && text.starts_with(' ')
    };
    let is_bold = |line: &str| {
        line.len() > 4 && line.starts_with("**") && (line.contains("**:") || line.ends_with("**"))
    };
    !text.starts_with("#!")
        && (text.lines().any(|line| is_heading(line) || is_bold(line)) || has_incident_section(text))
}

/// Stand-ins for facts that a template leaves to its user.
const PLACEHOLDERS: [&str; 20] = [
    "20xx", "20XX", "YYYY-MM-DD", "yyyy-mm-dd", "DD/MM/YYYY", "MM/DD/YYYY", "HH:mm", "HH:MM", "hh:mm",
    "--:--", "yyyy-nnn", "XXX", "YYY", "<Incident", "<incident", "<Title", "<title of", "[Insert", "[insert",
    "Incident Title",
];

/// Two kinds of placeholders and no real year or clock time; one will do where the name says "template".
fn is_template(text: &str, name: &str) -> bool {
    if states_a_time(text) {
        return false;
    }
    let needed = if name.contains("template") { 1 } else { 2 };
    PLACEHOLDERS.iter().filter(|placeholder| text.contains(*placeholder)).take(needed).count() == needed
}

/// Whether a year of this or the last century, or a clock time, stands in the text.
fn states_a_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    memchr::memchr3_iter(b':', b'1', b'2', bytes).any(|at| {
        let clear = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        let is_year = clear && matches!(bytes.get(at..at + 2), Some(b"19" | b"20"));
        let is_year = is_year && digit(at + 2) && digit(at + 3) && !digit(at + 4);
        is_year || bytes[at] == b':' && at > 0 && digit(at - 1) && digit(at + 1) && digit(at + 2)
    })
}

#[cfg(test)]
mod tests {
    use super::reason_against;

    fn check(relative: &str, text: &str, expected: Option<&str>) {
        assert_eq!(reason_against(relative, text, false), expected, "{relative}");
    }

    #[test]
    fn an_overview_is_passed_over_and_an_incident_in_a_readme_is_not() {
        let overview = Some("an overview without the sections of an incident");
        check("README.md", "# postmortem\nA repository of write-ups\n", overview);
        check("README.md", "# Rules\nEach write-up has an impact and a timeline.\n", overview);
        check("2023/disk-full/README.md", "# Disk full\n\n**Timeline:**\n\n- 10:00 it was full\n", None);
        check("README.md", "Outage of the shop\nImpact: all users\n", None);
        check("2023/disk-full/index.md", "On Monday the disk was full.\n", None);
    }

    #[test]
    fn extensionless_files_are_read_where_they_are_markdown() {
        check("PM9 - Bad image", "# Bad image\n\n## Summary\nIt broke.\n", None);
        check("run", "#!/bin/sh\n## Timeline\n", Some("no Markdown"));
        check("OWNERS", "# who owns what\n* @team\n", Some("no Markdown"));
    }

    #[test]
    fn a_template_has_placeholders_and_no_time_of_its_own() {
        let template = Some("a template full of placeholders");
        check("new.md", "# Incident Title\n| 20xx-MM-DD HH:mm | what |\n", template);
        check("blank template.md", "Category: XXX\n", template);
        check("a.md", "Started 2022-05-?? HH:mm, YYYY-MM-DD to be filled in\n", None);
        check("b.md", "At HH:MM, no, at 10:25 it failed on YYYY-MM-DD\n", None);
    }
}
