//! What is due with a customer: different things that stand apart, and of which one customer may have several (FUP-2,
//! FUP-3). Pure: the phone and the server ask the same functions.

mod contacts;
mod gap;
mod notice;

use serde::{Deserialize, Serialize};

use crate::period::{BusinessDay, Calendar};

pub use contacts::{Agreed, Contacts, Met, contacts};
pub use gap::{Gap, breaches};
pub use notice::{Notice, Told, notice};

/// A reminder about one customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reminder {
    /// The agreed day has passed without a contact.
    Overdue { agreed: BusinessDay, days: i64 },
    /// Nobody was in contact for longer than the class allows (D-29).
    Gap { last: BusinessDay, days: i64, limit: u16 },
    /// A contact was agreed for today, or for days off that follow.
    Due { agreed: BusinessDay },
    /// 未處理: nobody was in contact since it came (FUP-3).
    Unhandled { since: BusinessDay, days: i64 },
}

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Overdue,
    Gap,
    Due,
    Unhandled,
}

impl Kind {
    /// The most pressing first.
    pub const ALL: [Self; 4] = [Self::Overdue, Self::Gap, Self::Due, Self::Unhandled];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Gap => "gap",
            Self::Due => "due",
            Self::Unhandled => "unhandled",
        }
    }
}

impl Reminder {
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Overdue { .. } => Kind::Overdue,
            Self::Gap { .. } => Kind::Gap,
            Self::Due { .. } => Kind::Due,
            Self::Unhandled { .. } => Kind::Unhandled,
        }
    }

    /// How much it presses, the smaller the more: overdue before gap before due before unhandled, the longest first.
    #[must_use]
    pub fn press(&self) -> (u8, i64) {
        match self {
            Self::Overdue { days, .. } => (0, -days),
            Self::Gap { days, limit, .. } => (1, i64::from(*limit) - days),
            Self::Due { .. } => (2, 0),
            Self::Unhandled { days, .. } => (3, -days),
        }
    }
}

/// What is known of a customer's contacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// Last contact by anyone.
    pub last: Option<BusinessDay>,
    /// Agreed next contact, set at the last contact.
    pub agreed: Option<BusinessDay>,
    /// Ownership since; stands for the last contact where there was none.
    pub since: Option<BusinessDay>,
    /// Days allowed without contact, by the customer's class.
    pub limit: Option<u16>,
    /// Days after which one that nobody touched is unhandled; `None`: it is never asked.
    pub unhandled: Option<u16>,
}

/// Everything there is to be reminded of on a day, the most pressing first.
///
/// What is agreed for a day off is shown from the last working day before, so that it can be done in time; it is overdue
/// only after the agreed day itself (D-24). Gaps count calendar days (D-29).
#[must_use]
pub fn reminders(standing: &Standing, today: BusinessDay, calendar: &Calendar) -> Vec<Reminder> {
    let mut found = Vec::new();
    if let Some(agreed) = standing.agreed
        && agreed < today
    {
        found.push(Reminder::Overdue { agreed, days: today.days_since(agreed) });
    }
    if let Some(gap) = Gap::of(standing)
        && gap.breaches(today) > 0
    {
        found.push(Reminder::Gap { last: gap.from, days: today.days_since(gap.from), limit: gap.limit });
    }
    if let Some(agreed) = standing.agreed
        && agreed >= today
        && shown_on(agreed, calendar) <= today
    {
        found.push(Reminder::Due { agreed });
    }
    if let (Some(since), Some(limit)) = (standing.since, standing.unhandled) {
        let days = today.days_since(since);
        let untouched = standing.last.is_none_or(|last| last < since);
        // "For N days" is inclusive, D-5.
        if untouched && days >= i64::from(limit) {
            found.push(Reminder::Unhandled { since, days });
        }
    }
    found
}

/// The most pressing reminder on a day.
#[must_use]
pub fn remind(standing: &Standing, today: BusinessDay, calendar: &Calendar) -> Option<Reminder> {
    reminders(standing, today, calendar).into_iter().next()
}

/// The longest stretch of days off that is looked back over.
const DAYS_OFF: i64 = 31;

