//! Invariants 1 to 5 of ARCHITECTURE.md, read off the sources; and what no tracked file may hold.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use regex::Regex;

/// Which of our modules a module may import beside itself. What is not named here imports nothing of ours.
const IMPORTS: [(&str, &[&str]); 28] = [
    ("language", &["postmortem", "diagnostic"]),
    ("phrases", &["language"]),
    ("postmortem", &["diagnostic"]),
    ("diagnostic", &[]),
    ("terms", &["postmortem"]),
    ("contained", &[]),
    ("config", &["postmortem", "diagnostic", "contained", "language"]),
    ("theme", &["config", "contained"]),
    ("assets", &["contained", "slugs"]),
    ("source", &["postmortem", "diagnostic", "config", "contained", "language"]),
    ("disclosure", &["postmortem", "diagnostic", "config", "source"]),
    ("extract", &["postmortem", "diagnostic", "config", "source", "disclosure", "language", "phrases"]),
    (
        "classify",
        &["postmortem", "diagnostic", "config", "source", "extract", "slugs", "language", "phrases"],
    ),
    ("slugs", &["postmortem", "diagnostic", "source", "extract"]),
    ("anchors", &["source", "extract", "slugs"]),
    ("split", &["postmortem", "diagnostic", "source", "extract", "language", "anchors"]),
    (
        "lint",
        &[
            "postmortem", "diagnostic", "config", "source", "extract", "classify", "slugs", "anchors",
            "language",
        ],
    ),
    ("suggest", CLASSIFIED),
    ("index", CLASSIFIED),
    ("trends", CLASSIFIED),
    (
        "render",
        &[
            "postmortem", "diagnostic", "config", "source", "extract", "classify", "slugs", "lint", "index",
            "trends", "theme", "assets", "terms", "anchors",
        ],
    ),
    ("output", &["render", "contained"]),
    ("scaffold", &["diagnostic", "source", "suggest"]),
    ("serve", &["config"]),
    (
        "library",
        &[
            "postmortem", "diagnostic", "config", "source", "disclosure", "extract", "classify", "slugs",
            "lint", "language", "split",
        ],
    ),
    (
        "site",
        &[
            "postmortem", "diagnostic", "config", "classify", "disclosure", "library", "index", "trends",
            "render", "theme", "output", "contained", "assets",
        ],
    ),
    ("commands", &["cli"]),
    ("main", &["cli", "commands"]),
];
const CLASSIFIED: &[&str] = &["postmortem", "diagnostic", "config", "source", "extract", "classify", "slugs"];

/// Modules that may touch the file system.
const TOUCH_FILES: [&str; 9] =
    ["contained", "source", "theme", "assets", "config", "output", "index", "serve", "commands"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where the tests of a module begin that stand in its own file. They are its last item.
static INLINE_TESTS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"#\[cfg\(test\)\]\n(#\[.*\]\n)*mod \w+ \{").unwrap());

/// A source file, without comments and tests; line numbers are kept.
pub(crate) struct Code {
    pub(crate) path: String,
    pub(crate) lines: Vec<String>,
}

impl Code {
    fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        let text = INLINE_TESTS.find(&text).map_or(text.as_str(), |tests| &text[..tests.start()]);
        let code =
            |line: &str| if line.trim_start().starts_with("//") { String::new() } else { line.to_owned() };
        let path = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
        Self { path, lines: text.lines().map(code).collect() }
    }

    /// The module of the crate that the file belongs to: `lint` of `src/lint/no_date.rs`.
    fn module(&self) -> &str {
        let rest = self.path.rsplit_once("src/").map_or("", |(_, rest)| rest);
        rest.split(['/', '.']).next().unwrap()
    }

    /// Modules of ours that the file names, with their lines.
    fn imports(&self) -> Vec<(usize, String)> {
        let single = Regex::new(r"\bcrate::([a-z_]+)").unwrap();
        let group = Regex::new(r"(?s)\bcrate::\{(.*?)\};").unwrap();
        let names = Regex::new(r"(?:^|,)\s*([a-z_]+)").unwrap();
        let nested = Regex::new(r"(?s)\{.*?\}").unwrap();
        let mut found = Vec::new();
        for (number, line) in self.lines.iter().enumerate() {
            found.extend(single.captures_iter(line).map(|part| (number + 1, part[1].to_owned())));
        }
        let text = self.lines.join("\n");
        for part in group.captures_iter(&text) {
            let line = text[..part.get(0).unwrap().start()].matches('\n').count() + 1;
            let inner = nested.replace_all(&part[1], "").into_owned();
            found.extend(names.captures_iter(&inner).map(|name| (line, name[1].to_owned())));
        }
        found
    }

    /// Lines that match, as `path:line`.
    fn lines_with(&self, pattern: &str) -> Vec<String> {
        let pattern = Regex::new(pattern).unwrap();
        let found = self.lines.iter().enumerate().filter(|(_, line)| pattern.is_match(line));
        found.map(|(number, line)| format!("{}:{}: {}", self.path, number + 1, line.trim())).collect()
    }
}

pub(crate) fn sources(folder: &str) -> Vec<Code> {
    let is_code = |path: &Path| {
        path.extension().is_some_and(|extension| extension == "rs")
            && path.file_name().is_some_and(|name| name != "tests.rs")
            && !path.components().any(|part| part.as_os_str() == "tests")
    };
    let walk = walkdir::WalkDir::new(root().join(folder)).sort_by_file_name();
    let paths = walk.into_iter().map(|entry| entry.unwrap().into_path()).filter(|path| is_code(path));
    paths.map(|path| Code::read(&path)).collect()
}

#[track_caller]
pub(crate) fn assert_none(broken: &[String], rule: &str) {
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}

