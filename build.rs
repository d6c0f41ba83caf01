//! Compiles the program again when a file of the built-in theme is added, changed or taken away.

fn main() {
    println!("cargo::rerun-if-changed=themes/default");
}
