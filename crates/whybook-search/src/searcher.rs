//! Searches an open index.

#[cfg(feature = "native")]
mod prefetch;

use std::path::Path;
use std::sync::OnceLock;

use tantivy::schema::Value;
use tantivy::{Directory, DocAddress, Index, IndexReader, ReloadPolicy, TantivyDocument};

use crate::checksums;
use crate::compile::{Compiled, compile};
use crate::display::single_line;
use crate::error::SearchError;
use crate::facets::{Facets, Gather, Gathered, Match};
use crate::filters::{Filters, words_of};
use crate::index::{VOCABULARY, WORDS};
use crate::query::ast::Node;
use crate::query::{Note, is_pasted, merged, parse, parse_text};
use crate::read_only::ReadOnly;
use crate::request::{Request, Sort};
use crate::resolve::{Reading, Relaxation, Resolution, resolve};
use crate::results::{Hit, SearchResults};
use crate::schema::{Fields, MARK, mark, tokenizers};
use crate::similar::{Compared, Likeness};
use crate::snippet::{Pattern, snippet};
use crate::spelling::Words;
use crate::stored::StoredHit;
use crate::term_lookup::TermLookup;
use crate::tokenize::IncidentTokenizer;
use crate::vocabulary::{Thesaurus, Vocabulary};
use crate::web::{Packed, prefetch_query, prefetch_words};

/// Below this many hits the query is relaxed.
const MIN_HITS: usize = 3;
/// Shorter sequences are relaxed only if nothing matches: a query of two words means both.
const MIN_WORDS_TO_RELAX: usize = 3;

/// An open index.
pub struct Searcher {
    reader: IndexReader,
    fields: Fields,
    directory: Box<dyn Directory>,
    vocabulary: Vocabulary,
    thesaurus: Thesaurus,
    words: OnceLock<Words>,
    /// The chunks of a packed index that have been fetched.
    packed: Option<Packed>,
}

impl std::fmt::Debug for Searcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Searcher").field("documents", &self.len()).finish_non_exhaustive()
    }
}

impl Searcher {
    /// Opens an index.
    ///
    /// # Errors
    /// If there is none, it is damaged, or another version wrote it.
    pub fn open<D: Directory>(directory: D) -> Result<Self, SearchError> {
        check_version(&directory)?;
        checksums::check(&directory).map_err(SearchError::Index)?;
        Self::open_unchecked(directory)
    }

    /// Opens an index that is packed for the web. Its chunks are checked when they are supplied.
    ///
    /// # Errors
    /// If it is damaged, or another version wrote it.
    pub fn open_packed(packed: Packed) -> Result<Self, SearchError> {
        let directory = ReadOnly(packed.clone());
        check_version(&directory)?;
        Ok(Self { packed: Some(packed), ..Self::open_unchecked(directory)? })
    }