/// The day from which an agreed day is shown as due: itself, or the last working day before it.
#[must_use]
pub fn shown_on(agreed: BusinessDay, calendar: &Calendar) -> BusinessDay {
    let before = (0..=DAYS_OFF).map(|days| agreed.plus_days(-days));
    before.into_iter().find(|day| calendar.is_working(*day)).unwrap_or(agreed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> BusinessDay {
        text.parse().unwrap()
    }

    /// November 2026: the 19th is a Thursday.
    fn standing(last: Option<&str>, agreed: Option<&str>) -> Standing {
        Standing {
            last: last.map(day),
            agreed: agreed.map(day),
            since: Some(day("2026-11-01")),
            limit: Some(7),
            unhandled: Some(7),
        }
    }

    fn kinds(standing: &Standing, today: &str, calendar: &Calendar) -> Vec<&'static str> {
        let found = reminders(standing, day(today), calendar);
        found.iter().map(|reminder| reminder.kind().as_str()).collect()
    }

    #[test]
    fn the_reminders_stand_apart_and_a_customer_may_have_several() {
        for (last, agreed, wanted) in [
            (Some("2026-11-12"), None, vec![]),
            (Some("2026-11-11"), None, vec!["gap"]),
            (None, None, vec!["gap", "unhandled"]),
            (Some("2026-10-20"), None, vec!["gap", "unhandled"]),
            (Some("2026-11-18"), Some("2026-11-19"), vec!["due"]),
            (Some("2026-11-18"), Some("2026-11-20"), vec![]),
            (Some("2026-11-12"), Some("2026-11-16"), vec!["overdue"]),
            (Some("2026-11-10"), Some("2026-11-16"), vec!["overdue", "gap"]),
            (Some("2026-11-10"), Some("2026-11-19"), vec!["gap", "due"]),
        ] {
            assert_eq!(
                kinds(&standing(last, agreed), "2026-11-19", &Calendar::default()),
                wanted,
                "{last:?} {agreed:?}"
            );
        }
    }

    #[test]
    fn what_is_agreed_for_a_day_off_is_due_from_the_last_working_day_before() {
        let mut calendar = Calendar::default();
        // Saturday the 21st, Sunday the 22nd; Monday the 23rd is a holiday, and the Saturday is worked for it.
        for (made_up, today, agreed, wanted) in [
            (false, "2026-11-19", "2026-11-22", vec![]),
            (false, "2026-11-20", "2026-11-22", vec!["due"]),
            (false, "2026-11-21", "2026-11-22", vec!["due"]),
            (false, "2026-11-22", "2026-11-22", vec!["due"]),
            (false, "2026-11-23", "2026-11-22", vec!["overdue"]),
            (true, "2026-11-20", "2026-11-23", vec![]),
            (true, "2026-11-21", "2026-11-23", vec!["due"]),
        ] {
            if made_up {
                calendar.make_up.insert(day("2026-11-21"));
                calendar.holidays.insert(day("2026-11-23"));
            }
            assert_eq!(
                kinds(&standing(Some("2026-11-18"), Some(agreed)), today, &calendar),
                wanted,
                "{today} {agreed}"
            );
        }
    }

    #[test]
    fn what_came_and_was_not_touched_is_unhandled_from_the_seventh_day() {
        let came = Standing { since: Some(day("2026-11-12")), unhandled: Some(7), ..Standing::default() };
        assert_eq!(kinds(&came, "2026-11-18", &Calendar::default()), Vec::<&str>::new());
        assert_eq!(kinds(&came, "2026-11-19", &Calendar::default()), ["unhandled"]);
        let touched = Standing { last: Some(day("2026-11-12")), ..came };
        assert_eq!(kinds(&touched, "2026-11-30", &Calendar::default()), Vec::<&str>::new());
    }

    #[test]
    fn the_most_pressing_is_the_first() {
        let both = standing(Some("2026-11-10"), Some("2026-11-16"));
        let first = remind(&both, day("2026-11-19"), &Calendar::default());
        assert_eq!(first, Some(Reminder::Overdue { agreed: day("2026-11-16"), days: 3 }));
        let all = reminders(&both, day("2026-11-19"), &Calendar::default());
        assert!(all.is_sorted_by_key(Reminder::press));
    }
}
