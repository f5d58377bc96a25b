use serde::{Deserialize, Serialize};
use shared::id::CustomerId;
use shared::period::Instant;

use super::{Happening, HappeningKind};

/// One visit with its evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VisitPage {
    pub customer: CustomerId,
    pub customer_name: String,
    pub visit: Happening,
    /// The check-in's time, corrected where the clock is known to be wrong.
    pub when: Instant,
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
