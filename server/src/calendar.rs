//! 日曆訂閱 (INT-4): somebody's next contacts and today's plan as RFC 5545 has it, for the calendar of his telephone.

use std::collections::{BTreeMap, BTreeSet};

use icalendar::{Calendar, Component, Event, EventLike};
use shared::books::counting;
use shared::doc::customer::{self, Customer};
use shared::doc::journal::{self, Body};
use shared::doc::ledger::Holding;
use shared::fact::{Fact, FactBody};
use shared::id::{CompanyId, CustomerId, DocId, EmployeeId};
use shared::period::{BusinessDay, Instant, Month, Zone};

use crate::docs::{Docs, DocsError};
use crate::remind::standing_contacts;
use crate::store::{Connection, StoreError, company, holding, people, work};

/// Agreed days older than this are no appointments any more, in days.
const PAST: i64 = 31;

/// An entry of a whole day.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Appointment {
    /// Stays the same when the day is moved, so that a calendar moves its entry too.
    uid: String,
    day: BusinessDay,
    title: String,
    /// One line each.
    lines: Vec<String>,
    place: Option<String>,
}

/// Somebody's calendar as a file; `None`: he works here no longer.
pub fn file(
    conn: &Connection,
    docs: &Docs,
    company: &CompanyId,
    who: &EmployeeId,
    now: Instant,
) -> Result<Option<String>, DocsError> {
    let settled = company::settings(conn, company)?;
    let today = settled.zone.day_of(now);
    let person = people::get(conn, company, who)?;
    let stands = |person: &people::Person| !person.disabled && person.leave.is_none_or(|last| last >= today);
    if !person.as_ref().is_some_and(stands) {
        return Ok(None);
    }
    let source = Source { conn, docs, company, who, today, zone: settled.zone };
    let mut all = source.plan()?;
    all.extend(source.next_contacts()?);
    Ok(Some(written(&settled.name, &all, now)))
}

struct Source<'a> {
    conn: &'a Connection,
    docs: &'a Docs,
    company: &'a CompanyId,
    who: &'a EmployeeId,
    today: BusinessDay,
    zone: Zone,
}

impl Source<'_> {
    /// The days agreed with the customers he owns.
    fn next_contacts(&self) -> Result<Vec<Appointment>, DocsError> {
        let held: BTreeMap<CustomerId, Holding> = holding::all(self.conn, self.company)?.into_iter().collect();
        let met = standing_contacts(self.conn, self.company, self.today)?;
        let own = |held: &Holding| held.owner == *self.who && held.merged_into.is_none();
        let mut agreed = Vec::new();
        for (id, _) in held.iter().filter(|(_, held)| own(held)) {
            let Some(contacts) = met.get(id) else { continue };
            let (Some(next), Some(at)) = (&contacts.agreed, contacts.at) else { continue };
            if self.today.days_since(next.day) <= PAST {
                agreed.push((*id, next.day, at));
            }
        }
        let steps = self.steps(agreed.iter().map(|(.., at)| self.zone.day_of(*at).month()).collect())?;
        let mut found = Vec::new();
        for (id, day, at) in agreed {
            let step = steps.get(&(id, at)).cloned();
            found.push(self.appointment(format!("next-{id}"), id, day, None, step)?);
        }
        Ok(found)
    }

    /// Today's plan, a stop an entry.
    fn plan(&self) -> Result<Vec<Appointment>, DocsError> {
        let facts = work::recorded(self.conn, self.company, (self.today, self.today))?;
        let own = |fact: &&Fact| fact.employee.as_ref() == Some(self.who);
        let (mut plans, mut began) = (Vec::new(), None::<Instant>);
        for fact in facts.iter().filter(own) {
            match &fact.body {
                FactBody::Plan { stops, at } => plans.push((*at, &fact.id, stops)),
                FactBody::Visit { check_in, .. } => began = Some(began.map_or(*check_in, |was| was.min(*check_in))),
                _ => {}
            }
        }
        plans.sort_unstable();
        let times: Vec<Instant> = plans.iter().map(|(at, ..)| *at).collect();
        let Some((_, _, stops)) = counting(&times, began).and_then(|at| plans.get(at)) else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for (number, id) in (1..).zip(stops.iter()) {
            // Planned before it went to somebody else: no business of his any more.
            if holding::holds(self.conn, self.company, self.who, *id)? {
                let uid = format!("plan-{}-{number}", self.today);
                found.push(self.appointment(uid, *id, self.today, Some(number), None)?);
            }
        }
        Ok(found)
    }

    fn appointment(
        &self,
        uid: String,
        id: CustomerId,
        day: BusinessDay,
        number: Option<u32>,
        step: Option<String>,
    ) -> Result<Appointment, DocsError> {
        let profile: Customer =
            self.docs.with(self.conn, self.company, &DocId::Customer(id), |loaded| customer::read(&loaded.doc))?;
        let phone = profile.phone.clone().or_else(|| profile.people.values().find_map(|person| person.phone.clone()));
        let title = match number {
            Some(number) => format!("{number}. {}", profile.name),
            None => profile.name.clone(),
        };
        let place = profile.sites.values().find_map(|site| site.address.clone());
        let uid = format!("{uid}@{}.fieldtally", self.company);
        Ok(Appointment { uid, day, title, lines: step.into_iter().chain(phone).collect(), place })
    }

    /// The steps he wrote down in these months, by customer and time of the contact.
    fn steps(&self, months: BTreeSet<Month>) -> Result<BTreeMap<(CustomerId, Instant), String>, DocsError> {
        let mut found = BTreeMap::new();
        // A record may stand in the journal of the month beside (D-22).
        let months: BTreeSet<Month> =
            months.into_iter().flat_map(|month| [month.previous(), month, month.next()]).collect();
        for month in months {
            let id = DocId::Journal(self.who.clone(), month);
            let entries = self.docs.with(self.conn, self.company, &id, |loaded| journal::entries(&loaded.doc).0)?;
            for stay in journal::stays(&entries) {
                if let Some(step) = stay.check_out.and_then(|(_, out)| out.next_step) {
                    found.insert((stay.check_in.customer, stay.at), step);
                }
            }
            for recorded in entries {
                let when = recorded.entry.when();
                if let Body::Contact(contact) = recorded.entry.body
                    && let Some(step) = contact.next_step
                {
                    found.insert((contact.customer, when), step);
                }
            }
        }
        Ok(found)
    }
}

