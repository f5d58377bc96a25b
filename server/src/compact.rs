//! Packing: changes of documents that have come to rest stand in their snapshots only, a quarter of the size. Nothing of
//! their history is lost: each change can be had from the snapshot, byte by byte, and the row that stood for it keeps its
//! number, receipt, author and hash.

use std::collections::BTreeMap;

use automerge::ChangeHash;
use shared::doc::Doc;
use shared::id::{CompanyId, DocId};
use shared::period::Month;

use crate::app::App;
use crate::docs::{Docs, DocsError};
use crate::store::snapshot::Snapshot;
use crate::store::{Connection, StoreError, company, log, packing, quarantine};

/// Months before this one whose documents are left as they are: late records, amendments and decisions still come.
const WARM: u32 = 2;
/// Rows of a document of no month that are worth packing.
const MANY: u64 = 64;

/// Packs whatever is worth it; how many documents that were.
pub async fn all(app: &App) -> Result<usize, DocsError> {
    let id = app.company.clone();
    let now = app.clock.now();
    let docs = app
        .store
        .read(move |conn| -> Result<_, StoreError> {
            let this = company::settings(conn, &id)?.zone.day_of(now).month();
            worth(conn, &id, this.minus(WARM))
        })
        .await?;
    let mut packed = 0;
    for doc in docs {
        packed += usize::from(one(app, doc).await?);
    }
    if packed > 0 {
        tracing::info!(packed, "documents were packed");
    }
    Ok(packed)
}

/// Documents with something to pack: those of months before `warm`, and others with many rows.
fn worth(conn: &Connection, company: &CompanyId, warm: Month) -> Result<Vec<DocId>, StoreError> {
    let mut found = Vec::new();
    for doc in log::docs(conn, company)? {
        let loose = packing::loose(conn, company, &doc)?;
        let least = match &doc {
            DocId::Journal(_, month) | DocId::Desk(_, month) | DocId::Ledger(_, month) if *month < warm => 1,
            _ => MANY,
        };
        if loose >= least {
            found.push(doc);
        }
    }
    Ok(found)
}

/// Packs one document, in one transaction, if what comes out of the snapshot is what went in.
async fn one(app: &App, doc: DocId) -> Result<bool, DocsError> {
    let (id, of) = (app.company.clone(), doc.clone());
    let Some(snapshot) = app.store.read(move |conn| proven(conn, &id, &of)).await? else { return Ok(false) };
    let id = app.company.clone();
    Ok(app.store.write(move |tx| packing::pack(tx, &id, &doc, &snapshot)).await?)
}

/// A snapshot from which every row of the log can be made again, tried by doing so. `None`: not now.
fn proven(conn: &Connection, company: &CompanyId, doc: &DocId) -> Result<Option<Snapshot>, DocsError> {
    if !quarantine::of(conn, company, &doc.to_string())?.is_empty() {
        return Ok(None);
    }
    let projected = company::numbers(conn, company)?.projected;
    // A memory of its own: what is proven is what the disk says.
    let made = Docs::default().with(conn, company, doc, |loaded| {
        let sound = loaded.unfit.is_empty() && loaded.upto <= projected;
        sound.then(|| Snapshot { upto: loaded.upto, bytes: loaded.doc.save() })
    })?;
    let Some(made) = made else { return Ok(None) };
    let mut again = Doc::load(doc.clone(), &[0; 20], Some(&made.bytes), Vec::new())?;
    let changes: BTreeMap<ChangeHash, Vec<u8>> =
        again.changes_since(&[]).into_iter().map(|change| (change.hash(), change.raw_bytes().to_vec())).collect();
    match packing::differs(conn, company, doc, made.upto, &changes)? {
        None => Ok(Some(made)),
        Some(seq) => {
            tracing::error!(%doc, seq, "a change does not come out of its snapshot as it went in: it is not packed");
            Ok(None)
        }
    }
}
