//! Distinguishes a secret from a placeholder, a reference, a piece of code or a word.

use serde::Deserialize;

/// Values that stand for a secret without being one.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Placeholders {
    parts: Vec<String>,
    exact: Vec<String>,
    references: Vec<String>,
}

/// How strictly a value is judged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Judge {
    /// Its form alone makes it a secret.
    Any,
    /// A secret unless it is a stand-in.
    #[default]
    Token,
    /// The password of an address: a secret unless it is a stand-in, a template or one of the exact words.
    Url,
    /// Stated beside the word "password": also short words with digits or symbols in them.
    Password,
    /// Stated beside a word such as "token": looks as if drawn at random.
    Key,
}

impl Judge {
    /// Whether `value` passes for a secret.
    pub(super) fn allows(self, value: &str, placeholders: &Placeholders) -> bool {
        let is_exact = || placeholders.exact.iter().any(|word| word.eq_ignore_ascii_case(value));
        match self {
            Self::Any => true,
            Self::Token => !is_stand_in(value, placeholders),
            Self::Url => !is_stand_in(value, placeholders) && !is_template(value) && !is_exact(),
            Self::Password => {
                !is_stand_in(value, placeholders)
                    && !is_reference(value, placeholders)
                    && !is_exact()
                    && has_letters_and_more(value)
            }
            Self::Key => {
                !is_stand_in(value, placeholders)
                    && !is_reference(value, placeholders)
                    && has_letters_and_more(value)
                    && !looks_like_words(value)
            }
        }
    }
}

/// Shannon entropy of a text, in bits per character: of random hexadecimal digits nearly 4, of random base64 nearly 6, less
/// in short texts. C. E. Shannon, "A Mathematical Theory of Communication" (1948).
pub(super) fn entropy(value: &str) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in value.bytes() {
        counts[usize::from(byte)] += 1;
    }
    let length = value.len() as f64;
    let bits = |count: u32| {
        let share = f64::from(count) / length;
        -share * share.log2()
    };
    counts.into_iter().filter(|&count| count > 0).map(bits).sum()
}

/// Without the punctuation and white space of the sentence that the value stands in.
pub(super) fn trimmed(value: &str) -> &str {
    value.trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, '.' | ',' | ';' | ':' | ')' | ']' | '}' | '*' | '>')
    })
}

/// Repeated characters and words such as "example".
fn is_stand_in(value: &str, placeholders: &Placeholders) -> bool {
    let lower = value.to_ascii_lowercase();
    let mut letters: Vec<char> = lower.chars().collect();
    // Zeros in a key's encoding are runs of `A`.
    let repeated = letters.chunk_by(|a, b| a == b).any(|run| run.len() > 5 && run[0] != 'a');
    letters.sort_unstable();
    letters.dedup();
    repeated
        || letters.len() < 4
        || value.contains('…')
        || placeholders.parts.iter().any(|part| lower.contains(part.as_str()))
}

/// A place that another value is put into: `${TOKEN}`, `<token>`, `{{ token }}`, `$TOKEN`, `%TOKEN%`, `%s`.
fn is_template(value: &str) -> bool {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
    };
    value.starts_with(['<', '{', '['])
        || ["${", "$(", "{{", "%("].iter().any(|open| value.contains(open))
        || value.strip_prefix('$').is_some_and(is_name)
        || value
            .strip_prefix('%')
            .is_some_and(|rest| matches!(rest, "s" | "d" | "v" | "@") || rest.ends_with('%'))
}

/// A template, an address or a path in a store of secrets, or code that fetches the value.
fn is_reference(value: &str, placeholders: &Placeholders) -> bool {
    let lower = value.to_ascii_lowercase();
    let name =
        lower.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':' | '-'));
    is_template(value)
        || value.contains("://")
        || placeholders.references.iter().any(|start| lower.starts_with(start.as_str()))
        || (name.len() < lower.len() && name.starts_with(['(', '[', '{']))
}

/// Letters, and digits or symbols that no word has.
fn has_letters_and_more(value: &str) -> bool {
    let body = value.trim_end_matches(['!', '?']);
    let more = |c: char| {
        c.is_ascii_digit()
            || (c.is_ascii_punctuation()
                && !matches!(c, '-' | '_' | '.' | '/' | ':' | '\'' | ',' | '(' | ')' | '#' | '\\'))
    };
    body.chars().any(char::is_alphabetic) && body.chars().any(more)
}

/// Names, identifiers and sentences: most characters stand in pronounceable runs of letters, and letters and digits hardly
/// alternate.
fn looks_like_words(value: &str) -> bool {
    let bytes = value.as_bytes();
    let meets = |pair: &&[u8]| {
        let (a, b) = (pair[0], pair[1]);
        (a.is_ascii_alphabetic() && b.is_ascii_digit()) || (a.is_ascii_digit() && b.is_ascii_alphabetic())
    };
    let alternations = bytes.windows(2).filter(meets).count();
    let same_run = |a: &u8, b: &u8| {
        a.is_ascii_alphabetic()
            && b.is_ascii_alphabetic()
            && !(a.is_ascii_lowercase() && b.is_ascii_uppercase())
            || (a.is_ascii_digit() && b.is_ascii_digit())
    };
    let (mut words, mut other) = (0, 0);
    for run in bytes.chunk_by(same_run) {
        if !run[0].is_ascii_alphanumeric() || (run[0].is_ascii_digit() && run.len() <= 4) {
            continue;
        }
        *(if is_pronounceable(run) { &mut words } else { &mut other }) += run.len();
    }
    let spaces = bytes.iter().filter(|&&byte| byte == b' ').count();
    alternations <= 2 + spaces && words * 10 >= (words + other) * 7
}

/// Three letters or more, with a vowel and no five consonants in a row.
fn is_pronounceable(run: &[u8]) -> bool {
    let is_vowel = |byte: &u8| matches!(byte.to_ascii_lowercase(), b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
    let mut consonants = run.split(is_vowel);
    run.len() >= 3
        && run[0].is_ascii_alphabetic()
        && run.iter().any(is_vowel)
        && consonants.all(|between| between.len() <= 4)
}

/// Whether a front matter key says that its value is a credential: the value of such a key that no field of a postmortem
/// takes is not shown.
pub fn is_credential_key(key: &str) -> bool {
    let key: String = key.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    const ENDS: [&str; 25] = [
        "password", "passwd", "passphrase", "passwort", "pwd", "pass", "secret", "secrets", "token",
        "tokens", "apikey", "apikeys", "accesskey", "accesskeyid", "secretkey", "privatekey", "sshkey",
        "signingkey", "encryptionkey", "authkey", "credential", "credentials", "creds", "authorization",
        "connectionstring",
    ];
    ENDS.iter().any(|end| key.ends_with(end)) && !matches!(key.as_str(), "bypass" | "compass")
}
