//! The `run:` steps of the workflow that `init` lays out and of `action.yml`, run in a fresh clone of a repository. What they use
//! of others is written down and not run: GitHub itself is not here.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use yaml_rust2::{Yaml, YamlLoader};

use super::site::Site;

const OLD: &str = "# Shop down\n\n## Summary\n\nOn 2 March 2024 the shop was down for an hour. [log](gone.md)\n\n## Root cause\n\nA memory leak.\n";
const WRONG: &str = "# Login down | *all* users\n\n## Summary\n\nOn 5 May 2024 nobody could log in. [log](gone.md)\n\n## Root cause\n\nAn expired certificate.\n";
const RIGHT: &str = "# Mail down\n\n## Summary\n\nOn 6 June 2024 mail was late.\n\n## Root cause\n\nAn expired certificate.\n";
const ANNOTATION: &str = "::warning file=incidents/login.md,line=5,col=36,title=dangling-link::`gone.md` leads to `gone.md`, which is not there";

/// A job on a machine of GitHub, as far as its steps can see.
struct Job<'a> {
    site: &'a Site,
    /// What expressions may name.
    values: BTreeMap<String, String>,
    environment: Vec<(String, String)>,
    path: String,
    /// What every step that ran printed, by its name, with its exit code.
    ran: Vec<(String, i32, String)>,
    /// What was used of others.
    used: Vec<String>,
}

impl<'a> Job<'a> {
    /// For an event in the repository `clone` of the site; pull requests go to `main`.
    fn new(site: &'a Site, event: &str) -> Self {
        let base = if event == "pull_request" { "main" } else { "" };
        let bin = site.path("bin");
        std::fs::create_dir_all(&bin).unwrap();
        std::fs::create_dir_all(site.path("temp")).unwrap();
        let mut job = Self {
            site,
            values: BTreeMap::from([("github.event_name".to_owned(), event.to_owned())]),
            environment: Vec::new(),
            path: format!("{}:{}", bin.display(), std::env::var("PATH").unwrap()),
            ran: Vec::new(),
            used: Vec::new(),
        };
        job.set("GITHUB_BASE_REF", base);
        job.set("RUNNER_TEMP", site.path("temp").to_str().unwrap());
        for file in ["GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY"] {
            let place = site.path(file);
            std::fs::write(&place, "").unwrap();
            job.set(file, place.to_str().unwrap());
        }
        job
    }

    fn set(&mut self, name: &str, value: &str) {
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    /// Runs the steps; as on GitHub, none but those that ask for it run after one that failed.
    fn run(&mut self, steps: &Yaml, folder: &str) {
        let mut failed = false;
        for step in steps.as_vec().unwrap() {
            let condition = step["if"].as_str().unwrap_or_default();
            if failed && !condition.contains("cancelled()") || !self.holds(condition) {
                continue;
            }
            if let Some(used) = step["uses"].as_str() {
                let path = self.filled(step["with"]["path"].as_str().unwrap_or_default());
                self.used.push(format!("{used} {path}").trim().to_owned());
                if step["id"].as_str() == Some("pages") {
                    let url = "https://acme.github.io/kb/".to_owned();
                    self.values.insert("steps.pages.outputs.base_url".to_owned(), url);
                }
                continue;
            }
            failed |= self.run_step(step, folder) != 0;
        }
    }

    fn run_step(&mut self, step: &Yaml, folder: &str) -> i32 {
        let within = self.filled(step["working-directory"].as_str().unwrap_or("."));
        let mut command = Command::new("bash");
        let strict: &[&str] = if step["shell"].is_badvalue() { &["-e"] } else { &["-eo", "pipefail"] };
        command.args(strict).args(["-c", step["run"].as_str().unwrap()]);
        command.current_dir(self.site.path("clone").join(folder).join(within)).env("PATH", &self.path);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        for (name, value) in step["env"].as_hash().into_iter().flatten() {
            command.env(name.as_str().unwrap(), self.filled(value.as_str().unwrap()));
        }
        let done = command.output().unwrap();
        let said = String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr);
        let code = done.status.code().unwrap();
        self.ran.push((step["name"].as_str().unwrap().to_owned(), code, said.into_owned()));
        if let Some(id) = step["id"].as_str() {
            for (name, value) in
                self.site.read("GITHUB_OUTPUT").lines().filter_map(|line| line.split_once('='))
            {
                self.values.insert(format!("steps.{id}.outputs.{name}"), value.to_owned());
            }
            std::fs::write(self.site.path("GITHUB_OUTPUT"), "").unwrap();
        }
        for added in self.site.read("GITHUB_PATH").lines() {
            self.path.insert_str(0, &format!("{added}:"));
        }
        code
    }

