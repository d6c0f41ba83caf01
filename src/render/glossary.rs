//! Causes and their categories as the site shows them: labels, definitions, what each is confused with.

use rustc_hash::FxHashMap;

/// A cause of the taxonomy as its page shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CauseEntry {
    /// Its id, such as `memory-leak`.
    pub id: String,
    /// Its category's id.
    pub category: String,
    /// Its name.
    pub label: String,
    /// What it is.
    pub definition: String,
    /// Id of the cause it is most easily taken for.
    pub rival: Option<String>,
    /// The question that tells the two apart.
    pub question: Option<String>,
    /// Other names.
    pub synonyms: Vec<String>,
}

/// A category of causes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CategoryEntry {
    /// Its id, such as `code`.
    pub id: String,
    /// Its name.
    pub label: String,
    /// What it is.
    pub definition: String,
}

/// All causes and categories, in the order of the taxonomy.
#[derive(Debug, Clone, Default)]
pub struct Glossary {
    /// The categories.
    pub categories: Vec<CategoryEntry>,
    /// The causes.
    pub causes: Vec<CauseEntry>,
    by_id: FxHashMap<String, usize>,
    by_category: FxHashMap<String, usize>,
}

impl Glossary {
    /// A glossary of these entries.
    pub fn new(categories: Vec<CategoryEntry>, causes: Vec<CauseEntry>) -> Self {
        let by_id = causes.iter().enumerate().map(|(at, cause)| (cause.id.clone(), at)).collect();
        let by_category = categories.iter().enumerate().map(|(at, entry)| (entry.id.clone(), at)).collect();
        Self { categories, causes, by_id, by_category }
    }

    /// The cause with this id.
    pub fn cause(&self, id: &str) -> Option<&CauseEntry> {
        self.by_id.get(id).and_then(|&at| self.causes.get(at))
    }

    /// The category with this id.
    pub fn category(&self, id: &str) -> Option<&CategoryEntry> {
        self.by_category.get(id).and_then(|&at| self.categories.get(at))
    }

    /// Name of a cause; its id where the taxonomy does not know it.
    pub fn cause_label<'a>(&'a self, id: &'a str) -> &'a str {
        self.cause(id).map_or(id, |entry| &entry.label)
    }

    /// Name of a category; its id where the taxonomy does not know it.
    pub fn category_label<'a>(&'a self, id: &'a str) -> &'a str {
        self.category(id).map_or(id, |entry| &entry.label)
    }
}
