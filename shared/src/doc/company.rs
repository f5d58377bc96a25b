//! What everyone of the company may know, written by the server alone.

mod settings;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::form::Form;
use super::ledger::Class;
use super::{Doc, DocError};
use crate::id::{CompanyId, EmployeeId};
use crate::num::Currency;
use crate::period::{Calendar, Zone};
use crate::place::Datum;

pub use settings::{RADII, Settings, Unfit};

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
    /// A customer nobody has touched for so many days is unhandled 未處理 (FUP-3).
    #[serde(default = "unhandled_days")]
    pub unhandled_days: u16,
    /// Fields of a customer that the company defined (CUS-1).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub customer_fields: Vec<CustomerField>,
    /// Where maps come from; without, they show no streets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tiles: Option<Tiles>,
}

const fn unhandled_days() -> u16 {
    7
}

/// A field of a customer that the company defined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerField {
    pub id: String,
    pub name: String,
    /// To choose from; empty: any text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
}

/// A source of map tiles (VIS-7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tiles {
    /// Address with {z}, {x}, {y} and, where it has them, {s}.
    pub url: String,
    /// The datum its pictures are in.
    pub datum: Datum,
    /// Who made the map, as its licence asks.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub attribution: String,
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
const FORM: &str = "form:";

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

/// Publishes one version of a form.
pub fn write_form(doc: &mut Doc, form: &Form) -> Result<bool, DocError> {
    doc.reconcile(&format!("{FORM}{}:{}", form.id, form.version), form)
}

/// Every version of every form, by id and version.
#[must_use]
pub fn forms(doc: &Doc) -> BTreeMap<(String, u32), Form> {
    let all: BTreeMap<String, Form> = doc.map(FORM);
    all.into_values().map(|form| ((form.id.clone(), form.version), form)).collect()
}
