use super::door::{At, Door, shown};
use super::fields::{Fields, Read, column, filled, record};
use super::index::{collection, contract, customer, employee, opportunity, product};
use super::limit;
use crate::books::{
    Amendment, BadDebt, Collection, Contract, ContractLine, Fx, Instalment, Penalty, Product, Rate, Refund, Special,
    Split,
};
use crate::num::{Currency, decimal};
use serde_json::Value;

record!(Product { id: must, rates: history });

record!(Rate { from: must, rate: must / limit::not_negative });

impl Read for Contract {
    fn read(value: &Value, at: &At<'_>, door: &mut Door<'_>) -> Option<Self> {
        let fields = Fields::of(value, at, door)?;
        fields.once_each("splits", "employee", door);
        fields.once_each("amendments", "date", door);
        let splits = at.key("splits");
        if let Some(list) = fields.raw("splits").filter(|list| list.is_array()) {
            let percents = column(Some(list), "percent").map(|text| decimal(text?).ok());
            limit::hundred(percents, "percents", &splits, door);
        }
        let mut contract = filled!(
            fields,
            door,
            Contract {
                id: must,
                customer: must / customer,
                opportunity: or_null / opportunity,
                signed: must,
                amount: must,
                currency: maybe,
                lines: list,
                instalments: list,
                splits: must,
                amendments: or_default,
                known_on: must,
            }
        )?;
        in_its_currency(&contract, at, door);
        contract.amendments.sort_by_key(|amendment| amendment.date);
        Some(contract)
    }
}

record!(ContractLine {
    id: must,
    product: must / product,
    // A line weighs quantity × price in the spread of money (D-13): a weight is never below 0.
    quantity: must / limit::not_negative,
    price: must / limit::not_negative,
    guide_price: or_null / limit::not_negative,
});

record!(Instalment { id: must, due: must, amount: must });

record!(Split { employee: must / employee, percent: must / limit::not_negative });

record!(Amendment { date: must, amount: must, known_on: must });

fn in_its_currency(contract: &Contract, at: &At<'_>, door: &mut Door<'_>) {
    let minor = minor_of(&contract.id, door);
    limit::amount(&contract.amount, minor, &at.key("amount"), door);
    let list = at.key("instalments");
    for (number, instalment) in contract.instalments.iter().enumerate() {
        limit::amount(&instalment.amount, minor, &list.item(number).key("amount"), door);
    }
    let list = at.key("amendments");
    for (number, amendment) in contract.amendments.iter().enumerate() {
        let at = list.item(number);
        limit::coins(&amendment.amount, minor, &at.key("amount"), door);
        if amendment.date < contract.signed {
            let (date, signed) = (amendment.date, contract.signed);
            door.fault(&at.key("date"), || format!("{date} is before the signing, {signed}"));
        }
    }
}

/// Decimals of a contract's currency, where it is known.
fn minor_of(contract: &crate::books::Id, door: &Door<'_>) -> Option<u32> {
    door.index.contracts.as_ref()?.get(contract.as_str())?.minor
}

record!(Collection {
    id: must,
    contract: must / contract,
    received: must,
    amount: must,
    instalment: or_null,
    known_on: must,
} then received);

fn received(collection: &mut Collection, at: &At<'_>, door: &mut Door<'_>) {
    let minor = minor_of(&collection.contract, door);
    limit::amount(&collection.amount, minor, &at.key("amount"), door);
    let contract = door.index.contracts.as_ref().and_then(|known| known.get(collection.contract.as_str()));
    let instalments = contract.and_then(|contract| contract.instalments.as_ref());
    if let (Some(id), Some(known)) = (&collection.instalment, instalments)
        && !known.contains(id.as_str())
    {
        door.fault(&at.key("instalment"), || {
            format!("contract {} has no instalment {}", shown(collection.contract.as_str()), shown(id.as_str()))
        });
    }
}

record!(Refund {
    id: must,
    collection: must / collection,
    date: must,
    amount: must,
    known_on: must,
} then refunded);

fn refunded(refund: &mut Refund, at: &At<'_>, door: &mut Door<'_>) {
    let known = door.index.collections.as_ref().and_then(|known| known.get(refund.collection.as_str()));
    let (minor, received) = known.map_or((None, None), |known| (known.minor, known.received));
    limit::amount(&refund.amount, minor, &at.key("amount"), door);
    if let Some(received) = received.filter(|received| refund.date < *received) {
        door.fault(&at.key("date"), || format!("{} is before the money was received, {received}", refund.date));
    }
}

record!(BadDebt {
    id: must,
    contract: must / contract,
    date: must,
    amount: must,
    known_on: must,
} then lost);

fn lost(debt: &mut BadDebt, at: &At<'_>, door: &mut Door<'_>) {
    limit::amount(&debt.amount, minor_of(&debt.contract, door), &at.key("amount"), door);
}

record!(Penalty { id: must, employee: must / employee, date: must, amount: must / limit::own_amount, known_on: must });

record!(Special {
    id: must,
    employee: must / employee,
    date: must,
    amount: must / limit::own_coins,
    confirmed: must,
    known_on: must
});

record!(Fx { from: must, currency: must / foreign, rate: must / limit::positive, known_on: must });

fn foreign(currency: &Currency, at: &At<'_>, door: &mut Door<'_>) {
    if Some(*currency) == door.index.currency {
        door.fault(at, || format!("{currency} is the company's own currency: it has no rate"));
    }
}