    /// Opens an index without verifying checksums.
    pub(crate) fn open_unchecked<D: Directory>(directory: D) -> Result<Self, SearchError> {
        let vocabulary = vocabulary(&directory)?;
        let own = directory.box_clone();
        let mut index = Index::open(directory)?;
        index.set_tokenizers(tokenizers());
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self {
            reader,
            fields: Fields::new(index.schema()),
            directory: own,
            thesaurus: Thesaurus::new(&vocabulary),
            vocabulary,
            words: OnceLock::new(),
            packed: None,
        })
    }

    /// The label of a cause, or its id.
    pub fn cause_label<'a>(&'a self, id: &'a str) -> &'a str {
        self.vocabulary.cause_label(id)
    }

    /// Number of incidents in the index.
    pub fn len(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Runs a search. If the exact query finds too few incidents, words that do not occur are corrected, and then fewer of
    /// the words are required; notes tell so.
    ///
    /// # Errors
    /// If the query has a value that its field cannot have, or the index cannot be read.
    pub fn search(&self, request: &Request<'_>) -> Result<SearchResults, SearchError> {
        let mut parsed = parse(request.query).map_err(SearchError::Query)?;
        let searcher = self.reader.searcher();
        if self.packed.is_some() {
            prefetch_words(&searcher, &self.fields, request.query);
        }
        let mut answer = self.answer(&searcher, &parsed.root, request)?;
        let mut as_text = false;
        if answer.gathered.matches.is_empty() && is_pasted(request.query) {
            // What looks like query syntax in a pasted text may be text.
            let plain = parse_text(request.query);
            let other = self.answer(&searcher, &plain.root, request)?;
            as_text = !other.gathered.matches.is_empty();
            if as_text {
                (parsed, answer) = (plain, other);
                let message = "no results as a query; searched as plain text instead";
                answer.notes.push(Note::new(0..0, message));
            }
        }
        let Answer { resolved, compiled, mut gathered, mut notes, .. } = answer;
        let filters = Filters::of(&parsed.root, request.query, &self.vocabulary);
        // With a filter added, it would be parsed as a query again and find nothing.
        let facets = if as_text { Facets::default() } else { gathered.facets(&self.vocabulary, &filters) };
        let total = gathered.matches.len();
        let shown = page(&mut gathered.matches, request.offset, request.limit);
        let hits = self.hits(&searcher, shown, &compiled.patterns)?;
        notes.extend(parsed.notes);
        notes.extend(resolved.notes);
        notes.sort_by_key(|note| (note.span.start, note.span.end));
        let notes = merged(notes, request.query);
        let reading = Reading::of(&resolved.query);
        Ok(SearchResults { total, hits, facets, filters: filters.into_list(), notes, reading })
    }

    /// The incidents most similar to a text, each with the reasons.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn similar(&self, likeness: &Likeness, limit: usize) -> Result<Vec<Hit>, SearchError> {
        let searcher = self.reader.searcher();
        let words = || self.words();
        let compared = Compared::read(likeness, self.lookup(&searcher, &words))?;
        let compiled = compile(&compared.query(), &self.fields, &searcher)?;
        let mut gathered =
            searcher.search(&compiled.query, &Gather { sort: Sort::Relevance, facets: false })?;
        // One more than `limit`, since the write-up itself may be among them.
        let shown = page(&mut gathered.matches, 0, limit.saturating_add(1));
        let hits = self.hits(&searcher, shown, &compiled.patterns)?;
        let mut similar = Vec::new();
        for (mut hit, found) in hits.into_iter().zip(shown) {
            if likeness.path.as_deref() != Some(&hit.path) && similar.len() < limit {
                hit.why = Some(compared.why(&hit, found.address, &searcher, &self.fields)?);
                similar.push(hit);
            }
        }
        Ok(similar)
    }

    fn lookup<'a>(
        &'a self,
        searcher: &'a tantivy::Searcher,
        words: &'a dyn Fn() -> tantivy::Result<&'a Words>,
    ) -> TermLookup<'a> {
        TermLookup {
            index: searcher,
            fields: &self.fields,
            vocabulary: &self.vocabulary,
            thesaurus: &self.thesaurus,
            words,
        }
    }

    /// Runs a query, relaxed if its words find too few incidents. How far the words are relaxed is decided without the
    /// filters, so that a facet's count holds when its filter is added; only if nothing is left, the query is relaxed
    /// further with the filters.
    fn answer(
        &self,
        searcher: &tantivy::Searcher,
        root: &Node,
        request: &Request<'_>,
    ) -> Result<Answer, SearchError> {
        let strict = self.search_with(searcher, root, request, Relaxation::Exact)?;
        let exact = strict.gathered.matches.len();
        let mut answer = match words_of(root) {
            Some(words) if exact < MIN_HITS => {
                let read = self.search_with(searcher, &words, request, Relaxation::Exact)?;
                let least = self.relax(searcher, &words, request, read, MIN_HITS)?.relaxation;
                let first = match least {
                    Relaxation::Exact => strict,
                    least => self.search_with(searcher, root, request, least)?,
                };
                self.relax(searcher, root, request, first, 1)?
            }
            Some(_) => strict,
            None => self.relax(searcher, root, request, strict, MIN_HITS)?,
        };
        if answer.relaxation >= Relaxation::MostWords && answer.gathered.matches.len() > exact {
            answer.notes = vec![fewer_words(exact)];
        }
        Ok(answer)
    }

    /// Relaxes a query step by step while it finds fewer incidents than `enough`; steps that find no more are dropped.
    fn relax(
        &self,
        searcher: &tantivy::Searcher,
        root: &Node,
        request: &Request<'_>,
        mut best: Answer,
        enough: usize,
    ) -> Result<Answer, SearchError> {
        for relaxation in [Relaxation::Corrected, Relaxation::MostWords, Relaxation::AnyWord] {
            let found = best.gathered.matches.len();
            let enough = if best.resolved.words >= MIN_WORDS_TO_RELAX { enough } else { 1 };
            let helps = match relaxation {
                Relaxation::Corrected => found == 0 && best.resolved.correctable,
                _ => found < enough && best.resolved.words > 0,
            };
            if helps && relaxation > best.relaxation {
                let next = self.search_with(searcher, root, request, relaxation)?;
                if next.gathered.matches.len() > found {
                    best = next;
                }
            }
        }
        Ok(best)
    }

    fn search_with(
        &self,
        searcher: &tantivy::Searcher,
        root: &Node,
        request: &Request<'_>,
        relaxation: Relaxation,
    ) -> Result<Answer, SearchError> {
        let words = || self.words();
        let lookup = self.lookup(searcher, &words);
        let resolved = resolve(root, request.query, lookup, request.today, relaxation)?;
        let compiled = compile(&resolved.query, &self.fields, searcher)?;
        if self.packed.is_some() {
            prefetch_query(searcher, &compiled.query);
        }
        let gather = Gather { sort: request.sort, facets: request.facets };
        let gathered = searcher.search(&compiled.query, &gather)?;
        Ok(Answer { resolved, compiled, gathered, relaxation, notes: Vec::new() })
    }

    /// The words of the index.
    fn words(&self) -> tantivy::Result<&Words> {
        if let Some(words) = self.words.get() {
            return Ok(words);
        }
        let file = self.directory.atomic_read(Path::new(WORDS))?;
        Ok(self.words.get_or_init(|| Words::read(&file)))
    }

    fn hits(
        &self,
        searcher: &tantivy::Searcher,
        shown: &[Match],
        patterns: &[Pattern],
    ) -> Result<Vec<Hit>, SearchError> {
        let mut tokenizer = IncidentTokenizer::small();
        let mut hits = Vec::new();
        // Requests all records first, so that missing groups are fetched together.
        let records: Vec<_> = shown.iter().map(|found| self.record(searcher, found.address)).collect();
        for (found, record) in shown.iter().zip(records) {
            let stored: StoredHit = serde_json::from_slice(&record?).map_err(|error| {
                SearchError::Index(format!("a stored incident is no longer whole: {error}"))
            })?;
            let snippet = snippet(&stored, patterns, &mut tokenizer);
            hits.push(Hit::new(stored, found.score, snippet));
        }
        Ok(hits)
    }

    /// The stored record of an incident.
    fn record(&self, searcher: &tantivy::Searcher, address: DocAddress) -> tantivy::Result<Vec<u8>> {
        if let Some(packed) = &self.packed {
            return Ok(packed.record(address.doc_id)?);
        }
        stored_record(searcher, &self.fields, address)
    }
}

