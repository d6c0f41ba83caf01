# The inner loop. `tests/run` is everything that must hold before a change lands.

# Lists the recipes.
default:
    @just --list

# Format and lints.
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets --locked -- -D warnings

# Unit tests and the tests from the outside; `just test labels` runs those whose name holds the word.
test *FILTER:
    cargo test --locked --lib --bins --test suite -- {{FILTER}}

# The guide as a book in target/book.
book:
    tools/book

# The site in a real browser.
browser:
    cargo build --locked
    npm ci --prefix tests/browser --no-audit --no-fund --loglevel=error
    WHYBOOK_BIN="$PWD/target/debug/whybook" npm test --prefix tests/browser

# The search engine for the browser, built into the theme.
engine:
    crates/whybook-search-wasm/build

# How well write-ups are read and searched, by the labelled sets.
score:
    cargo run --release --example evaluate
    cargo run --release --example judge
