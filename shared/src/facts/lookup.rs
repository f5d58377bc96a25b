use crate::books::{Event, Expense, Id, Outcome, Penalty, Special, Survey};
use crate::num::Decimal;
use crate::period::{BusinessDay, Span};

/// Something that belongs to a business day.
pub trait Dated {
    fn day(&self) -> BusinessDay;
}

macro_rules! dated {
    ($($kind:ty: $field:ident),* $(,)?) => {
        $(impl Dated for $kind {
            fn day(&self) -> BusinessDay {
                self.$field
            }
        })*
    };
}
dated!(
    Event: date,
    Expense: date,
    Outcome: date,
    Penalty: date,
    Special: date,
    Survey: date,
    super::Act: day,
    super::Credit: day,
    super::Due: day,
    super::Planned: day,
    super::Refunded: day,
    super::Signing: day,
    super::Touch: day,
);

/// What lies between two days, both included, of a list by day.
pub fn in_days<T: Dated>(list: &[T], first: BusinessDay, last: BusinessDay) -> &[T] {
    let from = list.partition_point(|one| one.day() < first);
    let to = list.partition_point(|one| one.day() <= last);
    list.get(from..to).unwrap_or_default()
}

/// What lies in a period, of a list by day.
pub fn in_span<T: Dated>(list: &[T], span: Span) -> &[T] {
    in_days(list, span.first_day(), span.last_day())
}

/// Puts one into a list kept by a key.
pub(super) fn insert_by<T, K: Ord>(list: &mut Vec<T>, one: T, key: impl Fn(&T) -> K) {
    let wanted = key(&one);
    // Most facts come in the order of time.
    if list.last().is_none_or(|last| key(last) <= wanted) {
        list.push(one);
        return;
    }
    let at = list.partition_point(|other| key(other) <= wanted);
    list.insert(at, one);
}

/// The order facts of one day stand in.
pub(super) fn dated_key<T: Dated>(one: &T, id: &Id) -> (BusinessDay, Id) {
    (one.day(), id.clone())
}

/// A target that is missing, zero or negative is none (D-12).
fn above_zero(value: Decimal) -> Option<Decimal> {
    (value > Decimal::ZERO).then_some(value)
}

impl super::Facts {
    /// A target of a department or the company.
    #[must_use]
    pub fn target(&self, subject: &Id, metric: &Id, span: Span) -> Option<Decimal> {
        above_zero(*self.targets.get(subject)?.get(metric)?.get(&span)?)
    }

    /// A person's own target.
    #[must_use]
    pub fn own_target(&self, employee: super::EmployeeNo, metric: &Id, span: Span) -> Option<Decimal> {
        let own = &self.people[employee].targets;
        let at = own.binary_search_by(|(other, period, _)| (other, *period).cmp(&(metric, span))).ok()?;
        above_zero(own.get(at)?.2)
    }
}
