//! Contacts with customers, and what follows from them.

use std::collections::BTreeMap;
use std::rc::Rc;

use rusqlite::Connection;
use shared::doc::journal::Body;
use shared::doc::ledger::Ledger;
use shared::fact::Fact;
use shared::id::{CustomerId, EmployeeId};
use shared::period::{BusinessDay, Calendar, Instant, Zone};
use shared::reminder::{self, Agreed, Contacts, Gap, Kind, Met, Reminder};

use super::{Roll, roll};
use crate::store::StoreError;
use crate::store::book::Book;
use crate::view::{CustomerRow, Now, ReminderRow, Standing};

/// How many own journals are looked through, as the server does: what was agreed or met before is forgotten.
const MONTHS: usize = 13;

/// What reminders need beside the customers.
#[derive(Debug)]
pub(in crate::store) struct Reminding {
    pub(super) contacts: BTreeMap<CustomerId, Contacts>,
    /// Until when somebody put off which reminder, where no contact was made since.
    snoozes: BTreeMap<(CustomerId, Kind), BusinessDay>,
    calendar: Calendar,
    unhandled: Option<u16>,
}

/// With the day and the other names of customers it was read with.
pub(in crate::store) type Remembered = (BusinessDay, BTreeMap<CustomerId, CustomerId>, Rc<Reminding>);

impl Reminding {
    /// As it was read before, where no record, ledger or setting came since: a search asks at every letter.
    pub(super) fn of(
        db: &Connection,
        book: &mut Book,
        employee: &EmployeeId,
        today: BusinessDay,
        names: &BTreeMap<CustomerId, CustomerId>,
    ) -> Result<Rc<Self>, StoreError> {
        if let Some((day, known, read)) = &book.reminding
            && *day == today
            && known == names
        {
            return Ok(read.clone());
        }
        let read = Rc::new(Self::read(db, book, employee, today, names)?);
        book.reminding = Some((today, names.clone(), read.clone()));
        Ok(read)
    }

    fn read(
        db: &Connection,
        book: &mut Book,
        employee: &EmployeeId,
        today: BusinessDay,
        names: &BTreeMap<CustomerId, CustomerId>,
    ) -> Result<Self, StoreError> {
        let zone = book.zone(db)?;
        let ledger = book.latest_ledger(db, employee, today.month())?;
        let named = |id: CustomerId| names.get(&id).copied().unwrap_or(id);
        let mut met = others(&ledger, zone);
        let mut put_off: BTreeMap<(CustomerId, Kind), (Instant, BusinessDay)> = BTreeMap::new();
        for (_, journal) in book.newest_journals(db, employee, MONTHS)? {
            let mut steps = BTreeMap::new();
            for stay in journal.stays() {
                if let Some((_, out)) = &stay.check_out {
                    steps.insert(stay.id.to_string(), out.next_step.clone());
                }
            }
            for recorded in journal.entries() {
                match &recorded.entry.body {
                    Body::Contact(contact) => {
                        steps.insert(recorded.id.to_string(), contact.next_step.clone());
                    }
                    Body::Snooze(snooze) => {
                        let (key, at) = ((named(snooze.customer), snooze.reminder), recorded.entry.when());
                        let last = put_off.entry(key).or_insert((at, snooze.until));
                        if at >= last.0 {
                            *last = (at, snooze.until);
                        }
                    }
                    _ => {}
                }
            }
            let step = |fact: &Fact| steps.get(fact.id.as_str()).cloned().flatten();
            met.extend(journal.facts().iter().filter_map(|fact| Met::of(fact, step)));
        }
        for one in &mut met {
            one.customer = named(one.customer);
        }
        let contacts = reminder::contacts(met);
        // A contact answers the reminder that was put off: what comes after it is another one.
        put_off.retain(|(customer, _), (at, _)| {
            contacts.get(customer).and_then(|contacts| contacts.at).is_none_or(|last| last <= *at)
        });
        let company = book.company(db)?;
        Ok(Self {
            contacts,
            snoozes: put_off.into_iter().map(|(key, (_, until))| (key, until)).collect(),
            calendar: company.as_ref().map(|company| company.calendar.clone()).unwrap_or_default(),
            unhandled: company.map(|company| company.unhandled_days),
        })
    }

