//! Names that every file system can hold, also those of Windows, where the site may be built, unpacked or served.

use crate::slugs::is_device;

/// What Windows allows in no name, beside the slash, which parts a path everywhere.
const FORBIDDEN: [char; 8] = ['<', '>', ':', '"', '\\', '|', '?', '*'];

/// Whether each part of a path can be a name on Windows.
pub(super) fn is_portable(path: &str) -> bool {
    path.split('/').all(|part| portable(part) == part)
}

/// A portable name for a file: characters and device names that Windows rejects are replaced, and `hash` is inserted before
/// the last extension to keep the name unique. `end` is appended.
pub(super) fn replaced(path: &str, end: &str, hash: &str) -> String {
    let mut parts: Vec<String> = path.split('/').map(portable).collect();
    if let Some(name) = parts.last_mut() {
        *name = match name.rsplit_once('.') {
            Some((stem, extension)) if end.is_empty() && !stem.is_empty() => {
                format!("{stem}.{hash}.{extension}")
            }
            _ => format!("{name}.{hash}{end}"),
        };
    }
    parts.join("/")
}

/// A part of a path as Windows can hold it: itself, wherever that is so.
fn portable(part: &str) -> String {
    let held = |c: char| if FORBIDDEN.contains(&c) || c.is_ascii_control() { '-' } else { c };
    let held: String = part.chars().map(held).collect();
    // Windows drops dots and spaces at the end: two names would become one.
    let held = held.trim_end_matches(['.', ' ']);
    // "aux.tar.gz" is the device AUX, too.
    let stem = held.split('.').next().unwrap_or(held).trim_end_matches(' ');
    if held.is_empty() || is_device(stem) { format!("x-{held}") } else { held.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_windows_cannot_hold_are_replaced() {
        let held = [
            "img/a.png", "2024/Überlast (1).log", ".attachments/a b.png", "console.log", "com10.txt",
            "auxiliary/nul-1.png",
        ];
        for path in held {
            assert!(is_portable(path), "{path}");
        }
        for (path, expected) in [
            ("img/aux.png", "img/x-aux.0f.png"),
            ("CON/a.tar.gz", "x-CON/a.tar.0f.gz"),
            ("Nul .dump.png", "x-Nul .dump.0f.png"),
            ("com1", "x-com1.0f"),
            ("lpt³.png", "x-lpt³.0f.png"),
            ("conout$.csv", "x-conout$.0f.csv"),
            ("C:/a.png", "C-/a.0f.png"),
            ("img./a.png", "img/a.0f.png"),
            ("shots /a.png", "shots/a.0f.png"),
            ("12:30 <p95>.png", "12-30 -p95-.0f.png"),
            ("back\\slash.png", "back-slash.0f.png"),
            ("what?/a.png.", "what-/a.0f.png"),
        ] {
            assert!(!is_portable(path), "{path}");
            let name = replaced(path, "", "0f");
            assert_eq!(name, expected, "{path}");
            assert!(is_portable(&name), "{name}");
        }
        assert_eq!(replaced("logs/prn", ".txt", "0f"), "logs/x-prn.0f.txt");
    }
}
