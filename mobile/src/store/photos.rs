//! Photos: what waits for the server, what it took or refused, and what may be let go for space. A photo is let go only
//! where the server has all of it and counts every record made here that names it; a page then asks the server for it.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use shared::doc::desk::Refusal;
use shared::period::Instant;

use super::{Store, StoreError, column, settings};
use crate::record::Command;
use crate::view::Failure;

/// A photo that is still to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub hash: String,
    pub mime: String,
    pub bytes: Vec<u8>,
    /// The server may have some of it, or all.
    pub ask: bool,
}

/// Bytes of sent photos that stay here in the ordinary run: some weeks of visits. Every page of the file is read when it is
/// opened, and browsers grow suspicious of sites that keep much.
pub const KEPT: u64 = 64 * 1024 * 1024;

/// How often a photo may come to the server otherwise than it is here, before it stands refused.
const PATIENCE: u32 = 3;

impl Store {
    /// The photo with the next hash that waits for the server.
    pub fn next_photo(&self, after: &str) -> Result<Option<Waiting>, StoreError> {
        next(&self.db, after)
    }

    pub fn photos_waiting(&self) -> Result<u32, StoreError> {
        waiting(&self.db)
    }

    pub fn photo_uploaded(&mut self, hash: &str, now: Instant) -> Result<(), StoreError> {
        self.photo(|tx| uploaded(tx, hash, now))?;
        self.let_photos_go(KEPT).map(|_| ())
    }

    /// The line was cut while it travelled.
    pub fn photo_cut(&mut self, hash: &str) -> Result<(), StoreError> {
        self.photo(|tx| cut(tx, hash))
    }

    /// It came to the server otherwise than it is here: it begins anew, unless that was so before; then it stands refused.
    pub fn photo_garbled(&mut self, hash: &str, why: &Failure) -> Result<bool, StoreError> {
        self.photo(|tx| {
            let again = garbled(tx, hash)? < PATIENCE;
            if !again {
                refuse(tx, hash, why)?;
            }
            Ok(again)
        })
    }

    pub fn photo_refused(&mut self, hash: &str, why: &Failure) -> Result<(), StoreError> {
        self.photo(|tx| refuse(tx, hash, why))
    }

    fn photo<T>(&mut self, act: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let tx = self.db.transaction()?;
        let done = act(&tx)?;
        tx.commit()?;
        Ok(done)
    }

    /// Lets photos go that the server has, until no more than so many bytes of such stay here; gives how many went.
    pub fn let_photos_go(&mut self, keep: u64) -> Result<usize, StoreError> {
        let Some(session) = self.session()? else { return Ok(0) };
        if kept(&self.db)? <= keep {
            return Ok(0);
        }
        let refusals = self.mending(|store| store.book.refusals(&store.db, &session.employee))?;
        let unsettled = unsettled(&self.db, settings::cursor(&self.db)?.base, &refusals)?;
        self.photo(|tx| let_go(tx, keep, &unsettled))
    }

    /// Does something; where space is missing, photos that the server has make room for it, half of them at a time.
    pub(super) fn with_room<T>(
        &mut self,
        mut act: impl FnMut(&mut Self) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        loop {
            match self.mending(&mut act) {
                Err(why) if why.is_full() => {
                    let half = kept(&self.db)? / 2;
                    if self.let_photos_go(half)? == 0 {
                        return Err(why);
                    }
                }
                done => return done,
            }
        }
    }
}

pub(super) fn put(tx: &Transaction<'_>, command: &Command) -> Result<(), StoreError> {
    for photo in &command.photos {
        if blake3::hash(&photo.bytes).to_hex().as_str() != photo.hash {
            return Err(StoreError::Photo);
        }
        tx.prepare_cached("INSERT INTO photo (hash, mime, bytes) VALUES (?1, ?2, ?3) ON CONFLICT (hash) DO NOTHING")?
            .execute(params![photo.hash, photo.mime, photo.bytes])?;
    }
    Ok(())
}

/// A photo that is here and sound.
pub(super) fn bytes(db: &Connection, hash: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let found: Option<Vec<u8>> =
        db.prepare_cached("SELECT bytes FROM photo WHERE hash = ?1")?.query_row([hash], |row| row.get(0)).optional()?;
    Ok(found.filter(|bytes| blake3::hash(bytes).to_hex().as_str() == hash))
}

const WAITS: &str = "p.uploaded = 0 AND w.refused IS NULL";

/// The first photo after a hash that waits for the server.
pub(super) fn next(db: &Connection, after: &str) -> Result<Option<Waiting>, StoreError> {
    let sql = format!(
        "SELECT p.hash, p.mime, p.bytes, coalesce(w.ask, 0) FROM photo p LEFT JOIN photo_way w ON w.hash = p.hash
         WHERE {WAITS} AND p.hash > ?1 ORDER BY p.hash LIMIT 1"
    );
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Waiting { hash: row.get(0)?, mime: row.get(1)?, bytes: row.get(2)?, ask: row.get(3)? })
    };
    Ok(db.prepare_cached(&sql)?.query_row([after], read).optional()?)
}

/// How many photos wait for the server.
pub(super) fn waiting(db: &Connection) -> Result<u32, StoreError> {
    let sql = format!("SELECT count(*) FROM photo p LEFT JOIN photo_way w ON w.hash = p.hash WHERE {WAITS}");
    Ok(db.prepare_cached(&sql)?.query_row([], |row| row.get(0))?)
}

