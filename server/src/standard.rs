//! What a new company starts with (domain.md, Defaults).

mod plan;

use std::collections::BTreeMap;

use shared::doc::company::{Choice, Company};
use shared::doc::ledger::Class;
use shared::id::CompanyId;
use shared::num::Currency;
use shared::period::{Calendar, PeriodError, Zone};
use shared::place::DEFAULT_RADIUS;

pub use plan::{REP, plan};

/// Settings of a new company.
pub fn company(id: CompanyId, name: &str) -> Result<Company, PeriodError> {
    Ok(Company {
        id,
        name: name.to_owned(),
        zone: Zone::new("Asia/Shanghai")?,
        currency: Currency::CNY,
        calendar: Calendar::default(),
        fence_radius: DEFAULT_RADIUS,
        contact_gap: BTreeMap::from([(Class::A, 7), (Class::B, 14), (Class::C, 30)]),
        expense_categories: choices(&[
            ("transport", "交通"),
            ("lodging", "住宿"),
            ("meals", "餐费"),
            ("entertainment", "招待"),
            ("other", "其他"),
        ]),
        visit_purposes: choices(&[
            ("follow_up", "跟进"),
            ("new_business", "新业务"),
            ("service", "售后"),
            ("collection", "催款"),
            ("other", "其他"),
        ]),
        outside_reasons: choices(&[
            ("met_elsewhere", "客户约在别处"),
            ("moved", "客户已搬迁"),
            ("poor_signal", "定位不准"),
            ("other", "其他"),
        ]),
        unhandled_days: 7,
        customer_fields: Vec::new(),
        tiles: None,
    })
}

fn choices(pairs: &[(&str, &str)]) -> Vec<Choice> {
    pairs.iter().map(|(id, name)| Choice { id: (*id).to_owned(), name: (*name).to_owned() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_company_can_be_made() {
        let made = company(CompanyId::new("company").unwrap(), "甲").unwrap();
        assert_eq!(made.contact_gap.len(), 3);
    }
}