/// No control characters: a line of a calendar ends where it says, not where a name does.
fn clean(text: &str) -> String {
    text.replace("\r\n", "\n").chars().filter(|letter| *letter == '\n' || !letter.is_control()).collect()
}

/// A text of one line as the format wants it.
fn escaped(text: &str) -> String {
    let line = clean(text).replace('\n', " ");
    line.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,")
}

fn written(name: &str, all: &[Appointment], now: Instant) -> String {
    let mut calendar = Calendar::empty();
    calendar.append_property(("VERSION", "2.0")).append_property(("PRODID", "-//Fieldtally//next contacts//EN"));
    calendar.append_property(("CALSCALE", "GREGORIAN"));
    // The crate escapes texts of events, not the calendar's name.
    calendar.name(&escaped(name));
    for one in all {
        let mut event = Event::with_uid(&clean(&one.uid));
        event.summary(&clean(&one.title)).starts(one.day.date()).ends(one.day.plus_days(1).date());
        if let Some(stamp) = now.utc() {
            event.timestamp(stamp);
        }
        if !one.lines.is_empty() {
            event.description(&clean(&one.lines.join("\n")));
        }
        if let Some(place) = &one.place {
            event.location(&clean(place));
        }
        // It takes up no time: nobody is busy all day because he calls somebody.
        event.add_property("TRANSP", "TRANSPARENT");
        calendar.push(event.done());
    }
    calendar.to_string()
}

/// Whose calendar has this secret, by what stands in its address.
pub fn whose(conn: &Connection, company: &CompanyId, secret: &str) -> Result<Option<EmployeeId>, StoreError> {
    crate::store::calendar::whose(conn, company, &hash(secret))
}

/// What is kept of a secret.
#[must_use]
pub fn hash(secret: &str) -> [u8; 32] {
    *blake3::hash(secret.as_bytes()).as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_rfc_5545_asks_for() {
        let one = Appointment {
            uid: "next-1@c.fieldtally".into(),
            day: "2026-11-30".parse().unwrap(),
            title: "甲公司, 分; \"号\" \\ 名字很长很长很长很长很长很长很长很长很长很长很长很长".into(),
            lines: vec!["報價\r\nBEGIN:VEVENT".into(), "0571-8765 4321".into()],
            place: Some("文三路 90 号".into()),
        };
        let text = written("恒川, 器械\r\nX-EVIL:1", &[one], "2026-11-26T02:00:00Z".parse().unwrap());
        assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"), "{text}");
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "a line ends with CRLF: {text}");
        for line in text.split("\r\n") {
            // 75 octets, and the space a folded line begins with.
            assert!(line.len() <= 76, "{line}");
        }
        let unfolded = text.replace("\r\n ", "");
        for wanted in [
            "VERSION:2.0",
            "NAME:恒川\\, 器械 X-EVIL:1",
            "DTSTART;VALUE=DATE:20261130",
            "DTEND;VALUE=DATE:20261201",
            "DTSTAMP:20261126T020000Z",
            "UID:next-1@c.fieldtally",
            "DESCRIPTION:報價\\nBEGIN:VEVENT\\n0571-8765 4321",
            "LOCATION:文三路 90 号",
        ] {
            assert!(unfolded.lines().any(|line| line == wanted), "{wanted} in {unfolded}");
        }
        assert!(unfolded.contains("SUMMARY:甲公司\\, 分\\; \"号\" \\\\ 名字"), "{unfolded}");
        assert_eq!(unfolded.matches("BEGIN:VEVENT\r\n").count(), 1);
        assert!(!unfolded.lines().any(|line| line.starts_with("X-EVIL")), "{unfolded}");
    }
}
