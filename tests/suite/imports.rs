//! Invariant 10 of ARCHITECTURE.md, read off the sources: no circular imports, and no two types of a crate with the same
//! name.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::LazyLock;

use regex::Regex;

use crate::architecture::{Code, assert_none, sources};

const SITE: &str = "src";
const SEARCH: &str = "crates/whybook-search/src";

/// Names that more than one type of `src` has. To be removed here once only one has it.
const SHARED_NAMES: [&str; 1] = [
    // What a cause did, which records and taxonomies call its role, and what a word does in a sentence about noticing.
    "Role",
];

static PATH_START: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:^|[^\w$:])((?:crate|whybook|self|super)(?:::super)*)::").unwrap());

/// A module by its path: `["extract", "times"]`.
type Module = Vec<String>;
/// For each module the siblings that it imports, each with the place of one such import: `path:line`.
type Imports = BTreeMap<Module, BTreeMap<Module, String>>;

/// The module that a file is. The program and the library of one folder count as one crate.
fn module(path: &str) -> Module {
    let name = path.rsplit_once("src/").map_or(path, |(_, name)| name).trim_end_matches(".rs");
    name.split('/').filter(|part| !["mod", "lib"].contains(part)).map(str::to_owned).collect()
}

/// Adds the paths of a `use` tree such as `a::{b, c::D}` to `found`, and returns the text after the tree.
fn add_paths<'a>(text: &'a str, path: &[String], found: &mut Vec<Module>) -> &'a str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            let item = rest.trim_start();
            if item.is_empty() || item.starts_with('}') {
                return item.get(1..).unwrap_or_default();
            }
            let after = add_paths(item, path, found);
            rest = after.find([',', '}']).map_or("", |end| after[end..].trim_start_matches(','));
        }
    }
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let path = [path, &[text[..end].to_owned()]].concat();
    match text[end..].strip_prefix("::") {
        Some(rest) => add_paths(rest, &path, found),
        None => {
            found.push(path);
            &text[end..]
        }
    }
}

/// The paths in a file that start at `crate`, `self` or `super`, from the root of the crate, with their lines.
fn paths(code: &Code) -> Vec<(usize, Module)> {
    let text = code.lines.join("\n");
    let own = module(&code.path);
    let mut all = Vec::new();
    for found in PATH_START.captures_iter(&text) {
        let word = found.get(1).unwrap();
        let up = word.as_str().matches("super").count();
        let base = match word.as_str() {
            "crate" | "whybook" => &[],
            _ => &own[..own.len().saturating_sub(up)],
        };
        let mut inner = Vec::new();
        add_paths(&text[word.end() + 2..], base, &mut inner);
        let line = text[..word.start()].matches('\n').count() + 1;
        all.extend(inner.into_iter().map(|path| (line, path)));
    }
    all
}

/// The imports between sibling modules. A submodule's import counts for each module that contains it but not what it
/// imports: `a::b` importing `c::d` is `a` importing `c`. So a module may use its own submodules and they may use it.
fn imports(folder: &str) -> Imports {
    let files = sources(folder);
    let modules: BTreeSet<Module> = files.iter().map(|code| module(&code.path)).collect();
    let mut imports = Imports::new();
    for code in &files {
        let from = module(&code.path);
        for (line, path) in paths(code) {
            let to = (0..=path.len()).rev().map(|end| &path[..end]).find(|start| modules.contains(*start));
            let to = to.unwrap_or_default();
            let common = from.iter().zip(to).take_while(|(own, other)| own == other).count();
            if common < from.len() && common < to.len() {
                let own = imports.entry(from[..=common].to_vec()).or_default();
                own.entry(to[..=common].to_vec()).or_insert_with(|| format!("{}:{line}", code.path));
            }
        }
    }
    imports
}

/// The shortest circle through a module, by breadth-first search.
fn circle(imports: &Imports, start: &Module) -> Option<Vec<Module>> {
    let mut before: BTreeMap<&Module, &Module> = BTreeMap::new();
    let mut next = VecDeque::from([start]);
    while let Some(module) = next.pop_front() {
        for to in imports.get(module).into_iter().flat_map(BTreeMap::keys) {
            if !before.contains_key(to) {
                before.insert(to, module);
                next.push_back(to);
            }
        }
    }
    let mut way = vec![start.clone()];
    let mut at = before.get(start)?;
    while *at != start {
        way.push((*at).clone());
        at = &before[*at];
    }
    way.push(start.clone());
    way.reverse();
    Some(way)
}

