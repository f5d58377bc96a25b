//! Words of which exactly one must stand.

use serde_json::Value;

use super::door::{At, Door, shown};
use super::fields::Read;
use super::scalar::kind_of;
use crate::books::plan::{Mode, Of};
use crate::books::{Class, CollectionRate, ExpenseState, Won};
use crate::period::Cycle;
use crate::place::Verdict;

/// The one of `words` that stands there.
pub(super) fn chosen<T: Copy>(value: &Value, words: &[(&str, T)], at: &At<'_>, door: &mut Door<'_>) -> Option<T> {
    let found = value.as_str().and_then(|text| words.iter().find(|(word, _)| *word == text));
    if found.is_none() {
        door.fault(at, || {
            let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let here = value.as_str().map_or_else(|| kind_of(value).to_owned(), shown);
            format!("{here} is none of {}", all.join(", "))
        });
    }
    found.map(|(_, kind)| *kind)
}

macro_rules! words {
    ($kind:ident: $($word:literal $variant:ident),*) => {
        impl Read for $kind {
            fn read(value: &Value, at: &At<'_>, door: &mut Door<'_>) -> Option<Self> {
                chosen(value, &[$(($word, Self::$variant)),*], at, door)
            }
        }
    };
}
words!(Cycle: "month" Month, "quarter" Quarter, "half" Half, "year" Year);
words!(Class: "A" A, "B" B, "C" C);
words!(CollectionRate: "in_period" InPeriod, "with_prepaid" WithPrepaid, "cumulative" Cumulative);
words!(ExpenseState: "draft" Draft, "submitted" Submitted, "approved" Approved, "rejected" Rejected, "paid" Paid);
words!(Won: "won" Won, "lost" Lost);
words!(Mode: "marginal" Marginal, "retroactive" Retroactive);
words!(Verdict: "inside" Inside, "uncertain" Uncertain, "outside" Outside);
words!(Of: "attainment" Attainment, "value" Value);
