//! A visit still open when its day is over is closed with a mark, as a record of its own (VIS-2). Two devices may both do
//! it: the earlier check-out counts, and a real one is earlier than the end of the day.

use shared::doc::journal::{Body, CheckOut, Stay, corrected};
use shared::id::RecordId;
use shared::period::Instant;

use super::record::make;
use super::{Store, StoreError, settings};
use crate::record::{Command, What};
use crate::view::Ask;

/// When a page asks, by the device's clock; `None`: the question has no time.
pub(super) const fn asked_at(ask: &Ask) -> Option<Instant> {
    match ask {
        Ask::Today(now) | Ask::OpenVisit(now) | Ask::Reminders(now) => Some(now.at),
        Ask::Customers { now, .. }
        | Ask::CustomerMap { now, .. }
        | Ask::Plan { now, .. }
        | Ask::Customer { now, .. }
        | Ask::Visit { now, .. }
        | Ask::Flags { now, .. } => Some(now.at),
        _ => None,
    }
}

impl Store {
    /// Closes what was forgotten, but for the visit `but`. Where that can not be written, the question is answered without
    /// it: the next one tries again.
    pub(super) fn close_forgotten(&mut self, now: Instant, but: Option<RecordId>) -> Result<(), StoreError> {
        match self.with_room(|store| store.try_close_forgotten(now, but)) {
            Err(why @ StoreError::Damaged { .. }) => Err(why),
            Err(why) => {
                tracing::warn!(%why, "a forgotten visit was not closed");
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    fn try_close_forgotten(&mut self, now: Instant, but: Option<RecordId>) -> Result<(), StoreError> {
        let session = self.signed_in()?;
        // Without the company's zone nobody knows when the day ends.
        let Some(company) = self.book.company(&self.db)? else { return Ok(()) };
        let today = company.zone.day_of(corrected(now, settings::skew(&self.db)?));
        let mut open: Vec<Stay> = Vec::new();
        // A check-in of the last day of a month may still be open.
        for (_, journal) in self.book.newest_journals(&self.db, &session.employee, 2)? {
            open.extend(journal.stays().iter().filter(|stay| stay.check_out.is_none()).cloned());
        }
        for stay in open.iter().filter(|stay| Some(stay.id) != but) {
            let Some(entry) = stay.forgotten(company.zone, today) else { continue };
            let Body::CheckOut(out) = entry.body else { continue };
            let command = Command {
                id: closing(session.device.uuid(), &out, now),
                at: entry.at,
                offset: entry.offset,
                skew: entry.skew,
                what: What::CheckOut(out),
                photos: Vec::new(),
            };
            make(&mut self.db, &mut self.book, &session, &command)?;
            self.closed = true;
        }
        Ok(())
    }

    /// Whether visits were closed since this was asked last: they are to be sent.
    pub(super) fn take_closed(&mut self) -> bool {
        std::mem::take(&mut self.closed)
    }
}

/// The id of the record that closes a visit: of this device, so that another one's is another record.
fn closing(device: uuid::Uuid, out: &CheckOut, now: Instant) -> RecordId {
    let hash = blake3::hash(&[device.as_bytes().as_slice(), out.visit.uuid().as_bytes()].concat());
    let mut chance = [0; 10];
    chance.copy_from_slice(&hash.as_bytes()[..10]);
    let millis = u64::try_from(now.millis()).unwrap_or(0);
    RecordId::from_uuid(uuid::Builder::from_unix_timestamp_millis(millis, &chance).into_uuid())
}