    /// A text with the values of its expressions.
    fn filled(&self, text: &str) -> String {
        let mut parts = text.split("${{");
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (expression, rest) = part.split_once("}}").unwrap();
            out.push_str(&self.value(expression.trim()));
            out.push_str(rest);
        }
        out
    }

    fn value(&self, expression: &str) -> String {
        if let Some(text) = expression.strip_prefix('\'') {
            return text.trim_end_matches('\'').to_owned();
        }
        let known = self.values.get(expression).cloned();
        known.unwrap_or_else(|| {
            assert!(expression.starts_with("steps."), "nothing is known of {expression}");
            String::new()
        })
    }

    fn holds(&self, condition: &str) -> bool {
        let condition = condition.trim_start_matches("${{").trim_end_matches("}}").trim();
        condition.split("&&").map(str::trim).filter(|part| !part.is_empty() && *part != "!cancelled()").all(
            |part| {
                let (left, right) = part.split_once("!=").or_else(|| part.split_once("==")).unwrap();
                (self.value(left.trim()) == self.value(right.trim())) != part.contains("!=")
            },
        )
    }

    /// Name and exit code of every step that ran.
    fn codes(&self) -> Vec<(&str, i32)> {
        self.ran.iter().map(|(name, code, _)| (name.as_str(), *code)).collect()
    }

    fn said(&self, name: &str) -> &str {
        &self.ran.iter().find(|(step, ..)| step == name).unwrap_or_else(|| panic!("{name}: {:?}", self.ran)).2
    }
}

fn yaml(text: &str) -> Yaml {
    YamlLoader::load_from_str(text).unwrap().remove(0)
}

/// A program of these lines of shell on the PATH of the steps.
fn program(site: &Site, path: &str, lines: &str) -> PathBuf {
    let path = site.path(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, format!("#!/usr/bin/env bash\nset -eu\n{lines}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path
}

fn whybook() -> String {
    format!("exec '{}' \"$@\"", env!("CARGO_BIN_EXE_whybook"))
}

/// A repository with an old write-up and what `init` lays out for it, and `clone`, a fresh clone of it in which a branch
/// has added these write-ups.
fn repository(folder: &str, added: &[(&str, &str)]) -> Site {
    let site = Site::new().file(&format!("origin/{folder}incidents/shop.md"), OLD);
    site.git("origin", &["init", "-q"]);
    site.git("origin", &["commit", "-q", "--allow-empty", "-m", "Begin"]);
    site.run(&format!("init origin/{folder}")).exits(0);
    site.git("origin", &["add", "."]);
    site.git("origin", &["commit", "-q", "-m", "Write-ups"]);
    site.git(".", &["clone", "-q", "origin", "clone"]);
    site.git("clone", &["checkout", "-q", "-b", "topic"]);
    let site = added
        .iter()
        .fold(site, |site, (path, text)| site.file(&format!("clone/{folder}incidents/{path}"), text));
    site.git("clone", &["add", "."]);
    site.git("clone", &["commit", "-q", "--allow-empty", "-m", "Topic"]);
    site
}

/// The job `build` of the workflow in the clone, with a `pipx` that installs this Whybook.
fn workflow<'a>(site: &'a Site, event: &str, folder: &str) -> Job<'a> {
    let workflow = yaml(&site.read("clone/.github/workflows/incidents.yml"));
    let build = &workflow["jobs"]["build"];
    assert_eq!(
        build["defaults"]["run"]["working-directory"].as_str().unwrap_or_default(),
        folder.trim_end_matches('/')
    );
    let install = program(site, "whybook", &whybook());
    let wanted = format!("whybook=={}", env!("CARGO_PKG_VERSION"));
    program(
        site,
        "bin/pipx",
        &format!("[ \"$*\" = 'install {wanted}' ]\ncp '{}' \"$(dirname \"$0\")\"", install.display()),
    );
    let mut job = Job::new(site, event);
    job.set("WHYBOOK_VERSION", workflow["env"]["WHYBOOK_VERSION"].as_str().unwrap());
    job.run(&build["steps"], folder);
    job
}

