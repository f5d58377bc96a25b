//! The log, the snapshots, and the documents they make.

use std::collections::{BTreeMap, BTreeSet};

use automerge::ChangeHash;
use shared::doc::Doc;
use shared::id::{CompanyId, DocId};

use super::Checked;
use crate::docs::{Docs, DocsError};
use crate::store::check::{self, Piece};
use crate::store::{Connection, StoreError, company, log, packing, quarantine, snapshot};

/// What was found of all documents.
#[derive(Default)]
struct Found {
    rows: u64,
    packed: u64,
    changes: usize,
    snapshots: u64,
    documents: u64,
    log: Vec<String>,
    kept: Vec<String>,
    made: Vec<String>,
}

pub(super) fn all(conn: &Connection, id: &CompanyId) -> Result<Vec<Checked>, StoreError> {
    let numbers = company::numbers(conn, id)?;
    let mut found = Found::default();
    let mut spans: Vec<(u64, u64, String)> = Vec::new();
    for name in check::docs(conn, id)? {
        let pieces = check::pieces(conn, id, &name)?;
        for piece in &pieces {
            found.rows += 1;
            found.packed += u64::from(piece.packed);
            found.changes += piece.hashes.len();
            if let Some(why) = &piece.wrong {
                found.log.push(format!("change {} of {name}: {why}", piece.first));
            }
            spans.push((piece.first, piece.last, name.clone()));
        }
        match name.parse::<DocId>() {
            Ok(doc) => document(conn, id, &doc, &pieces, &mut found)?,
            Err(why) => found.made.push(format!("{name}: {why}")),
        }
    }
    spans.sort();
    for pair in spans.windows(2) {
        if let [(_, last, _), (first, _, doc)] = pair
            && first <= last
        {
            found.log.push(format!("change {first} of {doc}: its number is another's"));
        }
    }
    if let Some((_, last, doc)) = spans.last()
        && *last > numbers.last
    {
        found.log.push(format!("change {last} of {doc}: no such number was given, the last is {}", numbers.last));
    }
    let log = format!("{} changes in {} rows, {} of them packed", found.changes, found.rows, found.packed);
    Ok(vec![
        Checked::new("log", log, found.log),
        Checked::new("snapshots", format!("{} snapshots", found.snapshots), found.kept),
        Checked::new("documents", format!("{} documents with their heads", found.documents), found.made),
    ])
}

fn document(
    conn: &Connection,
    id: &CompanyId,
    doc: &DocId,
    pieces: &[Piece],
    found: &mut Found,
) -> Result<(), StoreError> {
    found.documents += 1;
    match snapshot::get(conn, id, doc) {
        Ok(None) => {
            if let Some(piece) = pieces.iter().find(|piece| piece.packed) {
                found
                    .log
                    .push(format!("change {} of {doc}: it was packed into a snapshot that is not there", piece.first));
            }
        }
        Ok(Some(kept)) => {
            found.snapshots += 1;
            if let Some(why) = differs(conn, id, doc, pieces, &kept)? {
                found.kept.push(format!("the snapshot of {doc}: {why}"));
            }
        }
        Err(why) => found.kept.push(why.to_string()),
    }
    // A memory of its own: everything is read anew.
    let read = Docs::default().with(conn, id, doc, |loaded| (loaded.doc.heads(), !loaded.unfit.is_empty()));
    let (mut heads, waits) = match read {
        Ok(read) => read,
        Err(DocsError::Store(why @ (StoreError::Sqlite(_) | StoreError::Postgres(_)))) => return Err(why),
        Err(why) => {
            found.made.push(format!("{doc}: {why}"));
            return Ok(());
        }
    };
    heads.sort_unstable();
    // What can not be applied is a head until the projector has left it out.
    if !waits && heads != log::heads(conn, id, &doc.to_string())? {
        found.made.push(format!("{doc}: its heads are not those that stand"));
    }
    Ok(())
}

/// What a snapshot says otherwise than the log.
fn differs(
    conn: &Connection,
    id: &CompanyId,
    doc: &DocId,
    pieces: &[Piece],
    kept: &snapshot::Snapshot,
) -> Result<Option<String>, StoreError> {
    let mut read = match Doc::load(doc.clone(), &[0; 20], Some(&kept.bytes), Vec::new()) {
        Ok(read) => read,
        Err(why) => return Ok(Some(why.to_string())),
    };
    let all = read.changes_since(&[]);
    let written: BTreeMap<ChangeHash, (&[u8], u64)> =
        all.iter().map(|change| (change.hash(), (change.actor_id().to_bytes(), change.seq()))).collect();
    for piece in pieces.iter().filter(|piece| piece.packed) {
        let mut said = (piece.first_actor_seq..).zip(&piece.hashes);
        if !said.all(|(seq, hash)| written.get(hash) == Some(&(piece.actor.as_slice(), seq))) {
            return Ok(Some(format!("change {} is another's in it", piece.first)));
        }
    }
    let changes: BTreeMap<ChangeHash, Vec<u8>> =
        all.iter().map(|change| (change.hash(), change.raw_bytes().to_vec())).collect();
    if let Some(upto) = pieces.iter().filter(|piece| piece.packed).map(|piece| piece.last).max()
        && let Some(first) = packing::differs(conn, id, doc, upto, &changes)?
    {
        return Ok(Some(format!("change {first} does not come out of it as it went in")));
    }
    let unfit = quarantine::of(conn, id, &doc.to_string())?;
    let numbered = pieces.iter().flat_map(|piece| (piece.first..).zip(&piece.hashes));
    let within: BTreeSet<ChangeHash> =
        numbered.filter(|(seq, hash)| *seq <= kept.upto && !unfit.contains(hash)).map(|(_, hash)| *hash).collect();
    if let Some(more) = changes.keys().find(|hash| !within.contains(hash)) {
        return Ok(Some(format!("it holds the change {more} that the log does not have up to {}", kept.upto)));
    }
    let less = within.iter().find(|hash| !changes.contains_key(hash));
    Ok(less.map(|hash| format!("it lacks the change {hash}")))
}
