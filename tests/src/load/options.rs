//! What of the load is run, and how much of it.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail, ensure};

/// Everything there is.
pub const PARTS: [&str; 5] = ["visits", "fan-in", "day", "growth", "line"];

/// What the program was told.
#[derive(Debug, Clone, Default)]
pub struct Options {
    only: BTreeSet<String>,
    /// Small sizes: shows that everything runs, its figures say nothing.
    pub quick: bool,
}

impl Options {
    /// `--quick`, and `--only` with parts divided by commas.
    pub fn read(args: impl IntoIterator<Item = String>) -> Result<Self> {
        let mut options = Self::default();
        let mut args = args.into_iter();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--quick" => options.quick = true,
                "--only" => {
                    let parts = args.next().with_context(|| format!("--only: which of {}?", PARTS.join(", ")))?;
                    for part in parts.split(',') {
                        ensure!(PARTS.contains(&part), "--only {part}: there are {}", PARTS.join(", "));
                        options.only.insert(part.to_owned());
                    }
                }
                other => bail!("{other}: there are --quick and --only {}", PARTS.join(",")),
            }
        }
        Ok(options)
    }

    #[must_use]
    pub fn wants(&self, part: &str) -> bool {
        self.only.is_empty() || self.only.contains(part)
    }

    /// One of two sizes.
    #[must_use]
    pub fn size<T>(&self, whole: T, quick: T) -> T {
        if self.quick { quick } else { whole }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(args: &[&str]) -> Result<Options> {
        Options::read(args.iter().map(ToString::to_string))
    }

    #[test]
    fn parts_are_named_and_unknown_ones_are_told() {
        let all = read(&[]).unwrap();
        assert!(PARTS.iter().all(|part| all.wants(part)) && !all.quick);
        let some = read(&["--only", "day,line", "--quick"]).unwrap();
        assert!(some.wants("day") && some.wants("line") && !some.wants("growth") && some.quick);
        for (args, told) in [
            (&["--only", "week"][..], "--only week: there are visits, fan-in, day, growth, line"),
            (&["--only"], "--only: which of visits, fan-in, day, growth, line?"),
            (&["--fast"], "--fast: there are --quick and --only visits,fan-in,day,growth,line"),
        ] {
            assert_eq!(read(args).unwrap_err().to_string(), told);
        }
    }
}
