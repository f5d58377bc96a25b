//! The same in front of a whole document: its columns may be deflated one by one, and none of them says how long it is
//! once inflated.

use std::io::Read;

use super::body::specifications;
use super::columns::{self, DEFLATED};
use super::reader::Reader;
use super::{ChunkError, DOCUMENT, MAX_ACTORS, MAX_CHANGE_OPS, MAX_CLOCKS, chunk};

/// So many bytes of a limit allow for one operation: decoded, one takes several hundred.
const BYTES_FOR_AN_OPERATION: usize = 64;

/// Largest document, its columns inflated. A month of 200 visits has 25 kB deflated.
pub const MAX_SNAPSHOT_BYTES: usize = 32 * 1024 * 1024;

/// Refuses what is not one whole document, and what would come to more than so many bytes: of columns once inflated, of
/// texts that stand there once and are read many times, and one operation or change for each 64 of them. What it lets
/// pass automerge can load within a known multiple of the limit. The checksum is automerge's to compare.
pub fn verified_snapshot(bytes: &[u8], limit: usize) -> Result<(), ChunkError> {
    if bytes.len() > limit {
        return Err(ChunkError::TooLarge { bytes: bytes.len(), limit });
    }
    let chunk = chunk(bytes)?;
    if chunk.kind != DOCUMENT {
        return Err(ChunkError::Malformed("not a document chunk"));
    }
    let parts = Parts::read(chunk.body).ok_or(ChunkError::Malformed("no columns of a document"))?;
    let most = u64::try_from(MAX_CHANGE_OPS.max(limit / BYTES_FOR_AN_OPERATION)).unwrap_or(u64::MAX);
    at_most(parts.actors, "actors", MAX_ACTORS)?;
    at_most(parts.heads, "heads", most)?;
    let mut left = limit;
    let mut inflated = Vec::new();
    for (at, (spec, column)) in parts.columns.into_iter().enumerate() {
        let column = if spec & DEFLATED == 0 {
            column
        } else {
            inflate(column, left, &mut inflated, limit)?;
            &inflated
        };
        left = left.checked_sub(column.len()).ok_or(ChunkError::TooLarge { bytes: limit, limit })?;
        let counted = columns::count([(spec & !DEFLATED, column)])
            .ok_or(ChunkError::Malformed("a column of the document can not be read"))?;
        at_most(counted.rows, "operations", most)?;
        if at < parts.of_changes {
            at_most(counted.rows.saturating_mul(parts.actors), "changes times actors", MAX_CLOCKS)?;
        }
        left = left
            .checked_sub(usize::try_from(counted.repeated).unwrap_or(usize::MAX))
            .ok_or(ChunkError::TooLarge { bytes: limit, limit })?;
    }
    Ok(())
}

fn at_most(counted: u64, what: &'static str, most: u64) -> Result<(), ChunkError> {
    if counted > most { Err(ChunkError::TooMany { counted, what, most }) } else { Ok(()) }
}

/// Inflates into `out`, at most `left` bytes.
pub(super) fn inflate(deflated: &[u8], left: usize, out: &mut Vec<u8>, limit: usize) -> Result<(), ChunkError> {
    out.clear();
    let reads = u64::try_from(left).unwrap_or(u64::MAX).saturating_add(1);
    flate2::bufread::DeflateDecoder::new(deflated)
        .take(reads)
        .read_to_end(out)
        .map_err(|_| ChunkError::Malformed("deflate"))?;
    if out.len() > left { Err(ChunkError::TooLarge { bytes: out.len(), limit }) } else { Ok(()) }
}

struct Parts<'a> {
    actors: u64,
    heads: u64,
    /// How many of the columns, the first ones, are about changes; the others are about operations.
    of_changes: usize,
    columns: Vec<(u64, &'a [u8])>,
}

impl<'a> Parts<'a> {
    fn read(body: &'a [u8]) -> Option<Self> {
        let mut at = Reader(body);
        let actors = at.uint()?;
        for _ in 0..actors {
            at.prefixed()?;
        }
        let heads = at.uint()?;
        at.take(heads.checked_mul(32)?)?;
        let mut lengths = specifications(&mut at)?;
        let of_changes = lengths.len();
        lengths.extend(specifications(&mut at)?);
        let columns =
            lengths.into_iter().map(|(spec, length)| Some((spec, at.take(length)?))).collect::<Option<_>>()?;
        // Where the heads stand among the changes; an older automerge did not write it.
        if !at.is_empty() {
            for _ in 0..heads {
                at.uint()?;
            }
        }
        at.is_empty().then_some(Self { actors, heads, of_changes, columns })
    }
}
