//! How far reading has come, and which files took long.

use std::collections::HashMap;
use std::io::{self, IsTerminal as _};
use std::sync::{Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use whybook::library::FileProgress;

use super::Detail;

/// A build that has read everything sooner shows no bar.
const PATIENCE: Duration = Duration::from_millis(500);
/// Files that are named as the slowest.
const SLOWEST: usize = 5;

/// A progress bar, shown on a terminal if reading takes longer than [`PATIENCE`], and with [`Detail::Verbose`] the time
/// that each file took.
pub(super) struct Progress {
    bar: ProgressBar,
    begun: Instant,
    /// Shows the bar; `None` where nobody would see it.
    show: Option<Once>,
    times: Option<Mutex<Times>>,
}

/// When the files were begun that are being read, and how long the others took.
#[derive(Default)]
struct Times {
    begun: HashMap<String, Instant>,
    took: Vec<(Duration, String)>,
}

impl Progress {
    pub(super) fn begin(detail: Detail) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("Reading {bar:30} {pos}/{len}") {
            bar.set_style(style);
        }
        let is_seen = detail != Detail::Quiet && io::stderr().is_terminal();
        Self {
            bar,
            begun: Instant::now(),
            show: is_seen.then(Once::new),
            times: (detail == Detail::Verbose).then(Mutex::default),
        }
    }

    /// Takes note of a file.
    pub(super) fn note(&self, file: FileProgress<'_>) {
        self.time(file);
        let FileProgress::Done { total, .. } = file else { return };
        self.bar.set_length(total as u64);
        self.bar.inc(1);
        if let Some(show) = &self.show
            && self.begun.elapsed() > PATIENCE
        {
            show.call_once(|| self.bar.set_draw_target(ProgressDrawTarget::stderr()));
        }
    }

    fn time(&self, file: FileProgress<'_>) {
        let Some(times) = &self.times else { return };
        let mut times = times.lock().unwrap_or_else(PoisonError::into_inner);
        match file {
            FileProgress::Begun(path) => {
                times.begun.insert(path.to_owned(), Instant::now());
            }
            FileProgress::Done { path, .. } => {
                if let Some((path, begun)) = times.begun.remove_entry(path) {
                    times.took.push((begun.elapsed(), path));
                }
            }
        }
    }

    /// Takes the bar away; the files that took longest, the slowest first.
    pub(super) fn end(self) -> Vec<(Duration, String)> {
        self.bar.finish_and_clear();
        let times = self.times.map(|times| times.into_inner().unwrap_or_else(PoisonError::into_inner));
        let mut took = times.unwrap_or_default().took;
        took.sort_by(|a, b| b.cmp(a));
        took.truncate(SLOWEST);
        took
    }
}
