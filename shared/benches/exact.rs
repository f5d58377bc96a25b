//! What exact numbers cost, beside plain big rationals in the same run.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::ToPrimitive;
use shared::formula::Formula;
use shared::num::{Decimal, Exact, Sum, largest_remainder};

fn plain(value: Decimal) -> BigRational {
    BigRational::new(value.mantissa().into(), BigInt::from(10).pow(value.scale()))
}

/// Half away from zero, for amounts that are not negative.
fn plain_round(value: &BigRational, places: u32) -> Decimal {
    let den: &BigInt = value.denom();
    let twice: BigInt = value.numer() * BigInt::from(10).pow(places) * 2 + den;
    let units: BigInt = twice.div_floor(&(den * 2));
    Decimal::from_i128_with_scale(units.to_i128().unwrap_or_default(), places)
}

fn plain_split(whole: Decimal, weights: &[(&str, Decimal)]) -> Vec<Decimal> {
    let units = BigRational::from_integer(whole.mantissa().into());
    let sum: BigRational = weights.iter().map(|(_, weight)| plain(*weight)).sum();
    let mut parts: Vec<_> = weights
        .iter()
        .enumerate()
        .map(|(at, (id, weight))| {
            let share = &units * plain(*weight) / &sum;
            (at, *id, share.floor(), share.fract())
        })
        .collect();
    let left = (units - parts.iter().map(|part| part.2.clone()).sum::<BigRational>()).to_integer();
    parts.sort_by(|a, b| b.3.cmp(&a.3).then(a.1.cmp(b.1)));
    for part in parts.iter_mut().take(left.to_usize().unwrap_or_default()) {
        part.2 += BigInt::from(1);
    }
    parts.sort_by_key(|part| part.0);
    parts
        .iter()
        .map(|part| Decimal::from_i128_with_scale(part.2.to_integer().to_i128().unwrap_or_default(), whole.scale()))
        .collect()
}

fn sums(c: &mut Criterion) {
    let amounts: Vec<Decimal> = (0..1000).map(|n| Decimal::new(n * 7919 % 1_000_000, 2)).collect();
    let mixed: Vec<Decimal> = (0..1000).map(|n| Decimal::new(n * 7919 % 1_000_000, (n % 3) as u32 * 2)).collect();
    let want: BigRational = amounts.iter().map(|amount| plain(*amount)).sum();
    assert_eq!(amounts.iter().copied().collect::<Sum>().exact().round(2), Ok(plain_round(&want, 2)));
    let mut group = c.benchmark_group("sum of 1,000 decimals");
    group.bench_function("Sum", |b| b.iter(|| black_box(&amounts).iter().copied().collect::<Sum>().exact()));
    group
        .bench_function("Sum, three scales", |b| b.iter(|| black_box(&mixed).iter().copied().collect::<Sum>().exact()));
    group.bench_function("Exact", |b| b.iter(|| black_box(&amounts).iter().map(|a| Exact::from(*a)).sum::<Exact>()));
    group.bench_function("Exact, three scales", |b| {
        b.iter(|| black_box(&mixed).iter().map(|a| Exact::from(*a)).sum::<Exact>());
    });
    group.bench_function("big rational", |b| {
        b.iter(|| black_box(&amounts).iter().map(|a| plain(*a)).sum::<BigRational>());
    });
    group.finish();
}

fn products(c: &mut Criterion) {
    let (amount, rate) = (Decimal::new(12_345_678, 2), Decimal::new(375, 4));
    let (score, mean) =
        (Exact::from(Decimal::new(8812, 2)), Exact::whole(7_954_321).div(&Exact::whole(97_000), "mean"));
    let mean = mean.unwrap_or_default();
    let plain_mean = BigRational::new(7_954_321.into(), 97_000.into());
    let commission = || (Exact::from(black_box(amount)) * Exact::from(black_box(rate))).round(2);
    assert_eq!(commission(), Ok(plain_round(&(plain(amount) * plain(rate)), 2)));
    let mut group = c.benchmark_group("product and round");
    group.bench_function("Exact", |b| b.iter(commission));
    group.bench_function("big rational", |b| {
        b.iter(|| plain_round(&(plain(black_box(amount)) * plain(black_box(rate))), 2));
    });
    group.finish();

    let floating =
        |wage: &Exact| (wage * (black_box(&score) - &mean)).div(&mean, "mean").and_then(|delta| delta.round(2));
    let plain_floating = |wage: &BigRational| {
        plain_round(&(wage * (plain(black_box(Decimal::new(8812, 2))) - &plain_mean) / &plain_mean), 2)
    };
    let (wage, plain_wage) = (Exact::whole(2000), BigRational::from_integer(2000.into()));
    assert_eq!(floating(&wage), Ok(plain_floating(&plain_wage)));
    let mut group = c.benchmark_group("floating wage");
    group.bench_function("Exact", |b| b.iter(|| floating(black_box(&wage))));
    group.bench_function("big rational", |b| b.iter(|| plain_floating(black_box(&plain_wage))));
    group.finish();
}

