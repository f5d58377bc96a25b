//! The index customers are searched by: one row for each, beside its row of `customer` and in the same transaction. A
//! reading like any other: dropped, it is made again.

mod words;

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use shared::doc::customer::Customer;
use shared::id::CustomerId;

use super::{StoreError, settings};

pub(super) use words::{Wish, order};

/// How words are made; another number has the index made anew at the next open.
const FORM: &str = "1";

/// Writes a customer's row and what it is found by.
pub(super) fn put(tx: &Transaction<'_>, id: CustomerId, customer: &Customer) -> Result<(), StoreError> {
    let body = serde_json::to_string(customer).map_err(|why| StoreError::value("customer", why))?;
    let number: i64 = tx
        .prepare_cached(
            "INSERT INTO customer (id, body) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET body = ?2 RETURNING number",
        )?
        .query_row(params![id.to_string(), body], |row| row.get(0))?;
    index(tx, number, customer)
}

fn index(tx: &Transaction<'_>, number: i64, customer: &Customer) -> Result<(), StoreError> {
    let found_by = words::of(customer);
    tx.prepare_cached(
        "INSERT OR REPLACE INTO search (rowid, name, sound, initials, phone, more) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![number, found_by.name, found_by.sound, found_by.initials, found_by.phone, found_by.more])?;
    Ok(())
}

/// The customer is no longer among those one may read.
pub(super) fn remove(tx: &Transaction<'_>, id: CustomerId) -> Result<(), StoreError> {
    let number: Option<i64> = tx
        .prepare_cached("DELETE FROM customer WHERE id = ?1 RETURNING number")?
        .query_row([id.to_string()], |row| row.get(0))
        .optional()?;
    if let Some(number) = number {
        tx.prepare_cached("DELETE FROM search WHERE rowid = ?1")?.execute([number])?;
    }
    Ok(())
}

/// Makes the index anew where there is none yet, or one of other words.
pub(super) fn bring_up(db: &mut Connection) -> Result<(), StoreError> {
    let tx = db.transaction()?;
    if settings::search_form(&tx)?.as_deref() != Some(FORM) {
        rebuild(&tx)?;
        settings::set_search_form(&tx, FORM)?;
    }
    Ok(tx.commit()?)
}

/// Makes the index of the customers' rows.
pub(super) fn rebuild(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute("INSERT INTO search (search) VALUES ('delete-all')", [])?;
    let mut rows = tx.prepare("SELECT number, body FROM customer")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let (number, body): (i64, String) = (row.get(0)?, row.get(1)?);
        // A row that does not read is left for its document to write anew.
        if let Ok(customer) = serde_json::from_str(&body) {
            index(tx, number, &customer)?;
        }
    }
    Ok(())
}

/// All customers' rows.
pub(super) fn all(db: &Connection) -> Result<BTreeMap<CustomerId, Customer>, StoreError> {
    let mut rows = db.prepare_cached("SELECT id, body FROM customer")?;
    let mut rows = rows.query([])?;
    let mut found = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (id, body): (String, String) = (row.get(0)?, row.get(1)?);
        let id = id.parse().map_err(|why| StoreError::value("customer.id", why))?;
        let customer = serde_json::from_str(&body).map_err(|why| StoreError::value("customer.body", why))?;
        found.insert(id, customer);
    }
    Ok(found)
}

/// The customers with every word of what was typed: by letters, sounds, initials or digits; where there is none, by how
/// the letters sound, which finds another script and a slip of the input method.
pub(super) fn find(db: &Connection, wish: &Wish) -> Result<BTreeSet<CustomerId>, StoreError> {
    let found = matching(db, &wish.query());
    let found = match found {
        Err(why) if why.is_corrupt() => {
            tracing::error!(%why, "the index of customers is damaged: it is made anew");
            let tx = db.unchecked_transaction()?;
            rebuild(&tx)?;
            tx.commit()?;
            matching(db, &wish.query())?
        }
        found => found?,
    };
    match wish.by_sound() {
        Some(query) if found.is_empty() => matching(db, &query),
        _ => Ok(found),
    }
}

fn matching(db: &Connection, query: &str) -> Result<BTreeSet<CustomerId>, StoreError> {
    let sql = "SELECT customer.id FROM search JOIN customer ON customer.number = search.rowid WHERE search MATCH ?1";
    let mut rows = db.prepare_cached(sql)?;
    let mut found = BTreeSet::new();
    for id in rows.query_map([query], |row| row.get::<_, String>(0))? {
        found.insert(id?.parse().map_err(|why| StoreError::value("customer.id", why))?);
    }
    Ok(found)
}
