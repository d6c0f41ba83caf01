//! The services of a site: `[services]` in `whybook.toml`, each with its other names, its team and its runbook.

use std::fmt;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use schemars::JsonSchema;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

/// A service of a site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownService {
    /// The name that pages show.
    pub name: String,
    /// Other names that write-ups use for it.
    pub aliases: Vec<String>,
    /// The team that runs it.
    pub team: Option<String>,
    /// Address of its runbook.
    pub runbook: Option<WebAddress>,
}

/// An address on the web.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(try_from = "String")]
pub struct WebAddress(String);

impl TryFrom<String> for WebAddress {
    type Error = String;

    fn try_from(address: String) -> Result<Self, Self::Error> {
        let rest = address.strip_prefix("https://").or(address.strip_prefix("http://"));
        let is_address = rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'));
        if is_address && !address.contains(|c: char| c.is_whitespace() || "\"<>".contains(c)) {
            return Ok(Self(address));
        }
        Err(format!("`{address}` is no web address: write it with https://"))
    }
}

/// The services of a site, and a matcher of their names.
#[derive(Debug, Clone, Default)]
pub struct KnownServices {
    services: Vec<KnownService>,
    /// Each name and alias: the place of its service. In the order of the matcher's patterns.
    names: Vec<(String, usize)>,
    matcher: Option<AhoCorasick>,
}

impl KnownServices {
    /// Whether the site lists none.
    pub fn is_empty(&self) -> bool {
        self.services.is_empty()
    }

    /// The names that pages show.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.services.iter().map(|service| service.name.as_str())
    }

    /// The service with this name or alias, in any case.
    pub fn named(&self, name: &str) -> Option<&KnownService> {
        let name = name.trim().to_lowercase();
        let (_, service) = self.names.iter().find(|(known, _)| *known == name)?;
        self.services.get(*service)
    }

    /// The services whose names stand in a text as whole words, with their places; the longest name wins.
    pub fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (&'a KnownService, Range<usize>)> {
        let found = self.matcher.iter().flat_map(move |matcher| matcher.find_iter(text));
        found.filter(|found| is_whole(text, found.range())).filter_map(|found| {
            let (_, service) = self.names.get(found.pattern().as_usize())?;
            Some((self.services.get(*service)?, found.range()))
        })
    }

    /// Adds a service; a mistake is a name that is empty or another's.
    fn add(&mut self, name: Option<String>, entry: ServiceEntry) -> Result<(), String> {
        let place = self.services.len();
        let name = entry.name.or(name).unwrap_or_default().trim().to_owned();
        let aliases: Vec<String> = entry.aliases.iter().map(|alias| alias.trim().to_owned()).collect();
        for name in std::iter::once(&name).chain(&aliases) {
            let lower = name.to_lowercase();
            if lower.is_empty() {
                return Err("a service needs a name, and so does each alias".to_owned());
            }
            match self.names.iter().find(|(known, _)| *known == lower) {
                Some(&(_, other)) if other == place => {}
                Some(&(_, other)) => {
                    let other = self.services.get(other).map_or("", |other| &other.name);
                    return Err(format!("`{name}` is a name of the service `{other}` already"));
                }
                None => self.names.push((lower, place)),
            }
        }
        let ServiceEntry { team, runbook, .. } = entry;
        self.services.push(KnownService { name, aliases, team, runbook });
        Ok(())
    }

    fn compiled(mut self) -> Result<Self, String> {
        let names = self.names.iter().map(|(name, _)| name);
        let mut builder = AhoCorasick::builder();
        builder.ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest);
        self.matcher = Some(builder.build(names).map_err(|error| error.to_string())?);
        Ok(self)
    }
}

/// "api" is no part of "rapid", and "shop" none of "shop-db" or "shop.example.com".
fn is_whole(text: &str, range: Range<usize>) -> bool {
    let goes_on = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let before = text[..range.start].chars().next_back();
    let mut behind = text[range.end..].chars();
    let (next, after) = (behind.next(), behind.next());
    let dotted = |c: Option<char>, further: Option<char>| c == Some('.') && further.is_some_and(goes_on);
    !before.is_some_and(goes_on)
        && !next.is_some_and(goes_on)
        && !dotted(next, after)
        && !dotted(before, text[..range.start].chars().rev().nth(1))
}

