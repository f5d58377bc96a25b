//! Questions that only a check of the whole database asks.

use automerge::{Change, ChangeHash};
use shared::id::CompanyId;

use super::db::{Connection, Flow};
use super::{StoreError, log};

/// What the engine itself finds wrong with its file; empty also where it has no such question.
pub fn engine(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let Some(ask) = conn.dialect().integrity else { return Ok(Vec::new()) };
    let said = conn.prepare_cached(ask)?.query_map((), |row| row.get::<_, String>(0))?;
    let said = said.collect::<Result<Vec<_>, _>>()?;
    Ok(said.into_iter().filter(|line| line != "ok").collect())
}

/// A row of the log, as far as it could be read.
#[derive(Debug)]
pub struct Piece {
    pub first: u64,
    pub last: u64,
    /// Its bytes stand in the snapshot.
    pub packed: bool,
    pub hashes: Vec<ChangeHash>,
    pub actor: Vec<u8>,
    pub first_actor_seq: u64,
    pub wrong: Option<String>,
}

/// The documents anything is stored of.
pub fn docs(conn: &Connection, company: &CompanyId) -> Result<Vec<String>, StoreError> {
    let found = conn.prepare_cached(
        "SELECT doc FROM chunk WHERE company_id = ?1 UNION SELECT doc FROM snapshot WHERE company_id = ?1
         UNION SELECT doc FROM head WHERE company_id = ?1 ORDER BY 1",
    )?;
    found.query_map([company.as_str()], |row| row.get(0))?.collect()
}

/// The rows of a document, each checked by itself.
pub fn pieces(conn: &Connection, company: &CompanyId, doc: &str) -> Result<Vec<Piece>, StoreError> {
    let mut pieces = Vec::new();
    conn.prepare_cached(
        "SELECT first_seq, last_seq, actor, first_actor_seq, device, hashes, length, blake3, bytes FROM chunk
         WHERE company_id = ?1 AND doc = ?2 ORDER BY first_seq",
    )?
    .each((company.as_str(), doc), |row| {
        let (first, last): (u64, u64) = (row.get(0)?, row.get(1)?);
        let mut piece = Piece {
            first,
            last,
            packed: false,
            hashes: Vec::new(),
            actor: row.get(2)?,
            first_actor_seq: row.get(3)?,
            wrong: None,
        };
        let read = |piece: &mut Piece| -> Result<(), StoreError> {
            let wrong = |why: &str| StoreError::damaged("a row", why);
            piece.hashes = log::read_hashes(row, 5, doc)?;
            if last.checked_sub(first).and_then(|more| more.checked_add(1)) != u64::try_from(piece.hashes.len()).ok() {
                return Err(wrong("its numbers are not as many as its changes"));
            }
            let device: Option<String> = row.get(4)?;
            let device = device.map(|id| id.parse::<shared::id::DeviceId>()).transpose();
            let device = device.map_err(|why| wrong(&why.to_string()))?;
            if device.is_some_and(|device| !piece.actor.starts_with(device.uuid().as_bytes())) {
                return Err(wrong("its device did not write it"));
            }
            let bytes = match log::checked(row, 6, &|| "a row".to_owned()) {
                Err(StoreError::Packed { .. }) => {
                    piece.packed = true;
                    return Ok(());
                }
                other => other?,
            };
            let changes = log::split(&bytes).filter(|changes| changes.len() == piece.hashes.len());
            let changes = changes.ok_or_else(|| wrong("its changes can not be told apart"))?;
            for ((seq, hash), change) in (piece.first_actor_seq..).zip(&piece.hashes).zip(changes) {
                let change = Change::from_bytes(change.to_vec()).map_err(|why| wrong(&why.to_string()))?;
                if change.hash() != *hash || change.actor_id().to_bytes() != piece.actor || change.seq() != seq {
                    return Err(wrong("it is another change"));
                }
            }
            Ok(())
        };
        if let Err(why) = read(&mut piece) {
            piece.wrong = Some(match why {
                StoreError::Damaged { why, .. } => why,
                other => other.to_string(),
            });
        }
        pieces.push(piece);
        Ok(Flow::On)
    })?;
    Ok(pieces)
}

/// Rows whose content is not what their own columns, or their checksums, say: imported facts, what was put aside, and the
/// company's settings and plans.
pub fn unreadable(conn: &Connection, company: &CompanyId) -> Result<(u64, Vec<String>), StoreError> {
    let (mut rows, mut wrong) = (0, Vec::new());
    conn.prepare_cached(
        "SELECT fact, kind, employee, day, body FROM fact WHERE company_id = ?1 AND doc IS NULL ORDER BY fact",
    )?
    .each([company.as_str()], |row| {
        rows += 1;
        let (id, kind, day, body): (String, String, String, String) =
            (row.get(0)?, row.get(1)?, row.get(3)?, row.get(4)?);
        let employee: Option<String> = row.get(2)?;
        match serde_json::from_str::<shared::fact::Fact>(&body) {
            Ok(fact)
                if fact.id.as_str() == id
                    && fact.body.kind() == kind
                    && fact.day.to_string() == day
                    && fact.employee.as_ref().map(shared::id::EmployeeId::as_str) == employee.as_deref() => {}
            Ok(_) => wrong.push(format!("fact {id}: its columns say something else than its content")),
            Err(why) => wrong.push(format!("fact {id}: {why}")),
        }
        Ok(Flow::On)
    })?;
    conn.prepare_cached("SELECT doc, length, blake3, bytes FROM aside WHERE company_id = ?1 ORDER BY doc, hash")?
        .each([company.as_str()], |row| {
            rows += 1;
            let doc: String = row.get(0)?;
            if let Err(why) = log::checked(row, 1, &|| format!("what was put aside of {doc}")) {
                wrong.push(why.to_string());
            }
            Ok(Flow::On)
        })?;
    Ok((rows, wrong))
}

/// The names of customers as projected.
pub fn names(conn: &Connection, company: &CompanyId) -> Result<Vec<String>, StoreError> {
    let found =
        conn.prepare_cached("SELECT 'name ' || customer || ' ' || name FROM holding WHERE company_id = ?1 ORDER BY 1")?;
    found.query_map([company.as_str()], |row| row.get(0))?.collect()
}

/// All photos that should be there: hash, length, which object, and whether the bytes are still inside.
pub fn photos(conn: &Connection, company: &CompanyId) -> Result<Vec<(String, u64, u32, bool)>, StoreError> {
    let found = conn.prepare_cached(
        "SELECT hash, length, copy, state = 'inside' FROM photo WHERE company_id = ?1 AND state <> 'coming' ORDER BY hash",
    )?;
    found.query_map([company.as_str()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?.collect()
}

/// Photos that records name and nobody sent so far.
pub fn awaited(conn: &Connection, company: &CompanyId) -> Result<u64, StoreError> {
    conn.prepare_cached(
        "SELECT COUNT(DISTINCT u.hash) FROM photo_use u LEFT JOIN photo p ON p.company_id = u.company_id AND p.hash = u.hash
         WHERE u.company_id = ?1 AND p.hash IS NULL",
    )?
    .query_row([company.as_str()], |row| row.get(0))
}
