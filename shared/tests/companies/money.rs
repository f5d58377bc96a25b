//! Money: nothing is lost in splits, wages float around nothing, more money is never less commission.

use companies::Random;
use proptest::prelude::*;
use shared::books::plan::{CommissionVersion, Floating, Mode};
use shared::books::{Books, Wage};
use shared::engine::{InTurn, Results, Section, What, all_known};
use shared::facts::Facts;
use shared::num::{Currency, Decimal, Exact};
use shared::period::{Cycle, Month};
use std::collections::BTreeMap;

use super::{config, seeds};

/// Commission by person and line key, over all months: gross, without what refunds and limits do.
type Commission = BTreeMap<(String, String), Decimal>;

fn commission(months: &[(Month, Results)]) -> Commission {
    let mut sums = Commission::new();
    for (month, results) in months {
        for (id, result) in results {
            for line in result.explained.iter().flat_map(|one| &one.statement.lines) {
                if line.section == Section::Commission {
                    *sums.entry((id.to_string(), format!("{month} {}", line.key))).or_default() += line.amount;
                }
            }
        }
    }
    sums
}

fn evaluated(books: &Books) -> Vec<(Month, Results)> {
    all_known(books, &Facts::of(books, None).unwrap(), &InTurn)
}

/// Only marginal ladders, and nothing that takes back or limits.
fn marginal(seed: u64, window: Cycle) -> Books {
    let mut books = companies::company(seed);
    books.refunds.clear();
    books.plan.commission_limits = None;
    books.settings.leavers_earn = true;
    for version in &mut books.plan.commission {
        *version = CommissionVersion { mode: Mode::Marginal, window, ..version.clone() };
    }
    books
}

fn raise(books: &mut Books, random: &mut Random) -> Option<usize> {
    if books.collections.is_empty() {
        return None;
    }
    let at = random.between(0, books.collections.len() - 1);
    let contract = books.contracts.iter().find(|one| one.id == books.collections[at].contract)?;
    let minor = contract.currency.map_or(books.company.minor, Currency::minor);
    let more = Decimal::new(random.pick(&[1, 1, 3, 1_000, 9_999_999]), minor);
    books.collections[at].amount += more;
    Some(at)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn parts_sum_to_the_whole(seed in seeds()) {
        let books = companies::company(seed);
        let facts = Facts::of(&books, None).unwrap();
        for no in facts.deals.numbers() {
            let deal = &facts.deals[no];
            for receipt in &deal.receipts {
                let id = &receipt.collection.id;
                let credits = || deal.shares.iter().flat_map(|share| &facts.people[share.employee].credits);
                let parts: Vec<_> = credits().filter(|credit| credit.id == *id).collect();
                for credit in &parts {
                    let fixed: Decimal = credit.fixed.iter().map(|fixed| fixed.amount).sum();
                    prop_assert_eq!(fixed + credit.plan, credit.part, "the sources of {}", id);
                }
                let sum: Decimal = parts.iter().map(|credit| credit.part).sum();
                let whole = match deal.foreign {
                    None => Some(receipt.collection.amount),
                    Some(currency) => facts.fx_on(currency, receipt.collection.received).map(|rate| {
                        (Exact::from(receipt.collection.amount) * Exact::from(rate)).round(books.company.minor).unwrap()
                    }),
                };
                prop_assert_eq!(whole.unwrap_or_default(), sum, "the people of {}", id);
            }
        }
    }

    #[test]
    fn floating_wages_of_a_group_cancel_out(seed in seeds()) {
        let mut books = companies::company(seed);
        books.plan.floating = Some(Floating { cap: 1000.into() });
        // So fine that no line is too small to be one.
        books.company.minor = books.company.minor.max(2);
        let long_ago = books.periods[0].first_day().plus_days(-1000);
        for person in &mut books.people {
            (person.join, person.leave) = (long_ago, None);
            person.wages = vec![Wage { from: long_ago, amount: 3000.into() }];
        }
        for (month, results) in evaluated(&books) {
            let mut groups: BTreeMap<String, Exact> = BTreeMap::new();
            for result in results.values() {
                let Some(explained) = &result.explained else { continue };
                let template = explained.statement.score.as_ref().map(|score| score.template.to_string());
                for node in explained.trail.iter().filter(|node| node.what == What::FloatingWage) {
                    let exact = node.exact.clone().unwrap_or_else(|| match &node.value {
                        shared::engine::Value::Money(amount) => Exact::from(*amount),
                        other => panic!("{other:?}"),
                    });
                    *groups.entry(template.clone().unwrap()).or_default() += exact;
                }
            }
            for (template, sum) in groups {
                prop_assert!(sum.is_zero(), "{month} {template}: {sum}");
            }
        }
    }

    #[test]
    fn more_money_in_a_monthly_ladder_lowers_no_line_by_more_than_a_minor_unit(seed in seeds(), pick in any::<u64>()) {
        let before = marginal(seed, Cycle::Month);
        let mut after = before.clone();
        let Some(at) = raise(&mut after, &mut Random::new(pick)) else { return Ok(()) };
        let contract = before.contracts.iter().find(|one| one.id == before.collections[at].contract).unwrap();
        let whole = contract.splits.iter().filter(|one| !one.percent.is_zero()).count() == 1 && contract.lines.len() < 2;
        let unit = if whole { Decimal::ZERO } else { Decimal::new(1, before.company.minor) };
        let is = commission(&evaluated(&after));
        for ((who, line), was) in commission(&evaluated(&before)) {
            let is = is.get(&(who.clone(), line.clone())).copied().unwrap_or_default();
            prop_assert!(is >= was - unit, "{who} {line}: {was} → {is}");
        }
    }

    #[test]
    fn more_money_in_a_longer_ladder_is_not_less_commission(seed in seeds(), pick in any::<u64>()) {
        let cycle = Random::new(pick).pick(&[Cycle::Quarter, Cycle::Half, Cycle::Year]);
        let before = marginal(seed, cycle);
        let mut after = before.clone();
        if raise(&mut after, &mut Random::new(pick)).is_none() {
            return Ok(());
        }
        let sums = |books: &Books| {
            let mut sums: BTreeMap<String, (Decimal, i64)> = BTreeMap::new();
            for ((who, _), amount) in commission(&evaluated(books)) {
                let sum = sums.entry(who).or_default();
                *sum = (sum.0 + amount, sum.1 + 1);
            }
            sums
        };
        let is = sums(&after);
        for (who, (was, lines)) in sums(&before) {
            let (is, more) = is.get(&who).copied().unwrap_or_default();
            let unit = Decimal::new(lines.max(more), before.company.minor);
            prop_assert!(is >= was - unit, "{who}: {was} → {is}");
        }
    }
}
