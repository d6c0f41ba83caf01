//! The search engine as the browser has it: [`whybook_search`] behind a door that JavaScript can open.
//!
//! `crates/whybook-search-wasm/build` compiles it and writes what the theme ships, `search-engine.bin` and
//! `search-engine.js`; `built.toml` beside it says from what they were made. Questions and answers are JSON.

use serde::Deserialize;
use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;
use whybook_search::web::Packed;
use whybook_search::{Request, SearchError, SearchResults, Searcher, Sort};

/// An open index, of which only those parts are here that were handed over.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Engine {
    searcher: Searcher,
    packed: Packed,
}

/// What the page asks.
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
    /// Opens an index with its first part.
    ///
    /// # Errors
    /// If that is none, or was written by another version of Whybook.
    #[wasm_bindgen(constructor)]
    pub fn new(opening: &[u8]) -> Result<Engine, String> {
        let packed = Packed::new(opening).ok_or("the search index is not as it was written")?;
        let searcher = Searcher::open_packed(packed.clone()).map_err(|error| error.to_string())?;
        Ok(Self { searcher, packed })
    }

    /// `{"incidents": …, "facetBytes": …}`: how many incidents there are, and how many bytes, before they are
    /// compressed, counting facets asks for beside the opening.
    pub fn about(&self) -> String {
        json!({ "incidents": self.searcher.len(), "facetBytes": self.packed.facet_bytes() }).to_string()
    }

    /// Answers a question: `{"results": …}`; `{"refused": true, "error": …}` where the query cannot be read;
    /// `{"missing": […]}` where parts are to be handed over first; `{"broken": …}` where the index is damaged.
    pub fn search(&self, question: &str) -> String {
        let answer = match serde_json::from_str(question) {
            Ok(question) => self.answer(&question),
            Err(error) => json!({ "broken": format!("the question cannot be read: {error}") }),
        };
        answer.to_string()
    }

    /// Takes in a part of the index by its name; false if it is not as it was written.
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

    /// The results with the names of their causes; without facets where none were counted.
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