#[test]
fn a_pull_request_with_a_mistake_fails_at_its_line() {
    let site = repository("", &[("login.md", WRONG), ("mail.md", RIGHT)]);
    let job = workflow(&site, "pull_request", "");
    assert_eq!(job.codes(), [("Install Whybook", 0), ("Check what the pull request changes", 1)]);
    let said = job.said("Check what the pull request changes");
    assert!(said.contains(ANNOTATION) && !said.contains("shop.md"), "{said}");
    let summary = site.read("GITHUB_STEP_SUMMARY");
    let expected = "\
## Postmortems

| | Files |
|---|---:|
| Write-ups read | 3 |
| New or changed since origin/main | 2 |
| Other files, skipped | 0 |

### New or changed

| File | Incident | Root causes | Findings |
|---|---|---|---:|
| incidents/login.md | Login down \\| all users (2024-05-05) | tls-certificate | ";
    assert!(summary.starts_with(expected), "{summary}");
    assert!(summary.contains("\n| dangling-link | warning | 1 | 1 |\n"), "{summary}");
    assert!(summary.contains("\n0 errors, 1 warning, "), "{summary}");
}

#[test]
fn a_pull_request_answers_neither_for_other_files_nor_publishes() {
    let site = repository("ops/kb/", &[("mail.md", RIGHT)]);
    let job = workflow(&site, "pull_request", "ops/kb/");
    let expected =
        [("Install Whybook", 0), ("Check what the pull request changes", 0), ("Build the site", 0)];
    assert_eq!(job.codes(), expected);
    assert_eq!(job.used, ["actions/checkout@v5"]);
    let site = repository("ops/kb/", &[("login.md", WRONG)]);
    let job = workflow(&site, "pull_request", "ops/kb/");
    let said = job.said("Check what the pull request changes");
    assert!(said.contains("::warning file=ops/kb/incidents/login.md,line=5,"), "{said}");
}

#[test]
fn a_push_publishes_under_the_address_of_the_pages() {
    let site = repository("", &[("login.md", WRONG)]);
    let job = workflow(&site, "push", "");
    assert_eq!(job.codes(), [("Install Whybook", 0), ("Build the site", 0)]);
    let artifact = "actions/upload-pages-artifact@v4 public";
    assert_eq!(job.used, ["actions/checkout@v5", "actions/configure-pages@v5", artifact]);
    assert!(site.read("clone/public/feed.xml").contains("https://acme.github.io/kb/incidents/login/"));
}

/// The steps of `action.yml` with these inputs. `release` holds what can be downloaded, if anything can.
fn action<'a>(site: &'a Site, event: &str, inputs: &[(&str, &str)]) -> Job<'a> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let action = yaml(&std::fs::read_to_string(root.join("action.yml")).unwrap());
    let mut job = Job::new(site, event);
    for (name, input) in action["inputs"].as_hash().unwrap() {
        let name = name.as_str().unwrap();
        let given = inputs.iter().find(|(given, _)| *given == name).map(|(_, value)| *value);
        job.values.insert(format!("inputs.{name}"), given.or(input["default"].as_str()).unwrap().to_owned());
    }
    job.values.insert("github.action_repository".to_owned(), "acme/whybook".to_owned());
    let folder = site.path("release").display().to_string();
    program(
        site,
        "bin/curl",
        &format!(
            "for last; do :; done\nwhile [ \"$1\" != --output ]; do shift; done\necho \"$last\" >>'{folder}.log'\ncp \"{folder}/${{last##*/}}\" \"$2\""
        ),
    );
    program(
        site,
        "bin/cargo",
        &format!(
            "echo \"cargo $*\"\nwhile [ \"$1\" != --root ]; do shift; done\ncp '{}' \"$2/bin/whybook\"",
            program(site, "whybook", &whybook()).display()
        ),
    );
    for (name, value) in [
        ("GITHUB_ACTION_PATH", root.to_str().unwrap()),
        ("GITHUB_SERVER_URL", "https://github.com"),
        ("RUNNER_OS", "Linux"),
        ("RUNNER_ARCH", "X64"),
    ] {
        job.set(name, value);
    }
    job.run(&action["runs"]["steps"], "");
    job
}

/// Lays out a release of this version by the script that does it for real ones.
fn release(site: &Site) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let program = program(site, "built/whybook", &whybook());
    let target = "x86_64-unknown-linux-musl";
    let mut archive = Command::new(root.join("tools/archive"));
    archive.arg(program).arg(target).arg(site.path("release"));
    assert!(archive.output().unwrap().status.success());
    format!("whybook-v{}-{target}.tar.gz", env!("CARGO_PKG_VERSION"))
}

