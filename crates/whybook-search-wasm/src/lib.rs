//! The search engine for browsers: JavaScript bindings of [`whybook_search`].
//!
//! `crates/whybook-search-wasm/build` compiles it and writes the files of the theme, `search-engine.bin` and
//! `search-engine.js`; `built.toml` records the sources and tools. Requests and answers are JSON.

use serde::Deserialize;
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;
use whybook_search::web::Packed;
use whybook_search::{Request, SearchError, SearchResults, Searcher, Sort};

/// An open index of which some chunks have been supplied.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Engine {
    searcher: Searcher,
    packed: Packed,
}

/// A request of the page.
#[derive(Deserialize)]
#[serde(default)]
struct Question {
    query: String,
    sort: Sort,
    offset: usize,
    limit: usize,
    today: Option<String>,
    facets: bool,
}

impl Default for Question {
    fn default() -> Self {
        Self { query: String::new(), sort: Sort::Relevance, offset: 0, limit: 10, today: None, facets: true }
    }
}

#[wasm_bindgen]
impl Engine {
    /// Opens an index with its first chunk.
    ///
    /// # Errors
    /// If the chunk is damaged or was written by another version of Whybook.
    #[wasm_bindgen(constructor)]
    pub fn new(opening: &[u8]) -> Result<Engine, String> {
        let packed = Packed::new(opening).ok_or("the search index is not as it was written")?;
        let searcher = Searcher::open_packed(packed.clone()).map_err(|error| error.to_string())?;
        Ok(Self { searcher, packed })
    }

    /// `{"incidents": …, "facetBytes": …}`: the number of incidents and the uncompressed size of the chunk for counting
    /// facets, 0 if it is part of the opening.
    pub fn about(&self) -> String {
        json!({ "incidents": self.searcher.len(), "facetBytes": self.packed.facet_bytes() }).to_string()
    }

    /// Runs a search: `{"results": …}`; `{"refused": true, "error": …}` if the query is invalid; `{"missing": […]}` if
    /// chunks have to be supplied first; `{"broken": …}` if the index is damaged.
    pub fn search(&self, question: &str) -> String {
        let answer = match serde_json::from_str(question) {
            Ok(question) => self.answer(&question),
            Err(error) => json!({ "broken": format!("the question cannot be read: {error}") }),
        };
        answer.to_string()
    }

    /// Adds a chunk of the index by its name; false if it is damaged.
    pub fn supply(&self, name: &str, part: Vec<u8>) -> bool {
        self.packed.supply(name, part)
    }

    fn answer(&self, question: &Question) -> Value {
        let request = Request {
            query: &question.query,
            sort: question.sort,
            limit: question.limit,
            offset: question.offset,
            today: question.today.as_deref().and_then(|day| day.parse().ok()),
            facets: question.facets,
        };
        let answer = self.searcher.search(&request);
        let missing = self.packed.take_missing();
        match answer {
            Ok(results) => json!({ "results": self.shown(&results, question.facets) }),
            Err(SearchError::Query(error)) => json!({ "refused": true, "error": error }),
            Err(_) if !missing.is_empty() => json!({ "missing": missing }),
            Err(error) => json!({ "broken": error.to_string() }),
        }
    }

    /// The results with the labels of causes; `facets` is null if they were not requested.
    fn shown(&self, results: &SearchResults, facets: bool) -> Value {
        let mut shown = json!(results);
        for hit in shown["hits"].as_array_mut().into_iter().flatten() {
            for cause in hit["causes"].as_array_mut().into_iter().flatten() {
                let label = cause["id"].as_str().map(|id| self.searcher.cause_label(id).to_owned());
                cause["label"] = json!(label);
            }
        }
        if !facets {
            shown["facets"] = Value::Null;
        }
        shown
    }
}
