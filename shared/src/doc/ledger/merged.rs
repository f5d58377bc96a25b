use std::collections::BTreeMap;

use crate::id::CustomerId;

/// Other names of customers, each with the one that counts, from what each was merged into: a chain counts for its last.
/// What goes in a circle, which the server lets nobody make, is merged into nothing.
#[must_use]
pub fn merged(into: &BTreeMap<CustomerId, CustomerId>) -> BTreeMap<CustomerId, CustomerId> {
    let last = |customer: &CustomerId| {
        let mut at = *customer;
        for _ in 0..into.len() {
            match into.get(&at) {
                Some(next) => at = *next,
                None => return Some(at),
            }
        }
        (!into.contains_key(&at)).then_some(at)
    };
    into.keys().filter_map(|customer| Some((*customer, last(customer)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> CustomerId {
        format!("0190163d-8694-739b-aea5-966c26f8ad{n:02x}").parse().unwrap()
    }

    fn of(pairs: &[(u8, u8)]) -> Vec<(u8, u8)> {
        let number = |id: CustomerId| u8::from_str_radix(&id.to_string()[34..], 16).unwrap();
        let into = pairs.iter().map(|(a, b)| (id(*a), id(*b))).collect();
        merged(&into).into_iter().map(|(a, b)| (number(a), number(b))).collect()
    }

    #[test]
    fn a_chain_counts_for_its_last_and_a_circle_for_nothing() {
        for (pairs, wanted) in [
            (&[][..], &[][..]),
            (&[(1, 2)], &[(1, 2)]),
            (&[(1, 2), (2, 3)], &[(1, 3), (2, 3)]),
            (&[(1, 3), (2, 3), (3, 4)], &[(1, 4), (2, 4), (3, 4)]),
            (&[(1, 2), (2, 1), (5, 6)], &[(5, 6)]),
            (&[(1, 1)], &[]),
        ] {
            assert_eq!(of(pairs), wanted, "{pairs:?}");
        }
    }
}
