//! What is due with a customer: three different things that stand apart (FUP-2).

use serde::{Deserialize, Serialize};

use crate::period::BusinessDay;

/// A reminder about one customer, the most pressing of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reminder {
    /// The agreed day has passed without a contact.
    Overdue { agreed: BusinessDay, days: i64 },
    /// Nobody was in contact for longer than the class allows (D-29).
    Gap { last: BusinessDay, days: i64, limit: u16 },
    /// A contact was agreed for today.
    Due { agreed: BusinessDay },
}

/// Which of the three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Overdue,
    Gap,
    Due,
}

/// What is known of a customer's contacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Last contact by anyone.
    pub last: Option<BusinessDay>,
    /// Agreed next contact, set at the last contact that named one.
    pub agreed: Option<BusinessDay>,
    /// Ownership since; stands for the last contact where there was none.
    pub since: Option<BusinessDay>,
    /// Days allowed without contact, by the customer's class.
    pub limit: Option<u16>,
}

/// The most pressing reminder on a day: overdue before gap before due.
#[must_use]
pub fn remind(standing: &Standing, today: BusinessDay) -> Option<Reminder> {
    // A contact on or before the agreed day, made after the agreement, has met it: the caller then names no `agreed`.
    if let Some(agreed) = standing.agreed
        && agreed < today
    {
        return Some(Reminder::Overdue { agreed, days: today.days_since(agreed) });
    }
    if let (Some(last), Some(limit)) = (standing.last.or(standing.since), standing.limit) {
        let days = today.days_since(last);
        // D-5: "passes" is strict.
        if days > i64::from(limit) {
            return Some(Reminder::Gap { last, days, limit });
        }
    }
    standing.agreed.filter(|agreed| *agreed == today).map(|agreed| Reminder::Due { agreed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_reminders_stand_apart() {
        let day = |text: &str| text.parse::<BusinessDay>().unwrap();
        let today = day("2026-11-19");
        let standing = |last: Option<&str>, agreed: Option<&str>| Standing {
            last: last.map(day),
            agreed: agreed.map(day),
            since: Some(day("2026-11-01")),
            limit: Some(7),
        };
        for (last, agreed, kind) in [
            (Some("2026-11-12"), None, None),
            (Some("2026-11-11"), None, Some("gap")),
            (None, None, Some("gap")),
            (Some("2026-11-18"), Some("2026-11-19"), Some("due")),
            (Some("2026-11-18"), Some("2026-11-20"), None),
            (Some("2026-11-12"), Some("2026-11-16"), Some("overdue")),
        ] {
            let found = remind(&standing(last, agreed), today).map(|reminder| match reminder {
                Reminder::Overdue { .. } => "overdue",
                Reminder::Gap { .. } => "gap",
                Reminder::Due { .. } => "due",
            });
            assert_eq!(found, kind, "{last:?} {agreed:?}");
        }
    }
}
