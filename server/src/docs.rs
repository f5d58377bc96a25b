//! Documents of the log, held in memory while they are used: shared by projector, pulls and the server's own writing.

mod cache;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use automerge::ChangeHash;
use shared::doc::{Doc, DocError, Unfit};
use shared::id::{Actor, CompanyId, DeviceId, DocId};
use shared::period::Instant;

use crate::store::log::{self, Entry};
use crate::store::{Connection, StoreError, Transaction, company, grant, snapshot};

use cache::Cache;

/// Why a document could not be had or written.
#[derive(Debug, thiserror::Error)]
pub enum DocsError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Doc(#[from] DocError),
}

/// A document with what the log knows of its changes.
#[derive(Debug, Clone)]
pub struct Loaded {
    pub doc: Doc,
    /// Number and receipt of every change in it.
    pub log: HashMap<ChangeHash, (u64, Instant)>,
    /// Changes with a number up to this are in it, but for those that can not be applied.
    pub upto: u64,
    /// Found while it was read, until the projector has written them down.
    pub unfit: Vec<Unfit>,
}

/// The documents in memory.
#[derive(Debug, Clone, Default)]
pub struct Docs {
    cache: Arc<Mutex<Cache>>,
}

impl Docs {
    /// Works on a document as it is committed. `conn` must be a reader: what it shows is kept for others.
    pub fn with<T>(
        &self,
        conn: &Connection,
        company: &CompanyId,
        id: &DocId,
        work: impl FnOnce(&mut Loaded) -> T,
    ) -> Result<T, DocsError> {
        let slot = self.lock().slot(company, id);
        let mut kept = slot.lock().unwrap_or_else(PoisonError::into_inner);
        let loaded = match kept.take() {
            Some(mut loaded) => {
                catch_up(conn, company, &mut loaded)?;
                loaded
            }
            None => load(conn, company, id)?,
        };
        let loaded = kept.insert(loaded);
        let (done, changes) = (work(loaded), loaded.log.len());
        drop(kept);
        self.lock().weigh(company, id, changes);
        Ok(done)
    }

    /// A copy of a document as a transaction sees it. Nothing of it is kept: the transaction may be undone.
    pub fn fork(&self, tx: &Transaction, company: &CompanyId, id: &DocId) -> Result<Loaded, DocsError> {
        let kept = self.lock().peek(company, id);
        let kept = kept.and_then(|slot| slot.lock().unwrap_or_else(PoisonError::into_inner).clone());
        match kept {
            Some(mut loaded) => {
                catch_up(tx, company, &mut loaded)?;
                Ok(loaded)
            }
            None => load(tx, company, id),
        }
    }

    /// Changes a document as the server and appends the change, all in the caller's transaction, with the grants to
    /// those who may read it. The number of the change; `None` where the edit left everything as it was.
    pub fn write(
        &self,
        tx: &Transaction,
        company: &CompanyId,
        id: &DocId,
        at: Instant,
        edit: impl FnOnce(&mut Doc) -> Result<(), DocError>,
    ) -> Result<Option<u64>, DocsError> {
        let mut loaded = self.fork(tx, company, id)?;
        let before = loaded.doc.heads();
        loaded.doc.set_actor(&server_actor(company, company::numbers(tx, company)?.epoch));
        edit(&mut loaded.doc)?;
        let Some(change) = loaded.doc.commit(at) else { return Ok(None) };
        let seq = company::next_seq(tx, company)?;
        log::append(tx, Entry { company, doc: id, seq, device: None, received: at }, &[&change])?;
        log::move_heads(tx, company, &id.to_string(), before, [change.hash()])?;
        grant::ensure(tx, company, id, seq)?;
        Ok(Some(seq))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the server's actor reads as where a device's is looked for: one that nobody has.
pub fn server_device(company: &CompanyId) -> Option<DeviceId> {
    Actor::from_bytes(&server_actor(company, 0)).map(|actor| actor.device)
}

/// The server's actor: 16 bytes of the company and the epoch, so that nothing written after a restore can be taken for
/// what was written before.
fn server_actor(company: &CompanyId, epoch: u32) -> [u8; 20] {
    let mut actor = [0; 20];
    actor[..16].copy_from_slice(&blake3::hash(company.as_str().as_bytes()).as_bytes()[..16]);
    actor[16..].copy_from_slice(&epoch.to_be_bytes());
    actor
}

/// Reads a document from its snapshot and the log.
fn load(conn: &Connection, company: &CompanyId, id: &DocId) -> Result<Loaded, DocsError> {
    let snapshot = match snapshot::get(conn, company, id) {
        Err(StoreError::Damaged { what, why }) => {
            // The log has everything, unless it was packed into this: then the document is named as damaged.
            tracing::error!(what, why, "a snapshot is passed over");
            None
        }
        other => other?,
    };
    // A document only the server's actor continues needs one that no device has; it is set before each write.
    let doc = Doc::load(id.clone(), &[0; 20], snapshot.as_ref().map(|held| held.bytes.as_slice()), Vec::new())?;
    let upto = snapshot.map_or(0, |held| held.upto);
    let log = log::index(conn, company, &id.to_string(), upto)?;
    let mut loaded = Loaded { doc, log, upto, unfit: Vec::new() };
    match catch_up(conn, company, &mut loaded) {
        Err(DocsError::Store(StoreError::Packed { what })) => {
            Err(StoreError::damaged(id.to_string(), format!("{what}, which does not read")).into())
        }
        done => done.map(|()| loaded),
    }
}

fn catch_up(conn: &Connection, company: &CompanyId, loaded: &mut Loaded) -> Result<(), DocsError> {
    let new = log::changes(conn, company, loaded.doc.id(), loaded.upto, u64::MAX >> 1)?;
    let Some(last) = new.last() else { return Ok(()) };
    let upto = last.seq;
    loaded.log.extend(new.iter().map(|stored| (stored.change.hash(), (stored.seq, stored.received))));
    let changes = new.into_iter().map(|stored| stored.change).collect();
    match loaded.doc.id() {
        // Phones wrote them: one that can not be applied is left out alone.
        DocId::Journal(..) | DocId::Customer(_) => loaded.unfit.extend(loaded.doc.apply_sound(changes)),
        DocId::Desk(..) | DocId::Ledger(..) | DocId::Company => loaded.doc.apply(changes)?,
    }
    loaded.upto = upto;
    Ok(())
}
