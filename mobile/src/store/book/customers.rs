//! All customers, read once: thousands of them are too many to read at each question.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use shared::customer::Traits;
use shared::doc::customer::Customer;
use shared::id::CustomerId;

use crate::store::search;

/// The customers this person may read, and what is made of each when it is first needed.
#[derive(Debug, Clone, Default)]
pub struct Customers {
    all: BTreeMap<CustomerId, Customer>,
    order: OnceCell<BTreeMap<CustomerId, String>>,
    traits: OnceCell<BTreeMap<CustomerId, Traits>>,
}

impl Customers {
    pub(super) fn new(all: BTreeMap<CustomerId, Customer>) -> Self {
        Self { all, ..Self::default() }
    }

    /// One of them changed, or is gone.
    pub(super) fn set(&mut self, id: CustomerId, customer: Option<Customer>) {
        if let Some(order) = self.order.get_mut() {
            put(order, id, customer.as_ref().map(|customer| search::order(&customer.name)));
        }
        if let Some(traits) = self.traits.get_mut() {
            put(traits, id, customer.as_ref().map(Traits::of_customer));
        }
        put(&mut self.all, id, customer);
    }

    #[must_use]
    pub fn get(&self, id: &CustomerId) -> Option<&Customer> {
        self.all.get(id)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&CustomerId, &Customer)> {
        self.all.iter()
    }

    /// How each stands in a list ordered by sound.
    pub fn order(&self) -> &BTreeMap<CustomerId, String> {
        self.order.get_or_init(|| self.each(|customer| search::order(&customer.name)))
    }

    /// What each is told by.
    pub fn traits(&self) -> &BTreeMap<CustomerId, Traits> {
        self.traits.get_or_init(|| self.each(Traits::of_customer))
    }

    fn each<T>(&self, of: impl Fn(&Customer) -> T) -> BTreeMap<CustomerId, T> {
        self.all.iter().map(|(id, customer)| (*id, of(customer))).collect()
    }
}

fn put<T>(into: &mut BTreeMap<CustomerId, T>, id: CustomerId, value: Option<T>) {
    match value {
        Some(value) => {
            into.insert(id, value);
        }
        None => {
            into.remove(&id);
        }
    }
}
