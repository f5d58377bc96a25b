//! Taking the steps.

use std::time::Duration;

use rusqlite::{Connection, Transaction};
use shared::doc::desk::{self, Sealed};
use shared::old::engine::{Pack, pack_for};
use shared::id::{CompanyId, DocId};
use shared::period::{Instant, Period};
use shared::policy::Subject;
use shared::rest::PeriodState;

use super::step::{Ready, ready};
use super::{CloseError, Step, score, seal};
use crate::app::App;
use crate::docs::Docs;
use crate::ledger::{share, terms};
use crate::store::audit::{self, Deed};
use crate::store::period::{self, PeriodRecord, StoredStatement};
use crate::store::{StoreError, company, money, payroll};

/// How long scoring waits for what had arrived by the freeze.
const PATIENCE: Duration = Duration::from_secs(60);

/// Takes a step as somebody at a time. A step that was taken before is no error and changes nothing.
pub async fn take(app: &App, month: Period, step: Step, subject: &Subject, at: Instant) -> Result<(), CloseError> {
    let (id, who) = (app.company.clone(), subject.clone());
    match step {
        Step::Freeze => app.store.write(move |tx| freeze(tx, &id, month, &who, at)).await,
        Step::Score => score(app, month, subject, at).await,
        Step::Approve => app.store.write(move |tx| approve(tx, &id, month, &who, at)).await,
        Step::Close => {
            let docs = app.docs.clone();
            app.store.write(move |tx| close(tx, &docs, &id, month, &who, at)).await
        }
    }
}

/// `None`: it was done before.
fn begin(
    connection: &Connection,
    id: &CompanyId,
    month: Period,
    step: Step,
    asked: (&Subject, Instant),
) -> Result<Option<PeriodRecord>, CloseError> {
    match ready(connection, id, month, step, asked)? {
        Ready::Go(record) => Ok(Some(record)),
        Ready::Done(_) => Ok(None),
        Ready::Blocked(blocked) => Err(CloseError::Blocked(blocked)),
    }
}

fn end(
    tx: &Transaction<'_>,
    id: &CompanyId,
    record: &PeriodRecord,
    step: Step,
    (subject, at): (&Subject, Instant),
) -> Result<(), StoreError> {
    period::put_period(tx, id, record)?;
    let by = subject.employee.clone();
    period::add_step(tx, id, record.period, &period::Step { state: record.state, by, at })?;
    let detail = format!("{} {}", record.period, record.seal.as_deref().unwrap_or_default());
    let deed = Deed { at, who: subject.employee.as_str(), what: step.as_str(), detail: detail.trim_end() };
    audit::append(tx, id, &deed)
}

/// Freezes facts, targets, plan, org and calendar: facts by their numbers, the rest as terms kept beside them, for org
/// and wages carry dates of effect but not of entry.
pub fn freeze(
    tx: &Transaction<'_>,
    id: &CompanyId,
    month: Period,
    subject: &Subject,
    at: Instant,
) -> Result<(), CloseError> {
    let Some(record) = begin(tx, id, month, Step::Freeze, (subject, at))? else { return Ok(()) };
    let seq = company::numbers(tx, id)?.last;
    let settings = company::settings(tx, id)?;
    let plan = money::plan_at(tx, id, month, seq)?.ok_or(CloseError::Blocked(super::Blocked::NoPlan))?;
    let mut targets = money::targets_at(tx, id, month, seq)?;
    let mut statements = Vec::new();
    for (employee, person) in payroll::load(tx, id)? {
        let Some(terms) = terms::terms_of(&settings, &plan, &person, month) else { continue };
        let frozen = pack_for(terms, month, targets.remove(&employee).unwrap_or_default(), &[]);
        let pack = Some(seal::pack(&frozen).map_err(|why| StoreError::damaged("a pack", why))?);
        statements.push(StoredStatement { employee, hash: None, total: None, statement: None, pack, stopped: None });
    }
    period::put_statements(tx, id, month, &statements)?;
    let record = PeriodRecord { state: PeriodState::Frozen, frozen_seq: Some(seq), ..record };
    Ok(end(tx, id, &record, Step::Freeze, (subject, at))?)
}

