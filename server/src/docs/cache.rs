use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use shared::id::{CompanyId, DocId};

use super::{KEPT, Loaded};

/// A place of its own for each document: two can be worked on at once, one only by one.
pub(super) type Slot = Arc<Mutex<Option<Loaded>>>;

/// The documents used last.
#[derive(Debug, Default)]
pub(super) struct Cache {
    slots: HashMap<(CompanyId, DocId), (u64, Slot)>,
    uses: u64,
}

impl Cache {
    pub(super) fn slot(&mut self, company: &CompanyId, id: &DocId) -> Slot {
        self.uses += 1;
        let key = (company.clone(), id.clone());
        if let Some((used, slot)) = self.slots.get_mut(&key) {
            *used = self.uses;
            return Arc::clone(slot);
        }
        if self.slots.len() >= KEPT {
            self.drop_oldest();
        }
        let slot = Slot::default();
        self.slots.insert(key, (self.uses, Arc::clone(&slot)));
        slot
    }

    pub(super) fn peek(&self, company: &CompanyId, id: &DocId) -> Option<Slot> {
        self.slots.get(&(company.clone(), id.clone())).map(|(_, slot)| Arc::clone(slot))
    }

    /// An eighth at once, so that the search is paid for by many.
    fn drop_oldest(&mut self) {
        let mut uses: Vec<u64> = self.slots.values().map(|(used, _)| *used).collect();
        let (_, limit, _) = uses.select_nth_unstable(KEPT / 8);
        let limit = *limit;
        self.slots.retain(|_, (used, _)| *used > limit);
    }
}