fn splits(c: &mut Criterion) {
    let whole = Decimal::new(10_000_001, 2);
    let three = [("lin", Decimal::from(50)), ("ma", Decimal::from(30)), ("wu", Decimal::from(20))];
    let thirds = [("lin", Decimal::new(3333, 2)), ("ma", Decimal::new(3333, 2)), ("wu", Decimal::new(3334, 2))];
    assert_eq!(largest_remainder(whole, 2, &thirds), Ok(plain_split(whole, &thirds)));
    let mut group = c.benchmark_group("split of an amount");
    group.bench_function("over 1", |b| b.iter(|| largest_remainder(black_box(whole), 2, black_box(&three[..1]))));
    group.bench_function("over 3", |b| b.iter(|| largest_remainder(black_box(whole), 2, black_box(&three))));
    group.bench_function("over 3 in hundredths", |b| {
        b.iter(|| largest_remainder(black_box(whole), 2, black_box(&thirds)))
    });
    group.bench_function("over 3, big rational", |b| b.iter(|| plain_split(black_box(whole), black_box(&three))));
    group.finish();
}

fn orders(c: &mut Criterion) {
    let (a, b) = (Exact::whole(7_954_321), Exact::whole(97_003));
    let (x, y) = (a.div(&Exact::whole(997), "a"), b.div(&Exact::from(Decimal::new(12_157, 3)), "b"));
    let (Ok(x), Ok(y)) = (x, y) else { return };
    let mut group = c.benchmark_group("two quotients");
    group.bench_function("compare", |bench| bench.iter(|| black_box(&x) < black_box(&y)));
    group.bench_function("add", |bench| bench.iter(|| black_box(&x) + black_box(&y)));
    group.bench_function("multiply", |bench| bench.iter(|| black_box(&x) * black_box(&y)));
    group.bench_function("print", |bench| bench.iter(|| black_box(&x).print()));
    group.finish();
}

fn formulas(c: &mut Criterion) {
    let usual = "collected_amount / contract_amount >= 0.9 ? min(100, 60 + effective_visits * 2) : round(coverage[\"A\"] * 100, 1)";
    let of = |name: &str| {
        Some(match name {
            "collected_amount" => Exact::from(Decimal::new(9_000_050, 2)),
            "contract_amount" => Exact::from(Decimal::new(10_000_000, 2)),
            _ => Exact::whole(17),
        })
    };
    let mut group = c.benchmark_group("formula");
    group.bench_function("read", |b| b.iter(|| Formula::parse(black_box(usual), &|_| true)));
    let Ok(usual) = Formula::parse(usual, &|_| true) else { return };
    group.bench_function("value", |b| b.iter(|| black_box(&usual).value(&of)));
    // Sums of quotients without a common divisor, as long as they may be.
    for digits in [5, 10, 20, 60] {
        let long = |step: i64| (0..digits).fold(Exact::one(), |n, at| n * Exact::whole(i64::MAX - step * at));
        let (a, b) = (long(2).div(&long(3), "a"), long(5).div(&long(7), "b"));
        let (Ok(a), Ok(b)) = (a, b) else { return };
        let Ok(sum) = Formula::parse(&vec!["a+b*a"; 80].join("-"), &|_| true) else { return };
        let of = |name: &str| Some(if name == "a" { a.clone() } else { b.clone() });
        group.bench_function(format!("as slow as {digits} words can be"), |bench| {
            bench.iter(|| black_box(&sum).value(&of))
        });
    }
    group.finish();
}

criterion_group!(benches, sums, products, splits, orders, formulas);
criterion_main!(benches);
