use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use rusqlite::Connection;
use shared::doc::customer::Customer;
use shared::doc::desk::Refusal;
use shared::doc::form::Form;
use shared::doc::journal::{self, Stay, corrected};
use shared::id::{EmployeeId, RecordId};
use shared::period::{Month, Zone};
use shared::place::{Fix, Flag, Sighting, flags_of};

use super::customer::{MONTHS, Said};
use crate::store::book::{Book, Journal};
use crate::store::{StoreError, draft, settings};
use crate::view::{Draft, Happening, HappeningKind, Now, RecordState, VisitPage};

/// One visit with its evidence; `None`: no such visit is here.
pub(in crate::store) fn visit(
    db: &Connection,
    book: &mut Book,
    employee: &EmployeeId,
    id: RecordId,
    _now: &Now,
) -> Result<Option<VisitPage>, StoreError> {
    let Some(month) = book.month_of(db, employee, id)? else { return Ok(None) };
    let journal = book.journal(db, employee, month)?;
    let Some(stay) = journal.stays().iter().find(|stay| stay.id == id) else { return Ok(None) };
    let (zone, forms) = (book.zone(db)?, book.forms(db)?);
    let flags = flags(&book.newest_journals(db, employee, MONTHS)?, zone);
    let said = Said::of(db, book, employee)?;
    let unknown = Customer::default();
    let customers = book.customers(db)?;
    let customer = stay.check_in.customer;
    let visit = happening(stay, said.state(id), &said.refusals, &flags, &forms);
    Ok(Some(VisitPage {
        customer,
        customer_name: customers.get(&customer).unwrap_or(&unknown).name.clone(),
        when: stay.when,
        draft: if visit.forgotten() { draft::of(db, id)? } else { Draft::default() },
        visit,
    }))
}

/// The flags of all visits of these journals.
pub(super) fn flags(journals: &[(Month, Rc<Journal>)], zone: Zone) -> BTreeMap<RecordId, BTreeSet<Flag>> {
    let stays: Vec<&Stay> = journals.iter().flat_map(|(_, journal)| journal.stays()).collect();
    journal::flags(&stays, zone)
}

/// What a check-in with this fix would have a person look at.
pub(in crate::store) fn flags_of_fix(
    db: &Connection,
    book: &mut Book,
    employee: &EmployeeId,
    fix: Fix,
    now: &Now,
) -> Result<BTreeSet<Flag>, StoreError> {
    let (zone, skew) = (book.zone(db)?, settings::skew(db)?);
    let journals = book.newest_journals(db, employee, MONTHS)?;
    let mut stays: Vec<&Stay> = journals.iter().flat_map(|(_, journal)| journal.stays()).collect();
    stays.sort_by_key(|stay| (stay.when, stay.id));
    let mut seen: Vec<_> = stays.iter().map(|stay| (zone.day_of(stay.when), stay.sighting())).collect();
    let here = Sighting { at: now.at, skew, fix: Some(fix), left: None };
    seen.push((zone.day_of(corrected(now.at, skew)), here));
    Ok(flags_of(&seen).pop().unwrap_or_default())
}

/// A visit as a timeline shows it.
pub(super) fn happening(
    stay: &Stay,
    state: RecordState,
    refusals: &BTreeMap<String, Refusal>,
    flags: &BTreeMap<RecordId, BTreeSet<Flag>>,
    forms: &BTreeMap<(String, u32), Form>,
) -> Happening {
    let filled = stay.check_out.as_ref().and_then(|(_, out)| out.form.as_ref());
    let form = filled.and_then(|filled| forms.get(&(filled.form.clone(), filled.version)));
    Happening {
        id: stay.id,
        at: stay.at,
        offset: stay.offset,
        state,
        refusal: refusals.get(&stay.id.to_string()).cloned(),
        what: HappeningKind::Visit {
            check_in: Box::new(stay.check_in.clone()),
            verdict: stay.check_in.verdict(),
            distance: stay.check_in.distance(),
            check_out: stay.check_out.clone().map(|(at, out)| (at, Box::new(out))),
            flags: flags.get(&stay.id).cloned().unwrap_or_default(),
            form: form.cloned().map(Box::new),
        },
        amendments: stay
            .amendments
            .iter()
            .map(|(_, amendment)| (amendment.field.clone(), amendment.is.clone(), amendment.reason.clone()))
            .collect(),
    }
}
