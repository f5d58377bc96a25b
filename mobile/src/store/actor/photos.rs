//! Photos travel after records, one at a time and in pieces; a record made meanwhile waits for one piece. What the server
//! does not take holds up nothing.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use shared::period::Instant;

use super::StoreActor;
use super::exchange::{SyncError, within};
use crate::host;
use crate::store::StoreError;
use crate::sync::{Outcome, Pace, Step, Transport, TransportError, Upload};
use crate::view::{Failure, PhotoOnItsWay};

/// Longest time a piece may take; the pace aims at a twentieth of it.
const PIECE_MS: u32 = 2 * 60_000;
/// Until it is tried again where the server says "later", or fails.
const LATER_MS: i64 = 10 * 60_000;
/// Photos in a row that fail, after which the others are not tried.
const TROUBLES: u32 = 3;

/// The photo under way, between its pieces.
#[derive(Debug, Default)]
pub(super) struct Sending {
    upload: RefCell<Option<Upload>>,
    pace: Cell<Pace>,
    /// When photos that were not taken may be tried again, and when any may.
    later: RefCell<BTreeMap<String, i64>>,
    not_before: Cell<i64>,
}

impl Sending {
    /// There is a reason to try at once.
    pub(super) fn reset(&self) {
        self.not_before.set(0);
        self.later.borrow_mut().clear();
    }

    /// Somebody else is here.
    pub(super) fn forget(&self) {
        self.upload.replace(None);
        self.reset();
    }
}

/// How it ended with one photo.
enum End {
    Settled,
    /// An exchange is wanted.
    Interrupted,
}

impl StoreActor {
    /// Sends photos until none is left or an exchange is wanted.
    pub(super) async fn photos(&self, transport: &Rc<dyn Transport>) -> Result<(), SyncError> {
        let sending = &self.0.sending;
        let mut troubles = 0;
        while !self.0.wanted.get() && host::now_ms() >= sending.not_before.get() {
            let Some(mut upload) = self.next_upload()? else { break };
            match self.send(transport, &mut upload).await {
                Ok(End::Settled) => troubles = 0,
                Ok(End::Interrupted) => {
                    sending.upload.replace(Some(upload));
                }
                Err(SyncError::Transport(why @ (TransportError::Refused { .. } | TransportError::Garbled(_)))) => {
                    let hash = upload.photo().hash.clone();
                    tracing::warn!(%why, hash, "a photo is sent later");
                    troubles += 1;
                    let until = host::now_ms() + LATER_MS;
                    sending.later.borrow_mut().insert(hash, until);
                    // Too many that no record names are on the server, or it is the server that is in trouble.
                    if troubles == TROUBLES || matches!(&why, TransportError::Refused { status: 429, .. }) {
                        sending.not_before.set(until);
                    }
                }
                Err(why) => return Err(why),
            }
        }
        Ok(())
    }

    /// The photo under way, else the first that may be tried.
    fn next_upload(&self) -> Result<Option<Upload>, StoreError> {
        let sending = &self.0.sending;
        if let Some(upload) = sending.upload.take() {
            return Ok(Some(upload));
        }
        let now = host::now_ms();
        sending.later.borrow_mut().retain(|_, until| *until > now);
        let mut after = String::new();
        while let Some(photo) = self.store(|store| store.next_photo(&after))? {
            if !sending.later.borrow().contains_key(&photo.hash) {
                return Ok(Some(Upload::new(photo)));
            }
            after = photo.hash;
        }
        Ok(None)
    }

    async fn send(&self, transport: &Rc<dyn Transport>, upload: &mut Upload) -> Result<End, SyncError> {
        let hash = upload.photo().hash.clone();
        if !upload.is_sound() {
            let why = Failure { code: "photo-damaged".to_owned(), message: String::new(), hint: None };
            self.store(|store| store.photo_refused(&hash, &why))?;
            return Ok(End::Settled);
        }
        loop {
            if self.0.wanted.get() {
                return Ok(End::Interrupted);
            }
            self.tell_photo(upload)?;
            let (mut pace, since) = (self.0.sending.pace.get(), host::now_ms());
            let (answer, sent) = match upload.step(pace) {
                Step::State => (within(PIECE_MS, transport.photo_state(&hash)).await, 0),
                Step::Piece { offset, bytes } => {
                    let piece = transport.photo_piece(upload.photo(), offset, bytes);
                    (within(PIECE_MS, piece).await, bytes.len())
                }
            };
            if !self.stands(transport) {
                return Err(StoreError::SignedOut.into());
            }
            match &answer {
                Ok(_) => pace.took(sent, host::now_ms() - since),
                Err(_) => pace.cut(),
            }
            self.0.sending.pace.set(pace);
            match upload.took(answer) {
                Ok(Outcome::On) => {}
                Ok(Outcome::Whole) => {
                    let now = Instant::from_millis(host::now_ms());
                    self.store(|store| store.photo_uploaded(&hash, now))?;
                    return Ok(End::Settled);
                }
                Ok(Outcome::Garbled(why)) => {
                    tracing::warn!(%why, hash, "a photo came otherwise to the server than it is here");
                    if !self.store(|store| store.photo_garbled(&hash, &why))? {
                        return Ok(End::Settled);
                    }
                }
                Ok(Outcome::Refused(why)) => {
                    tracing::warn!(%why, hash, "a photo was refused");
                    self.store(|store| store.photo_refused(&hash, &why))?;
                    return Ok(End::Settled);
                }
                Err(why) => {
                    self.store(|store| store.photo_cut(&hash))?;
                    return Err(why.into());
                }
            }
        }
    }

    fn tell_photo(&self, upload: &Upload) -> Result<(), StoreError> {
        let waiting = self.store(|store| store.photos_waiting())?;
        let length = upload.photo().bytes.len();
        let [sent, length] = [upload.have(), length].map(|bytes| u64::try_from(bytes).unwrap_or(u64::MAX));
        self.tell_sync(|state| state.photo = Some(PhotoOnItsWay { sent, length, waiting }));
        Ok(())
    }
}