/// Scores everyone who was frozen. What had reached the server by the freeze is in the facts before anyone is scored.
async fn score(app: &App, month: Period, subject: &Subject, at: Instant) -> Result<(), CloseError> {
    let (id, who) = (app.company.clone(), subject.clone());
    let begun = app.store.read(move |conn| begin(conn, &id, month, Step::Score, (&who, at))).await?;
    let Some(record) = begun else { return Ok(()) };
    let seq = record.frozen_seq.ok_or_else(|| StoreError::damaged(format!("period {month}"), "it has no freeze"))?;
    // A projector that fails must not hold a page for ever.
    let counted = tokio::time::timeout(PATIENCE, app.progress.reached(seq)).await;
    counted.map_err(|_| CloseError::Blocked(super::Blocked::StillCounting))??;
    let id = app.company.clone();
    let statements = app.store.read::<_, StoreError, _>(move |conn| scored(conn, &id, month, seq)).await?;
    let (id, who) = (app.company.clone(), subject.clone());
    app.store.write(move |tx| keep_scored(tx, &id, month, (&who, at), seq, &statements)).await
}

fn scored(
    connection: &Connection,
    id: &CompanyId,
    month: Period,
    seq: u64,
) -> Result<Vec<StoredStatement>, StoreError> {
    let mut facts = money::money_at(connection, id, seq)?;
    facts.extend(money::recorded_at(connection, id, month, seq)?);
    let facts = share::by_person(&facts);
    let damaged = |why: String| StoreError::damaged(format!("a statement of {month}"), why);
    let mut frozen = Vec::new();
    for stored in period::statements(connection, id, month)? {
        let pack = stored.pack.ok_or_else(|| damaged(format!("{} has no pack", stored.employee)))?;
        frozen.push(seal::unpack::<Pack>(&pack).map_err(damaged)?);
    }
    let mut statements = Vec::new();
    for person in score::score(frozen, &facts) {
        let pack = Some(seal::pack(&person.pack).map_err(damaged)?);
        let stored = match person.outcome {
            Ok(explained) => StoredStatement {
                employee: person.employee,
                total: Some(explained.statement.total.to_string()),
                statement: Some(seal::pack(&explained.statement).map_err(damaged)?),
                hash: Some(explained.hash),
                pack,
                stopped: None,
            },
            Err(why) => StoredStatement {
                employee: person.employee,
                hash: None,
                total: None,
                statement: None,
                pack,
                stopped: Some(why.to_string()),
            },
        };
        statements.push(stored);
    }
    Ok(statements)
}

fn keep_scored(
    tx: &Transaction<'_>,
    id: &CompanyId,
    month: Period,
    asked: (&Subject, Instant),
    seq: u64,
    statements: &[StoredStatement],
) -> Result<(), CloseError> {
    // Somebody may have gone on while this was computed.
    let Some(record) = begin(tx, id, month, Step::Score, asked)? else { return Ok(()) };
    if record.frozen_seq != Some(seq) {
        return Err(CloseError::Blocked(super::Blocked::OutOfOrder));
    }
    if record.state == PeriodState::Scored && period::statements(tx, id, month)? == statements {
        return Ok(());
    }
    period::put_statements(tx, id, month, statements)?;
    let record = PeriodRecord { state: PeriodState::Scored, ..record };
    Ok(end(tx, id, &record, Step::Score, asked)?)
}

/// Approves what was scored.
pub fn approve(
    tx: &Transaction<'_>,
    id: &CompanyId,
    month: Period,
    subject: &Subject,
    at: Instant,
) -> Result<(), CloseError> {
    let Some(record) = begin(tx, id, month, Step::Approve, (subject, at))? else { return Ok(()) };
    let record = PeriodRecord { state: PeriodState::Approved, ..record };
    Ok(end(tx, id, &record, Step::Approve, (subject, at))?)
}

/// Seals: the statements' hashes chained to the close before, and each statement with its pack to its person's desk.
pub fn close(
    tx: &Transaction<'_>,
    docs: &Docs,
    id: &CompanyId,
    month: Period,
    subject: &Subject,
    at: Instant,
) -> Result<(), CloseError> {
    let Some(record) = begin(tx, id, month, Step::Close, (subject, at))? else { return Ok(()) };
    let statements = period::statements(tx, id, month)?;
    let before = period::period(tx, id, month.previous())?.seal;
    let seal = seal::chain(before.as_deref(), statements.iter().filter_map(|stored| stored.hash.as_deref()));
    for stored in statements {
        let (Some(hash), Some(statement), Some(pack)) = (stored.hash, stored.statement, stored.pack) else { continue };
        let sealed = Sealed { period: month, hash, statement, pack };
        docs.write(tx, id, &DocId::Desk(stored.employee, month), at, |doc| desk::seal(doc, &sealed))?;
    }
    let record = PeriodRecord { state: PeriodState::Closed, seal: Some(seal), ..record };
    Ok(end(tx, id, &record, Step::Close, (subject, at))?)
}
