//! The door in front of automerge's decoder: nothing is decoded before what it comes to is known to be bounded, and
//! nothing is taken whose hash is not right. `Change::try_from` itself does neither.

mod body;
mod columns;
mod reader;
mod shape;
mod snapshot;

use automerge::Change;

use body::Body;

pub use shape::{OtherShape, only_adds};
pub(crate) use shape::{RootOp, root_ops};
pub use snapshot::{MAX_SNAPSHOT_BYTES, verified_snapshot};

/// Largest change, inflated. A visit is about 500 bytes; a sealed statement travels in a document of the server's own.
pub const MAX_CHANGE_BYTES: usize = 256 * 1024;
/// Most operations in one change, and most predecessors of them.
pub const MAX_CHANGE_OPS: usize = 10_000;
/// Most changes one may build on, and most actors it may name: as many as write one document at once, and far more.
pub const MAX_CHANGE_NAMES: usize = 1_000;
/// Most actors of one document: each device and each installation is one.
pub(crate) const MAX_ACTORS: u64 = 4_096;
/// Most actors times changes of one document: automerge keeps a clock of all actors for every so many changes.
pub(crate) const MAX_CLOCKS: u64 = 1 << 25;

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const DOCUMENT: u8 = 0;
const CHANGE: u8 = 1;
const COMPRESSED_CHANGE: u8 = 2;

/// Why bytes are not taken for a change or a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChunkError {
    #[error("{bytes} bytes or more are too large: at most {limit} bytes")]
    TooLarge { bytes: usize, limit: usize },
    #[error("{counted} {what} are too many: at most {most}")]
    TooMany { counted: u64, what: &'static str, most: u64 },
    #[error("these bytes are no change: {0}")]
    Malformed(&'static str),
    #[error("the checksum does not fit the content")]
    Checksum,
    #[error("the change can not be decoded: {0}")]
    Decode(String),
}

/// Reads one change, compressed or not, from the bytes of a stranger.
pub fn verified_change(bytes: &[u8]) -> Result<Change, ChunkError> {
    verified_change_within(bytes, MAX_CHANGE_BYTES)
}

/// The same with another limit, for documents only the server writes.
pub fn verified_change_within(bytes: &[u8], limit: usize) -> Result<Change, ChunkError> {
    if bytes.len() > limit {
        return Err(ChunkError::TooLarge { bytes: bytes.len(), limit });
    }
    let Chunk { checksum, kind, body } = chunk(bytes)?;
    let change = match kind {
        CHANGE => {
            bounded(body, limit)?;
            Change::try_from(bytes)
        }
        COMPRESSED_CHANGE => {
            let mut inflated = Vec::new();
            snapshot::inflate(body, limit, &mut inflated, limit)?;
            bounded(&inflated, limit)?;
            let mut plain = Vec::with_capacity(inflated.len() + 16);
            plain.extend_from_slice(&MAGIC);
            plain.extend_from_slice(checksum);
            plain.push(CHANGE);
            write_leb128(&mut plain, inflated.len());
            plain.extend_from_slice(&inflated);
            Change::try_from(plain.as_slice())
        }
        _ => return Err(ChunkError::Malformed("not a change chunk")),
    };
    let change = change.map_err(|why| ChunkError::Decode(why.to_string()))?;
    if change.hash().0.first_chunk::<4>() != Some(checksum) {
        return Err(ChunkError::Checksum);
    }
    Ok(change)
}

struct Chunk<'a> {
    checksum: &'a [u8; 4],
    kind: u8,
    body: &'a [u8],
}

/// One chunk of automerge's, and nothing after it.
fn chunk(bytes: &[u8]) -> Result<Chunk<'_>, ChunkError> {
    let (magic, rest) = bytes.split_first_chunk::<4>().ok_or(ChunkError::Malformed("too short"))?;
    let (checksum, rest) = rest.split_first_chunk::<4>().ok_or(ChunkError::Malformed("too short"))?;
    let (kind, rest) = rest.split_first().ok_or(ChunkError::Malformed("too short"))?;
    if *magic != MAGIC {
        return Err(ChunkError::Malformed("not automerge"));
    }
    let (length, body) = leb128(rest).ok_or(ChunkError::Malformed("no length"))?;
    if usize::try_from(length) != Ok(body.len()) {
        return Err(ChunkError::Malformed("the length does not fit"));
    }
    Ok(Chunk { checksum, kind: *kind, body })
}

/// Refuses what would take more memory or time to decode than bytes of that limit should, and numbers that automerge
/// keeps in 32 bits without a look at the rest.
fn bounded(body: &[u8], limit: usize) -> Result<(), ChunkError> {
    let wide = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let body = Body::read(body).ok_or(ChunkError::Malformed("no columns of a change"))?;
    let times = (limit / MAX_CHANGE_BYTES).max(1);
    let names = wide(MAX_CHANGE_NAMES * times);
    for (counted, what) in [(body.deps, "changes to build on"), (body.other_actors, "actors")] {
        if counted > names {
            return Err(ChunkError::TooMany { counted, what, most: names });
        }
    }
    let counted =
        columns::count(body.columns.iter().copied()).ok_or(ChunkError::Malformed("no columns of a change"))?;
    let most = wide(MAX_CHANGE_OPS * times);
    if counted.rows > most {
        return Err(ChunkError::TooMany { counted: counted.rows, what: "operations", most });
    }
    if counted.repeated > wide(limit) {
        let most = wide(limit);
        return Err(ChunkError::TooMany { counted: counted.repeated, what: "bytes of repeated texts", most });
    }
    let last = body.start_op.saturating_add(counted.rows);
    if u32::try_from(last).is_err() || u32::try_from(body.seq).is_err() {
        return Err(ChunkError::Malformed("a number of more than 32 bits"));
    }
    Ok(())
}

fn leb128(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0u64;
    for (at, byte) in bytes.iter().enumerate().take(9) {
        value |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((value, bytes.get(at + 1..)?));
        }
    }
    None
}

fn write_leb128(out: &mut Vec<u8>, mut value: usize) {
    loop {
        let low = u8::try_from(value & 0x7f).unwrap_or(0);
        value >>= 7;
        if value == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}
