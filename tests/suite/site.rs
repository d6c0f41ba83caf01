//! `Site::new().post("a.md", "…").run("build --strict")`: a folder of postmortems, a command, and what it did.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use regex::Regex;
use serde_json::Value;
use snapbox::IntoData;
use tempfile::TempDir;

/// A folder to run commands in; gone with its value.
pub(crate) struct Site {
    folder: TempDir,
    threads: Option<usize>,
}

impl Site {
    /// An empty folder that holds an empty `content/`.
    pub(crate) fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("whybook-suite-").tempdir().unwrap();
        std::fs::create_dir(folder.path().join("content")).unwrap();
        Self { folder, threads: None }
    }

    /// Adds a file under `content/`.
    pub(crate) fn post(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        self.file(&format!("content/{path}"), text)
    }

    /// Adds a file beside `content/`.
    pub(crate) fn file(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    /// Writes `whybook.toml`.
    pub(crate) fn config(self, text: &str) -> Self {
        self.file("whybook.toml", text)
    }

    /// Sets the number of worker threads.
    pub(crate) fn threads(mut self, threads: usize) -> Self {
        self.threads = Some(threads);
        self
    }

    /// A path in the folder.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// Runs a command line; words in single quotes are one argument.
    #[track_caller]
    pub(crate) fn run(&self, arguments: &str) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_whybook"));
        command.args(words(arguments)).current_dir(self.folder.path()).env("NO_COLOR", "1");
        if let Some(threads) = self.threads {
            command.env("RAYON_NUM_THREADS", threads.to_string());
        }
        let done = command.output().unwrap();
        Run {
            code: done.status.code(),
            stdout: self.normalised(&done.stdout),
            stderr: self.normalised(&done.stderr),
        }
    }

    /// Every file under a folder, by its path there.
    pub(crate) fn files(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let folder = self.path(folder);
        files_under(&folder)
    }

    /// Runs git in a folder of the site, as somebody.
    #[track_caller]
    pub(crate) fn git(&self, folder: &str, arguments: &[&str]) {
        let someone =
            ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"];
        let mut command = Command::new("git");
        command.arg("-C").arg(self.path(folder)).args(someone).args(arguments);
        let done = command.output().unwrap();
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    }

    /// A text file of the folder.
    #[track_caller]
    pub(crate) fn read(&self, path: &str) -> String {
        let bytes = std::fs::read(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        String::from_utf8(bytes).unwrap()
    }

    /// Slugs of the incident pages that the site has.
    pub(crate) fn published(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.path("public/incidents")) else { return Vec::new() };
        let pages = entries.map(Result::unwrap).filter(|entry| entry.path().join("index.html").is_file());
        let mut slugs: Vec<String> = pages
            .map(|entry| entry.file_name().into_string().unwrap())
            .filter(|name| name != "page")
            .collect();
        slugs.sort();
        slugs
    }

    /// The record of a file, as `explain --format jsonl` writes it.
    #[track_caller]
    pub(crate) fn explain(&self, path: &str) -> Value {
        let run = self.run(&format!("explain --format jsonl 'content/{path}'"));
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        serde_json::from_str(&run.stdout).unwrap()
    }

    /// What a file's record says is wrong with it, without what most write-ups lack.
    #[track_caller]
    pub(crate) fn findings(&self, path: &str) -> Vec<String> {
        let record = self.explain(path);
        let all = record["findings"].as_array().unwrap();
        let lacks = ["no-date", "no-timeline", "untagged"].map(Value::from);
        let told = all.iter().filter(|finding| !lacks.contains(&finding["rule"])).map(|finding| {
            let text = |name: &str| finding[name].as_str().unwrap().to_owned();
            let (line, column) = (&finding["line"], &finding["column"]);
            format!("{line}:{column} {}[{}]: {}", text("severity"), text("rule"), text("message"))
        });
        told.collect()
    }

    fn normalised(&self, bytes: &[u8]) -> String {
        let text = String::from_utf8(bytes.to_vec()).expect("output is UTF-8");
        let folder = self.folder.path();
        let real = folder.canonicalize().unwrap();
        let text = text.replace(real.to_str().unwrap(), "[SITE]").replace(folder.to_str().unwrap(), "[SITE]");
        let text = Regex::new(r"Done in [0-9.]+ s").unwrap().replace_all(&text, "Done in [TIME] s");
        // Which files took longest is no matter of what they hold.
        let text = Regex::new(r"note: .* took [0-9.]+ ms to read\n").unwrap().replace_all(&text, "");
        Regex::new(r"\b[0-9a-f]{32}\b").unwrap().replace_all(&text, "[HASH]").into_owned()
    }
}

/// What a command did.
#[derive(Debug)]
pub(crate) struct Run {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    /// Checks the exit code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Checks the whole standard output.
    #[track_caller]
    pub(crate) fn prints(self, expected: impl IntoData) -> Self {
        snapbox::assert_data_eq!(self.stdout.clone(), expected);
        self
    }

    /// Checks the whole standard error.
    #[track_caller]
    pub(crate) fn complains(self, expected: impl IntoData) -> Self {
        snapbox::assert_data_eq!(self.stderr.clone(), expected);
        self
    }

    /// Checks that standard error says something among other things.
    #[track_caller]
    pub(crate) fn mentions(self, words: &str) -> Self {
        assert!(self.stderr.contains(words), "`{words}` is not in:\n{}", self.stderr);
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error} in {}", self.stdout))
    }
}

/// Every file under a folder, by its path there with forward slashes.
pub(crate) fn files_under(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            files.insert(path, std::fs::read(entry.path()).unwrap());
        }
    }
    files
}

fn words(line: &str) -> Vec<&str> {
    let parts = line.split('\'').enumerate();
    parts
        .flat_map(|(number, part)| match number % 2 {
            0 => part.split_whitespace().collect(),
            _ => vec![part],
        })
        .collect()
}
