//! Facts, targets and plans, each kept in versions: what was known at a number is a query.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use shared::fact::{Fact, FactBody};
use shared::id::{CompanyId, EmployeeId, FactId};
use shared::num::Decimal;
use shared::period::{Instant, Period};
use shared::old::plan::Plan;

use super::StoreError;

/// What a put did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    Created,
    Updated,
    Unchanged,
}

/// Puts an imported fact as it stands from `seq` on; nothing happens where it stands so already.
pub fn put_fact(
    tx: &Transaction<'_>,
    company: &CompanyId,
    seq: u64,
    received: Instant,
    fact: &Fact,
) -> Result<Put, StoreError> {
    let standing = tx
        .prepare_cached(
            "SELECT from_seq, body FROM fact WHERE company_id = ?1 AND fact = ?2 AND superseded_seq IS NULL",
        )?
        .query_row(params![company.as_str(), fact.id.as_str()], |row| {
            Ok((row.get::<_, u64>(0)?, row.get::<_, String>(1)?))
        })
        .optional()?;
    let put = match standing {
        Some((_, body)) if read_fact(&fact.id, &body)? == *fact => return Ok(Put::Unchanged),
        // Written twice under one number: only the last was ever true.
        Some((from, _)) if from == seq => {
            tx.prepare_cached("DELETE FROM fact WHERE company_id = ?1 AND fact = ?2 AND from_seq = ?3")?
                .execute(params![company.as_str(), fact.id.as_str(), seq])?;
            Put::Updated
        }
        Some((from, _)) => {
            tx.prepare_cached(
                "UPDATE fact SET superseded_seq = ?4 WHERE company_id = ?1 AND fact = ?2 AND from_seq = ?3",
            )?
            .execute(params![company.as_str(), fact.id.as_str(), from, seq])?;
            Put::Updated
        }
        None => Put::Created,
    };
    let body = serde_json::to_string(fact).map_err(|why| StoreError::damaged(format!("fact {}", fact.id), why))?;
    tx.prepare_cached(
        "INSERT INTO fact (company_id, fact, from_seq, kind, employee, day, received, body)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        company.as_str(),
        fact.id.as_str(),
        seq,
        fact.body.kind(),
        fact.employee.as_ref().map(EmployeeId::as_str),
        fact.day.to_string(),
        received.millis(),
        body
    ])?;
    Ok(put)
}

fn read_fact(id: &FactId, body: &str) -> Result<Fact, StoreError> {
    serde_json::from_str(body).map_err(|why| StoreError::damaged(format!("fact {id}"), why))
}

fn fact_row(row: &Row<'_>) -> rusqlite::Result<(String, String)> {
    Ok((row.get(0)?, row.get(1)?))
}

fn read_row((id, body): (String, String)) -> Result<Fact, StoreError> {
    serde_json::from_str(&body).map_err(|why| StoreError::damaged(format!("fact {id}"), why))
}

/// All contracts, collections and refunds as known at `seq`, by (day, id).
pub fn money_at(connection: &Connection, company: &CompanyId, seq: u64) -> Result<Vec<Fact>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT fact, body FROM fact
         WHERE company_id = ?1 AND kind IN ('contract', 'collection', 'refund')
           AND from_seq <= ?2 AND (superseded_seq IS NULL OR superseded_seq > ?2)
         ORDER BY day, fact",
    )?;
    let rows = statement.query_map(params![company.as_str(), seq], fact_row)?;
    rows.map(|row| read_row(row?)).collect()
}

/// Everything dated in a month that people recorded, as known at `seq`, by (day, id).
pub fn recorded_at(
    connection: &Connection,
    company: &CompanyId,
    month: Period,
    seq: u64,
) -> Result<Vec<Fact>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT fact, body FROM fact
         WHERE company_id = ?1 AND kind IN ('visit', 'contact', 'expense') AND day BETWEEN ?2 AND ?3
           AND from_seq <= ?4 AND (superseded_seq IS NULL OR superseded_seq > ?4)
         ORDER BY day, fact",
    )?;
    let (first, last) = (month.first_day().to_string(), month.last_day().to_string());
    let rows = statement.query_map(params![company.as_str(), first, last, seq], fact_row)?;
    rows.map(|row| read_row(row?)).collect()
}

/// One fact as known at `seq`.
pub fn fact_at(
    connection: &Connection,
    company: &CompanyId,
    id: &FactId,
    seq: u64,
) -> Result<Option<Fact>, StoreError> {
    let body: Option<String> = connection
        .prepare_cached(
            "SELECT body FROM fact
             WHERE company_id = ?1 AND fact = ?2 AND from_seq <= ?3 AND (superseded_seq IS NULL OR superseded_seq > ?3)",
        )?
        .query_row(params![company.as_str(), id.as_str(), seq], |row| row.get(0))
        .optional()?;
    body.map(|body| read_fact(id, &body)).transpose()
}

/// A person's targets of a period by metric.
pub type Targets = BTreeMap<String, Decimal>;

