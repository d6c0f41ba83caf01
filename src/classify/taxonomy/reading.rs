//! Reads a taxonomy file into a taxonomy: entry by entry, so that a mistake costs no more than what it stands in.

use std::borrow::Cow;
use std::ops::Range;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::StrDeserializer;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Category, Cause, Taxonomy};
use crate::diagnostic::{Diagnostic, DiagnosticSeverity, LineIndex};
use crate::phrases::faults as phrases;
use crate::postmortem::Role;

const RULE: &str = "taxonomy";
const CATEGORY_KEYS: &[&str] = &["id", "label", "definition"];
const CAUSE_KEYS: &[&str] = &[
    "id", "category", "label", "definition", "confused_with", "question", "role", "synonyms", "recurs",
    "aspirational", "more_specific", "strong", "weak", "not",
];
/// Keys of a cause with their former names, which stay valid.
const FORMER_KEYS: [(&str, &str); 3] =
    [("confused_with", "rival"), ("aspirational", "wished"), ("more_specific", "closer")];

/// The value of a key, by its name or its former one.
pub(super) fn value<'d, 'a>(table: &'d DeTable<'a>, key: &str) -> Option<&'d TomlValue<'a>> {
    let former =
        || FORMER_KEYS.iter().find(|(name, _)| *name == key).and_then(|(_, former)| table.get(*former));
    table.get(key).or_else(former)
}

/// Most causes, and most categories, of a file: each is looked up by all its names.
pub(super) const MOST_ENTRIES: usize = 1_000;

/// Adds what `text` says to `taxonomy`. Returns the mistakes, in the order of the file.
pub(super) fn read(taxonomy: &mut Taxonomy, text: &str, path: &str) -> Vec<Diagnostic> {
    let mut parser =
        TaxonomyParser { text, path, index: LineIndex::new(text), diagnostics: Vec::new(), words: 0 };
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        parser.error(error.span().unwrap_or(0..0), error.message());
    }
    let document = document.get_ref();
    parser.unknown_keys(document, &["retire", "category", "cause"], "the file");
    for entry in parser.entries(document, "category") {
        parser.category(taxonomy, entry);
    }
    let mut seen = Vec::new();
    for entry in parser.entries(document, "cause") {
        parser.cause(taxonomy, entry, &mut seen);
    }
    parser.retire(taxonomy, document);
    parser.rivals(taxonomy, document);
    parser.labels(taxonomy, document);
    parser.names(taxonomy, document);
    taxonomy.categories.retain(|category| taxonomy.causes.iter().any(|cause| cause.category == category.id));
    let place = |one: &Diagnostic| one.span.as_ref().map_or(0, |span| span.range.start);
    parser.diagnostics.sort_by_key(place);
    parser.diagnostics
}

pub(super) struct TaxonomyParser<'a> {
    text: &'a str,
    path: &'a str,
    index: LineIndex,
    diagnostics: Vec<Diagnostic>,
    /// Words of the phrases read so far.
    words: usize,
}

pub(super) type TomlValue<'a> = Spanned<DeValue<'a>>;

