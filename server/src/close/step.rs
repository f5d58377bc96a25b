//! Whether a step may be taken: where the period stands, who asks, what stands before it.

use shared::id::CompanyId;
use shared::period::{Instant, Period};
use shared::policy::{self, Subject};
use shared::rest::PeriodState;

use super::{Blocked, Step};
use crate::store::period::{self, PeriodRecord};
use crate::store::{Connection, StoreError, company, money};

/// What a step would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ready {
    Go(PeriodRecord),
    /// It was taken before: nothing is left to do.
    Done(PeriodRecord),
    Blocked(Blocked),
}

/// Decides about a step.
pub fn ready(
    connection: &Connection,
    id: &CompanyId,
    month: Period,
    step: Step,
    (subject, now): (&Subject, Instant),
) -> Result<Ready, StoreError> {
    let record = period::period(connection, id, month)?;
    if !policy::may(subject, step.act()) {
        return Ok(Ready::Blocked(Blocked::NotYourRole));
    }
    let (from, to) = step.states();
    // Scoring again before the approval is work, not repetition: the engine may have been mended.
    let again = step == Step::Score && record.state == PeriodState::Scored;
    if record.state >= to && !again {
        return Ok(Ready::Done(record));
    }
    if record.state != from && !again {
        return Ok(Ready::Blocked(Blocked::OutOfOrder));
    }
    Ok(match in_the_way(connection, id, month, step, (subject, now))? {
        Some(blocked) => Ready::Blocked(blocked),
        None => Ready::Go(record),
    })
}

fn in_the_way(
    connection: &Connection,
    id: &CompanyId,
    month: Period,
    step: Step,
    (subject, now): (&Subject, Instant),
) -> Result<Option<Blocked>, StoreError> {
    let earlier = |least: PeriodState| -> Result<Option<Blocked>, StoreError> {
        let Some(mut at) = money::first_plan(connection, id)? else { return Ok(None) };
        while at < month {
            if period::period(connection, id, at)?.state < least {
                return Ok(Some(Blocked::EarlierPeriodOpen));
            }
            at = at.next();
        }
        Ok(None)
    };
    match step {
        Step::Freeze => {
            if company::settings(connection, id)?.zone.day_of(now) <= month.last_day() {
                return Ok(Some(Blocked::MonthNotOver));
            }
            let seq = company::numbers(connection, id)?.last;
            if money::plan_at(connection, id, month, seq)?.is_none() {
                return Ok(Some(Blocked::NoPlan));
            }
            earlier(PeriodState::Frozen)
        }
        // Balances and adjustments come from what was paid before: that must be final.
        Step::Score => earlier(PeriodState::Closed),
        Step::Approve => Ok(None),
        Step::Close => {
            let steps = period::steps(connection, id, month)?;
            let approved = steps.iter().rev().find(|step| step.state == PeriodState::Approved);
            if approved.is_none_or(|step| step.by == subject.employee) {
                return Ok(Some(Blocked::NeedsAnotherPerson));
            }
            earlier(PeriodState::Closed)
        }
    }
}
