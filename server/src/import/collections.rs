//! Lines of a file of collections 回款, and of refunds 退款.

use shared::fact::{Fact, FactBody};
use shared::id::{CollectionId, ContractId, FactId, RefundId};
use shared::num::Money;

use super::check::{Findings, Once};
use super::directory::Directory;
use super::mapping::{Field, Mapping};
use super::table::{Row, Table};

/// What a file of collections can say.
pub const FIELDS: &[Field] = &[
    Field::required("external_id", "the payment's id in the system the file comes from"),
    Field::required("contract", "external id of the contract it was paid on"),
    Field::required("received", "day the money was received"),
    Field::required("amount", "amount, without separators of thousands"),
    Field::optional("currency", "ISO 4217; the company's where it is blank"),
];

/// What a file of refunds can say.
pub const REFUND_FIELDS: &[Field] = &[
    Field::required("external_id", "the refund's id in the system the file comes from"),
    Field::required("collection", "external id of the collection it takes back"),
    Field::required("refunded", "day the money was given back"),
    Field::required("amount", "amount, above 0"),
    Field::optional("currency", "ISO 4217; the company's where it is blank"),
];

/// Reads all lines of a file of collections.
#[must_use]
pub fn resolve(table: &Table, mapping: &Mapping, directory: &Directory) -> (Vec<Fact>, Findings) {
    let (mut findings, mut once) = (Findings::default(), Once::default());
    let mut read = |row: &Row| {
        let id = findings.text(row, "external_id");
        let id =
            id.and_then(|id| findings.take(row, "external_id", CollectionId::new(id).map_err(|why| why.to_string())));
        let first = id.as_ref().is_some_and(|id| once.first(&mut findings, row, "external_id", id.as_str()));
        let day = findings.past_day(row, "received", mapping, directory);
        let money = findings.amount(row, directory);
        let contract = findings.text(row, "contract").and_then(|text| {
            let known = ContractId::new(text).ok().filter(|id| directory.contracts.contains_key(id));
            findings.take(row, "contract", known.ok_or_else(|| "there is no such contract: import it first".to_owned()))
        });
        let (id, day, money, contract) = (id?, day?, money?, contract?);
        same_currency(&mut findings, row, money, directory.contracts.get(&contract), "the contract")?;
        let fact = FactId::of_collection(&id);
        let body = FactBody::Collection { collection: id, contract, money };
        first.then_some(Fact { id: fact, employee: None, day, body })
    };
    let facts = table.rows.iter().filter_map(&mut read).collect();
    (facts, findings)
}

/// Reads all lines of a file of refunds.
#[must_use]
pub fn resolve_refunds(table: &Table, mapping: &Mapping, directory: &Directory) -> (Vec<Fact>, Findings) {
    let (mut findings, mut once) = (Findings::default(), Once::default());
    let mut read = |row: &Row| {
        let id = findings.text(row, "external_id");
        let id = id.and_then(|id| findings.take(row, "external_id", RefundId::new(id).map_err(|why| why.to_string())));
        let first = id.as_ref().is_some_and(|id| once.first(&mut findings, row, "external_id", id.as_str()));
        let day = findings.past_day(row, "refunded", mapping, directory);
        let money = findings.amount(row, directory);
        let collection = findings.text(row, "collection").and_then(|text| {
            let known = CollectionId::new(text).ok().filter(|id| directory.collections.contains_key(id));
            findings.take(
                row,
                "collection",
                known.ok_or_else(|| "there is no such collection: import it first".to_owned()),
            )
        });
        let (id, day, money, collection) = (id?, day?, money?, collection?);
        let received = directory.collections.get(&collection);
        same_currency(&mut findings, row, money, received, "the collection")?;
        if received.is_some_and(|received| money.amount() > received.amount()) {
            findings.faults.push(row.fault("amount", "is more than the collection it takes back"));
            return None;
        }
        let fact = FactId::of_refund(&id);
        let body = FactBody::Refund { refund: id, collection, money };
        first.then_some(Fact { id: fact, employee: None, day, body })
    };
    let facts = table.rows.iter().filter_map(&mut read).collect();
    (facts, findings)
}

fn same_currency(findings: &mut Findings, row: &Row, money: Money, of: Option<&Money>, what: &str) -> Option<()> {
    let other = of.filter(|of| of.currency() != money.currency());
    let Some(other) = other else { return Some(()) };
    findings
        .faults
        .push(row.fault("currency", format!("is {}, but {what} is in {}", money.currency(), other.currency())));
    None
}