/// Sets a target from `seq` on.
pub fn put_target(
    tx: &Transaction<'_>,
    company: &CompanyId,
    seq: u64,
    employee: &EmployeeId,
    (period, metric): (Period, &str),
    value: Decimal,
) -> Result<(), StoreError> {
    let key = params![company.as_str(), employee.as_str(), metric, period.to_string(), seq];
    tx.prepare_cached(
        "DELETE FROM target WHERE company_id = ?1 AND subject = ?2 AND metric = ?3 AND period = ?4 AND from_seq = ?5",
    )?
    .execute(key)?;
    tx.prepare_cached(
        "UPDATE target SET superseded_seq = ?5
         WHERE company_id = ?1 AND subject = ?2 AND metric = ?3 AND period = ?4 AND superseded_seq IS NULL",
    )?
    .execute(key)?;
    tx.prepare_cached(
        "INSERT INTO target (company_id, subject, metric, period, from_seq, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![company.as_str(), employee.as_str(), metric, period.to_string(), seq, value.to_string()])?;
    Ok(())
}

/// Everyone's targets of a period as known at `seq`.
pub fn targets_at(
    connection: &Connection,
    company: &CompanyId,
    period: Period,
    seq: u64,
) -> Result<BTreeMap<EmployeeId, Targets>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT subject, metric, value FROM target
         WHERE company_id = ?1 AND period = ?2 AND from_seq <= ?3 AND (superseded_seq IS NULL OR superseded_seq > ?3)",
    )?;
    let rows = statement.query_map(params![company.as_str(), period.to_string(), seq], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
    })?;
    let mut targets: BTreeMap<EmployeeId, Targets> = BTreeMap::new();
    for row in rows {
        let (subject, metric, value) = row?;
        let wrong = |why: String| StoreError::damaged(format!("target {metric} of {subject}"), why);
        let employee = EmployeeId::new(subject.as_str()).map_err(|why| wrong(why.to_string()))?;
        let value = shared::num::decimal(&value).map_err(|why| wrong(why.to_string()))?;
        targets.entry(employee).or_default().insert(metric, value);
    }
    Ok(targets)
}

/// Publishes a version of the plan, in force from a period on.
pub fn put_plan(
    tx: &Transaction<'_>,
    company: &CompanyId,
    seq: u64,
    from: Period,
    plan: &Plan,
) -> Result<(), StoreError> {
    let body = serde_json::to_string(plan).map_err(|why| StoreError::damaged("the plan", why))?;
    tx.execute(
        "INSERT INTO plan (company_id, version, from_period, seq, body) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![company.as_str(), plan.version, from.to_string(), seq, body],
    )?;
    Ok(())
}

/// The plan in force in a period as known at `seq`: the newest version that began by then.
pub fn plan_at(
    connection: &Connection,
    company: &CompanyId,
    period: Period,
    seq: u64,
) -> Result<Option<Plan>, StoreError> {
    let body: Option<String> = connection
        .prepare_cached(
            "SELECT body FROM plan WHERE company_id = ?1 AND from_period <= ?2 AND seq <= ?3
             ORDER BY from_period DESC, version DESC LIMIT 1",
        )?
        .query_row(params![company.as_str(), period.to_string(), seq], |row| row.get(0))
        .optional()?;
    body.map(|body| serde_json::from_str(&body).map_err(|why| StoreError::damaged("the plan", why))).transpose()
}

/// The first period any plan is in force in: where this company's periods begin.
pub fn first_plan(connection: &Connection, company: &CompanyId) -> Result<Option<Period>, StoreError> {
    let first: Option<String> = connection
        .prepare_cached("SELECT min(from_period) FROM plan WHERE company_id = ?1")?
        .query_row([company.as_str()], |row| row.get(0))?;
    first.map(|first| first.parse().map_err(|why| StoreError::damaged("a plan's first period", why))).transpose()
}

/// The credited people of the contracts that these facts are, or hang on.
pub fn credited(
    connection: &Connection,
    company: &CompanyId,
    facts: &[Fact],
    seq: u64,
) -> Result<std::collections::BTreeSet<EmployeeId>, StoreError> {
    let mut people = std::collections::BTreeSet::new();
    for fact in facts {
        let contract = match &fact.body {
            FactBody::Contract { shares, .. } => {
                people.extend(shares.keys().cloned());
                continue;
            }
            FactBody::Collection { contract, .. } => contract.clone(),
            FactBody::Refund { collection, .. } => {
                match fact_at(connection, company, &FactId::of_collection(collection), seq)?.map(|fact| fact.body) {
                    Some(FactBody::Collection { contract, .. }) => contract,
                    _ => continue,
                }
            }
            FactBody::Visit { .. } | FactBody::Contact { .. } | FactBody::Expense { .. } => continue,
        };
        if let Some(FactBody::Contract { shares, .. }) =
            fact_at(connection, company, &FactId::of_contract(&contract), seq)?.map(|fact| fact.body)
        {
            people.extend(shares.into_keys());
        }
    }
    Ok(people)
}
