//! How this workspace is compiled for the browser: what the bundler and the tests share.
#![allow(clippy::print_stdout, reason = "a command-line program reports on the terminal")]

pub mod wasm;

/// One line of progress.
pub fn step(what: &str) {
    println!("bundle: {what}");
}
