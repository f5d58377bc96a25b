//! How much one device may put into one document. Whoever may write a shared document could else fill it until nobody can
//! load it any more; the limits are far from what a month's work comes to.

use automerge::Change;
use shared::sync::admit::RefusalCode;
use shared::sync::{RefusedAtDoor, Verdict};

use super::{Opened, Taking};
use crate::store::{StoreError, log};

/// Bytes of changes in one document, of one device. A month of forty visits a day is a twelfth of it.
pub(super) const MOST_BYTES: u64 = 8 * 1024 * 1024;
/// Concurrent ends of one document. Each device that works offline makes one; a change that joins them takes them away.
pub(super) const MOST_HEADS: usize = 64;
/// What is asked for at each push of so many bytes, and at every so manieth change of an actor: counting at each would cost
/// a push of one record more than storing it.
const LARGE: u64 = 64 * 1024;
const EVERY: u64 = 128;

/// Why a change that fits may still not be stored; `None`: there is room.
pub(super) fn refused(taking: &mut Taking<'_>, push: &Opened, change: &Change) -> Result<Option<Verdict>, StoreError> {
    let heads = taking.known.heads_now();
    if heads.len() >= MOST_HEADS && !change.deps().iter().any(|dep| heads.contains(dep)) {
        let message = format!("{} has {} ends already: build on them", taking.doc, heads.len());
        return Ok(Some(refusal(RefusalCode::Forked, message)));
    }
    let size = |change: &Change| u64::try_from(change.raw_bytes().len()).unwrap_or(u64::MAX);
    if taking.written.is_none() {
        let pushed: u64 = push.changes.iter().filter_map(|read| read.change.as_ref().ok()).map(size).sum();
        if pushed < LARGE && !change.seq().is_multiple_of(EVERY) {
            return Ok(None);
        }
        let device = taking.pusher.device;
        taking.written = Some(log::bytes_of(taking.tx, &taking.pusher.company, taking.doc, device)?);
    }
    let written = taking.written.get_or_insert(0);
    *written += size(change);
    if *written <= MOST_BYTES {
        return Ok(None);
    }
    let message = format!("this device has written {} MiB to {}, as much as it may", MOST_BYTES >> 20, taking.doc);
    Ok(Some(refusal(RefusalCode::TooLarge, message)))
}

fn refusal(code: RefusalCode, message: String) -> Verdict {
    Verdict::Refused(RefusedAtDoor { code, message, heads: Vec::new() })
}