/// A query with its matches.
struct Answer {
    resolved: Resolution,
    compiled: Compiled,
    gathered: Gathered,
    relaxation: Relaxation,
    notes: Vec<Note>,
}

/// The stored record of an incident in tantivy's document store.
fn stored_record(
    searcher: &tantivy::Searcher,
    fields: &Fields,
    address: DocAddress,
) -> tantivy::Result<Vec<u8>> {
    let document: TantivyDocument = searcher.doc(address)?;
    let stored = document.get_first(fields.hit()?).and_then(|value| value.as_str().map(str::to_owned));
    Ok(stored.unwrap_or_default().into_bytes())
}

fn fewer_words(exact: usize) -> Note {
    let message = match exact {
        0 => "no incident has all the words looked for; those with some of them are shown".to_owned(),
        1 => "only one incident has all the words looked for; others with some of them follow".to_owned(),
        few => format!("only {few} incidents have all the words looked for; others with some of them follow"),
    };
    Note::new(0..0, message)
}

fn vocabulary(directory: &dyn Directory) -> Result<Vocabulary, SearchError> {
    let damaged = |reason: String| SearchError::Index(format!("{VOCABULARY} cannot be read: {reason}"));
    let file = directory.atomic_read(Path::new(VOCABULARY)).map_err(|error| damaged(error.to_string()))?;
    serde_json::from_slice(&file).map_err(|error| damaged(error.to_string()))
}

/// The requested page of the matches, in order.
fn page(matches: &mut [Match], offset: usize, limit: usize) -> &[Match] {
    let end = offset.saturating_add(limit).min(matches.len());
    let key = |found: &Match| (std::cmp::Reverse(found.rank), found.address);
    if end > 0 && end < matches.len() {
        matches.select_nth_unstable_by_key(end - 1, key);
    }
    let head = &mut matches[..end];
    head.sort_unstable_by_key(key);
    head.get(offset..).unwrap_or_default()
}

/// Rejects an index of another version before anything else of it is read.
fn check_version(directory: &dyn Directory) -> Result<(), SearchError> {
    let damaged = SearchError::Index;
    let meta = directory.atomic_read(Path::new("meta.json"));
    let meta = meta.map_err(|error| damaged(checksums::unread("meta.json", &error)))?;
    let meta: serde_json::Value = serde_json::from_slice(&meta)
        .map_err(|error| damaged(format!("meta.json cannot be read: {error}")))?;
    match meta.get("payload").and_then(serde_json::Value::as_str) {
        Some(found) if found == mark() => Ok(()),
        Some(found) if found.starts_with(MARK) => Err(SearchError::Version(single_line(found, 60))),
        _ => Err(damaged("it was not written by Whybook".to_owned())),
    }
}
