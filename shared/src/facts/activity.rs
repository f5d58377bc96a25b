use super::{CustomerNo, EmployeeNo};
use crate::books::{Contact, Id, Settings, Visit};
use crate::period::{BusinessDay, Instant, Zone};
use crate::place::Verdict;

/// What an [`Act`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActKind {
    /// Checked in and never out: it counts as nothing yet.
    OpenVisit,
    /// Checked out; effective: inside or uncertain, long enough, and with a result.
    Visit { effective: bool },
    /// A contact that is no visit.
    Contact,
}

/// A visit or a contact of a person.
#[derive(Debug, Clone)]
pub struct Act {
    pub day: BusinessDay,
    pub at: Instant,
    pub customer: CustomerNo,
    pub kind: ActKind,
    /// Next contact date.
    pub next: Option<BusinessDay>,
    pub id: Id,
}

impl Act {
    pub(super) fn of_visit(
        visit: &Visit,
        customer: CustomerNo,
        verdict: Verdict,
        zone: Zone,
        settings: &Settings,
    ) -> Self {
        let kind = match visit.check_out {
            None => ActKind::OpenVisit,
            Some(out) => {
                let long = out.since(visit.check_in) >= i64::from(settings.effective_minutes) * 60_000;
                let effective = long && verdict != Verdict::Outside && !visit.result.trim().is_empty();
                ActKind::Visit { effective }
            }
        };
        let at = visit.check_in;
        Self { day: zone.day_of(at), at, customer, kind, next: visit.next, id: visit.id.clone() }
    }

    pub(super) fn of_contact(contact: &Contact, customer: CustomerNo, zone: Zone) -> Self {
        let (at, next) = (contact.at, contact.next);
        Self { day: zone.day_of(at), at, customer, kind: ActKind::Contact, next, id: contact.id.clone() }
    }

    /// A checked-out visit is a contact (D-21).
    #[must_use]
    pub const fn is_contact(&self) -> bool {
        !matches!(self.kind, ActKind::OpenVisit)
    }

    #[must_use]
    pub const fn is_visit(&self) -> bool {
        matches!(self.kind, ActKind::Visit { .. })
    }

    #[must_use]
    pub const fn is_effective(&self) -> bool {
        matches!(self.kind, ActKind::Visit { effective: true })
    }
}

/// A contact as its customer sees it.
#[derive(Debug, Clone)]
pub struct Touch {
    pub day: BusinessDay,
    pub at: Instant,
    pub by: EmployeeNo,
    pub id: Id,
}

/// A next contact date somebody set (D-24).
#[derive(Debug, Clone)]
pub struct Due {
    /// The date that was set.
    pub day: BusinessDay,
    /// When it was set.
    pub set: Instant,
    pub customer: CustomerNo,
    /// Of the visit or contact that set it.
    pub id: Id,
}

/// A stop of somebody's day plan.
#[derive(Debug, Clone, Copy)]
pub struct Planned {
    pub day: BusinessDay,
    pub order: i64,
    /// `None`: no customer of the company, so no visit can be to him.
    pub customer: Option<CustomerNo>,
}
