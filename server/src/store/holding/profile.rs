use serde::{Deserialize, Serialize};
use shared::customer::Traits;
use shared::doc::customer::Customer;
use shared::place::Place;

use super::StoreError;

/// What duplicates of a customer are told by, kept so that a look among all of them opens no document.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Profile {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    /// Of its first site that has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

impl Profile {
    #[must_use]
    pub fn of(customer: &Customer) -> Self {
        let people = customer.people.values().filter_map(|person| person.phone.clone());
        Self {
            phones: customer.phone.iter().cloned().chain(people).collect(),
            places: customer.sites.values().filter_map(|site| site.place).collect(),
            address: customer.sites.values().find_map(|site| site.address.clone()),
        }
    }

    #[must_use]
    pub fn traits(&self, name: &str) -> Traits {
        Traits::of(name, self.phones.iter().map(String::as_str), self.places.clone())
    }

    pub(super) fn text(&self) -> Result<String, StoreError> {
        serde_json::to_string(self).map_err(|why| StoreError::damaged("a customer's profile", why))
    }

    pub(super) fn read(text: &str) -> Result<Self, StoreError> {
        serde_json::from_str(text).map_err(|why| StoreError::damaged("a customer's profile", why))
    }
}
