//! The plan a new company begins with (domain.md): a ready template for field sales (CFG-2).

use std::collections::BTreeMap;

use shared::books::plan::{
    CommissionVersion, Deductions, Dimension, Floating, Indicator, Mode, Plan, Scoring, Template, Tier, default_grades,
};
use shared::num::Decimal;
use shared::period::{BusinessDay, Cycle};

/// What reps are scored on: the template their posts name.
pub const REP: &str = "field-rep";

/// Results and activity by the five metrics; commission of 3, 5 and 7 %; wages float by at most their own amount.
#[must_use]
pub fn plan(rates_from: BusinessDay) -> Plan {
    let indicator = |id: &str, name: &str, weight: i64| Indicator {
        id: id.into(),
        name: name.to_owned(),
        weight: weight.into(),
        scoring: Scoring::Linear {
            metric: id.into(),
            full: Decimal::ONE_HUNDRED,
            floor: Decimal::ZERO,
            cap: Decimal::new(12, 1),
        },
    };
    let dimension = |id: &str, name: &str, weight: i64, indicators| Dimension {
        id: id.into(),
        name: name.to_owned(),
        weight: weight.into(),
        indicators,
    };
    let tier = |from: i64, to: Option<i64>, percent: i64| Tier {
        from: from.into(),
        to: to.map(Decimal::from),
        rate: Decimal::new(percent, 2),
    };
    let results = vec![indicator("contract_amount", "契约金额", 50), indicator("collected_amount", "回款金额", 50)];
    let activity = vec![
        indicator("visits", "拜访次数", 30),
        indicator("effective_visits", "有效拜访", 40),
        indicator("daily_customers", "日联系客户数", 30),
    ];
    Plan {
        id: "field-sales".to_owned(),
        version: 1,
        name: "外勤销售".to_owned(),
        names: BTreeMap::new(),
        templates: vec![Template {
            id: REP.into(),
            name: "外勤销售".to_owned(),
            cycle: Cycle::Month,
            dimensions: vec![dimension("results", "业绩", 60, results), dimension("activity", "过程", 40, activity)],
        }],
        metrics: Vec::new(),
        grades: default_grades(),
        forced: None,
        floating: Some(Floating { cap: Decimal::ONE }),
        commission: vec![CommissionVersion {
            from: rates_from,
            mode: Mode::Marginal,
            window: Cycle::Month,
            tiers: vec![tier(0, Some(300_000), 3), tier(300_000, Some(500_000), 5), tier(500_000, None, 7)],
            templates: Vec::new(),
        }],
        commission_limits: None,
        bonuses: Vec::new(),
        deductions: Deductions::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::books::plan::{Known, check};

    #[test]
    fn the_first_plan_is_a_sound_one() {
        let found = check("", &plan("2026-01-01".parse().unwrap()), &Known::default());
        assert_eq!((found.faults, found.warnings), (vec![], vec![]));
    }
}
