//! Input that no person would write, in bulk: mutated write-ups, queries, packed indexes, taxonomies and settings.
//!
//! Each target runs batches of generated cases for `WHYBOOK_FUZZ_SECONDS` (2 unless set) from the seed
//! `WHYBOOK_FUZZ_SEED` (0 unless set), so that a plain `cargo test` repeats the same cases. A failure is shrunk and
//! printed; a case that takes longer than [`watch::LONGEST`] is printed and ends the process. Longer runs:
//! `WHYBOOK_FUZZ_SECONDS=3600 WHYBOOK_FUZZ_SEED=7 cargo test --release --test fuzz -- --nocapture`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod mutate;
mod page;
mod searching;
mod settings;
mod watch;
mod write_ups;

use std::time::{Duration, Instant};

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

/// Cases between two looks at the clock.
const BATCH: u32 = 16;

/// Runs a target until its time is over; `inputs` says how many inputs a case holds.
fn fuzz<S: Strategy>(
    name: &str,
    strategy: S,
    inputs: impl Fn(&S::Value) -> usize,
    check: impl Fn(S::Value) -> Result<(), TestCaseError>,
) {
    let number = |variable: &str, default: u64| {
        std::env::var(variable)
            .map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{variable}={text}")))
    };
    let seconds = number("WHYBOOK_FUZZ_SECONDS", 2);
    let seed = number("WHYBOOK_FUZZ_SEED", 0);
    let begun = Instant::now();
    let tried = std::cell::Cell::new(0);
    for batch in 0_u64.. {
        if batch > 0 && begun.elapsed() >= Duration::from_secs(seconds) {
            break;
        }
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        bytes[8..16].copy_from_slice(&batch.to_le_bytes());
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
        let config =
            Config { cases: BATCH, failure_persistence: None, max_shrink_iters: 2_000, ..Config::default() };
        let result = TestRunner::new_with_rng(config, rng).run(&strategy, |case| {
            tried.set(tried.get() + inputs(&case));
            let shown = format!("{case:?}");
            watch::limited(name, shown, || check(case))
        });
        if let Err(failure) = result {
            panic!("{name}, seed {seed}, batch {batch}: {failure}");
        }
    }
    println!("fuzz {name}: {} inputs in {:.1} s", tried.get(), begun.elapsed().as_secs_f64());
}