#[test]
fn a_module_imports_only_what_comes_before_it() {
    let mut broken = Vec::new();
    for code in sources("src") {
        let module = code.module();
        let Some((_, allowed)) = IMPORTS.iter().find(|(name, _)| *name == module) else {
            let known = ["lib", "cli"].contains(&module);
            broken.extend(
                (!known).then(|| format!("{}: `{module}` has no place in ARCHITECTURE.md", code.path)),
            );
            continue;
        };
        for (line, import) in code.imports() {
            if import != module && !allowed.contains(&import.as_str()) {
                broken.push(format!("{}:{line}: `{module}` imports `{import}`", code.path));
            }
        }
    }
    assert_none(&broken, "invariants 1 and 2: data walks one way");
}

#[test]
fn files_the_clock_and_the_environment_are_touched_where_they_belong() {
    let files = r"\bstd::fs\b|\bfs::[a-z_]+\(|\bFile::(open|create)|\bWalkDir\b|\.(is_file|is_dir|exists|canonicalize|metadata|read_dir)\(";
    let clock = r"\b(Timestamp|Zoned|Instant|SystemTime)::now\b|\bstd::env\b|\benv::(var|args|current_dir)";
    let mut broken = Vec::new();
    for code in sources("src") {
        if !TOUCH_FILES.contains(&code.module()) {
            broken.extend(code.lines_with(files));
        }
        if code.module() != "commands" {
            broken.extend(code.lines_with(clock));
        }
    }
    for code in sources("crates/whybook-search/src") {
        broken.extend(code.lines_with(clock));
    }
    assert_none(&broken, "invariant 3: what touches the world stands apart");
}

#[test]
fn clap_tera_and_tantivy_stay_in_their_places() {
    let mut broken = Vec::new();
    for code in sources("src") {
        for (word, places) in [
            (r"\bclap\b", &["main", "cli", "commands"][..]),
            (r"\btera::|\buse tera\b", &["render"]),
            (r"\btantivy::|\buse tantivy\b", &[]),
        ] {
            if !places.contains(&code.module()) {
                broken.extend(code.lines_with(word));
            }
        }
    }
    for code in sources("crates") {
        broken.extend(code.lines_with(r"\bclap::|\btera::|\bwhybook::"));
        if !["crates/whybook-search/", "crates/whybook-search-wasm/"]
            .iter()
            .any(|home| code.path.starts_with(home))
        {
            broken.extend(code.lines_with(r"\btantivy::"));
        }
    }
    assert_none(&broken, "invariant 4: one place for each of them");
}

#[test]
fn no_module_is_named_after_nothing() {
    let named = |path: &&String| {
        let parts = path.trim_end_matches(".rs").split('/');
        parts.into_iter().any(|part| ["utils", "util", "types", "common", "helpers", "misc"].contains(&part))
    };
    let paths: Vec<String> =
        sources("src").into_iter().chain(sources("crates")).map(|code| code.path).collect();
    let broken: Vec<String> = paths.iter().filter(named).cloned().collect();
    assert_none(&broken, "invariant 5: a module is named after what is in it");
}

#[test]
fn no_source_is_too_long_to_be_read() {
    let mut broken = Vec::new();
    for path in tracked().iter().filter(|path| path.extension().is_some_and(|extension| extension == "rs")) {
        let lines = std::fs::read_to_string(root().join(path)).unwrap().lines().count();
        if lines > 500 {
            broken.push(format!("{}: {lines} lines", path.display()));
        }
    }
    assert_none(&broken, "a file has at most 500 lines");
}

#[test]
fn no_tracked_file_knows_the_machine_it_was_written_on() {
    let mut names: Vec<String> =
        [root().parent(), Some(root())].into_iter().flatten().map(path_text).collect();
    names.extend(std::env::var("HOME"));
    // A short root such as `/` or `/app` stands in texts for reasons of its own.
    names.retain(|name| name.matches('/').count() > 1 || name.len() > 4);
    let names: Vec<String> = names.iter().map(|name| regex::escape(name)).collect();
    let machine = Regex::new(&format!(r#"(^|[\s"'`(=])({})/"#, names.join("|"))).unwrap();
    let mut broken = Vec::new();
    for path in tracked() {
        let Ok(text) = std::fs::read_to_string(root().join(&path)) else { continue };
        let is_lock =
            path.file_name().is_some_and(|name| name == "Cargo.lock" || name == "package-lock.json");
        for (number, line) in text.lines().enumerate() {
            let foreign = is_lock && line.contains("://") && !is_public_registry(line);
            if machine.is_match(line) || foreign {
                broken.push(format!("{}:{}: {}", path.display(), number + 1, line.trim()));
            }
        }
    }
    assert_none(&broken, "a clone elsewhere has other paths and registries");
}

fn path_text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn is_public_registry(line: &str) -> bool {
    const OTHER_FIELDS: [&str; 2] = ["\"url\":", "\"homepage\":"];
    line.contains("https://github.com/rust-lang/crates.io-index")
        || line.contains("https://registry.npmjs.org/")
        || OTHER_FIELDS.iter().any(|field| line.contains(field))
}

/// Files that git tracks; without git, those under the folders that are tracked.
fn tracked() -> Vec<PathBuf> {
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output();
    if let Ok(listed) = listed.as_ref().map(|listed| String::from_utf8_lossy(&listed.stdout))
        && !listed.is_empty()
    {
        return listed.split('\0').filter(|path| !path.is_empty()).map(PathBuf::from).collect();
    }
    let folders = ["src", "crates", "tests", "content", "themes", "examples"];
    let walk = folders.iter().flat_map(|folder| walkdir::WalkDir::new(root().join(folder)));
    let files = walk.map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    files.map(|entry| entry.path().strip_prefix(root()).unwrap().to_owned()).collect()
}
