use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use shared::id::{CompanyId, DocId};

use super::Loaded;

/// Estimated bytes of all documents kept in memory: the journals of a thousand reps in the first week of a month.
const ROOM: usize = 256 * 1024 * 1024;
/// A document without changes; and what each change adds, a record of a journal with its place in the log (measured: 100 KiB
/// for forty).
const EMPTY: usize = 8 * 1024;
const CHANGE: usize = 2560;

/// A place of its own for each document: two can be worked on at once, one only by one.
pub(super) type Slot = Arc<Mutex<Option<Loaded>>>;

#[derive(Debug)]
struct Kept {
    used: u64,
    bytes: usize,
    slot: Slot,
}

/// The documents used last.
#[derive(Debug, Default)]
pub(super) struct Cache {
    slots: HashMap<(CompanyId, DocId), Kept>,
    uses: u64,
    bytes: usize,
}

impl Cache {
    pub(super) fn slot(&mut self, company: &CompanyId, id: &DocId) -> Slot {
        self.uses += 1;
        let key = (company.clone(), id.clone());
        if let Some(kept) = self.slots.get_mut(&key) {
            kept.used = self.uses;
            return Arc::clone(&kept.slot);
        }
        let slot = Slot::default();
        self.bytes += EMPTY;
        self.slots.insert(key, Kept { used: self.uses, bytes: EMPTY, slot: Arc::clone(&slot) });
        slot
    }

    pub(super) fn peek(&self, company: &CompanyId, id: &DocId) -> Option<Slot> {
        self.slots.get(&(company.clone(), id.clone())).map(|kept| Arc::clone(&kept.slot))
    }

    /// Told how many changes a document has by now; those used longest ago make room.
    pub(super) fn weigh(&mut self, company: &CompanyId, id: &DocId, changes: usize) {
        if let Some(kept) = self.slots.get_mut(&(company.clone(), id.clone())) {
            let bytes = EMPTY + changes * CHANGE;
            self.bytes = self.bytes - kept.bytes + bytes;
            kept.bytes = bytes;
        }
        if self.bytes > ROOM {
            self.drop_oldest();
        }
    }

    /// An eighth at once, so that the search is paid for by many; whatever was used last stays.
    fn drop_oldest(&mut self) {
        let mut uses: Vec<(u64, usize)> = self.slots.values().map(|kept| (kept.used, kept.bytes)).collect();
        uses.sort_unstable();
        let mut left = self.bytes;
        let older = uses.iter().take_while(|(used, bytes)| {
            let more = left > ROOM / 8 * 7 && *used < self.uses;
            left -= if more { *bytes } else { 0 };
            more
        });
        let limit = older.last().map_or(0, |(used, _)| *used);
        self.slots.retain(|_, kept| kept.used > limit);
        self.bytes = self.slots.values().map(|kept| kept.bytes).sum();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u32) -> DocId {
        format!("journal/rep{number}/2026-11").parse().unwrap()
    }

    #[test]
    fn the_documents_used_last_are_kept_within_the_room() {
        let (mut cache, company) = (Cache::default(), CompanyId::new("company").unwrap());
        for number in 0..2_000 {
            drop(cache.slot(&company, &id(number)));
            cache.weigh(&company, &id(number), 200);
            // The first is used again and again.
            drop(cache.slot(&company, &id(0)));
        }
        let kept = (0..2_000).filter(|number| cache.peek(&company, &id(*number)).is_some()).count();
        assert!(cache.bytes <= ROOM && (400..520).contains(&kept), "{kept} documents, {} bytes", cache.bytes);
        assert!(cache.peek(&company, &id(0)).is_some() && cache.peek(&company, &id(1_999)).is_some());
        assert!(cache.peek(&company, &id(1)).is_none());
        // One that is larger than all room is worked on all the same.
        drop(cache.slot(&company, &id(9)));
        cache.weigh(&company, &id(9), 2_000_000);
        assert!(cache.peek(&company, &id(9)).is_some());
    }
}
