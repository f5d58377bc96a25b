//! Compiles `mobile` for the browser.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use bundle::wasm::{Build, clean, output};

use crate::Bundle;

const NO_CLANG: &str = "\
clang, which compiles SQLite for the browser, was not found. Install it:
  Debian, Ubuntu: apt-get install clang
and run the bundler again.";

/// Builds the client and returns the path of its wasm.
pub fn run(bundle: &Bundle) -> Result<PathBuf> {
    ensure!(output(clean("clang").arg("--version")).is_some(), NO_CLANG);
    let mut arguments = vec!["--bin", "mobile", "--features", "web"];
    if bundle.dev {
        // Else its debug form looks for `dx serve` at this address, again and again.
        arguments.extend(["--config", "profile.dev.package.dioxus-web.debug-assertions=false"]);
    }
    let build = Build {
        root: &bundle.root,
        cache: &bundle.cache,
        package: "mobile",
        arguments: &arguments,
        profile: if bundle.dev { "dev" } else { "bundle" },
        nameless: !bundle.dev,
    };
    Ok(build.run()?.join("mobile.wasm"))
}
