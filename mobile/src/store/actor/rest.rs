//! The part of the integrity check that opening leaves out: photos are most of a store's pages, and nobody waits for them.

use super::StoreActor;
use crate::host;
use crate::store::Store;

/// When the person has what he opened the app for; also between two looks while an exchange is under way.
const QUIET_MS: u32 = 20_000;

impl StoreActor {
    pub(super) fn check_rest_soon(&self) {
        let number = self.0.opened.get() + 1;
        self.0.opened.set(number);
        let actor = self.clone();
        host::spawn(async move {
            loop {
                host::sleep(QUIET_MS).await;
                if actor.0.opened.get() != number {
                    return;
                }
                if !actor.0.running.get() {
                    return actor.check_rest();
                }
            }
        });
    }

    /// A damaged file is left behind, and what can be read of it goes into a new one.
    pub(super) fn check_rest(&self) {
        let Err(why) = self.store(Store::check_rest) else { return };
        if !why.is_corrupt() {
            tracing::info!(%why, "the store was not checked");
            return;
        }
        tracing::error!(%why, "the store is damaged: it is opened anew");
        let path = self.0.device.borrow().active().ok().flatten();
        let Some(path) = path else { return };
        // One connection at a time.
        *self.0.store.borrow_mut() = None;
        match Store::open(&path) {
            Ok(store) => *self.0.store.borrow_mut() = Some(store),
            Err(why) => self.tell_sync(|state| state.problem = Some(why.failure())),
        }
        self.changed();
        self.sync_soon();
    }
}
