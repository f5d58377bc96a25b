//! Facts, targets and plans, each kept in versions: what was known at a number is a query.

use std::collections::BTreeSet;

use super::db::{Connection, Flow, OptionalExtension, Transaction, params};
use shared::books::{Id, Plan, Target};
use shared::fact::{Fact, FactBody, Known};
use shared::id::{CompanyId, EmployeeId, FactId};
use shared::period::{BusinessDay, Cycle, Instant, Period, Span};

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
    tx: &Transaction,
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

/// Which of the facts that people recorded are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    None,
    /// Dated from this day on.
    From(BusinessDay),
    All,
}

/// Which facts are asked for: money always from the beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// As known at this number.
    pub seq: u64,
    pub recorded: Recorded,
    /// Dated up to this day; `None`: all.
    pub last: Option<BusinessDay>,
}

const MONEY: &str = "'contract', 'collection', 'refund'";
const RECORDED: &str = "'visit', 'contact', 'expense', 'plan'";

/// All facts of a window with the day of their receipt, by (day, id).
pub fn known_at(connection: &Connection, company: &CompanyId, window: Window) -> Result<Vec<Known>, StoreError> {
    let mut known = known_of(connection, company, window, MONEY, None)?;
    match window.recorded {
        Recorded::None => return Ok(known),
        Recorded::From(day) => known.extend(known_of(connection, company, window, RECORDED, Some(day))?),
        Recorded::All => known.extend(known_of(connection, company, window, RECORDED, None)?),
    }
    known.sort_by(|a, b| (a.fact.day, &a.fact.id).cmp(&(b.fact.day, &b.fact.id)));
    Ok(known)
}

fn known_of(
    connection: &Connection,
    company: &CompanyId,
    window: Window,
    kinds: &str,
    first: Option<BusinessDay>,
) -> Result<Vec<Known>, StoreError> {
    let zone = super::company::settings(connection, company)?.zone;
    let sql = format!(
        "SELECT fact, body, received FROM fact
         WHERE company_id = ?1 AND kind IN ({kinds}) AND day >= ?2 AND day <= ?3
           AND from_seq <= ?4 AND (superseded_seq IS NULL OR superseded_seq > ?4)
         ORDER BY day, fact"
    );
    let statement = connection.prepare_cached(&sql)?;
    let first = first.map(|day| day.to_string()).unwrap_or_default();
    let last = window.last.map_or_else(|| "9999-12-31".to_owned(), |day| day.to_string());
    let mut known = Vec::new();
    statement.each(params![company.as_str(), first, last, window.seq], |row| {
        let (id, body): (String, String) = (row.get(0)?, row.get(1)?);
        let fact = serde_json::from_str(&body).map_err(|why| StoreError::damaged(format!("fact {id}"), why))?;
        known.push(Known { fact, known_on: zone.day_of(Instant::from_millis(row.get(2)?)) });
        Ok(Flow::On)
    })?;
    Ok(known)
}

/// What came between two numbers and is dated up to a day: facts that are new, changed or taken back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Late {
    /// The first day any of them belongs to, or belonged to before it changed.
    pub first: Option<BusinessDay>,
    /// By their ids in the books.
    pub ids: BTreeSet<Id>,
}

/// What came after `after` up to `upto`, dated up to `last`.
pub fn late(
    connection: &Connection,
    company: &CompanyId,
    (after, upto): (u64, u64),
    last: BusinessDay,
) -> Result<Late, StoreError> {
    let statement = connection.prepare_cached(
        "SELECT fact, body FROM fact WHERE company_id = ?1 AND from_seq > ?2 AND from_seq <= ?3 AND day <= ?4
         UNION
         SELECT fact, body FROM fact WHERE company_id = ?1 AND superseded_seq > ?2 AND superseded_seq <= ?3 AND day <= ?4",
    )?;
    let mut late = Late::default();
    statement.each(params![company.as_str(), after, upto, last.to_string()], |row| {
        let (id, body): (String, String) = (row.get(0)?, row.get(1)?);
        let fact: Fact = serde_json::from_str(&body).map_err(|why| StoreError::damaged(format!("fact {id}"), why))?;
        late.first = Some(late.first.map_or(fact.day, |first| first.min(fact.day)));
        late.ids.insert(shared::books::book_id(&fact));
        Ok(Flow::On)
    })?;
    Ok(late)
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

/// Sets a target from `seq` on. Its subject is a person, a department or the company, its period of any cycle.
pub fn put_target(tx: &Transaction, company: &CompanyId, seq: u64, target: &Target) -> Result<(), StoreError> {
    let (subject, metric, period) = (target.subject.as_str(), target.metric.as_str(), target.period.to_string());
    let key = params![company.as_str(), subject, metric, period, seq];
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
    .execute(params![company.as_str(), subject, metric, period, seq, target.value.to_string()])?;
    Ok(())
}

/// The targets of one period as known at `seq`, by subject and metric.
pub fn targets_of(
    connection: &Connection,
    company: &CompanyId,
    period: Span,
    seq: u64,
) -> Result<Vec<Target>, StoreError> {
    let statement = connection.prepare_cached(
        "SELECT subject, metric, value FROM target
         WHERE company_id = ?1 AND period = ?2 AND from_seq <= ?3 AND (superseded_seq IS NULL OR superseded_seq > ?3)
         ORDER BY subject, metric",
    )?;
    let rows = statement.query_map(params![company.as_str(), period.to_string(), seq], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
    })?;
    rows.map(|row| {
        let (subject, metric, value) = row?;
        let wrong = |why| StoreError::damaged(format!("target {metric} of {subject}"), why);
        let value = shared::num::decimal(&value).map_err(wrong)?;
        Ok(Target::new(subject.into(), metric.into(), period, value))
    })
    .collect()
}

/// The targets a month may ask for, of every cycle, as known at `seq`.
pub fn targets_at(
    connection: &Connection,
    company: &CompanyId,
    month: Period,
    seq: u64,
) -> Result<Vec<Target>, StoreError> {
    let mut targets = Vec::new();
    for cycle in Cycle::ALL {
        targets.extend(targets_of(connection, company, Span::of(month, cycle), seq)?);
    }
    Ok(targets)
}

/// Publishes a version of the plan, in force from a period on.
pub fn put_plan(tx: &Transaction, company: &CompanyId, seq: u64, from: Period, plan: &Plan) -> Result<(), StoreError> {
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
    body.map(|body| read_plan(&body).map_err(|why| StoreError::damaged("the plan", why))).transpose()
}

/// Plans of the first version said neither how often somebody is scored nor what a ladder counts over: each month.
fn read_plan(body: &str) -> Result<Plan, serde_json::Error> {
    let mut plan: serde_json::Value = serde_json::from_str(body)?;
    for (list, field) in [("templates", "cycle"), ("commission", "window")] {
        for one in plan.get_mut(list).and_then(serde_json::Value::as_array_mut).into_iter().flatten() {
            if let Some(one) = one.as_object_mut() {
                one.entry(field).or_insert_with(|| Cycle::Month.as_str().into());
            }
        }
    }
    serde_json::from_value(plan)
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
) -> Result<BTreeSet<EmployeeId>, StoreError> {
    let mut people = BTreeSet::new();
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
            FactBody::Visit { .. } | FactBody::Contact { .. } | FactBody::Expense { .. } | FactBody::Plan { .. } => {
                continue;
            }
        };
        if let Some(FactBody::Contract { shares, .. }) =
            fact_at(connection, company, &FactId::of_contract(&contract), seq)?.map(|fact| fact.body)
        {
            people.extend(shares.into_keys());
        }
    }
    Ok(people)
}