/// The shortest circle through each module, without duplicates.
fn circles(imports: &Imports) -> Vec<Vec<Module>> {
    let mut seen = BTreeSet::new();
    let all = imports.keys().filter_map(|module| circle(imports, module));
    let mut all: Vec<Vec<Module>> =
        all.filter(|way| seen.insert(way.iter().cloned().collect::<BTreeSet<_>>())).collect();
    all.sort_by_key(Vec::len);
    all
}

/// `a -> b -> a`, and below it the place of each import.
fn shown(way: &[Module], imports: &Imports) -> String {
    let names: Vec<String> = way.iter().map(|module| module.join("::")).collect();
    let steps = way.windows(2).map(|step| format!("\n    {}", imports[&step[0]][&step[1]]));
    names.join(" -> ") + &steps.collect::<String>()
}

/// The names of types, each with the places that define one.
fn types(folder: &str) -> BTreeMap<String, Vec<String>> {
    let definition =
        r"^\s*(?:pub(?:\([a-z ]+\))? )?(?:struct|enum|union|trait) (\w+)|^(?:pub(?:\([a-z]+\))? )?type (\w+)";
    let definition = Regex::new(definition).unwrap();
    let mut types: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for code in sources(folder) {
        for (number, line) in code.lines.iter().enumerate() {
            if let Some(found) = definition.captures(line) {
                let name = found.get(1).or(found.get(2)).unwrap().as_str();
                types.entry(name.to_owned()).or_default().push(format!("{}:{}", code.path, number + 1));
            }
        }
    }
    types
}

fn is_excepted(folder: &str, name: &str) -> bool {
    folder == SITE && SHARED_NAMES.contains(&name)
}

#[test]
fn there_are_no_circular_imports() {
    let mut broken = Vec::new();
    for folder in [SEARCH, SITE] {
        let imports = imports(folder);
        broken.extend(circles(&imports).iter().map(|way| shown(way, &imports)));
    }
    assert_none(&broken, "invariant 10: no circular imports");
}

#[test]
fn no_two_types_of_a_crate_have_the_same_name() {
    let mut broken = Vec::new();
    for folder in [SEARCH, SITE] {
        let shared = types(folder).into_iter().filter(|(_, places)| places.len() > 1);
        let shared = shared.filter(|(name, _)| !is_excepted(folder, name));
        broken.extend(shared.map(|(name, places)| format!("{name}: {}", places.join(", "))));
    }
    assert_none(&broken, "invariant 10: no two types of a crate have the same name");
}

#[test]
fn every_excepted_type_name_is_shared() {
    let types = types(SITE);
    let is_shared = |name: &str| types.get(name).is_some_and(|places| places.len() > 1);
    let unshared: Vec<String> =
        SHARED_NAMES.iter().filter(|name| !is_shared(name)).map(|name| (*name).to_owned()).collect();
    assert_none(&unshared, "no longer shared: remove from SHARED_NAMES");
}

#[test]
fn paths_are_found_wherever_code_names_them() {
    let text = "use crate::a::{self, b::C, d::{E, F as G}};\nuse super::g;\npub(crate) use self::h::I;\n\
                fn f(at: super::super::j::K) -> L { $crate::m(); crate::n::o::<P>(whybook::q) }";
    let code = Code { path: "src/x/y/z.rs".to_owned(), lines: text.lines().map(str::to_owned).collect() };
    let found: Vec<String> =
        paths(&code).iter().map(|(line, path)| format!("{line} {}", path.join("::"))).collect();
    let expected = [
        "1 a::self", "1 a::b::C", "1 a::d::E", "1 a::d::F", "2 x::y::g", "3 x::y::z::h::I", "4 x::j::K",
        "4 n::o::", "4 q",
    ];
    assert_eq!(found, expected);
}
