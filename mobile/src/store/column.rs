//! Columns as they may lie in a file with a damaged byte.

use rusqlite::{Error, Row};

/// A text, empty where it is no UTF-8 any more: it does not read then, but its row hides no other.
pub(super) fn text(row: &Row<'_>, at: usize) -> Result<Option<String>, Error> {
    match row.get(at) {
        Err(Error::Utf8Error(..)) => Ok(Some(String::new())),
        other => other,
    }
}
