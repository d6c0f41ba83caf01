//! Runs git.

use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Settings of the user's that would change what the commands print.
const SETTINGS: [&str; 8] = [
    "-c", "core.quotePath=off", "-c", "log.showRoot=true", "-c", "diff.relative=false",
    // The default of git 2.34 and newer; older ones had another.
    "-c", "diff.renameLimit=1000",
];

/// Runs git in a folder, with `input` on its standard input. It neither fetches anything nor takes a lock, and prints the
/// same whatever the user's settings are.
///
/// # Errors
/// If git cannot be started or its output cannot be read. A failure of git itself is in the output.
pub(super) fn run(folder: &Path, arguments: &[&str], input: &str) -> io::Result<Output> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(SETTINGS).args(arguments);
    command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_OPTIONAL_LOCKS", "0");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = command.spawn()?;
    // The commands that take input read all of it before they print.
    if let Some(mut stdin) = running.stdin.take() {
        let _ = stdin.write_all(input.as_bytes());
    }
    running.wait_with_output()
}
