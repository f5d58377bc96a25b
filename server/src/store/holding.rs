//! Owner, collaborators and class of customers: the server's.

mod profile;

use std::collections::{BTreeMap, BTreeSet};

use super::db::{Connection, OptionalExtension, Row, Transaction};
use shared::doc::ledger::{Class, Holding};
use shared::id::{CompanyId, CustomerId, EmployeeId};

use super::StoreError;

pub use profile::Profile;

/// Puts or changes a holding. The name is the projector's once the customer's document has one.
pub fn put(
    tx: &Transaction,
    company: &CompanyId,
    customer: CustomerId,
    external: Option<&str>,
    name: &str,
    holding: &Holding,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO holding (company_id, customer, external_id, class, owner, since, collaborators, name, merged_into)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (company_id, customer) DO UPDATE SET external_id = COALESCE(excluded.external_id, holding.external_id),
           class = excluded.class, owner = excluded.owner, since = excluded.since, collaborators = excluded.collaborators,
           merged_into = excluded.merged_into",
    )?
    .execute((
        company.as_str(),
        customer.to_string(),
        external,
        holding.class.as_str(),
        holding.owner.as_str(),
        holding.since.to_string(),
        serde_json::to_string(&holding.collaborators).map_err(|why| StoreError::damaged("collaborators", why))?,
        name,
        holding.merged_into.map(|into| into.to_string()),
    ))?;
    Ok(())
}

pub fn get(conn: &Connection, company: &CompanyId, customer: CustomerId) -> Result<Option<Holding>, StoreError> {
    let row = conn
        .prepare_cached(
            "SELECT class, owner, since, collaborators, merged_into FROM holding WHERE company_id = ?1 AND customer = ?2",
        )?
        .query_row((company.as_str(), customer.to_string()), |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
        })
        .optional()?;
    row.map(|row| read(customer, row)).transpose()
}

/// Every customer with who holds it, by id.
pub fn all(conn: &Connection, company: &CompanyId) -> Result<Vec<(CustomerId, Holding)>, StoreError> {
    let found = conn.prepare_cached(
        "SELECT customer, class, owner, since, collaborators, merged_into FROM holding WHERE company_id = ?1 ORDER BY customer",
    )?;
    let rows = found.query_map([company.as_str()], row_of)?;
    rows.map(|row| read_row(row?)).collect()
}

/// Class, owner, since, collaborators, merged into.
type Columns = (String, String, String, String, Option<String>);
type HoldingRow = (String, Columns);

fn row_of(row: &Row<'_>) -> Result<HoldingRow, StoreError> {
    Ok((row.get(0)?, (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?)))
}

fn read_row((customer, holding): HoldingRow) -> Result<(CustomerId, Holding), StoreError> {
    let customer = customer.parse().map_err(|why| StoreError::damaged("a customer's id", why))?;
    Ok((customer, read(customer, holding)?))
}

/// All customers in which somebody is owner or collaborator.
pub fn held_by(
    conn: &Connection,
    company: &CompanyId,
    employee: &EmployeeId,
) -> Result<Vec<(CustomerId, Holding)>, StoreError> {
    let found = conn.prepare_cached(
        "SELECT customer, class, owner, since, collaborators, merged_into FROM holding
         WHERE company_id = ?1 AND (owner = ?2 OR collaborators LIKE ?3 ESCAPE '!') ORDER BY customer",
    )?;
    // JSON array of texts: as a text with its quotes, where `_` of an id stands for itself.
    let mut quoted = String::from("%\"");
    for letter in employee.as_str().chars() {
        if matches!(letter, '_' | '%' | '!') {
            quoted.push('!');
        }
        quoted.push(letter);
    }
    quoted.push_str("\"%");
    let rows = found.query_map((company.as_str(), employee.as_str(), quoted), row_of)?;
    rows.map(|row| read_row(row?)).collect()
}

/// What each customer that is another's name was merged into.
pub fn merges(conn: &Connection, company: &CompanyId) -> Result<BTreeMap<CustomerId, CustomerId>, StoreError> {
    let found = conn.prepare_cached(
        "SELECT customer, merged_into FROM holding WHERE company_id = ?1 AND merged_into IS NOT NULL ORDER BY customer",
    )?;
    let rows = found.query_map([company.as_str()], |row| Ok((read_id(row.get(0)?)?, read_id(row.get(1)?)?)))?;
    rows.collect()
}

/// A customer with all those that are one with it, whichever is whose other name; alone where it was never merged.
pub fn group(conn: &Connection, company: &CompanyId, customer: CustomerId) -> Result<BTreeSet<CustomerId>, StoreError> {
    let up = conn.prepare_cached("SELECT merged_into FROM holding WHERE company_id = ?1 AND customer = ?2")?;
    let down = conn.prepare_cached("SELECT customer FROM holding WHERE company_id = ?1 AND merged_into = ?2")?;
    let (mut group, mut new) = (BTreeSet::from([customer]), vec![customer]);
    while let Some(at) = new.pop() {
        let into: Option<Option<String>> =
            up.query_row((company.as_str(), at.to_string()), |row| row.get(0)).optional()?;
        let names = down.query_map((company.as_str(), at.to_string()), |row| row.get::<_, String>(0))?;
        for id in names.chain(into.flatten().map(Ok)) {
            let id = read_id(id?)?;
            if group.insert(id) {
                new.push(id);
            }
        }
    }
    Ok(group)
}

