use std::hash::{DefaultHasher, Hash, Hasher};

use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{Exact, MAX_BITS, Repr, Sum};
use crate::num::NumError;

fn exact(text: &str) -> Exact {
    crate::num::decimal(text).unwrap().into()
}

fn huge() -> Exact {
    let mut huge = Exact::whole(i64::MAX);
    for _ in 0..7 {
        huge *= huge.clone();
    }
    huge
}

fn hash(value: &Exact) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[test]
fn a_tie_goes_away_from_zero() {
    // D-1: a clawback mirrors what it takes back.
    for (given, places, want, down, tie) in [
        ("0.005", 2, "0.01", 0, true),
        ("-0.005", 2, "-0.01", -1, true),
        ("0.0049", 2, "0.00", 0, false),
        ("2.5", 0, "3", 2, true),
        ("-2.5", 0, "-3", -3, true),
        ("1", 2, "1.00", 100, false),
        ("-1", 2, "-1.00", -100, false),
        ("-1.994", 2, "-1.99", -200, false),
        ("0.0051", 2, "0.01", 0, false),
    ] {
        let value = exact(given);
        assert_eq!(value.round(places).unwrap().to_string(), want, "{given}");
        assert_eq!(value.floor_units(places).unwrap(), down, "{given} down");
        assert_eq!(value.is_tie(places), tie, "{given} a tie");
    }
}

#[test]
fn a_third_of_a_third_times_nine_is_one() {
    let third = Exact::whole(1).div(&Exact::whole(3), "third").unwrap();
    assert_eq!(&third * &third * Exact::whole(9), Exact::one());
    assert_eq!(third.print().unwrap(), "0.333333333333");
}

#[test]
fn equal_values_are_equal_whatever_their_form() {
    let (half, same) = (exact("0.50"), Exact::whole(7).div(&Exact::whole(14), "half").unwrap());
    assert_eq!(half, same);
    assert_eq!(hash(&half), hash(&same));
    assert_eq!(format!("{half:?}"), "Exact(1/2)");
    let far = (0..9).fold(half.clone(), |value, _| value * Exact::whole(i64::MAX));
    assert!(matches!(far.0, Repr::Big(Some(_))));
    let back = (0..9).fold(far, |value, _| value.div(&Exact::whole(i64::MAX), "back").unwrap());
    assert!(matches!(back.0, Repr::Small(_)));
    assert_eq!((&back, hash(&back)), (&half, hash(&half)));
}

#[test]
fn units_go_there_and_back() {
    for (units, places, want) in [(48_000, 2, "480"), (-1, 3, "-0.001"), (7, 0, "7")] {
        let value = Exact::from_units(units, places).unwrap();
        assert_eq!((value.print().unwrap().as_str(), value.floor_units(places)), (want, Ok(units)));
    }
    assert_eq!(Exact::from_units(i128::MIN, 0).unwrap() + Exact::one(), -Exact::from_units(i128::MAX, 0).unwrap());
    assert_eq!(Exact::from_units(1, 29), Err(NumError::TooLarge));
    let long = (0..4).fold(Exact::one(), |value, _| value * Exact::whole(i64::MAX));
    assert_eq!((Exact::one().words(), long.words(), huge().words()), (1, 4, 1));
}

#[test]
fn what_can_not_be_is_an_error() {
    assert_eq!(Exact::whole(1).div(&Exact::zero(), "rate"), Err(NumError::DivisionByZero("rate")));
    assert_eq!(huge().round(2), Err(NumError::TooLarge));
    assert_eq!(huge().bounded(), Err(NumError::TooLarge));
}

#[test]
fn too_large_stays_too_large() {
    let cases: [(&str, Exact); 9] = [
        ("+", huge() + Exact::one()),
        ("−", Exact::one() - huge()),
        ("× 0", huge() * Exact::zero()),
        ("neg", -huge()),
        ("abs", (-huge()).abs()),
        ("min", Exact::one().min(huge())),
        ("max", huge().max(Exact::one())),
        ("clamp", huge().clamp(&Exact::zero(), &Exact::one())),
        ("sum", [Exact::one(), huge()].iter().sum()),
    ];
    for (name, value) in cases {
        assert_eq!(value.clone().bounded(), Err(NumError::TooLarge), "{name}");
        assert_eq!(value.print(), Err(NumError::TooLarge), "{name}");
        assert_eq!(value.floor_units(0), Err(NumError::TooLarge), "{name}");
        assert_eq!(Exact::one().div(&value, "it"), Err(NumError::TooLarge), "{name}");
    }
    assert!(huge() > Exact::whole(i64::MAX));
}

