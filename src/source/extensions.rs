//! Which names are those of Markdown: the one list of extensions, and what converts texts in other markup.

/// Extensions of files that are read as Markdown, in small letters.
pub(super) const MARKDOWN: [&str; 13] = [
    "md", "markdown", "mdown", "mkd", "mkdn", "mkdown", "mdwn", "mdtext", "mdx", "rmd", "qmd", "mdoc",
    "livemd",
];

/// Extensions behind one of those in names that a generator fills in first: `outage.md.erb`.
const TEMPLATE_LANGUAGES: [&str; 4] = ["erb", "liquid", "j2", "jinja"];

/// Texts in other markup that are written by hand, by their extensions, and the name that pandoc gives their format;
/// empty where pandoc does not read it.
const OTHER_MARKUP: [(&str, &str); 20] = [
    ("rst", "rst"),
    ("rest", "rst"),
    ("adoc", ""),
    ("asciidoc", ""),
    ("asc", ""),
    ("org", "org"),
    ("textile", "textile"),
    ("mediawiki", "mediawiki"),
    ("wiki", "mediawiki"),
    ("creole", "creole"),
    ("tex", "latex"),
    ("html", "html"),
    ("htm", "html"),
    ("xhtml", "html"),
    ("docx", "docx"),
    ("odt", "odt"),
    ("rtf", "rtf"),
    ("ipynb", "ipynb"),
    ("txt", "markdown"),
    ("text", "markdown"),
];

/// Name without and with its extension; `v1.2 upgrade` has none.
pub(super) fn split_name(name: &str) -> (&str, Option<&str>) {
    match name.rsplit_once('.') {
        Some((stem, extension))
            if !stem.is_empty()
                && (1..=10).contains(&extension.len())
                && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
                && extension.bytes().any(|byte| byte.is_ascii_alphabetic()) =>
        {
            (stem, Some(extension))
        }
        _ => (name, None),
    }
}

/// Whether a name is one of Markdown, or has no extension that says otherwise.
pub(super) fn is_markdown(name: &str) -> bool {
    split_name(name).1.is_none() || markdown_stem(name).is_some()
}

/// The name of a Markdown file without what says that it is one: `outage` for `outage.md`, `outage.md.erb` and
/// `outage.html.md`; `None` for other names.
fn markdown_stem(name: &str) -> Option<&str> {
    let known =
        |extension: &str, list: &[&str]| list.iter().any(|known| extension.eq_ignore_ascii_case(known));
    let (stem, extension) = split_name(name);
    let (stem, extension) = match extension? {
        extension if known(extension, &TEMPLATE_LANGUAGES) => split_name(stem),
        extension => (stem, Some(extension)),
    };
    if !known(extension?, &MARKDOWN) {
        return None;
    }
    match split_name(stem) {
        (stem, Some(extension)) if known(extension, &["html", "htm"]) => Some(stem),
        _ => Some(stem),
    }
}

/// The stem of a file's name or path: without the extensions of Markdown, else without the last one.
pub fn stem(name: &str) -> &str {
    markdown_stem(name).unwrap_or_else(|| split_name(name).0)
}

/// The extension of a text in other markup, in small letters.
pub(super) fn other_markup(name: &str) -> Option<String> {
    let extension = split_name(name).1?.to_lowercase();
    OTHER_MARKUP.iter().any(|(known, _)| *known == extension).then_some(extension)
}

/// The command that makes Markdown of a file in other markup; `None` for files that hold no such text.
pub fn conversion(path: &str) -> Option<String> {
    let (stem, extension) = split_name(path);
    let extension = extension?.to_lowercase();
    let (_, format) = OTHER_MARKUP.iter().find(|(known, _)| *known == extension)?;
    let quoted = |name: &str| format!("'{}'", name.replace('\'', "'\\''"));
    let (from, to) = (quoted(path), quoted(&format!("{stem}.md")));
    Some(match *format {
        "markdown" => format!("mv {from} {to}"),
        "" => format!("asciidoctor -b docbook -o - {from} | pandoc -f docbook -t gfm -o {to}"),
        format => format!("pandoc -f {format} -t gfm -o {to} {from}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_known_under_the_names_that_generators_give_it() {
        for (name, expected) in [
            ("Outage.MD", "Outage"),
            ("outage.html.md.erb", "outage"),
            ("outage.html.md", "outage"),
            ("2024/outage.qmd", "2024/outage"),
            ("v1.2 upgrade", "v1.2 upgrade"),
            ("v1.2-upgrade.Rmd", "v1.2-upgrade"),
        ] {
            assert!(is_markdown(name), "{name}");
            assert_eq!(stem(name), expected);
        }
        for name in ["page.html.erb", "outage.rst", "outage.html", "outage.mdb"] {
            assert!(!is_markdown(name), "{name}");
        }
    }

    #[test]
    fn other_markup_is_converted_by_one_command() {
        let command = "pandoc -f rst -t gfm -o 'disk full.md' 'disk full.rst'";
        assert_eq!(conversion("disk full.rst").as_deref(), Some(command));
        assert_eq!(conversion("graph.png"), None);
    }
}