/// What `whybook.toml` says of one service.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ServiceEntry {
    /// The name that pages show; in a table of services, that of its key otherwise.
    name: Option<String>,
    /// Other names that write-ups use for it, matched as whole words.
    aliases: Vec<String>,
    /// The team that runs it; shown on the service's page.
    team: Option<String>,
    /// Address of its runbook; linked there.
    runbook: Option<WebAddress>,
}

/// Adds one service to those before it, so that a mistake gets the place of the service.
struct NextService<'a> {
    services: &'a mut KnownServices,
    key: Option<String>,
}

impl<'de> DeserializeSeed<'de> for NextService<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let entry = ServiceEntry::deserialize(deserializer)?;
        self.services.add(self.key, entry).map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for KnownServices {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ServiceVisitor)
    }
}

/// All services, by name or in a list.
struct ServiceVisitor;

impl<'de> Visitor<'de> for ServiceVisitor {
    type Value = KnownServices;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table of services by name, or a list of services")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<KnownServices, A::Error> {
        let mut services = KnownServices::default();
        while let Some(key) = map.next_key()? {
            map.next_value_seed(NextService { services: &mut services, key: Some(key) })?;
        }
        services.compiled().map_err(A::Error::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<KnownServices, A::Error> {
        let mut services = KnownServices::default();
        while list.next_element_seed(NextService { services: &mut services, key: None })?.is_some() {}
        services.compiled().map_err(A::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::config::Config;

    fn read(text: &str) -> Result<KnownServices, String> {
        toml::from_str::<Config>(text).map(|config| config.services).map_err(|error| error.to_string())
    }

    #[test]
    fn services_by_name_or_in_a_list() {
        let by_name = read(
            "[services.Checkout]\naliases = [\"checkout-api\", \"the till\"]\nteam = \"Payments\"\n\
             runbook = \"https://wiki.example/till\"\n",
        );
        let listed =
            read("[[services]]\nname = \"Checkout\"\naliases = [\"checkout-api\", \"the till\"]\n").unwrap();
        let by_name = by_name.unwrap();
        assert_eq!(by_name.named("The Till").map(|service| service.name.as_str()), Some("Checkout"));
        assert_eq!(listed.named("CHECKOUT-API"), listed.named("checkout"));
        assert_eq!(by_name.named("checkout").and_then(|service| service.team.as_deref()), Some("Payments"));
    }

    #[test]
    fn names_count_as_whole_words() {
        let services = read("[services]\nShop = { aliases = [\"shop-api\"] }\nAPI = {}\n").unwrap();
        let found = |text: &str| -> Vec<String> {
            services
                .find(text)
                .map(|(service, range)| format!("{}: {}", service.name, &text[range]))
                .collect()
        };
        assert_eq!(found("The shop was down, as was `shop-api`."), ["Shop: shop", "Shop: shop-api"]);
        assert_eq!(found("rapid workshops at shop.example.com, shop-db"), Vec::<String>::new());
        assert_eq!(found("We lost the API."), ["API: API"]);
    }

    #[test]
    fn a_mistake_names_its_line() {
        let mistake = |text: &str, line: &str, words: &str| {
            let error = read(text).unwrap_err();
            assert!(error.contains(line) && error.contains(words), "{error}");
        };
        mistake("[services.shop]\naliasses = []\n", "line 2", "unknown field `aliasses`");
        mistake(
            "[services.shop]\n\n[services.till]\naliases = [\"Shop\"]\n",
            "line 3",
            "`Shop` is a name of the",
        );
        mistake("[services.shop]\nrunbook = \"wiki\"\n", "line 2", "no web address");
        mistake("[[services]]\nteam = \"a\"\n", "line 1", "needs a name");
    }
}
