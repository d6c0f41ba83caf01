//! The fields of an incident in the index.

use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{TextAnalyzer, TokenizerManager};
use tantivy::{TantivyDocument, Term};

use crate::document::IncidentDocument;
use crate::field::{KNOWN_FACTS, KeyField, TextField, column, day_number};
use crate::stored::StoredHit;
use crate::tokenize::{IncidentTokenizer, keyword};

/// Version of the schema and of the terms in it; an index of another version has to be rebuilt.
pub const VERSION: u32 = 4;

/// Identifies a Whybook index in tantivy's `meta.json`.
pub const MARK: &str = "whybook-search";

const TOKENIZER: &str = "whybook";

/// Name of the field that holds all running text.
const TEXT: &str = "text";

/// Name of the field with the stored record.
const HIT: &str = "hit";

/// The format identifier in `meta.json`: this version of the crate can read exactly the indexes with this one.
pub fn mark() -> String {
    format!("{MARK} {VERSION}")
}

/// The schema.
pub fn schema() -> Schema {
    let mut builder = SchemaBuilder::new();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(TOKENIZER)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = TextOptions::default().set_indexing_options(indexing);
    builder.add_text_field(TEXT, text);
    // Without field norms: the number of values does not matter for how well one of them matches.
    let names = TextFieldIndexing::default().set_tokenizer("raw").set_fieldnorms(false);
    let key = TextOptions::default().set_indexing_options(names.set_index_option(IndexRecordOption::Basic));
    for field in KeyField::ALL {
        let is_column = field == KeyField::DetectedBy;
        builder.add_text_field(field.name(), if is_column { key.clone() | FAST } else { key.clone() });
    }
    for name in [column::CAUSE, column::SERVICE, column::SEVERITY] {
        builder.add_text_field(name, FAST);
    }
    builder.add_u64_field(column::DATE, FAST);
    for name in [column::DURATION, column::LEVEL, column::OPEN_DUE] {
        builder.add_u64_field(name, FAST);
    }
    builder.add_text_field(HIT, STORED);
    builder.build()
}

/// The tokenisers of the schema.
pub fn tokenizers() -> TokenizerManager {
    let tokenizers = TokenizerManager::default();
    tokenizers.register(TOKENIZER, TextAnalyzer::from(IncidentTokenizer::default()));
    tokenizers
}

/// Typed access to the fields of a schema.
#[derive(Clone)]
pub(crate) struct Fields {
    schema: Schema,
}

impl Fields {
    pub(crate) fn new(schema: Schema) -> Self {
        Self { schema }
    }

    pub(crate) fn text(&self) -> tantivy::Result<Field> {
        self.schema.get_field(TEXT)
    }

    /// A term of running text in one zone.
    pub(crate) fn term(&self, zone: TextField, term: &str) -> tantivy::Result<Term> {
        Ok(Term::from_field_text(self.text()?, &format!("{term}{}", zone.mark())))
    }

    pub(crate) fn key(&self, field: KeyField) -> tantivy::Result<Field> {
        self.schema.get_field(field.name())
    }

    pub(crate) fn column(&self, name: &str) -> tantivy::Result<Field> {
        self.schema.get_field(name)
    }

    pub(crate) fn hit(&self) -> tantivy::Result<Field> {
        self.schema.get_field(HIT)
    }

    /// The document that tantivy stores for an incident.
    pub(crate) fn document(&self, incident: &IncidentDocument) -> tantivy::Result<TantivyDocument> {
        let mut document = TantivyDocument::new();
        self.add_texts(&mut document, incident)?;
        self.add_keys(&mut document, incident)?;
        self.add_columns(&mut document, incident)?;
        document.add_text(self.hit()?, serde_json::to_string(&StoredHit::of(incident))?);
        Ok(document)
    }

