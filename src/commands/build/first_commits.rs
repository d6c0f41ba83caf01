//! The day on which each write-up was first committed to git.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use jiff::civil::Date;

use crate::commands::git;

/// A commit that adds more write-ups brings them from elsewhere: its day is that of no report.
const MOST_ADDED: usize = 5;
/// What `git log` prints of a commit, before its files: marks that stand in no path.
const FORMAT: &str = "--format=%x01%H%x02%as";

/// A commit, and what it added or renamed.
struct Commit {
    hash: String,
    /// `None` where no calendar has it.
    day: Option<Date>,
    /// Path before, where it was renamed, and now.
    files: Vec<(Option<String>, String)>,
}

/// Asks git for first commits, and keeps the answer for the next build of the same process: reading a long history takes
/// longer than the rest of a rebuild.
#[derive(Debug, Default)]
pub(crate) struct FirstCommits {
    answered: Option<Answered>,
}

/// What git was asked, and the days it knew.
#[derive(Debug)]
struct Answered {
    content: PathBuf,
    head: String,
    files: BTreeSet<String>,
    days: BTreeMap<String, Date>,
}

impl FirstCommits {
    /// The days of the first commits of `files`, paths of the content folder. One that was moved there from elsewhere has
    /// none, nor has one that is not committed.
    ///
    /// # Errors
    /// If the clone is shallow, so that it does not know first commits, or git fails.
    pub(super) fn days(
        &mut self,
        content: &Path,
        files: &BTreeSet<&str>,
    ) -> anyhow::Result<BTreeMap<String, Date>> {
        // Without git, a repository or a commit there is nothing to ask, and nothing to tell.
        let Ok(state) = ask(content, &["rev-parse", "--is-shallow-repository", "HEAD"], "") else {
            return Ok(BTreeMap::new());
        };
        let (is_shallow, head) = state.trim_end().split_once('\n').unwrap_or((state.trim_end(), ""));
        ensure!(
            is_shallow == "false",
            "this clone is shallow and does not know the first commits; in GitHub Actions, actions/checkout needs \
             `fetch-depth: 0`"
        );
        let is_same = |known: &&Answered| {
            known.content == content && known.head == head && known.files.iter().eq(files.iter().copied())
        };
        if let Some(known) = self.answered.as_ref().filter(is_same) {
            return Ok(known.days.clone());
        }
        let days = read_days(content, files)?;
        self.answered = Some(Answered {
            content: content.to_owned(),
            head: head.to_owned(),
            files: files.iter().map(|file| (*file).to_owned()).collect(),
            days: days.clone(),
        });
        Ok(days)
    }
}

/// The days as the history of the content folder has them.
fn read_days(content: &Path, files: &BTreeSet<&str>) -> anyhow::Result<BTreeMap<String, Date>> {
    let log = [
        "log", FORMAT, "--diff-filter=AR", "-M", "--name-status", "-z", "--no-show-signature", "--relative",
        "--", ".",
    ];
    let first = first_commits(&commits(&ask(content, &log, "")?), files);
    let mut added: BTreeMap<&str, usize> = BTreeMap::new();
    for addition in first.values() {
        *added.entry(&addition.hash).or_default() += 1;
    }
    let moved = moved_here(content, &added)?;
    let is_report = |addition: &FirstCommit| {
        added[addition.hash.as_str()] <= MOST_ADDED
            && !moved.contains(&(addition.hash.clone(), addition.path.clone()))
    };
    let reports = first.iter().filter(|(_, addition)| is_report(addition));
    Ok(reports.filter_map(|(path, addition)| Some(((*path).to_owned(), addition.day?))).collect())
}

/// Where a file came into the content folder.
struct FirstCommit {
    hash: String,
    day: Option<Date>,
    /// Its path then.
    path: String,
}

/// The commit that added each of the files, under whichever name; the last one where a file had been deleted before.
/// `commits` are in git's order, the newest first.
fn first_commits<'a>(commits: &[Commit], files: &BTreeSet<&'a str>) -> BTreeMap<&'a str, FirstCommit> {
    let mut names: HashMap<String, &str> = files.iter().map(|file| ((*file).to_owned(), *file)).collect();
    let mut first = BTreeMap::new();
    for commit in commits {
        for (before, path) in &commit.files {
            let Some(file) = names.remove(path) else { continue };
            match before {
                Some(before) => {
                    names.insert(before.clone(), file);
                }
                None => {
                    let (hash, path) = (commit.hash.clone(), path.clone());
                    first.insert(file, FirstCommit { hash, day: commit.day, path });
                }
            }
        }
    }
    first
}

/// What these commits took from outside of the content folder: each with its path in that folder.
fn moved_here(content: &Path, commits: &BTreeMap<&str, usize>) -> anyhow::Result<BTreeSet<(String, String)>> {
    if commits.is_empty() {
        return Ok(BTreeSet::new());
    }
    let hashes: String = commits.keys().map(|hash| format!("{hash}\n")).collect();
    let prefix = ask(content, &["rev-parse", "--show-prefix"], "")?;
    let log = [
        "log", FORMAT, "--stdin", "--no-walk=unsorted", "--diff-filter=R", "-M", "--name-status", "-z",
        "--no-show-signature",
    ];
    let mut moved = BTreeSet::new();
    for commit in self::commits(&ask(content, &log, &hashes)?) {
        let paths =
            commit.files.iter().filter_map(|(_, path)| path.strip_prefix(prefix.trim_end_matches('\n')));
        moved.extend(paths.map(|path| (commit.hash.clone(), path.to_owned())));
    }
    Ok(moved)
}

/// Reads what `git log -z` prints.
fn commits(log: &str) -> Vec<Commit> {
    let mut commits: Vec<Commit> = Vec::new();
    let mut words = log.split('\0');
    while let Some(word) = words.next() {
        if let Some((hash, day)) = word.strip_prefix('\u{1}').and_then(|head| head.split_once('\u{2}')) {
            commits.push(Commit { hash: hash.to_owned(), day: day.parse().ok(), files: Vec::new() });
            continue;
        }
        let before = match word.trim_start_matches('\n').get(..1) {
            Some("A") => None,
            Some("R") => words.next().map(str::to_owned),
            _ => continue,
        };
        if let (Some(commit), Some(path)) = (commits.last_mut(), words.next()) {
            commit.files.push((before, path.to_owned()));
        }
    }
    commits
}

/// What git prints.
fn ask(folder: &Path, arguments: &[&str], input: &str) -> anyhow::Result<String> {
    let done = git::run(folder, arguments, input).context("cannot run git")?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr);
        bail!("git: {}", said.lines().next().unwrap_or_default().trim_start_matches("fatal: "));
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}
