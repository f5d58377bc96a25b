//! What is known before an import: people, customers and money that lines of a file may name.

use std::collections::{BTreeMap, BTreeSet};

use shared::id::{CollectionId, CompanyId, ContractId, CustomerId, EmployeeId};
use shared::num::{Currency, Money};
use shared::period::{BusinessDay, Period};

/// A snapshot of the company as an import sees it.
#[derive(Debug, Clone)]
pub struct Directory {
    pub company: CompanyId,
    pub currency: Currency,
    pub fence_radius: u32,
    /// Today in the company's zone.
    pub today: BusinessDay,
    pub employees: BTreeMap<EmployeeId, String>,
    /// Of posts, as they are named there.
    pub departments: BTreeSet<String>,
    pub customers: Customers,
    pub contracts: BTreeMap<ContractId, Money>,
    pub collections: BTreeMap<CollectionId, Money>,
    /// Periods that are no longer open: what is dated in them comes late.
    pub frozen: BTreeSet<Period>,
}

/// Customers by the names a file may use for them.
#[derive(Debug, Clone, Default)]
pub struct Customers {
    by_external: BTreeMap<String, CustomerId>,
    by_name: BTreeMap<String, Vec<CustomerId>>,
    known: BTreeSet<CustomerId>,
}

impl Customers {
    pub fn add(&mut self, id: CustomerId, external: Option<&str>, name: &str) {
        if self.known.insert(id) {
            self.by_name.entry(name.to_owned()).or_default().push(id);
        }
        if let Some(external) = external {
            self.by_external.insert(external.to_owned(), id);
        }
    }

    #[must_use]
    pub fn external(&self, external: &str) -> Option<CustomerId> {
        self.by_external.get(external).copied()
    }

    #[must_use]
    pub fn contains(&self, id: CustomerId) -> bool {
        self.known.contains(&id)
    }

    /// By external id, else by a name only one has. `Ok(None)`: nobody of that name.
    pub fn named(&self, text: &str) -> Result<Option<CustomerId>, String> {
        if let Some(id) = self.external(text) {
            return Ok(Some(id));
        }
        match self.by_name.get(text).map(Vec::as_slice) {
            None | Some([]) => Ok(None),
            Some([id]) => Ok(Some(*id)),
            Some(several) => Err(format!("{} customers have this name: name it by its external id", several.len())),
        }
    }
}

impl Directory {
    /// An employee by login, else by a name only one has, else by the login a name would get.
    pub fn employee(&self, text: &str) -> Result<EmployeeId, String> {
        if let Ok(id) = EmployeeId::new(text)
            && self.employees.contains_key(&id)
        {
            return Ok(id);
        }
        let mut named = self.employees.iter().filter(|(_, name)| *name == text);
        match (named.next(), named.next()) {
            (Some((id, _)), None) => return Ok(id.clone()),
            (Some(_), Some(_)) => return Err("several people have this name: use the login".to_owned()),
            (None, _) => {}
        }
        login_of(text)
            .filter(|id| self.employees.contains_key(id))
            .ok_or_else(|| "nobody of the company has this login or name: import people first".to_owned())
    }
}

/// The login a name gets: `Moses Frase` → `moses.frase`. `None` where nothing of it can stand in one.
#[must_use]
pub fn login_of(name: &str) -> Option<EmployeeId> {
    let lower = name.to_lowercase();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
    // A name in another script has no login of its own: half of it would be somebody else's.
    if lower.chars().any(|c| !plain(c) && !c.is_whitespace() && c != '\'') {
        return None;
    }
    let words: Vec<String> =
        lower.split_whitespace().map(|word| word.chars().filter(|c| plain(*c)).collect()).collect();
    EmployeeId::new(words.join(".")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_a_login_where_it_can() {
        assert_eq!(login_of("Moses Frase").unwrap().as_str(), "moses.frase");
        assert_eq!(login_of("Shaun O'Brien").unwrap().as_str(), "shaun.obrien");
        assert_eq!(login_of("林晓东"), None);
        assert_eq!(login_of("José Díaz"), None);
        assert_eq!(login_of("  "), None);
    }

    #[test]
    fn a_name_two_customers_have_names_neither() {
        let mut customers = Customers::default();
        let company = CompanyId::new("c").unwrap();
        let id = |external: &str| CustomerId::of_external(&company, external);
        customers.add(id("1"), Some("1"), "仁和医院");
        assert_eq!(customers.named("仁和医院"), Ok(Some(id("1"))));
        customers.add(id("2"), Some("2"), "仁和医院");
        assert!(customers.named("仁和医院").unwrap_err().starts_with("2 customers"));
        assert_eq!(customers.named("2"), Ok(Some(id("2"))));
        assert_eq!(customers.named("3"), Ok(None));
    }
}
