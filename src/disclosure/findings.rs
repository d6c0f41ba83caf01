//! What is reported of secrets and personal data: their kind and place, never their value.

use super::personal::{self, AddressKind};
use super::secrets::Secret;
use crate::diagnostic::{Diagnostic, DiagnosticSeverity, LineIndex};

/// An error for each secret of a file. `text` is the text that the secrets were found in, `lines` its lines.
pub(super) fn secrets(path: &str, text: &str, lines: &LineIndex, secrets: &[Secret]) -> Vec<Diagnostic> {
    let report = |secret: &Secret| {
        let help =
            "a placeholder replaces it in the site; revoke it, and remove it from the repository's history";
        Diagnostic::new("secret", DiagnosticSeverity::Error, path, format!("a secret: {}", secret.label))
            .at(lines.span(text, secret.range.clone()))
            .help(help)
    };
    secrets.iter().map(report).collect()
}

/// An error for each secret of a file, and a note for e-mail addresses and one for IP addresses.
pub(super) fn findings(path: &str, text: &str, lines: &LineIndex, found: &[Secret]) -> Vec<Diagnostic> {
    let addresses = personal::find(text);
    let noted = [
        (AddressKind::Email, "email-address", "e-mail address", "emails"),
        (AddressKind::IpAddress, "ip-address", "IP address", "ips"),
    ]
    .into_iter()
    .filter_map(|(kind, rule, name, setting)| {
        let places: Vec<_> =
            addresses.iter().filter(|one| one.kind == kind).map(|one| one.range.clone()).collect();
        let message = match places.len() {
            1 => format!("an {name}"),
            count => format!("{count} {name}es, the first of them here"),
        };
        let span = lines.span(text, places.first()?.clone());
        let help = format!("`{setting} = true` under `[redact]` in whybook.toml replaces them in the site");
        Some(Diagnostic::new(rule, DiagnosticSeverity::Note, path, message).at(span).help(help))
    });
    secrets(path, text, lines, found).into_iter().chain(noted).collect()
}

#[cfg(test)]
mod tests {
    use super::super::secrets;
    use super::*;
    use crate::diagnostic::draw;

    #[test]
    fn a_secret_is_named_by_kind_and_place_and_never_shown() {
        let token = ["gh", "p_", "Zk3vQ9xT1mB7nL5cR8wY2dF6hJ4sP0aEuGiO"].concat();
        let text = format!("# Leak\n\nö: {token} of ada@corp.io and bob@corp.io from 10.1.2.3\n");
        let found = secrets::find(&text);
        let reported = findings("a.md", &text, &LineIndex::new(&text), &found);
        let drawn: String = reported
            .iter()
            .map(|one| draw::human(one, Some(&text.replace(&token, "REDACTED-github-token-1")), false))
            .collect();
        assert!(!drawn.contains(&token), "{drawn}");
        let concise: String = reported.iter().map(draw::concise).collect();
        assert_eq!(
            concise,
            "a.md:3:4: error[secret]: a secret: GitHub token
a.md:3:48: note[email-address]: 2 e-mail addresses, the first of them here
a.md:3:81: note[ip-address]: an IP address
"
        );
        assert!(drawn.contains("ö: REDACTED-github-token-1 of ada@corp.io"), "{drawn}");
        assert!(drawn.contains("help: a placeholder replaces it in the site; revoke it"), "{drawn}");
    }
}
