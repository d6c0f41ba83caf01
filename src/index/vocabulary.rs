//! What the search is told of words: the shipped synonyms, a site's own, and the names of its causes.

use anyhow::{Context, ensure};
use serde::Deserialize;
use whybook_search::tokenize::keyword;
use whybook_search::vocabulary::{CategoryNames, CauseNames, Synonyms, Vocabulary};

use crate::classify::taxonomy::Taxonomy;

/// The shipped synonyms.
const SHIPPED: &str = include_str!("synonyms.toml");
/// A phrase of the taxonomy with alternatives stands for no more phrases than this.
const MOST_VARIANTS: usize = 8;

/// A file of synonyms.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct SynonymFile {
    /// Words that no shipped group has any more.
    retire: Vec<String>,
    group: Vec<SynonymGroup>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SynonymGroup {
    weight: f32,
    terms: Vec<String>,
}

/// The vocabulary of a site; `own` is the text and the path of its own file of synonyms.
///
/// # Errors
/// If that file says something that is no group of synonyms.
pub fn vocabulary(taxonomy: &Taxonomy, own: Option<&(String, String)>) -> anyhow::Result<Vocabulary> {
    let mut groups = read(SHIPPED).context("in the shipped synonyms")?.group;
    if let Some((text, path)) = own {
        let file = read(text).with_context(|| format!("{path} is not a file of synonyms"))?;
        let retired: Vec<String> = file.retire.iter().map(|term| keyword(term)).collect();
        groups.iter_mut().for_each(|group| group.terms.retain(|term| !retired.contains(&keyword(term))));
        groups.extend(file.group);
    }
    let synonyms = groups.into_iter().map(|group| Synonyms { weight: group.weight, terms: group.terms });
    let categories = taxonomy
        .categories
        .iter()
        .map(|category| CategoryNames { id: category.id.clone(), label: category.label.clone() });
    let causes = taxonomy.causes.iter().map(|cause| CauseNames {
        id: cause.id.clone(),
        category: cause.category.clone(),
        label: cause.label.clone(),
        synonyms: cause.synonyms.clone(),
        phrases: cause.strong.iter().flat_map(|phrase| plain_phrases(phrase)).collect(),
    });
    Ok(Vocabulary {
        synonyms: synonyms.collect(),
        categories: categories.collect(),
        causes: causes.collect(),
    })
}

fn read(text: &str) -> anyhow::Result<SynonymFile> {
    let file: SynonymFile = toml::from_str(text)?;
    for group in &file.group {
        let terms = || group.terms.join(", ");
        ensure!(
            group.weight > 0.0 && group.weight < 1.0,
            "the weight of a group lies between 0 and 1, such as 0.8: {}",
            terms()
        );
        ensure!(group.terms.len() > 1, "a group has two words or more: {}", terms());
        let empty = group.terms.iter().any(|term| !term.chars().any(char::is_alphanumeric));
        ensure!(!empty, "a word of a group has letters or digits: {}", terms());
    }
    Ok(file)
}

/// The phrases that a phrase of the taxonomy stands for, where they can be written out: without gaps and beginnings,
/// and with few alternatives. One word alone says too little.
fn plain_phrases(phrase: &str) -> Vec<String> {
    let places: Vec<&str> = phrase.split_whitespace().collect();
    let plain = places.iter().all(|place| !place.starts_with('~') && !place.contains('*') && *place != "&");
    let variants = places.iter().map(|place| place.split('|').count()).product::<usize>();
    if !plain || places.len() < 2 || variants > MOST_VARIANTS {
        return Vec::new();
    }
    let mut phrases = vec![String::new()];
    for place in places {
        let longer = phrases.iter().flat_map(|phrase| {
            place
                .split('|')
                .map(move |word| format!("{phrase} {}", word.trim_end_matches('~')).trim().to_owned())
        });
        phrases = longer.collect();
    }
    phrases
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_written_out_where_it_can_be() {
        assert_eq!(plain_phrases("memory|heap leak~"), ["memory leak", "heap leak"]);
        for open in ["leak ~3 memory", "exhaust* memory", "leak & memory", "leak", "a|b|c d|e|f g"] {
            assert!(plain_phrases(open).is_empty(), "{open}");
        }
    }

    #[test]
    fn a_site_adds_synonyms_and_takes_shipped_ones_back() {
        let text = "retire = [\"k8s\"]\n[[group]]\nweight = 0.9\nterms = [\"till\", \"checkout\"]\n";
        let own = (text.to_owned(), "synonyms.toml".to_owned());
        let vocabulary = vocabulary(&Taxonomy::embedded(), Some(&own)).unwrap();
        let has =
            |term: &str| vocabulary.synonyms.iter().any(|group| group.terms.iter().any(|own| own == term));
        assert!(has("till") && has("kube") && !has("k8s"));
        assert!(vocabulary.causes.iter().any(|cause| cause.id == "memory-leak"));
    }

    #[test]
    fn what_is_no_group_is_refused() {
        for (text, words) in [
            ("[[group]]\nweight = 2.0\nterms = [\"a\", \"b\"]", "between 0 and 1"),
            ("[[group]]\nweight = 0.5\nterms = [\"a\"]", "two words or more"),
            ("[[group]]\nweight = 0.5\nterms = [\"a\", \"-\"]", "letters or digits"),
            ("[[groups]]", "unknown field"),
        ] {
            assert!(format!("{:#}", read(text).unwrap_err()).contains(words), "{text}");
        }
    }
}
