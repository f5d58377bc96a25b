use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};
use proptest::prelude::*;

use super::*;

fn split(whole: &str, weights: &[(&str, &str)]) -> Vec<String> {
    let weights: Vec<_> = weights.iter().map(|(id, weight)| (*id, crate::num::decimal(weight).unwrap())).collect();
    let parts = largest_remainder(crate::num::decimal(whole).unwrap(), 2, &weights).unwrap();
    parts.iter().map(ToString::to_string).collect()
}

#[test]
fn the_last_cents_go_by_largest_remainder_then_by_id() {
    for (whole, weights, want) in [
        ("100.00", &[("b", "1"), ("a", "1"), ("c", "1")][..], &["33.33", "33.34", "33.33"][..]),
        ("-100.00", &[("b", "1"), ("a", "1"), ("c", "1")], &["-33.33", "-33.34", "-33.33"]),
        ("0.01", &[("a", "0"), ("b", "100")], &["0.00", "0.01"]),
        ("100", &[("a", "33.4"), ("b", "33.33"), ("c", "33.27")], &["33.40", "33.33", "33.27"]),
        ("0.02", &[("z", "1"), ("y", "1"), ("x", "0.0"), ("w", "1")], &["0.00", "0.01", "0.00", "0.01"]),
        ("7.00", &[("a", "3")], &["7.00"]),
        ("7.00", &[], &[]),
    ] {
        assert_eq!(split(whole, weights), want, "{whole} over {weights:?}");
    }
}

#[test]
fn what_can_not_be_split_is_refused() {
    let none = NumError::DivisionByZero("the sum of weights");
    assert_eq!(
        largest_remainder(Decimal::new(1005, 3), 2, &[("a", Decimal::ONE)]),
        Err(NumError::FinerThanMinor(Decimal::new(1005, 3), 2))
    );
    assert_eq!(largest_remainder(Decimal::ONE, 2, &[("a", Decimal::ZERO)]), Err(none.clone()));
    assert_eq!(largest_remainder(Decimal::ONE, 2, &[("a", Decimal::ONE), ("b", Decimal::NEGATIVE_ONE)]), Err(none));
    assert_eq!(largest_remainder(Decimal::MAX, 2, &[("a", Decimal::ONE)]), Err(NumError::TooLarge));
}

#[test]
fn a_pool_splits_over_weights_that_are_no_decimals() {
    // D-36: weight × score, here thirds of each other.
    let third = Exact::one().div(&Exact::whole(3), "third").unwrap();
    let weights = [("lin", third.clone()), ("ma", Exact::one()), ("wu", third)];
    let parts = largest_remainder_exact(Decimal::from(100), 2, &weights).unwrap();
    assert_eq!(parts.iter().map(ToString::to_string).collect::<Vec<_>>(), ["20.00", "60.00", "20.00"]);
}

/// The rule of D-4 word for word.
fn by_the_rule(whole: Decimal, minor: u32, weights: &[(String, Decimal)]) -> Vec<Decimal> {
    let rational = |d: Decimal| BigRational::new(d.mantissa().into(), BigInt::from(10).pow(d.scale()));
    let units = (rational(whole) * BigRational::from_integer(BigInt::from(10).pow(minor))).to_integer().abs();
    let sum: BigRational = weights.iter().map(|(_, weight)| rational(*weight)).sum();
    let mut parts: Vec<(usize, BigInt, BigRational)> = Vec::new();
    for (at, (_, weight)) in weights.iter().enumerate() {
        let share = BigRational::from_integer(units.clone()) * rational(*weight) / &sum;
        let down = share.numer().div_floor(share.denom());
        parts.push((at, down.clone(), share - BigRational::from_integer(down)));
    }
    let left = &units - parts.iter().map(|part| &part.1).sum::<BigInt>();
    parts.sort_by(|a, b| b.2.cmp(&a.2).then(weights[a.0].0.cmp(&weights[b.0].0)));
    let waiting = parts.iter_mut().filter(|part| !weights[part.0].1.is_zero());
    for part in waiting.take(left.to_usize().unwrap()) {
        part.1 += 1;
    }
    parts.sort_by_key(|part| part.0);
    let sign = if whole.is_sign_negative() { -1 } else { 1 };
    parts.into_iter().map(|part| Decimal::from_i128_with_scale(part.1.to_i128().unwrap() * sign, minor)).collect()
}

fn weight() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        4 => (1i64..1000).prop_map(Decimal::from),
        4 => (0i64..10_000, 0u32..5).prop_map(|(n, scale)| Decimal::new(n, scale)),
        1 => (0i128..1 << 96, 0u32..=28).prop_map(|(n, scale)| Decimal::from_i128_with_scale(n, scale)),
    ]
}

fn weights() -> impl Strategy<Value = Vec<(String, Decimal)>> {
    let one = ("[a-z]{1,2}", weight());
    prop::collection::vec(one, 1..14)
        .prop_filter("somebody gets something", |weights| weights.iter().any(|(_, weight)| !weight.is_zero()))
}

fn whole() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        (-1_000_000_000i128..1_000_000_000).prop_map(|n| Decimal::from_i128_with_scale(n, 2)),
        (-(1i128 << 95)..1 << 95).prop_map(|n| Decimal::from_i128_with_scale(n, 2)),
    ]
}

proptest! {
    #[test]
    fn parts_are_those_of_the_rule_and_sum_to_the_whole(whole in whole(), weights in weights()) {
        let parts = largest_remainder(whole, 2, &weights).unwrap();
        prop_assert_eq!(&parts, &by_the_rule(whole, 2, &weights));
        prop_assert_eq!(parts.iter().sum::<Decimal>(), whole);
        let exact: Vec<_> = weights.iter().map(|(id, weight)| (id, Exact::from(*weight))).collect();
        prop_assert_eq!(largest_remainder_exact(whole, 2, &exact).unwrap(), parts);
    }

    #[test]
    fn the_order_of_weights_does_not_matter(whole in whole(), weights in weights()) {
        let mut ids: Vec<_> = weights.iter().map(|(id, _)| id.clone()).collect();
        ids.sort();
        ids.dedup();
        prop_assume!(ids.len() == weights.len());
        let reversed: Vec<_> = weights.iter().rev().cloned().collect();
        let mut parts = largest_remainder(whole, 2, &reversed).unwrap();
        parts.reverse();
        prop_assert_eq!(parts, largest_remainder(whole, 2, &weights).unwrap());
    }

    #[test]
    fn weights_below_zero_follow_the_same_rule(cents in -100_000i64..100_000, weights in prop::collection::vec(-50i64..50, 1..12)) {
        prop_assume!(weights.iter().sum::<i64>() != 0);
        let weights: Vec<_> = weights.iter().enumerate().map(|(i, w)| (format!("p{i:02}"), Decimal::from(*w))).collect();
        let whole = Decimal::new(cents, 2);
        prop_assert_eq!(largest_remainder(whole, 2, &weights).unwrap(), by_the_rule(whole, 2, &weights));
    }
}
