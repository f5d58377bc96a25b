//! What everyone of the company may know, written by the server alone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ledger::Class;
use super::{Doc, DocError};
use crate::id::{CompanyId, EmployeeId};
use crate::num::Currency;
use crate::period::{Calendar, Zone};

/// The company's settings a phone needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    pub id: CompanyId,
    pub name: String,
    pub zone: Zone,
    pub currency: Currency,
    pub calendar: Calendar,
    /// Radius of a new fence, in metres.
    pub fence_radius: u32,
    /// Days without contact that are allowed, by class (domain.md, Defaults).
    pub contact_gap: BTreeMap<Class, u16>,
    pub expense_categories: Vec<Choice>,
    pub visit_purposes: Vec<Choice>,
    /// Reasons offered when a check-in is not inside the fence.
    pub outside_reasons: Vec<Choice>,
}

/// Something to choose from: an id that is stored and a name that is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub id: String,
    pub name: String,
}

/// A colleague, as everyone may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
}

const COMPANY: &str = "company";
const COLLEAGUE: &str = "colleague:";

pub fn write(doc: &mut Doc, company: &Company) -> Result<bool, DocError> {
    doc.reconcile(COMPANY, company)
}

pub fn write_colleague(doc: &mut Doc, id: &EmployeeId, colleague: &Colleague) -> Result<bool, DocError> {
    doc.reconcile(&format!("{COLLEAGUE}{id}"), colleague)
}

#[must_use]
pub fn read(doc: &Doc) -> Option<Company> {
    doc.get(COMPANY).ok().flatten()
}

#[must_use]
pub fn colleagues(doc: &Doc) -> BTreeMap<String, Colleague> {
    doc.map(COLLEAGUE)
}

#[must_use]
pub fn colleague(doc: &Doc, id: &EmployeeId) -> Option<Colleague> {
    doc.get(&format!("{COLLEAGUE}{id}")).ok().flatten()
}
