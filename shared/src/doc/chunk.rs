//! The door in front of automerge's decoder: nothing is decoded before what it comes to is known to be bounded, and
//! nothing is taken whose hash is not right. `Change::try_from` itself does neither.

mod columns;

use std::io::Read;

use automerge::Change;

/// Largest change, inflated. A visit is about 500 bytes; a sealed statement travels in a document of the server's own.
pub const MAX_CHANGE_BYTES: usize = 256 * 1024;
/// Most operations in one change, and most predecessors of them.
pub const MAX_CHANGE_OPS: usize = 10_000;

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const CHANGE: u8 = 1;
const COMPRESSED_CHANGE: u8 = 2;

/// Why bytes are not taken for a change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChunkError {
    #[error("a change of {0} bytes or more is too large: at most {MAX_CHANGE_BYTES} bytes")]
    TooLarge(usize),
    #[error("a change of {0} operations or bytes of repeated texts is too large: at most {MAX_CHANGE_OPS} operations")]
    TooManyOperations(u64),
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
        return Err(ChunkError::TooLarge(bytes.len()));
    }
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
    let plain = match *kind {
        CHANGE => {
            bounded(body, limit)?;
            bytes.to_vec()
        }
        COMPRESSED_CHANGE => {
            let mut inflated = Vec::new();
            let reads = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
            flate2::bufread::DeflateDecoder::new(body)
                .take(reads)
                .read_to_end(&mut inflated)
                .map_err(|_| ChunkError::Malformed("deflate"))?;
            if inflated.len() > limit {
                return Err(ChunkError::TooLarge(inflated.len()));
            }
            bounded(&inflated, limit)?;
            let mut plain = Vec::with_capacity(inflated.len() + 16);
            plain.extend_from_slice(&MAGIC);
            plain.extend_from_slice(checksum);
            plain.push(CHANGE);
            write_leb128(&mut plain, inflated.len());
            plain.extend_from_slice(&inflated);
            plain
        }
        _ => return Err(ChunkError::Malformed("not a change chunk")),
    };
    let change = Change::try_from(plain.as_slice()).map_err(|why| ChunkError::Decode(why.to_string()))?;
    if change.hash().0.first_chunk::<4>() != Some(checksum) {
        return Err(ChunkError::Checksum);
    }
    Ok(change)
}

/// Refuses what would take more memory or time to decode than bytes of that limit should.
fn bounded(body: &[u8], limit: usize) -> Result<(), ChunkError> {
    let wide = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let counted = columns::count(body).ok_or(ChunkError::Malformed("no columns of a change"))?;
    if counted.rows > wide(MAX_CHANGE_OPS * (limit / MAX_CHANGE_BYTES).max(1)) {
        return Err(ChunkError::TooManyOperations(counted.rows));
    }
    if counted.repeated > wide(limit) {
        return Err(ChunkError::TooManyOperations(counted.repeated));
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
