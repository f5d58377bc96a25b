//! Where things stand in the body of a change chunk.

use super::reader::Reader;

/// A change as its header tells it, and its columns unread.
#[derive(Debug)]
pub(super) struct Body<'a> {
    /// How many changes it builds on.
    pub deps: u64,
    pub seq: u64,
    pub start_op: u64,
    /// Actors it names besides its own.
    pub other_actors: u64,
    /// In the order in which they stand: what a column holds, and its bytes.
    pub columns: Vec<(u64, &'a [u8])>,
}

impl<'a> Body<'a> {
    /// `None`: it is no change.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut at = Reader(bytes);
        let deps = at.uint()?;
        at.take(deps.checked_mul(32)?)?;
        let _actor = at.prefixed()?;
        let (seq, start_op, _time) = (at.uint()?, at.uint()?, at.int()?);
        let _message = at.prefixed()?;
        let other_actors = at.uint()?;
        for _ in 0..other_actors {
            at.prefixed()?;
        }
        Some(Self { deps, seq, start_op, other_actors, columns: columns(&mut at)? })
    }
}

fn columns<'a>(at: &mut Reader<'a>) -> Option<Vec<(u64, &'a [u8])>> {
    let lengths = specifications(at)?;
    lengths.into_iter().map(|(spec, length)| Some((spec, at.take(length)?))).collect()
}

/// What each column holds and how long it is.
pub(super) fn specifications(at: &mut Reader<'_>) -> Option<Vec<(u64, u64)>> {
    let mut found = Vec::new();
    for _ in 0..at.uint()? {
        found.push((at.uint()?, at.uint()?));
    }
    Some(found)
}
