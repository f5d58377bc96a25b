//! The directory of what is known, read from the store.

use std::collections::BTreeSet;

use shared::fact::FactBody;
use shared::id::CompanyId;
use shared::period::{Instant, Period};
use shared::rest::PeriodState;

use super::directory::{Customers, Directory};
use crate::store::money::{self, Recorded, Window};
use crate::store::{Connection, StoreError, company, holding, org, people, period};

pub(super) fn directory(connection: &Connection, id: &CompanyId, at: Instant) -> Result<Directory, StoreError> {
    let settings = company::settings(connection, id)?;
    let mut directory = Directory {
        company: id.clone(),
        currency: settings.currency,
        fence_radius: settings.fence_radius,
        today: settings.zone.day_of(at),
        employees: people::all(connection, id)?.into_iter().map(|person| (person.employee, person.name)).collect(),
        departments: org::departments(connection, id)?,
        customers: Customers::default(),
        contracts: std::collections::BTreeMap::new(),
        collections: std::collections::BTreeMap::new(),
        frozen: period::periods(connection, id)?
            .into_iter()
            .filter(|record| record.state != PeriodState::Open)
            .map(|record| record.period)
            .collect(),
    };
    for (customer, external, name) in holding::names(connection, id)? {
        directory.customers.add(customer, external.as_deref(), &name);
    }
    let seq = company::numbers(connection, id)?.last;
    for known in money::known_at(connection, id, Window { seq, recorded: Recorded::None, last: None })? {
        match known.fact.body {
            FactBody::Contract { contract, money, .. } => {
                directory.contracts.insert(contract, money);
            }
            FactBody::Collection { collection, money, .. } => {
                directory.collections.insert(collection, money);
            }
            _ => {}
        }
    }
    Ok(directory)
}

/// Templates of the plan in force.
pub(super) fn templates(
    connection: &Connection,
    id: &CompanyId,
    month: Period,
) -> Result<BTreeSet<String>, StoreError> {
    let plan = money::plan_at(connection, id, month, company::numbers(connection, id)?.last)?;
    Ok(plan.into_iter().flat_map(|plan| plan.templates).map(|template| template.id.to_string()).collect())
}
