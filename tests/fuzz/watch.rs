//! Ends the process when one case does not end: a hang would otherwise cost the run its answer.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// Longest that one case may take: a hundred times what it takes on a loaded machine with a debug build.
pub(crate) const LONGEST: Duration = Duration::from_secs(120);

/// Runs `check` with a second thread that watches the time; `shown` is printed if it runs out.
pub(crate) fn limited<T>(name: &str, shown: String, check: impl FnOnce() -> T) -> T {
    let (done, waiting) = channel::<()>();
    std::thread::scope(|scope| {
        let watcher = scope.spawn(move || {
            if waiting.recv_timeout(LONGEST) == Err(RecvTimeoutError::Timeout) {
                eprintln!("fuzz {name}: a case takes longer than {LONGEST:?}:\n{shown}");
                std::process::abort();
            }
        });
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(check));
        drop(done);
        watcher.join().unwrap();
        result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
