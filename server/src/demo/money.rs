//! Contracts, collections and refunds of the made-up company.

use std::collections::BTreeMap;

use shared::fact::{Fact, FactBody};
use shared::id::{CollectionId, ContractId, EmployeeId, FactId, IdError, RefundId};
use shared::num::{Currency, Decimal, Money, NumError};
use shared::period::{BusinessDay, Period};

use super::customers::Made;
use super::dice::Dice;

/// What a table of this module can not make.
#[derive(Debug, thiserror::Error)]
pub enum MoneyError {
    #[error(transparent)]
    Id(#[from] IdError),
    #[error(transparent)]
    Num(#[from] NumError),
}

/// Every contract signed in a month by one rep, with all that will be paid on it and given back.
pub fn of_month(
    rep: &EmployeeId,
    partner: &EmployeeId,
    customers: &[&Made],
    month: Period,
    currency: Currency,
) -> Result<Vec<Fact>, MoneyError> {
    let mut dice = Dice::of(&["money", rep.as_str(), &month.to_string()]);
    let mut facts = Vec::new();
    let last = i64::from(month.last_day().days_since(month.first_day()) as i32);
    for number in 1..=dice.between(1, 3) {
        let Some(made) = dice.pick(customers) else { break };
        let day = month.first_day().plus_days(dice.between(0, last));
        let name = format!("{month}-{rep}-{number}");
        let contract = ContractId::new(format!("HT-{name}"))?;
        let amount = 100 * dice.between(450, 2_600);
        let mut shares = BTreeMap::from([(rep.clone(), Decimal::ONE_HUNDRED)]);
        if partner != rep && dice.chance(15) {
            shares = BTreeMap::from([(rep.clone(), 70.into()), (partner.clone(), 30.into())]);
        }
        facts.push(Fact {
            id: FactId::of_contract(&contract),
            employee: None,
            day,
            body: FactBody::Contract {
                contract: contract.clone(),
                customer: made.id,
                money: Money::new(amount.into(), currency)?,
                shares,
            },
        });
        facts.extend(paid(&mut dice, &contract, (&name, day, amount), currency)?);
    }
    Ok(facts)
}

fn paid(
    dice: &mut Dice,
    contract: &ContractId,
    (name, signed, amount): (&str, BusinessDay, i64),
    currency: Currency,
) -> Result<Vec<Fact>, MoneyError> {
    let mut facts = Vec::new();
    let parts = dice.between(1, 3);
    let (mut left, mut day) = (amount, signed);
    for part in 1..=parts {
        let this = if part == parts { left } else { amount / parts };
        left -= this;
        day = day.plus_days(dice.between(3, 24));
        let collection = CollectionId::new(format!("HK-{name}-{part}"))?;
        let money = Money::new(this.into(), currency)?;
        let body = FactBody::Collection { collection: collection.clone(), contract: contract.clone(), money };
        facts.push(Fact { id: FactId::of_collection(&collection), employee: None, day, body });
        if dice.chance(4) {
            let refund = RefundId::new(format!("TK-{name}-{part}"))?;
            let body = FactBody::Refund {
                refund: refund.clone(),
                collection,
                money: Money::new((this / 4).into(), currency)?,
            };
            let day = day.plus_days(dice.between(10, 30));
            facts.push(Fact { id: FactId::of_refund(&refund), employee: None, day, body });
        }
    }
    Ok(facts)
}
