//! How people are scored and paid.

use std::collections::BTreeMap;

use shared::books::Id;
use shared::books::plan::{
    Bonus, BonusKind, Coefficient, CommissionLimits, CommissionVersion, Deductions, Floating, FormulaMetric, Hold,
    Mode, Plan, Tier, default_grades,
};
use shared::num::Decimal;
use shared::period::Cycle;

use super::Maker;
use super::people::{DEPARTMENTS, number};

/// Contiguous from 0 to infinity.
pub(super) fn bands<T>(
    edges: &[&str],
    gives: &[&str],
    band: impl Fn(Decimal, Option<Decimal>, Decimal) -> T,
) -> Vec<T> {
    let from = |at: usize| edges.get(at).map(|edge| number(edge));
    gives.iter().enumerate().map(|(at, give)| band(from(at).unwrap_or_default(), from(at + 1), number(give))).collect()
}

fn coefficients(edges: &[&str], gives: &[&str]) -> Vec<Coefficient> {
    bands(edges, gives, |from, to, coefficient| Coefficient { from, to, coefficient })
}

fn tiers(edges: &[&str], gives: &[&str]) -> Vec<Tier> {
    bands(edges, gives, |from, to, rate| Tier { from, to, rate })
}

fn metric(id: &str, formula: &str) -> FormulaMetric {
    FormulaMetric { id: id.into(), name: id.into(), formula: formula.into() }
}

impl Maker {
    pub(super) fn cycle(&mut self) -> Cycle {
        self.random.pick(&[Cycle::Month, Cycle::Month, Cycle::Month, Cycle::Quarter, Cycle::Half, Cycle::Year])
    }

    pub(super) fn plan(&mut self) -> Plan {
        let templates = self.templates();
        let ids: Vec<Id> = templates.iter().map(|template| template.id.clone()).collect();
        let forced = self.random.chance(30).then(|| {
            let percents = self.hundred(5);
            default_grades().into_iter().map(|grade| grade.id).zip(percents).collect()
        });
        let cap = self.random.pick(&["1", "1", "0.3", "0.05"]);
        Plan {
            id: "plan".into(),
            version: 1,
            name: String::new(),
            names: std::collections::BTreeMap::new(),
            metrics: vec![self::metric("per_contract", "contract_count == 0 ? 0 : contract_amount / contract_count")],
            grades: default_grades(),
            forced,
            floating: self.random.chance(70).then(|| Floating { cap: number(cap) }),
            commission: self.commission(&ids),
            commission_limits: self.random.chance(40).then(|| self.limits()),
            bonuses: self.bonuses(&ids),
            deductions: self.deductions(),
            templates,
        }
    }

    fn commission(&mut self, templates: &[Id]) -> Vec<CommissionVersion> {
        let mut days = vec![self.first().plus_days(self.random.pick(&[-800, -800, -20]))];
        days.extend((0..self.random.below(3)).map(|_| self.a_day()));
        days.sort();
        days.dedup();
        days.into_iter()
            .map(|from| {
                let (edges, gives): (&[&str], &[&str]) = self.random.pick(&[
                    (&["0", "300000", "500000"][..], &["0.03", "0.05", "0.07"][..]),
                    (&["0", "50000", "50000.01"], &["0.0333", "0", "0.1"]),
                    (&["0"], &["0.025"]),
                ]);
                CommissionVersion {
                    from,
                    mode: self.random.pick(&[Mode::Marginal, Mode::Retroactive]),
                    window: self.random.pick(&Cycle::ALL),
                    tiers: tiers(edges, gives),
                    templates: if self.random.chance(20) { self.random.some(templates, 60) } else { Vec::new() },
                }
            })
            .collect()
    }

    fn limits(&mut self) -> CommissionLimits {
        CommissionLimits {
            cap: self.random.chance(50).then(|| self.coins(0, 3_000_000)),
            cap_carry: self.random.chance(50),
            floor: self.random.chance(40).then(|| self.coins(0, 100_000)),
            hold: self.random.chance(60).then(|| Hold {
                share: number(self.random.pick(&["0.5", "0.333", "1", "0"])),
                threshold: number(self.random.pick(&["0.5", "0.8", "1", "0"])),
            }),
        }
    }

    fn bonuses(&mut self, templates: &[Id]) -> Vec<Bonus> {
        let quota = coefficients(&["0", "0.5", "0.8", "1"], &["-0.5", "0.5", "0.9", "1.2"]);
        let scores = coefficients(&["0", "60", "85"], &["-0.25", "0.7", "1.3"]);
        let volume = tiers(&["0", "0.8", "1"], &["0", "12.5", "20"]);
        let products: BTreeMap<Id, Vec<Tier>> = self.products.iter().map(|id| (id.clone(), volume.clone())).collect();
        let amounts: Vec<Decimal> = (0..6).map(|_| self.coins(0, 500_000)).collect();
        let amount = |at: usize| amounts.get(at).copied().unwrap_or_default();
        let metric = self.random.pick(&["collected_amount", "visits", "daily_customers", "win_rate"]);
        let pool_metric = self.random.pick(&[None, Some("collected_amount"), Some("new_customers")]);
        let (with_bands, share) = (self.random.chance(50), number(self.random.pick(&["0.05", "0.333", "0.15"])));
        let kinds = [
            BonusKind::Volume { products },
            BonusKind::Price { share },
            BonusKind::Collection { base: amount(0), bands: quota.clone() },
            BonusKind::BadDebt { allowance: amount(1), share },
            BonusKind::Performance { metric: metric.into(), base: amount(2), bands: quota.clone() },
            BonusKind::Pool {
                department: Id::new(self.random.pick(&DEPARTMENTS)),
                amount: amount(3),
                metric: pool_metric.map(Id::new),
                bands: if pool_metric.is_some() { quota } else { Vec::new() },
            },
            BonusKind::Base { amount: amount(4), bands: with_bands.then(|| scores.clone()) },
            BonusKind::Appraisal { amount: amount(5), bands: with_bands.then_some(scores) },
            BonusKind::Excess { rate: number("0.0125") },
        ];
        kinds
            .into_iter()
            .filter(|_| self.random.chance(65))
            .collect::<Vec<_>>()
            .into_iter()
            .map(|kind| Bonus {
                id: Id::new(kind.as_str()),
                cycle: self.cycle(),
                templates: self.random.some(templates, 80),
                kind,
            })
            .collect()
    }

    fn deductions(&mut self) -> Deductions {
        Deductions {
            limit: number(self.random.pick(&["0.2", "0.2", "0.111", "1", "0"])),
            minimum_wage: self.random.pick(&[Decimal::ZERO, Decimal::from(2000)]),
            carry: !self.random.chance(25),
            gap_penalty: Decimal::from(self.random.pick(&[0, 0, 10])),
        }
    }

    /// Weights that sum to 100; some may be 0.
    pub(super) fn hundred(&mut self, parts: u32) -> Vec<Decimal> {
        let scale = self.random.pick(&[0, 1, 2, 12]);
        let whole = 100 * 10_i64.pow(scale);
        let mut cuts: Vec<i64> = (1..parts).map(|_| self.random.between(0, whole)).collect();
        cuts.push(whole);
        cuts.sort_unstable();
        let mut from = 0;
        cuts.into_iter().map(|cut| Decimal::new(cut - std::mem::replace(&mut from, cut), scale)).collect()
    }
}
