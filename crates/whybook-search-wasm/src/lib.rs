//! The search engine as the browser has it: [`whybook_search`] behind a door that JavaScript can open.
//!
//! `crates/whybook-search-wasm/build` compiles it and writes what the theme ships, `search-engine.bin` and
//! `search-engine.js`; `built.toml` beside it says from what they were made.

use std::path::Path;

use tantivy::Directory as _;
use tantivy::directory::RamDirectory;
use wasm_bindgen::prelude::wasm_bindgen;
use whybook_search::{Request, Searcher, Sort};

/// Number of hits given at most.
const LIMIT: usize = 10;

/// An open index.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Engine {
    searcher: Searcher,
}

#[wasm_bindgen]
impl Engine {
    /// Opens the index whose files stand in `bundle` one after the other: length of the name, length of the content,
    /// both as four bytes with the lowest first, the name, the content.
    ///
    /// # Errors
    /// If the bundle is cut short, or its index cannot be opened.
    #[wasm_bindgen(constructor)]
    pub fn new(bundle: &[u8]) -> Result<Engine, String> {
        let directory = unpack(bundle).ok_or("the bundle is cut short")?;
        let searcher = Searcher::open(directory).map_err(|error| error.to_string())?;
        Ok(Self { searcher })
    }

    /// Answers a query with the results as JSON.
    ///
    /// # Errors
    /// If the query or the index cannot be read.
    pub fn search(&self, query: &str) -> Result<String, String> {
        let request = Request { query, sort: Sort::Relevance, limit: LIMIT, offset: 0, today: None };
        let results = self.searcher.search(&request).map_err(|error| error.to_string())?;
        serde_json::to_string(&results).map_err(|error| error.to_string())
    }
}

fn unpack(mut bundle: &[u8]) -> Option<RamDirectory> {
    let directory = RamDirectory::create();
    while !bundle.is_empty() {
        let name_length = number(&mut bundle)?;
        let length = number(&mut bundle)?;
        let name = std::str::from_utf8(bundle.split_off(..name_length)?).ok()?;
        let content = bundle.split_off(..length)?;
        directory.atomic_write(Path::new(name), content).ok()?;
    }
    Some(directory)
}

fn number(bundle: &mut &[u8]) -> Option<usize> {
    let bytes = bundle.split_off(..4)?;
    usize::try_from(u32::from_le_bytes(bytes.try_into().ok()?)).ok()
}
