//! Taking the steps.

use std::time::Duration;

use shared::doc::desk::{self, Sealed};
use shared::id::{CompanyId, DocId, EmployeeId};
use shared::period::{Instant, Period};
use shared::policy::Subject;
use shared::rest::PeriodState;

use super::score::Scored;
use super::step::{Ready, ready};
use super::{CloseError, Step, score, seal};
use crate::app::App;
use crate::docs::Docs;
use crate::store::audit::{self, Deed};
use crate::store::period::{self, PeriodRecord, StoredStatement};
use crate::store::{Connection, StoreError, Transaction, company, paid};
use crate::{books, ledger};

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
    tx: &Transaction,
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

/// Freezes facts by their numbers, and plan, org, targets, calendar and settings as the period's books without facts.
pub fn freeze(
    tx: &Transaction,
    id: &CompanyId,
    month: Period,
    subject: &Subject,
    at: Instant,
) -> Result<(), CloseError> {
    let Some(record) = begin(tx, id, month, Step::Freeze, (subject, at))? else { return Ok(()) };
    let seq = company::numbers(tx, id)?.last;
    let frame = books::frame(tx, id, month, seq)?;
    let mut frame = frame.ok_or(CloseError::Blocked(super::Blocked::NoPlan))?;
    frame.closes.insert(month, frame.company.zone.day_of(at));
    let employed = frame.people.iter().filter(|person| person.last_employed_day(month.into()).is_some());
    let statements = employed
        .map(|person| EmployeeId::new(person.id.as_str()).map(StoredStatement::frozen))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|why| StoreError::damaged("the people", why))?;
    period::put_statements(tx, id, month, &statements)?;
    let record = PeriodRecord { state: PeriodState::Frozen, frozen_seq: Some(seq), ..record };
    end(tx, id, &record, Step::Freeze, (subject, at))?;
    let packed = seal::pack(&frame).map_err(|why| StoreError::damaged("what is frozen", why))?;
    Ok(paid::put_frame(tx, id, month, &packed)?)
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
    let workers = app.workers.clone();
    let scored =
        app.store.read::<_, StoreError, _>(move |conn| score::score(conn, &id, (month, seq), &*workers)).await?;
    let (id, who) = (app.company.clone(), subject.clone());
    app.store.write(move |tx| keep_scored(tx, &id, month, (&who, at), seq, &scored)).await
}

fn keep_scored(
    tx: &Transaction,
    id: &CompanyId,
    month: Period,
    asked: (&Subject, Instant),
    seq: u64,
    scored: &Scored,
) -> Result<(), CloseError> {
    // Somebody may have gone on while this was computed.
    let Some(record) = begin(tx, id, month, Step::Score, asked)? else { return Ok(()) };
    if record.frozen_seq != Some(seq) {
        return Err(CloseError::Blocked(super::Blocked::OutOfOrder));
    }
    if record.state == PeriodState::Scored && period::statements(tx, id, month)? == scored.statements {
        return Ok(());
    }
    period::put_statements(tx, id, month, &scored.statements)?;
    paid::put(tx, id, month, &scored.paid)?;
    let record = PeriodRecord { state: PeriodState::Scored, ..record };
    Ok(end(tx, id, &record, Step::Score, asked)?)
}

/// Approves what was scored.
pub fn approve(
    tx: &Transaction,
    id: &CompanyId,
    month: Period,
    subject: &Subject,
    at: Instant,
) -> Result<(), CloseError> {
    let Some(record) = begin(tx, id, month, Step::Approve, (subject, at))? else { return Ok(()) };
    let record = PeriodRecord { state: PeriodState::Approved, ..record };
    Ok(end(tx, id, &record, Step::Approve, (subject, at))?)
}

/// Seals: everybody's seal chained to the close before, each statement with its adjustments and its pack to its person's
/// desk, and what the next month starts from to the ledgers.
pub fn close(
    tx: &Transaction,
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
        let (Some(hash), Some(sealed)) = (stored.hash, stored.sealed) else { continue };
        let sealed = Sealed { period: month, hash, sealed };
        docs.write(tx, id, &DocId::Desk(stored.employee, month), at, |doc| desk::seal(doc, &sealed))?;
    }
    let record = PeriodRecord { state: PeriodState::Closed, seal: Some(seal), ..record };
    end(tx, id, &record, Step::Close, (subject, at))?;
    ledger::refresh(tx, docs, id, at, None)?;
    Ok(())
}
