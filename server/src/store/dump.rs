//! Every row of every table, as values, in the order of the keys: what a backup holds and a restore writes. The tables are
//! what the database itself says that it has: a new one is in the next backup without anybody thinking of it.

use std::collections::BTreeSet;

use shared::id::CompanyId;

use super::StoreError;
use super::db::{Connection, Flow, ToValue, Transaction, Value};

/// Rows read at once: a bound on memory where an engine hands over all rows of an answer together.
const PAGE: usize = 200;

/// A table with its columns and those of its key, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub name: String,
    pub columns: Vec<String>,
    pub key: Vec<String>,
}

/// A row's values in the order of its columns.
pub type Values = Vec<Value<'static>>;

/// All tables, in order of their names.
pub fn tables(conn: &Connection) -> Result<Vec<Table>, StoreError> {
    let mut tables: Vec<Table> = Vec::new();
    let mut keys: BTreeSet<(String, i64, String)> = BTreeSet::new();
    conn.prepare_cached(conn.dialect().catalog)?.each((), |row| {
        let (name, column, place): (String, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if place > 0 {
            keys.insert((name.clone(), place, column.clone()));
        }
        match tables.last_mut() {
            Some(last) if last.name == name => last.columns.push(column),
            _ => tables.push(Table { name, columns: vec![column], key: Vec::new() }),
        }
        Ok(Flow::On)
    })?;
    for table in &mut tables {
        table.key = keys.iter().filter(|key| key.0 == table.name).map(|key| key.2.clone()).collect();
        if table.key.is_empty() {
            return Err(StoreError::damaged(format!("table {}", table.name), "it has no key"));
        }
    }
    Ok(tables)
}

/// Goes through the rows of a table.
pub fn rows(
    conn: &Connection,
    table: &Table,
    mut each: impl FnMut(Values) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let (columns, key) = (table.columns.join(", "), table.key.join(", "));
    let places = |from: usize| (from..from + table.key.len()).map(|n| format!("?{n}")).collect::<Vec<_>>().join(", ");
    let begin = format!("SELECT {columns} FROM {} ORDER BY {key} LIMIT {PAGE}", table.name);
    let go_on =
        format!("SELECT {columns} FROM {} WHERE ({key}) > ({}) ORDER BY {key} LIMIT {PAGE}", table.name, places(1));
    let at: Vec<usize> =
        table.key.iter().filter_map(|key| table.columns.iter().position(|column| column == key)).collect();
    let mut last: Option<Values> = None;
    loop {
        let mut page = Vec::new();
        let (sql, after) = match &last {
            None => (&begin, Vec::new()),
            Some(last) => (&go_on, last.iter().map(|value| value as &dyn ToValue).collect()),
        };
        conn.prepare_cached(sql)?.each(after.as_slice(), |row| {
            let values: Result<Values, _> = (0..table.columns.len()).map(|column| row.get(column)).collect();
            page.push(values?);
            Ok(Flow::On)
        })?;
        let full = page.len() == PAGE;
        last = page.last().map(|row: &Values| at.iter().filter_map(|at| row.get(*at).cloned()).collect());
        page.into_iter().try_for_each(&mut each)?;
        if !full {
            return Ok(());
        }
    }
}

/// Writes a row.
pub fn insert(tx: &Transaction, table: &str, columns: &[String], values: &[Value<'_>]) -> Result<(), StoreError> {
    let places: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
    let sql = format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), places.join(", "));
    let values: Vec<&dyn ToValue> = values.iter().map(|value| value as &dyn ToValue).collect();
    tx.execute(&sql, values.as_slice())?;
    Ok(())
}

/// The first table that holds anything.
pub fn anything(conn: &Connection) -> Result<Option<String>, StoreError> {
    for table in tables(conn)? {
        let any = conn
            .prepare_cached(&format!("SELECT EXISTS (SELECT 1 FROM {})", table.name))?
            .query_row((), |row| row.get::<_, bool>(0))?;
        if any {
            return Ok(Some(table.name));
        }
    }
    Ok(None)
}

/// Begins an epoch: numbers of the one before mean nothing any more.
pub fn set_epoch(tx: &Transaction, company: &CompanyId, epoch: u32) -> Result<(), StoreError> {
    tx.execute("UPDATE company SET epoch = ?2 WHERE company_id = ?1", (company.as_str(), epoch))?;
    Ok(())
}
