use serde::{Deserialize, Serialize};

use crate::doc::form::Field;

/// The next version of a visit form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewForm {
    /// The version it was made from; 0: a new form. Where another was published meanwhile, this one is refused.
    pub from: u32,
    pub name: String,
    /// Ids of visit purposes of the company; empty: every visit.
    #[serde(default)]
    pub purposes: Vec<String>,
    pub fields: Vec<Field>,
}

/// Whether a form is offered no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retired {
    pub retired: bool,
}
