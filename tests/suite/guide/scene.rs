//! Where the commands of a page run: folders as a reader of that page has them.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::root;

/// A folder in which commands run one after the other; gone with its value.
pub(super) struct Scene {
    folder: TempDir,
    /// Where the last command has left its shell.
    current: PathBuf,
}

/// What a command did.
pub(super) struct Outcome {
    pub code: Option<i32>,
    /// Standard output and standard error as they came.
    pub output: String,
}

impl Scene {
    /// The scene of this name; `None` if there is none.
    pub(super) fn named(name: &str) -> Option<Self> {
        let folder = tempfile::Builder::new().prefix("whybook-guide-").tempdir().unwrap();
        let current = folder.path().join("acme");
        std::fs::create_dir(&current).unwrap();
        let scene = Self { folder, current };
        match name {
            "empty folder" => {}
            "empty folder, after init" => scene.expect("git init -q -b main && whybook init"),
            "sample" => {
                scene.copy("content", "content");
                scene.copy("whybook.toml", "whybook.toml");
                scene.commit();
            }
            "repository" => {
                scene.copy("content/2023", "docs/incidents/2023");
                scene.copy("content/2024", "docs/incidents/2024");
                scene.commit();
            }
            _ => return None,
        }
        Some(scene)
    }

    /// Writes a file of the scene, in the folder where commands run.
    pub(super) fn write(&self, path: &str, text: &str) {
        let path = self.current.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Runs a command as a shell does, in the folder where the one before it has ended.
    pub(super) fn run(&mut self, command: &str) -> Outcome {
        let state = self.folder.path().join("state");
        let script = format!("exec 2>&1\n{command}\ncode=$?\npwd >'{}'\nexit $code\n", state.display());
        let done = self.shell(&script).output().unwrap();
        if let Ok(folder) = std::fs::read_to_string(&state) {
            self.current = folder.trim_end().into();
        }
        Outcome { code: done.status.code(), output: String::from_utf8(done.stdout).unwrap() }
    }

    /// Starts a command that serves a site, and ends it once it says where.
    pub(super) fn serve(&self, command: &str) -> Outcome {
        let mut child = self.shell(&format!("exec {command}\n")).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut output = String::new();
        let serves = lines.map(Result::unwrap).any(|line| {
            output.push_str(&line);
            line.contains("http://")
        });
        let _ = child.kill();
        let _ = child.wait();
        Outcome { code: Some(if serves { 0 } else { 2 }), output }
    }

    fn shell(&self, script: &str) -> Command {
        let programs = Path::new(env!("CARGO_BIN_EXE_whybook")).parent().unwrap();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::iter::once(programs.to_owned()).chain(std::env::split_paths(&path));
        let mut command = Command::new("bash");
        command
            .args(["--noprofile", "--norc", "-c", script])
            .current_dir(&self.current)
            .env("PATH", std::env::join_paths(path).unwrap())
            .env("HOME", self.folder.path())
            .env("NO_COLOR", "1")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        command
    }

    fn expect(&self, command: &str) {
        let done = self.shell(&format!("exec 2>&1\n{command}\n")).output().unwrap();
        assert!(done.status.success(), "{command}: {}", String::from_utf8_lossy(&done.stdout));
    }

    fn commit(&self) {
        self.expect(
            "git init -q -b main && git add . && git -c user.name=Ada -c user.email=ada@acme.example commit -qm Incidents \
             && git update-ref refs/remotes/origin/main HEAD",
        );
    }

    fn copy(&self, from: &str, to: &str) {
        let from = root().join(from);
        for entry in walkdir::WalkDir::new(&from).into_iter().map(Result::unwrap) {
            if entry.file_type().is_file() {
                let inside = entry.path().strip_prefix(&from).unwrap();
                let to = self.current.join(to);
                let to = if inside.as_os_str().is_empty() { to } else { to.join(inside) };
                std::fs::create_dir_all(to.parent().unwrap()).unwrap();
                std::fs::copy(entry.path(), to).unwrap();
            }
        }
    }
}
