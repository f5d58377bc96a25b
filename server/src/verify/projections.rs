//! Everything made of documents, made anew in a copy and compared with what stands.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use object_store::memory::InMemory;
use shared::id::CompanyId;

use super::Checked;
use crate::app::App;
use crate::blob::Place;
use crate::config::Config;
use crate::project;
use crate::store::{Connection, Store, StoreError, check, dump, facts};

/// Large, and nothing is projected from them.
const WITHOUT: [&str; 5] = ["photo", "photo_piece", "session", "statement", "paid"];
/// Differences that are named; more are counted.
const NAMED: usize = 20;
/// Rows written in one transaction.
const PAGE: usize = 2_000;

/// Copies what projections are made from, and what stands of them.
pub(super) fn copy(conn: &Connection, folder: &Path) -> anyhow::Result<()> {
    let store = Store::open(folder)?;
    for table in dump::tables(conn)?.into_iter().filter(|table| !WITHOUT.contains(&table.name.as_str())) {
        let table = Arc::new(table);
        let mut page = Vec::with_capacity(PAGE);
        let write = |page: Vec<dump::Values>| {
            let table = Arc::clone(&table);
            store.write_blocking(move |tx| -> Result<(), StoreError> {
                page.iter().try_for_each(|values| dump::insert(tx, &table.name, &table.columns, values))
            })
        };
        dump::rows(conn, &table, |values| {
            page.push(values);
            if page.len() == PAGE { write(std::mem::take(&mut page)) } else { Ok(()) }
        })?;
        write(page)?;
    }
    Ok(())
}

/// Makes all projections of the copy anew.
pub(super) async fn made_anew(folder: &Path) -> anyhow::Result<Checked> {
    let mut config = Config::new(folder.to_owned(), ([127, 0, 0, 1], 0).into());
    config.photos = Place::Given(Arc::new(InMemory::new()));
    config.new_keys = true;
    let app = tokio::task::spawn_blocking(move || App::open(config)).await?.context("opening the copy")?;
    // What is not projected yet is no difference.
    project::all(&app).await?;
    let stands = dumped(&app.store, &app.company)?;
    project::rebuild(&app).await?;
    let made = dumped(&app.store, &app.company)?;
    let mut wrong: Vec<String> = stands
        .difference(&made)
        .map(|row| format!("stands and does not follow from the documents: {row}"))
        .chain(made.difference(&stands).map(|row| format!("follows from the documents and does not stand: {row}")))
        .collect();
    let more = wrong.len().saturating_sub(NAMED);
    wrong.truncate(NAMED);
    if more > 0 {
        wrong.push(format!("and {more} more"));
    }
    Ok(Checked::new("projections", format!("{} rows made anew", made.len()), wrong))
}

fn dumped(store: &Store, company: &CompanyId) -> Result<BTreeSet<String>, StoreError> {
    store.read_blocking(|conn| {
        let mut rows: BTreeSet<String> = facts::dump(conn, company)?.into_iter().collect();
        rows.extend(check::names(conn, company)?);
        Ok(rows)
    })
}