#[test]
fn the_action_checks_a_pull_request_with_the_program_of_the_release() {
    let site = repository("", &[("login.md", WRONG)]);
    let archive = release(&site);
    let job = action(&site, "pull_request", &[("sarif", "true")]);
    assert_eq!(job.codes(), [("Install Whybook", 0), ("Choose what to do", 0), ("Check or build", 1)]);
    let from = format!("https://github.com/acme/whybook/releases/download/v{}", env!("CARGO_PKG_VERSION"));
    assert_eq!(site.read("release.log"), format!("{from}/{archive}\n{from}/{archive}.sha256\n"));
    let said = job.said("Check or build");
    assert!(said.contains(ANNOTATION) && !said.contains("shop.md"), "{said}");
    assert!(site.read("GITHUB_STEP_SUMMARY").contains("| incidents/login.md | "));
    // Code scanning gets the findings of all files, and finds out which are new.
    let sarif = std::fs::read_to_string(&job.values["steps.run.outputs.sarif"]).unwrap();
    assert!(sarif.contains("\"incidents/shop.md\""), "{sarif}");
    assert_eq!(job.used, ["github/codeql-action/upload-sarif@v4"]);
    let lenient = action(&site, "pull_request", &[("strict", "false")]);
    assert_eq!(lenient.codes().last(), Some(&("Check or build", 0)));
    let wrong = action(&site, "pull_request", &[("strict", "maybe")]);
    assert_eq!(wrong.said("Check or build"), "::error title=Whybook::strict: true or false, not maybe\n");
    let content = action(&site, "pull_request", &[("content", "nowhere")]);
    assert_eq!(content.codes().last(), Some(&("Check or build", 2)));
}

#[test]
fn the_action_builds_the_site_for_the_address_of_the_pages() {
    let site = repository("", &[("login.md", WRONG)]);
    release(&site);
    let job = action(&site, "push", &[]);
    assert_eq!(job.codes(), [("Install Whybook", 0), ("Choose what to do", 0), ("Check or build", 0)]);
    let built = &job.values["steps.run.outputs.site"];
    assert_eq!(
        job.used,
        ["actions/configure-pages@v5".to_owned(), format!("actions/upload-pages-artifact@v4 {built}")]
    );
    let feed = std::fs::read_to_string(Path::new(built).join("feed.xml")).unwrap();
    assert!(feed.contains("https://acme.github.io/kb/incidents/login/"));
    let summary = site.read("GITHUB_STEP_SUMMARY");
    assert!(summary.contains("### Root causes\n\n| Primary cause | Incidents |\n"), "{summary}");
    // An address of one's own goes before that of the pages; a strict build fails on warnings.
    let own = action(&site, "push", &[("base-url", "https://kb.example/"), ("strict", "true")]);
    assert_eq!(own.codes().last(), Some(&("Check or build", 1)));
    assert!(own.used.is_empty(), "{:?}", own.used);
}

#[test]
fn the_action_runs_no_program_that_differs_from_its_sum_and_builds_one_where_there_is_none() {
    let site = repository("", &[("mail.md", RIGHT)]);
    let job = action(&site, "pull_request", &[]);
    let built = format!(
        "cargo install --locked --root {} --path {}",
        site.path("temp/whybook").display(),
        env!("CARGO_MANIFEST_DIR")
    );
    assert!(job.said("Install Whybook").contains(&built), "{}", job.said("Install Whybook"));
    assert_eq!(job.codes().last(), Some(&("Check or build", 0)));
    let other = action(&site, "pull_request", &[("version", "v9.8.7")]);
    assert!(other.said("Install Whybook").contains(" whybook --version 9.8.7\n"));
    let archive = release(&site);
    std::fs::write(site.path(&format!("release/{archive}")), "another program").unwrap();
    let job = action(&site, "pull_request", &[]);
    assert_eq!(job.codes(), [("Install Whybook", 1)]);
    let said = job.said("Install Whybook");
    assert!(said.starts_with(&format!("::error title=Whybook::{archive} has the SHA-256 sum ")), "{said}");
    let odd = action(&site, "pull_request", &[("version", "1; rm -rf /")]);
    assert_eq!(
        odd.said("Install Whybook"),
        "::error title=Whybook::version: no version of Whybook: 1; rm -rf /\n"
    );
}
