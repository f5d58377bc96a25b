//! Forced distribution (D-11).

use crate::books::Id;
use crate::facts::EmployeeNo;
use crate::num::{Decimal, largest_remainder};

/// The grade of each of a group: head counts by largest remainder, equal scores together on the better side.
pub(super) fn grades(forced: &[(Id, Decimal)], scored: &[(EmployeeNo, Decimal)]) -> Vec<Option<Id>> {
    let heads = Decimal::from(scored.len());
    let weights: Vec<(&str, Decimal)> = forced.iter().map(|(id, percent)| (id.as_str(), *percent)).collect();
    let Ok(counts) = largest_remainder(heads, 0, &weights) else { return vec![None; scored.len()] };
    let mut totals: Vec<Decimal> = scored.iter().map(|(_, total)| *total).collect();
    totals.sort_by(|a, b| b.cmp(a));
    scored
        .iter()
        .map(|(_, total)| {
            let rank = Decimal::from(1 + totals.partition_point(|other| other > total));
            let mut reached = Decimal::ZERO;
            forced.iter().zip(&counts).find_map(|((grade, _), count)| {
                reached += *count;
                (reached >= rank).then(|| grade.clone())
            })
        })
        .collect()
}