impl TaxonomyParser<'_> {
    pub(super) fn error(&mut self, place: Range<usize>, message: impl Into<String>) {
        self.report(place, message, None);
    }

    pub(super) fn report(&mut self, place: Range<usize>, message: impl Into<String>, help: Option<String>) {
        let span = self.index.span(self.text, place);
        let mut diagnostic = Diagnostic::new(RULE, DiagnosticSeverity::Error, self.path, message).at(span);
        diagnostic.help = help;
        self.diagnostics.push(diagnostic);
    }

    fn unknown_keys(&mut self, table: &DeTable<'_>, known: &[&str], place: &str) {
        let is_known = |key: &str| {
            known.contains(&key)
                || FORMER_KEYS.iter().any(|(name, former)| *former == key && known.contains(name))
        };
        for key in table.keys().filter(|key| !is_known(key.get_ref())) {
            let help = format!("known keys: {}", known.join(", "));
            self.report(key.span(), format!("unknown key `{}` in {place}", key.get_ref()), Some(help));
        }
    }

    /// The tables of `[[name]]`.
    fn entries<'d, 'a>(&mut self, document: &'d DeTable<'a>, name: &str) -> Vec<&'d TomlValue<'a>> {
        let Some(value) = document.get(name) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.error(value.span(), format!("`{name}` is written as [[{name}]], once for each"));
            return Vec::new();
        };
        if let Some(first) = array.get(MOST_ENTRIES) {
            self.error(
                first.span(),
                format!("there are {MOST_ENTRIES} [[{name}]] at most; the rest is left out"),
            );
        }
        array.iter().take(MOST_ENTRIES).collect()
    }

    fn table<'d, 'a>(
        &mut self,
        entry: &'d TomlValue<'a>,
        known: &[&str],
        name: &str,
    ) -> Option<&'d DeTable<'a>> {
        let Some(table) = entry.get_ref().as_table() else {
            self.error(entry.span(), format!("a {name} is a table"));
            return None;
        };
        self.unknown_keys(table, known, name);
        Some(table)
    }

    fn id<'d, 'a>(
        &mut self,
        entry: &TomlValue<'a>,
        table: &'d DeTable<'a>,
        name: &str,
    ) -> Option<(&'d str, Range<usize>)> {
        let Some(value) = table.get("id") else {
            self.error(entry.span(), format!("this {name} has no `id`"));
            return None;
        };
        let id = value.get_ref().as_str().unwrap_or_default();
        if crate::slugs::slug(id) != id {
            let help = format!(
                "an id is part of an address: small letters and digits, words joined by single hyphens, such as \
                 \"memory-leak\", at most {} in all, and no reserved name such as `page` or `con`",
                crate::slugs::LONGEST
            );
            self.report(value.span(), format!("this {name} has no usable `id`"), Some(help));
            return None;
        }
        Some((id, value.span()))
    }

    pub(super) fn string(&mut self, table: &DeTable<'_>, key: &str) -> Option<String> {
        let value = value(table, key)?;
        match value.get_ref().as_str().map(str::trim) {
            Some(text) if !text.is_empty() => Some(text.to_owned()),
            _ => {
                self.error(value.span(), format!("`{key}` is a text, and not an empty one"));
                None
            }
        }
    }

    /// The texts of a list that pass `fault`, with their places.
    pub(super) fn strings(
        &mut self,
        table: &DeTable<'_>,
        key: &str,
        fault: fn(&str) -> Option<Cow<'static, str>>,
    ) -> Vec<(String, Range<usize>)> {
        let Some(value) = value(table, key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.error(value.span(), format!("`{key}` is a list of texts"));
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in array {
            match item.get_ref().as_str() {
                None => self.error(item.span(), format!("`{key}` is a list of texts")),
                Some(text) => match fault(text) {
                    Some(fault) => self.error(item.span(), format!("`{key}`: {fault}")),
                    None => texts.push((text.to_owned(), item.span())),
                },
            }
        }
        texts
    }

    fn category(&mut self, taxonomy: &mut Taxonomy, entry: &TomlValue<'_>) {
        let Some(table) = self.table(entry, CATEGORY_KEYS, "category") else { return };
        let Some((id, _)) = self.id(entry, table, "category") else { return };
        let at = taxonomy.categories.iter().position(|category| category.id == id).unwrap_or_else(|| {
            taxonomy.categories.push(Category {
                id: id.to_owned(),
                label: label_of(id),
                ..Category::default()
            });
            taxonomy.categories.len() - 1
        });
        let (label, definition) = (self.string(table, "label"), self.string(table, "definition"));
        if let Some(category) = taxonomy.categories.get_mut(at) {
            set(&mut category.label, label);
            set(&mut category.definition, definition);
        }
    }

    fn cause(&mut self, taxonomy: &mut Taxonomy, entry: &TomlValue<'_>, seen: &mut Vec<String>) {
        let Some(table) = self.table(entry, CAUSE_KEYS, "cause") else { return };
        let Some((id, place)) = self.id(entry, table, "cause") else { return };
        if seen.iter().any(|earlier| earlier == id) {
            self.error(place, format!("the cause `{id}` stands twice in this file; this one is passed over"));
            return;
        }
        seen.push(id.to_owned());
        let shipped = taxonomy.causes.iter().position(|cause| cause.id == id);
        let category = self.category_of(taxonomy, table);
        let at = match (shipped, &category) {
            (Some(at), _) => at,
            (None, Some(category)) => {
                taxonomy.causes.push(new_cause(id, category));
                taxonomy.causes.len() - 1
            }
            (None, None) => {
                if !table.contains_key("category") {
                    let help = did_you_mean(taxonomy, id);
                    self.report(place, format!("the new cause `{id}` needs a `category`"), help);
                }
                return;
            }
        };
        if let Some(cause) = taxonomy.causes.get_mut(at) {
            set(&mut cause.category, category);
            self.fill(cause, table);
        }
    }

    fn category_of(&mut self, taxonomy: &Taxonomy, table: &DeTable<'_>) -> Option<String> {
        let category = self.string(table, "category")?;
        if taxonomy.category(&category).is_some() {
            return Some(category);
        }
        let known: Vec<&str> = taxonomy.categories.iter().map(|category| category.id.as_str()).collect();
        let help = format!("known categories: {}; add one with [[category]]", known.join(", "));
        let place = table.get("category").map_or(0..0, Spanned::span);
        self.report(place, format!("unknown category `{category}`"), Some(help));
        None
    }

    fn fill(&mut self, cause: &mut Cause, table: &DeTable<'_>) {
        set(&mut cause.definition, self.string(table, "definition"));
        cause.question = self.string(table, "question").or(cause.question.take());
        if let Some(role) = self.role(table) {
            cause.role = role;
        }
        for (key, flag) in [("recurs", &mut cause.recurs), ("aspirational", &mut cause.wished)] {
            let Some(value) = value(table, key) else { continue };
            match value.get_ref().as_bool() {
                Some(stated) => *flag = stated,
                None => self.error(value.span(), format!("`{key}` is true or false")),
            }
        }
        for (key, known) in
            [("strong", &mut cause.strong), ("weak", &mut cause.weak), ("not", &mut cause.not)]
        {
            for (phrase, place) in self.strings(table, key, phrases::fault) {
                let before = self.words;
                self.words = before.saturating_add(phrases::size(&phrase));
                if self.words <= phrases::MOST_WORDS {
                    known.push(phrase);
                } else if before <= phrases::MOST_WORDS {
                    let most = phrases::MOST_WORDS;
                    self.error(place, format!("this file's phrases have {most} words at most: this one and the rest are left out"));
                }
            }
        }
    }

    fn role(&mut self, table: &DeTable<'_>) -> Option<Role> {
        let value = table.get("role")?;
        let name = value.get_ref().as_str().unwrap_or_default();
        let deserializer: StrDeserializer<'_, serde::de::value::Error> = name.into_deserializer();
        let role = Role::deserialize(deserializer).ok();
        if role.is_none() {
            self.error(value.span(), "`role` is cause, amplifier or prolonged");
        }
        role
    }
}

fn set(field: &mut String, value: Option<String>) {
    if let Some(value) = value {
        *field = value;
    }
}

/// A readable name made of an id: `noisy-neighbour` gives "Noisy neighbour".
fn label_of(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// The question that a mistaken name of a cause raises.
pub(super) fn did_you_mean(taxonomy: &Taxonomy, id: &str) -> Option<String> {
    taxonomy.nearest(id).map(|cause| format!("did you mean `{}`?", cause.id))
}

fn new_cause(id: &str, category: &str) -> Cause {
    Cause {
        id: id.to_owned(),
        category: category.to_owned(),
        label: label_of(id),
        definition: String::new(),
        rival: None,
        question: None,
        role: Role::Cause,
        synonyms: Vec::new(),
        recurs: true,
        wished: false,
        closer: Vec::new(),
        strong: Vec::new(),
        weak: Vec::new(),
        not: Vec::new(),
    }
}
