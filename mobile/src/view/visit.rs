use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use shared::doc::customer::LifecycleEvent;
use shared::doc::desk::Refusal;
use shared::doc::form::Form;
use shared::doc::journal::{CheckIn, CheckOut, ClassChange, Contact, Expense, Merge, Photo, Snooze};
use shared::id::{CustomerId, RecordId};
use shared::period::Instant;
use shared::place::{Flag, Verdict};

use super::{CustomerRow, Draft, RecordState};

/// One record in a timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Happening {
    pub id: RecordId,
    pub at: Instant,
    pub offset: i16,
    pub state: RecordState,
    pub refusal: Option<Refusal>,
    pub what: HappeningKind,
    /// (field, value, reason), oldest first; the original stands in `what`.
    pub amendments: Vec<(String, String, String)>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HappeningKind {
    Visit {
        check_in: Box<CheckIn>,
        verdict: Verdict,
        distance: Option<f64>,
        check_out: Option<(Instant, Box<CheckOut>)>,
        flags: BTreeSet<Flag>,
        /// The version of the form it was filled in with.
        form: Option<Box<Form>>,
    },
    Contact {
        contact: Box<Contact>,
    },
    Expense {
        expense: Box<Expense>,
    },
    /// A step of the lifecycle, with the name of who took it where the company's document knows it.
    Stage {
        event: LifecycleEvent,
        by: Option<String>,
    },
    /// Another class was asked for.
    Class {
        change: ClassChange,
    },
    /// It was said to be the same as another, or not to be any more; with the other's name.
    Merge {
        merge: Merge,
        other: Option<String>,
    },
    Snooze {
        snooze: Box<Snooze>,
    },
}

/// The visit under way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpenVisit {
    pub id: RecordId,
    pub since: Instant,
    pub offset: i16,
    pub customer: CustomerRow,
    pub verdict: Verdict,
    pub distance: Option<f64>,
    pub photos: Vec<Photo>,
    /// What the company asks on such a visit.
    pub form: Option<Form>,
}

/// One visit with its evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VisitPage {
    pub customer: CustomerId,
    pub customer_name: String,
    pub visit: Happening,
    /// The check-in's time, corrected where the clock is known to be wrong.
    pub when: Instant,
    /// What was entered and not recorded, where it was closed at the end of its day.
    pub draft: Draft,
}

/// The fields of a visit that can be amended, as the journal names them.
pub const AMENDABLE: [&str; 5] = ["result", "next_step", "next_date", "purpose", "reason"];

impl Happening {
    /// A field of a visit as it was recorded.
    #[must_use]
    pub fn recorded(&self, field: &str) -> Option<String> {
        let HappeningKind::Visit { check_in, check_out, .. } = &self.what else { return None };
        let out = check_out.as_ref().map(|(_, out)| out);
        match field {
            "result" => out.and_then(|out| out.result.clone()),
            "next_step" => out.and_then(|out| out.next_step.clone()),
            "next_date" => out.and_then(|out| out.next_date).map(|day| day.to_string()),
            "purpose" => check_in.purpose.clone(),
            "reason" => check_in.reason.clone(),
            _ => None,
        }
    }

    /// The same as it stands after what was amended.
    #[must_use]
    pub fn standing(&self, field: &str) -> Option<String> {
        let amended = self.amendments.iter().rev().find(|(name, ..)| name == field);
        match amended {
            Some((_, is, _)) => Some(is.clone()).filter(|is| !is.is_empty()),
            None => self.recorded(field),
        }
    }

    /// The visit was closed at the end of its day, since nobody checked out.
    #[must_use]
    pub fn forgotten(&self) -> bool {
        matches!(&self.what, HappeningKind::Visit { check_out: Some((_, out)), .. } if out.forgotten)
    }
}