#[test]
fn a_number_is_printed_whole_however_large() {
    for (given, want) in [
        ("0", "0"),
        ("-0.0000000000004", "0"),
        ("-0.0000000000005", "-0.000000000001"),
        ("-1200.50", "-1200.5"),
        ("79228162514264337593543950335", "79228162514264337593543950335"),
    ] {
        assert_eq!(exact(given).print().unwrap(), want, "{given}");
    }
    let large = exact("79228162514264337593543950335");
    let larger = &(&large * &large) * &exact("-0.5");
    assert_eq!(larger.print().unwrap(), "-3138550867693340381917894711524605045536913384638473306112.5");
}

#[test]
fn more_places_than_a_decimal_has_are_refused() {
    assert_eq!(Exact::one().round(28).unwrap().to_string(), "1.0000000000000000000000000000");
    for places in [29, 40, u32::MAX] {
        assert_eq!(Exact::one().round(places), Err(NumError::TooLarge));
        assert_eq!(Exact::one().floor_units(places), Err(NumError::TooLarge));
        assert!(!Exact::one().is_tie(places));
    }
}

#[test]
fn a_sum_of_any_scale_is_exact() {
    let parts = ["0.1", "480.00", "-0.0000000000000000000000000001", "79228162514264337593543950335", "7"];
    let decimals = parts.map(|text| crate::num::decimal(text).unwrap());
    let want: Exact = parts.into_iter().map(exact).sum();
    assert_eq!(decimals.into_iter().collect::<Sum>().exact(), want);
    let (mut left, right): (Sum, Sum) =
        (decimals[..2].iter().copied().collect(), decimals[2..].iter().copied().collect());
    left.merge(&right);
    assert_eq!(left.exact(), want);
    left -= decimals[3];
    assert_eq!(left.exact(), want - Exact::from(decimals[3]));
}

/// Numerator and denominator of every size, the edges of the words among them.
fn fraction() -> impl Strategy<Value = BigRational> {
    let size = || {
        prop_oneof![
            4 => any::<u16>().prop_map(u128::from),
            3 => any::<u64>().prop_map(u128::from),
            3 => any::<u128>(),
            2 => (0u32..128, 0u128..3, any::<bool>()).prop_map(|(bit, by, up)| {
                let edge = 1u128 << bit;
                if up { edge.saturating_add(by) } else { edge.saturating_sub(by) }
            }),
            2 => (0u32..39).prop_map(|exponent| 10u128.pow(exponent)),
            1 => Just(u128::MAX),
        ]
    };
    (size(), size(), size(), any::<bool>(), any::<bool>()).prop_map(|(num, den, more, negative, wide)| {
        let num = BigInt::from(num) * if wide { BigInt::from(more) } else { BigInt::from(1) };
        BigRational::new(if negative { -num } else { num }, BigInt::from(den.max(1)))
    })
}

/// The same value, built the way the engine does: unreduced, from words where it can be.
fn given(value: &BigRational) -> Exact {
    let whole = |n: &BigInt| {
        let (mut sum, base) = (Exact::zero(), Exact::whole(1 << 32));
        for digit in n.magnitude().to_u32_digits().into_iter().rev() {
            sum = sum * &base + Exact::whole(i64::from(digit));
        }
        if n.is_negative() { -sum } else { sum }
    };
    whole(value.numer()).div(&whole(value.denom()), "the denominator").unwrap()
}

fn same(value: &Exact, want: &BigRational) -> bool {
    value.big().as_ref() == Some(want) && *value == Exact::from_big(want.clone())
}

