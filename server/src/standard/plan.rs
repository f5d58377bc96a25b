//! The plan a new company begins with (domain.md): a ready template for field sales (CFG-2).

use shared::num::Decimal;
use shared::period::BusinessDay;
use shared::old::plan::{CommissionVersion, Dimension, Floating, Grade, Indicator, Mode, Plan, Scoring, Template, Tier};

/// What reps are scored on: the template their posts name.
pub const REP: &str = "field-rep";

/// Results and activity by the five metrics; commission of 3, 5 and 7 %; wages float by at most their own amount.
#[must_use]
pub fn plan(rates_from: BusinessDay) -> Plan {
    let indicator = |id: &str, name: &str, weight: i64| Indicator {
        id: id.to_owned(),
        name: name.to_owned(),
        weight: weight.into(),
        scoring: Scoring::Linear {
            metric: id.to_owned(),
            full: Decimal::ONE_HUNDRED,
            floor: Decimal::ZERO,
            cap: Decimal::new(12, 1),
        },
    };
    let tier = |from: i64, to: Option<i64>, percent: i64| Tier {
        from: from.into(),
        to: to.map(Decimal::from),
        rate: Decimal::new(percent, 2),
    };
    let grade = |id: &str, from: i64| Grade { id: id.to_owned(), from: from.into() };
    Plan {
        id: "field-sales".to_owned(),
        version: 1,
        templates: vec![Template {
            id: REP.to_owned(),
            name: "外勤销售".to_owned(),
            dimensions: vec![
                Dimension {
                    id: "results".to_owned(),
                    name: "业绩".to_owned(),
                    weight: 60.into(),
                    indicators: vec![
                        indicator("contract_amount", "契约金额", 50),
                        indicator("collected_amount", "回款金额", 50),
                    ],
                },
                Dimension {
                    id: "activity".to_owned(),
                    name: "过程".to_owned(),
                    weight: 40.into(),
                    indicators: vec![
                        indicator("visits", "拜访次数", 30),
                        indicator("effective_visits", "有效拜访", 40),
                        indicator("daily_customers", "日联系客户数", 30),
                    ],
                },
            ],
        }],
        grades: vec![grade("S", 95), grade("A", 85), grade("B", 70), grade("C", 60), grade("D", 0)],
        commission: vec![CommissionVersion {
            id: "standard".to_owned(),
            from: rates_from,
            mode: Mode::Marginal,
            tiers: vec![tier(0, Some(300_000), 3), tier(300_000, Some(500_000), 5), tier(500_000, None, 7)],
        }],
        floating: Some(Floating { cap: Decimal::ONE }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_plan_is_a_sound_one() {
        assert_eq!(shared::old::plan::check(&plan("2026-01-01".parse().unwrap())), []);
    }
}
