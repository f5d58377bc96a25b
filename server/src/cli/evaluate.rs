//! `fieldtally evaluate`: one company's books in, statements out. The formats stand in `shared/books-format.md`.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{ErrorKind, Read, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use serde_json::Value;
use shared::books::{Books, Fault, read};
use shared::canonical;
use shared::engine::EngineError;
use shared::evaluate::{Options, WhatIfError, evaluate, hashes, keep, what_if};
use shared::period::Month;
use shared::trail_text::Language;

use crate::workers::Threads;

mod text;

#[derive(Debug, Args)]
pub struct EvaluateArgs {
    /// The books, `fieldtally-books/1`; `-` reads standard input
    books: PathBuf,
    /// Indented, for people to read; else canonical: sorted keys, no spaces
    #[arg(long)]
    pretty: bool,
    /// Each line with its explanation: formula, rule, rounding, the facts it came from
    #[arg(long)]
    trail: bool,
    /// Only the BLAKE3 of each statement as closed, one a line: month, employee, hash
    #[arg(long, conflicts_with_all = ["pretty", "trail"])]
    hash: bool,
    /// The statements as closed, explained in words: zh-CN (zh), zh-TW or en
    #[arg(long, value_name = "LANGUAGE", conflicts_with_all = ["pretty", "trail", "hash"])]
    text: Option<Language>,
    /// Only this employee's
    #[arg(long, requires = "text")]
    employee: Option<String>,
    /// Only this month's, YYYY-MM
    #[arg(long, requires = "text")]
    month: Option<Month>,
    /// What the books give otherwise than these do, line by line, all known: was in OTHER, is in BOOKS
    #[arg(long, value_name = "OTHER", conflicts_with_all = ["hash", "text"])]
    against: Option<PathBuf>,
    /// Threads; without, as many as the machine has cores
    #[arg(long)]
    jobs: Option<NonZeroUsize>,
}

/// What was handed in is wrong: all of it at once, one on a line.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct BadInput(pub Vec<String>);

impl BadInput {
    fn one(what: impl Display) -> anyhow::Error {
        Self(vec![what.to_string()]).into()
    }
}

/// Runs `fieldtally evaluate …`.
pub fn command(args: &EvaluateArgs) -> anyhow::Result<()> {
    let threads = Threads::new(args.jobs)?;
    let options = Options { trail: args.trail };
    if let Some(other) = &args.against {
        let (was, is) = both(other, &args.books)?;
        let mut output = what_if(&was.1, &is.1, options, &threads).map_err(unlike)?;
        keep(&is.0, &mut output);
        return put(&printed(&output, args.pretty)?);
    }
    let (document, books) = open(&args.books)?.map_err(|faults| BadInput(told(&faults, None)))?;
    if let Some(language) = args.text {
        return put(text::statements(&books, args, language, &threads)?.as_bytes());
    }
    if args.hash {
        let lines = hashes(&books, &threads).map_err(refused)?;
        let lines: Vec<String> = lines.iter().map(|(month, id, hash)| format!("{month} {id} {hash}\n")).collect();
        return put(lines.concat().as_bytes());
    }
    let mut output = evaluate(&books, options, &threads).map_err(refused)?;
    keep(&document, &mut output);
    put(&printed(&output, args.pretty)?)
}

/// A document as it was read, and the books in it.
type Opened = (Value, Books);

/// Reads one company's books; its faults are no failure of the command.
fn open(path: &Path) -> anyhow::Result<Result<Opened, Vec<Fault>>> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().lock().read_to_end(&mut bytes).context("reading standard input")?;
    } else {
        bytes = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    }
    Ok(match serde_json::from_slice(&bytes) {
        Ok(document) => read(&document).map(|books| (document, books)),
        Err(why) => Err(vec![Fault { pointer: String::new(), message: format!("this is no JSON: {why}") }]),
    })
}

/// Both sides of a what-if, or what is wrong with either, by its file.
fn both(was: &Path, is: &Path) -> anyhow::Result<(Opened, Opened)> {
    match (open(was)?, open(is)?) {
        (Ok(was), Ok(is)) => Ok((was, is)),
        (before, after) => {
            let mut faults = Vec::new();
            for (path, side) in [(was, before), (is, after)] {
                faults.extend(side.err().map(|found| told(&found, Some(path))).unwrap_or_default());
            }
            Err(BadInput(faults).into())
        }
    }
}

/// `pointer: message`, with the file before it where there are two.
fn told(faults: &[Fault], path: Option<&Path>) -> Vec<String> {
    let file = path.map(|path| format!("{}: ", path.display())).unwrap_or_default();
    faults.iter().map(|fault| format!("{file}{fault}")).collect()
}

/// Numbers of the books that can not be worked with are the books' fault.
fn refused(why: EngineError) -> anyhow::Error {
    match why {
        EngineError::Fact(fact) => BadInput::one(fact),
        other => other.into(),
    }
}

fn unlike(why: WhatIfError) -> anyhow::Error {
    match why {
        WhatIfError::Engine(why) => refused(why),
        other @ WhatIfError::Currency { .. } => BadInput::one(other),
    }
}

fn printed(output: &Value, pretty: bool) -> anyhow::Result<Vec<u8>> {
    if !pretty {
        return Ok(canonical::to_bytes(output)?);
    }
    let mut text = serde_json::to_vec_pretty(&sorted(output))?;
    text.push(b'\n');
    Ok(text)
}

/// The same with its keys in order, whatever kind of map holds them.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields: BTreeMap<&String, &Value> = fields.iter().collect();
            Value::Object(fields.into_iter().map(|(name, field)| (name.clone(), sorted(field))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        plain => plain.clone(),
    }
}

/// To standard output; whoever stops reading early has seen enough.
fn put(bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(why) if why.kind() == ErrorKind::BrokenPipe => Ok(()),
        done => done.context("writing to standard output"),
    }
}