    /// Until when a reminder is out of sight, where it is.
    fn until(&self, customer: CustomerId, kind: Kind, today: BusinessDay) -> Option<BusinessDay> {
        self.snoozes.get(&(customer, kind)).copied().filter(|until| today < *until)
    }
}

/// When others were with customers of his, never what they agreed.
fn others(ledger: &Ledger, zone: Zone) -> Vec<Met> {
    let contacts = ledger.contacts.iter();
    contacts
        .filter_map(|contact| {
            let customer = contact.customer.as_str().parse().ok()?;
            Some(Met { customer, at: contact.at, day: zone.day_of(contact.at), next: None })
        })
        .collect()
}

impl Roll {
    fn stands(&self, id: CustomerId) -> reminder::Standing {
        // Whoever only helps has agreed what he agreed; that somebody comes at all is the owner's, as the server counts it.
        let holding = self.ledger.holdings.get(&id).filter(|holding| holding.owner == self.me);
        let contacts = self.reminding.contacts.get(&id);
        reminder::Standing {
            last: contacts.and_then(|contacts| contacts.last),
            agreed: self.agreed(id).map(|agreed| agreed.day),
            since: holding.map(|holding| holding.since),
            limit: holding.and_then(|holding| self.limits.get(&holding.class)).copied(),
            unhandled: self.reminding.unhandled,
        }
    }

    fn agreed(&self, id: CustomerId) -> Option<&Agreed> {
        self.reminding.contacts.get(&id)?.agreed.as_ref()
    }

    /// All reminders of a customer, each with the day until which it is put off. Another name of a customer has none.
    fn reminders(&self, id: CustomerId) -> Vec<(Reminder, Option<BusinessDay>)> {
        if self.names.contains_key(&id) {
            return Vec::new();
        }
        let all = reminder::reminders(&self.stands(id), self.today, &self.reminding.calendar);
        all.into_iter().map(|one| (one, self.reminding.until(id, one.kind(), self.today))).collect()
    }

    /// The most pressing that stands.
    pub(super) fn reminder(&self, id: CustomerId) -> Option<Reminder> {
        self.reminders(id).into_iter().find(|(_, until)| until.is_none()).map(|(reminder, _)| reminder)
    }

    /// The rows of one customer.
    fn reminder_rows(&self, row: &CustomerRow) -> Vec<ReminderRow> {
        let agreed = self.agreed(row.id);
        let rows = self.reminders(row.id).into_iter().map(|(reminder, until)| ReminderRow {
            customer: row.id,
            name: row.name.clone(),
            class: row.class,
            phone: row.phone.clone(),
            reminder,
            next_step: agreed.and_then(|agreed| agreed.step.clone()),
            until,
        });
        rows.collect()
    }

    /// Everybody's, the most pressing first; and those that are put off.
    pub(super) fn all_reminders(&self, rows: &[CustomerRow]) -> (Vec<ReminderRow>, Vec<ReminderRow>) {
        let mut all: Vec<ReminderRow> = rows.iter().flat_map(|row| self.reminder_rows(row)).collect();
        all.sort_by(|a, b| (a.reminder.press(), &a.name).cmp(&(b.reminder.press(), &b.name)));
        all.into_iter().partition(|row| row.until.is_none())
    }
}

/// What stands, of all customers.
pub(in crate::store) fn reminders(
    db: &Connection,
    book: &mut Book,
    employee: &EmployeeId,
    now: &Now,
) -> Result<Vec<ReminderRow>, StoreError> {
    let roll = roll(db, book, employee, now)?;
    Ok(roll.all_reminders(&roll.rows(None)).0)
}

/// How it stands with one customer.
pub(in crate::store) fn standing(
    db: &Connection,
    book: &mut Book,
    employee: &EmployeeId,
    id: CustomerId,
    now: &Now,
) -> Result<Standing, StoreError> {
    let roll = roll(db, book, employee, now)?;
    let id = roll.counts_as(id);
    let reminders = match roll.customers.get(&id) {
        Some(profile) => roll.reminder_rows(&roll.row(id, profile, None)),
        None => Vec::new(),
    };
    Ok(Standing { today: roll.today, reminders, gap: Gap::of(&roll.stands(id)) })
}
