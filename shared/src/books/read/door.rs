//! Where faults are gathered, and how a place is named.

use std::fmt::Write;

use super::index::Index;

/// More faults than this are counted, not listed.
pub const MOST_FAULTS: usize = 1000;

/// Bytes of all pointers listed: a hostile document may have very long keys.
const MOST_BYTES: usize = 1 << 20;

/// One thing wrong, at its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{pointer}{}{message}", if pointer.is_empty() { "" } else { ": " })]
pub struct Fault {
    /// JSON pointer (RFC 6901); of a missing field, where it should stand.
    pub pointer: String,
    pub message: String,
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// Empty: it may be used.
    pub faults: Vec<Fault>,
    /// Allowed, but probably not meant.
    pub warnings: Vec<Fault>,
}

/// A place in the document; written out only when something is wrong there.
#[derive(Debug, Clone, Copy)]
pub(in crate::books) struct At<'a> {
    up: Option<&'a At<'a>>,
    step: Step<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'a> {
    Root(&'a str),
    Key(&'a str),
    Item(usize),
}

impl<'a> At<'a> {
    /// `prefix`: the pointer of the document's own place, empty where it stands alone.
    pub const fn root(prefix: &'a str) -> Self {
        Self { up: None, step: Step::Root(prefix) }
    }

    pub const fn key(&'a self, key: &'a str) -> Self {
        Self { up: Some(self), step: Step::Key(key) }
    }

    pub const fn item(&'a self, number: usize) -> Self {
        Self { up: Some(self), step: Step::Item(number) }
    }

    pub fn pointer(&self) -> String {
        let mut text = self.up.map_or_else(String::new, At::pointer);
        match self.step {
            Step::Root(prefix) => text.push_str(prefix),
            Step::Key(key) => {
                text.push('/');
                text.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Step::Item(number) => {
                // Writing to a string can not fail.
                let _ = write!(text, "/{number}");
            }
        }
        text
    }
}

/// Gathers faults while a document is read, and knows the document's ids.
#[derive(Debug)]
pub(in crate::books) struct Door<'v> {
    pub index: &'v Index<'v>,
    found: Checked,
    more: usize,
    bytes: usize,
    null_may_miss: bool,
}

impl<'v> Door<'v> {
    pub const fn new(index: &'v Index<'v>) -> Self {
        let found = Checked { faults: Vec::new(), warnings: Vec::new() };
        Self { index, found, more: 0, bytes: 0, null_may_miss: false }
    }

    /// For notations without a null: what may be null may be missing.
    pub const fn without_null(mut self) -> Self {
        self.null_may_miss = true;
        self
    }

    pub const fn null_may_miss(&self) -> bool {
        self.null_may_miss
    }

    pub fn fault(&mut self, at: &At<'_>, message: impl FnOnce() -> String) {
        if self.found.faults.len() < MOST_FAULTS && self.bytes < MOST_BYTES {
            let pointer = at.pointer();
            self.bytes += pointer.len();
            self.found.faults.push(Fault { pointer, message: message() });
        } else {
            self.more += 1;
        }
    }

    pub fn warn(&mut self, at: &At<'_>, message: impl FnOnce() -> String) {
        if self.found.warnings.len() < MOST_FAULTS && self.bytes < MOST_BYTES {
            let pointer = at.pointer();
            self.bytes += pointer.len();
            self.found.warnings.push(Fault { pointer, message: message() });
        }
    }

    pub fn close(mut self) -> Checked {
        if self.more > 0 {
            let message = format!("{} more faults are not listed", self.more);
            self.found.faults.push(Fault { pointer: String::new(), message });
        }
        self.found
    }
}

/// A value of the document in a message: short, whatever it was.
pub(in crate::books) fn shown(text: &str) -> String {
    const MOST: usize = 40;
    let mut short: String = text.chars().take(MOST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("{short:?}")
}