/// The server has all of it.
pub(super) fn uploaded(tx: &Transaction<'_>, hash: &str, now: Instant) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE photo SET uploaded = 1 WHERE hash = ?1")?.execute([hash])?;
    tx.prepare_cached(
        "INSERT INTO photo_way (hash, since) VALUES (?1, ?2)
         ON CONFLICT (hash) DO UPDATE SET since = ?2, ask = 0, refusals = 0, refused = NULL",
    )?
    .execute(params![hash, now.millis()])?;
    Ok(())
}

/// It was cut off on its way: the server is asked how far it came.
pub(super) fn cut(tx: &Transaction<'_>, hash: &str) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT INTO photo_way (hash, ask) VALUES (?1, 1) ON CONFLICT (hash) DO UPDATE SET ask = 1")?
        .execute([hash])?;
    Ok(())
}

/// It came to the server otherwise than it is; says how often by now.
pub(super) fn garbled(tx: &Transaction<'_>, hash: &str) -> Result<u32, StoreError> {
    let sql = "INSERT INTO photo_way (hash, refusals) VALUES (?1, 1)
               ON CONFLICT (hash) DO UPDATE SET refusals = refusals + 1 RETURNING refusals";
    Ok(tx.prepare_cached(sql)?.query_row([hash], |row| row.get(0))?)
}

/// It is refused for good; it stays here with the reason.
pub(super) fn refuse(tx: &Transaction<'_>, hash: &str, why: &Failure) -> Result<(), StoreError> {
    let text = serde_json::to_string(why).map_err(|why| StoreError::value("photo_way.refused", why))?;
    tx.prepare_cached(
        "INSERT INTO photo_way (hash, refused) VALUES (?1, ?2) ON CONFLICT (hash) DO UPDATE SET refused = ?2",
    )?
    .execute(params![hash, text])?;
    Ok(())
}

/// Photos that were refused for good, with the reason.
pub(super) fn refused(db: &Connection) -> Result<BTreeMap<String, Failure>, StoreError> {
    let mut rows = db.prepare_cached("SELECT hash, refused FROM photo_way WHERE refused IS NOT NULL")?;
    let mut found = BTreeMap::new();
    for row in rows.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))? {
        let (hash, text) = row?;
        let why = serde_json::from_str(&text).map_err(|why| StoreError::value("photo_way.refused", why))?;
        found.insert(hash, why);
    }
    Ok(found)
}

/// A restored server may lack what it once had: every photo that is still here is offered again. One that it has costs a
/// question and no bytes.
pub(super) fn offer_again(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute("INSERT OR IGNORE INTO photo_way (hash) SELECT hash FROM photo", [])?;
    tx.execute("UPDATE photo_way SET ask = 1, refusals = 0, refused = NULL", [])?;
    tx.execute("UPDATE photo SET uploaded = 0 WHERE uploaded = 1", [])?;
    Ok(())
}

/// Photos that records name which the server has not counted: its garbage collection may not know that they are needed.
pub(super) fn unsettled(
    db: &Connection,
    base: u64,
    refusals: &BTreeMap<String, Refusal>,
) -> Result<BTreeSet<String>, StoreError> {
    let mut names = BTreeSet::new();
    let mut take = |command: Option<String>| {
        // What does not read names nothing here; its document does.
        if let Some(Ok(command)) = command.map(|text| serde_json::from_str::<Command>(&text)) {
            names.extend(command.what.photos().map(|photo| photo.hash.clone()));
        }
    };
    let mut rows = db.prepare_cached("SELECT command FROM record WHERE seq IS NULL OR seq > ?1 OR door IS NOT NULL")?;
    for command in rows.query_map([i64::try_from(base).unwrap_or(i64::MAX)], |row| column::text(row, 0))? {
        take(command?);
    }
    let mut one = db.prepare_cached("SELECT command FROM record WHERE id = ?1")?;
    for id in refusals.keys() {
        if let Some(command) = one.query_row([id], |row| column::text(row, 0)).optional()? {
            take(command);
        }
    }
    Ok(names)
}

/// Bytes of photos here that the server has.
pub(super) fn kept(db: &Connection) -> Result<u64, StoreError> {
    let sql = "SELECT coalesce(sum(length(bytes)), 0) FROM photo WHERE uploaded = 1";
    let sum: i64 = db.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
    Ok(u64::try_from(sum).unwrap_or(0))
}

/// Lets photos go that the server has, those it had first before others, until no more than so many bytes of such stay;
/// gives how many went. What is unsettled stays in any case.
pub(super) fn let_go(tx: &Transaction<'_>, keep: u64, unsettled: &BTreeSet<String>) -> Result<usize, StoreError> {
    let mut rows = tx.prepare_cached(
        "SELECT p.hash, length(p.bytes) FROM photo p LEFT JOIN photo_way w ON w.hash = p.hash
         WHERE p.uploaded = 1 ORDER BY coalesce(w.since, 0), p.hash",
    )?;
    let mut sent = Vec::new();
    for row in rows.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))? {
        let (hash, length) = row?;
        sent.push((hash, u64::try_from(length).unwrap_or(0)));
    }
    let mut kept: u64 = sent.iter().map(|(_, length)| length).sum();
    let mut gone = 0;
    for (hash, length) in sent {
        if kept <= keep {
            break;
        }
        if !unsettled.contains(&hash) {
            tx.prepare_cached("DELETE FROM photo WHERE hash = ?1")?.execute([&hash])?;
            tx.prepare_cached("DELETE FROM photo_way WHERE hash = ?1")?.execute([&hash])?;
            kept -= length;
            gone += 1;
        }
    }
    Ok(gone)
}