/// Everyone who owns a customer or one that is one with it, or works on any of them.
pub fn holders(conn: &Connection, company: &CompanyId, customer: CustomerId) -> Result<Vec<Holding>, StoreError> {
    let mut holders = Vec::new();
    for one in group(conn, company, customer)? {
        holders.extend(get(conn, company, one)?);
    }
    Ok(holders)
}

fn read_id(id: String) -> Result<CustomerId, StoreError> {
    id.parse().map_err(|why| StoreError::damaged("a customer's id", why))
}

/// Whether somebody owns a customer or works on it with its owner.
pub fn holds(
    conn: &Connection,
    company: &CompanyId,
    employee: &EmployeeId,
    customer: CustomerId,
) -> Result<bool, StoreError> {
    Ok(get(conn, company, customer)?
        .is_some_and(|held| held.owner == *employee || held.collaborators.contains(employee)))
}

/// Every customer with its id of another system and its name.
pub fn names(conn: &Connection, company: &CompanyId) -> Result<Vec<(CustomerId, Option<String>, String)>, StoreError> {
    let found =
        conn.prepare_cached("SELECT customer, external_id, name FROM holding WHERE company_id = ?1 ORDER BY customer")?;
    let rows = found.query_map([company.as_str()], |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?)))?;
    rows.map(|row| {
        let (customer, external, name) = row?;
        Ok((customer.parse().map_err(|why| StoreError::damaged("a customer's id", why))?, external, name))
    })
    .collect()
}

/// The customer with this id of another system.
pub fn by_external(conn: &Connection, company: &CompanyId, external: &str) -> Result<Option<CustomerId>, StoreError> {
    let id: Option<String> = conn
        .prepare_cached("SELECT customer FROM holding WHERE company_id = ?1 AND external_id = ?2")?
        .query_row((company.as_str(), external), |row| row.get(0))
        .optional()?;
    id.map(|id| id.parse()).transpose().map_err(|why| StoreError::damaged("a customer's id", why))
}

pub fn name(conn: &Connection, company: &CompanyId, customer: CustomerId) -> Result<Option<String>, StoreError> {
    conn.prepare_cached("SELECT name FROM holding WHERE company_id = ?1 AND customer = ?2")?
        .query_row((company.as_str(), customer.to_string()), |row| row.get(0))
        .optional()
}

/// What the projector keeps of a customer's document beside who holds it: its name, and what duplicates are told by.
pub fn set_profile(
    tx: &Transaction,
    company: &CompanyId,
    customer: CustomerId,
    name: &str,
    profile: &Profile,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "UPDATE holding SET name = ?3, profile = ?4
         WHERE company_id = ?1 AND customer = ?2 AND (name <> ?3 OR profile IS DISTINCT FROM ?4)",
    )?
    .execute((company.as_str(), customer.to_string(), name, profile.text()?))?;
    Ok(())
}

/// A customer that is not another's name, as duplicates of it are looked for.
#[derive(Debug, Clone)]
pub struct Known {
    pub customer: CustomerId,
    pub external: Option<String>,
    pub name: String,
    /// `None`: not projected yet, or by an earlier version.
    pub profile: Option<Profile>,
}

/// All of them, by id.
pub fn known(conn: &Connection, company: &CompanyId) -> Result<Vec<Known>, StoreError> {
    let found = conn.prepare_cached(
        "SELECT customer, external_id, name, profile FROM holding
         WHERE company_id = ?1 AND merged_into IS NULL ORDER BY customer",
    )?;
    let rows = found.query_map([company.as_str()], |row| {
        let profile: Option<String> = row.get(3)?;
        Ok(Known {
            customer: read_id(row.get(0)?)?,
            external: row.get(1)?,
            name: row.get(2)?,
            profile: profile.as_deref().map(Profile::read).transpose()?,
        })
    })?;
    rows.collect()
}

fn read(customer: CustomerId, row: Columns) -> Result<Holding, StoreError> {
    let wrong = |why: &dyn std::fmt::Display| StoreError::damaged(format!("the holding of {customer}"), why);
    let (class, owner, since, collaborators, merged_into) = row;
    Ok(Holding {
        class: match class.as_str() {
            "A" => Class::A,
            "B" => Class::B,
            "C" => Class::C,
            other => return Err(wrong(&format!("class {other:?}"))),
        },
        owner: owner.parse().map_err(|why| wrong(&why))?,
        since: since.parse().map_err(|why| wrong(&why))?,
        collaborators: serde_json::from_str(&collaborators).map_err(|why| wrong(&why))?,
        merged_into: merged_into.map(|into| into.parse()).transpose().map_err(|why| wrong(&why))?,
    })
}