    fn add_texts(&self, document: &mut TantivyDocument, incident: &IncidentDocument) -> tantivy::Result<()> {
        let texts = [
            (TextField::Title, &incident.title),
            (TextField::RootCause, &incident.root_cause),
            (TextField::Mitigation, &incident.mitigation_text),
            (TextField::Summary, &incident.summary),
            (TextField::Body, &incident.names),
            (TextField::Body, &incident.body),
        ];
        for (field, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
            document.add_text(self.text()?, format!("{}{text}", field.mark()));
        }
        Ok(())
    }

    fn add_keys(&self, document: &mut TantivyDocument, incident: &IncidentDocument) -> tantivy::Result<()> {
        let mut add = |field: KeyField, name: &str| -> tantivy::Result<()> {
            let key = keyword(name);
            if !key.is_empty() {
                document.add_text(self.key(field)?, key);
            }
            Ok(())
        };
        for cause in &incident.causes {
            add(KeyField::Cause, &cause.id)?;
        }
        for category in distinct(incident.causes.iter().map(|cause| cause.category.as_str())) {
            add(KeyField::Category, category)?;
        }
        for service in &incident.services {
            add(KeyField::Service, service)?;
        }
        for (field, value) in [
            (KeyField::Severity, &incident.severity),
            (KeyField::Team, &incident.team),
            (KeyField::Status, &incident.status),
        ] {
            add(field, value.as_deref().unwrap_or_default())?;
        }
        if let Some(level) = incident.severity_level {
            add(KeyField::Severity, &level.to_string())?;
        }
        add(KeyField::DetectedBy, &incident.detected_by)?;
        add(KeyField::Kind, &incident.kind)?;
        for action in distinct(incident.actions.iter().map(String::as_str)) {
            add(KeyField::Action, action)?;
        }
        known_facts(incident).try_for_each(|fact| add(KeyField::Has, fact))
    }

    fn add_columns(
        &self,
        document: &mut TantivyDocument,
        incident: &IncidentDocument,
    ) -> tantivy::Result<()> {
        for cause in &incident.causes {
            document.add_text(self.column(column::CAUSE)?, format!("{}/{}", cause.category, cause.id));
        }
        for service in distinct_names(&incident.services) {
            document.add_text(self.column(column::SERVICE)?, service);
        }
        let level = incident.severity_level.map(|level| level.to_string());
        let severity = level.or_else(|| incident.severity.clone());
        for severity in distinct_names(severity.as_slice()) {
            document.add_text(self.column(column::SEVERITY)?, severity);
        }
        for (name, number) in [
            (column::DATE, incident.date.map(day_number)),
            (column::OPEN_DUE, incident.open_due.map(day_number)),
            (column::DURATION, incident.duration_minutes),
            (column::LEVEL, incident.severity_level.map(u64::from)),
        ] {
            if let Some(number) = number {
                document.add_u64(self.column(name)?, number);
            }
        }
        Ok(())
    }
}

/// The facts that a write-up states, as values of `has:`.
fn known_facts(incident: &IncidentDocument) -> impl Iterator<Item = &'static str> + '_ {
    let known = [
        !incident.causes.is_empty(),
        !incident.services.is_empty(),
        incident.severity.is_some(),
        incident.date.is_some(),
        incident.duration_minutes.is_some(),
        !matches!(incident.detected_by.as_str(), "" | "unknown"),
        incident.team.is_some(),
        incident.status.is_some(),
        !incident.actions.is_empty(),
        !incident.summary.is_empty(),
        !incident.root_cause.is_empty(),
        !incident.mitigation_text.is_empty() || incident.mitigation_quote.is_some(),
    ];
    KNOWN_FACTS.into_iter().zip(known).filter(|(_, known)| *known).map(|(name, _)| name)
}

/// The first spelling of each name that is not empty as a key.
fn distinct_names(names: &[String]) -> impl Iterator<Item = &str> {
    let mut seen = Vec::new();
    names.iter().map(String::as_str).filter(move |name| {
        let key = keyword(name);
        let is_new = !key.is_empty() && !seen.contains(&key);
        seen.push(key);
        is_new
    })
}

fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen: Vec<&str> = Vec::new();
    for name in names {
        if !seen.contains(&name) {
            seen.push(name);
        }
    }
    seen
}