/// D-1 word for word: units of `places`, half away from zero; and what is left over.
fn units(value: &BigRational, places: u32) -> (BigInt, BigUint, BigUint) {
    let (whole, rest) =
        (value.numer().magnitude() * BigUint::from(10u8).pow(places)).div_rem(value.denom().magnitude());
    let up = &rest * 2u8 >= *value.denom().magnitude();
    let units = BigInt::from(if up { whole.clone() + 1u8 } else { whole.clone() });
    (if value.is_negative() { -units } else { units }, whole, rest)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn arithmetic_is_that_of_big_rationals(a in fraction(), b in fraction(), c in fraction()) {
        let (x, y, z) = (given(&a), given(&b), given(&c));
        prop_assert!(same(&x, &a));
        prop_assert!(same(&(&x + &y), &(&a + &b)));
        prop_assert!(same(&(&x - &y), &(&a - &b)));
        prop_assert!(same(&(&x * &y), &(&a * &b)));
        prop_assert!(same(&(&x * &y + &z), &(&a * &b + &c)));
        prop_assert!(same(&((&x + &y) * &z - &x), &((&a + &b) * &c - &a)));
        prop_assert!(same(&-&x, &-&a));
        prop_assert!(same(&x.abs(), &a.abs()));
        if b.is_zero() {
            prop_assert_eq!(x.div(&y, "b"), Err(NumError::DivisionByZero("b")));
        } else {
            prop_assert!(same(&x.div(&y, "b").unwrap(), &(&a / &b)));
            prop_assert!(same(&((&x * &z).div(&y, "b").unwrap() - &z), &(&a * &c / &b - &c)));
        }
    }

    #[test]
    fn order_is_that_of_big_rationals(a in fraction(), b in fraction()) {
        let (x, y) = (given(&a), given(&b));
        prop_assert_eq!(x.cmp(&y), a.cmp(&b));
        prop_assert_eq!(x == y, a == b);
        prop_assert_eq!((x.is_negative(), x.is_zero(), x.is_positive()), (a.is_negative(), a.is_zero(), a.is_positive()));
        prop_assert!(same(&x.clone().min(y.clone()), (&a).min(&b)));
        prop_assert!(same(&x.clone().max(y.clone()), (&a).max(&b)));
        // The same value by another way.
        let again = (&x + &y) - &y;
        prop_assert_eq!(&again, &x);
        prop_assert_eq!(again.cmp(&y), a.cmp(&b));
        prop_assert_eq!(hash(&again), hash(&x));
    }

    #[test]
    fn rounding_is_that_of_big_rationals(a in fraction(), places in 0u32..=28) {
        let x = given(&a);
        let (rounded, whole, rest) = units(&a, places);
        let fits = rounded.to_i128().filter(|n| n.unsigned_abs() < 1 << 96);
        let want = fits.map(|n| Decimal::from_i128_with_scale(n, places)).ok_or(NumError::TooLarge);
        prop_assert_eq!(x.round(places), want);
        prop_assert_eq!(x.is_tie(places), &rest * 2u8 == *a.denom().magnitude());
        let down = (&a * BigRational::from_integer(BigInt::from(10).pow(places))).floor().to_integer();
        if whole.bits() < 127 {
            prop_assert_eq!(x.floor_units(places), Ok(down.to_i128().unwrap()));
        } else if down.to_i128().is_none() {
            prop_assert_eq!(x.floor_units(places), Err(NumError::TooLarge));
        }
    }

    #[test]
    fn printing_is_that_of_big_rationals(a in fraction()) {
        let text = given(&a).print().unwrap();
        let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
        prop_assert!(decimals.len() <= 12 && !decimals.ends_with('0') && text != "-0", "{}", text);
        let read: BigInt = format!("{whole}{decimals:0<12}").parse().unwrap();
        prop_assert_eq!(read, units(&a, 12).0);
    }

    #[test]
    fn sums_do_not_depend_on_their_way(
        parts in prop::collection::vec((-(1i128 << 96) + 1..1 << 96, 0u32..=28), 0..40),
        at in 0usize..40,
    ) {
        let parts: Vec<_> = parts.into_iter().map(|(n, scale)| Decimal::from_i128_with_scale(n, scale)).collect();
        let want: BigRational =
            parts.iter().map(|d| BigRational::new(d.mantissa().into(), BigInt::from(10).pow(d.scale()))).sum();
        let sum: Sum = parts.iter().copied().collect();
        prop_assert!(same(&sum.exact(), &want));
        let (left, right) = parts.split_at(at.min(parts.len()));
        let mut merged: Sum = right.iter().copied().collect();
        merged.merge(&left.iter().copied().collect());
        prop_assert_eq!(&merged, &sum);
        for part in right {
            merged -= *part;
        }
        prop_assert_eq!(merged, left.iter().copied().collect());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn growing_without_end_stops_at_the_bound(factors in prop::collection::vec(fraction(), 1..60)) {
        let mut value = Exact::one();
        for factor in factors.iter().filter(|factor| !factor.is_zero()) {
            value = &value * &value * given(factor);
            if let Some(big) = value.big() {
                prop_assert!(big.numer().bits() <= MAX_BITS && big.denom().bits() <= MAX_BITS);
            }
        }
    }
}
