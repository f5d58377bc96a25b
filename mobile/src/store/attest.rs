//! What the server vouched for, document by document: with it, after a restore, a phone may bring back what others wrote.

use automerge::ChangeHash;
use rusqlite::{Connection, Transaction, params};
use serde_bytes::ByteBuf;
use shared::id::DocId;
use shared::sync::Attested;

use super::StoreError;

/// An attestation as it is kept.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub number: i64,
    pub heads: Vec<ChangeHash>,
}

/// Epochs are only compared for being the same; SQLite's numbers have a sign.
pub(super) const fn stored(epoch: u64) -> i64 {
    epoch.cast_signed()
}

/// A document's attestations, the newest first.
pub(super) fn of(db: &Connection, doc: &DocId) -> Result<Vec<Kept>, StoreError> {
    let mut rows = db.prepare_cached("SELECT number, heads FROM attest WHERE doc = ?1 ORDER BY number DESC")?;
    let rows = rows.query_map([doc.to_string()], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)))?;
    let mut found = Vec::new();
    for row in rows {
        let (number, heads) = row?;
        found.push(Kept { number, heads: heads.as_chunks::<32>().0.iter().map(|head| ChangeHash(*head)).collect() });
    }
    Ok(found)
}

/// One attestation as it is pushed.
pub(super) fn read(heads: &[u8], mac: Vec<u8>) -> Attested {
    let heads = heads.as_chunks::<32>().0.iter().map(|head| ByteBuf::from(*head)).collect();
    Attested { heads, mac: ByteBuf::from(mac) }
}

/// The heads it names; one that is no hash is left out.
pub(super) fn heads(attested: &Attested) -> Vec<ChangeHash> {
    attested.heads.iter().filter_map(|head| Some(ChangeHash(<[u8; 32]>::try_from(head.as_slice()).ok()?))).collect()
}

pub(super) fn put(tx: &Transaction<'_>, doc: &DocId, epoch: u64, attested: &Attested) -> Result<(), StoreError> {
    let heads: Vec<u8> = heads(attested).iter().flat_map(|head| head.0).collect();
    tx.prepare_cached(
        "INSERT INTO attest (doc, epoch, heads, mac) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (doc, epoch) DO UPDATE SET heads = ?3, mac = ?4",
    )?
    .execute(params![doc.to_string(), stored(epoch), heads, attested.mac.as_slice()])?;
    Ok(())
}

/// Drops an attestation that another covers, unless a change still waits to be sent under it.
pub(super) fn drop(tx: &Transaction<'_>, number: i64) -> Result<(), StoreError> {
    tx.prepare_cached(
        "DELETE FROM attest WHERE number = ?1
         AND NOT EXISTS (SELECT 1 FROM chunk WHERE state = 'pending' AND attest = ?1)",
    )?
    .execute([number])?;
    Ok(())
}

pub(super) fn forget(tx: &Transaction<'_>, doc: &DocId) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM attest WHERE doc = ?1")?.execute([doc.to_string()])?;
    Ok(())
}

/// Whether anything was vouched for in another epoch than this.
pub(super) fn other_epoch(db: &Connection, epoch: u64) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM attest WHERE epoch <> ?1)";
    Ok(db.prepare_cached(sql)?.query_row([stored(epoch)], |row| row.get(0))?)
}

/// Documents here of which the server said nothing in this epoch.
pub(super) fn unattested(db: &Connection, epoch: u64) -> Result<Vec<DocId>, StoreError> {
    let mut rows = db.prepare_cached(
        "SELECT DISTINCT doc FROM chunk
         WHERE NOT EXISTS (SELECT 1 FROM attest WHERE attest.doc = chunk.doc AND attest.epoch = ?1) ORDER BY doc",
    )?;
    let mut found = Vec::new();
    for name in rows.query_map([stored(epoch)], |row| row.get::<_, String>(0))? {
        found.push(name?.parse().map_err(|why| StoreError::value("chunk.doc", why))?);
    }
    Ok(found)
}
