//! What an administrator sets for everyone: limits, what people choose from, the fields of a customer, the maps.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Choice, Company, CustomerField, Tiles};
use crate::doc::ledger::Class;

/// Of a fence, in metres: within less no phone can tell, and beyond more everybody is inside.
pub const RADII: std::ops::RangeInclusive<u32> = 50..=2_000;
const MOST_DAYS: u16 = 366;
const MOST_CHOICES: usize = 60;
const MOST_FIELDS: usize = 40;
const LONGEST_ID: usize = 40;
const LONGEST_NAME: usize = 60;
const LONGEST_URL: usize = 400;

/// The part of [`Company`] that may be set; all of it at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub fence_radius: u32,
    pub contact_gap: BTreeMap<Class, u16>,
    pub unhandled_days: u16,
    pub visit_purposes: Vec<Choice>,
    pub outside_reasons: Vec<Choice>,
    pub expense_categories: Vec<Choice>,
    #[serde(default)]
    pub customer_fields: Vec<CustomerField>,
    #[serde(default)]
    pub tiles: Option<Tiles>,
}

/// A setting that can not be: where, its value, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} {value:?} {why}")]
pub struct Unfit {
    pub field: String,
    pub value: String,
    pub why: String,
}

fn unfit(field: impl Into<String>, value: impl ToString, why: impl Into<String>) -> Unfit {
    Unfit { field: field.into(), value: value.to_string(), why: why.into() }
}

impl Settings {
    #[must_use]
    pub fn of(company: &Company) -> Self {
        let company = company.clone();
        Self {
            fence_radius: company.fence_radius,
            contact_gap: company.contact_gap,
            unhandled_days: company.unhandled_days,
            visit_purposes: company.visit_purposes,
            outside_reasons: company.outside_reasons,
            expense_categories: company.expense_categories,
            customer_fields: company.customer_fields,
            tiles: company.tiles,
        }
    }

    /// The company with these settings; everything else stays.
    #[must_use]
    pub fn set(self, company: Company) -> Company {
        Company {
            fence_radius: self.fence_radius,
            contact_gap: self.contact_gap,
            unhandled_days: self.unhandled_days,
            visit_purposes: self.visit_purposes,
            outside_reasons: self.outside_reasons,
            expense_categories: self.expense_categories,
            customer_fields: self.customer_fields,
            tiles: self.tiles,
            ..company
        }
    }

    /// The first setting that can not be.
    pub fn check(&self) -> Result<(), Unfit> {
        if !RADII.contains(&self.fence_radius) {
            let why = format!("is not within {} to {} metres", RADII.start(), RADII.end());
            return Err(unfit("fence_radius", self.fence_radius, why));
        }
        for class in Class::ALL {
            let field = || format!("contact_gap.{}", class.as_str());
            match self.contact_gap.get(&class) {
                Some(days) => check_days(field, *days)?,
                None => return Err(unfit(field(), "", "is missing")),
            }
        }
        check_days(|| "unhandled_days".to_owned(), self.unhandled_days)?;
        for (field, choices) in [
            ("visit_purposes", &self.visit_purposes),
            ("outside_reasons", &self.outside_reasons),
            ("expense_categories", &self.expense_categories),
        ] {
            if choices.is_empty() {
                return Err(unfit(field, "", "is empty: people need something to choose"));
            }
            check_choices(field, choices)?;
        }
        check_fields(&self.customer_fields)?;
        self.tiles.as_ref().map_or(Ok(()), Tiles::check)
    }
}

fn check_days(field: impl Fn() -> String, days: u16) -> Result<(), Unfit> {
    if (1..=MOST_DAYS).contains(&days) {
        return Ok(());
    }
    Err(unfit(field(), days, format!("is not within 1 to {MOST_DAYS} days")))
}

fn check_choices(field: &str, choices: &[Choice]) -> Result<(), Unfit> {
    if choices.len() > MOST_CHOICES {
        return Err(unfit(field, choices.len(), format!("are too many: at most {MOST_CHOICES}")));
    }
    let mut seen = BTreeSet::new();
    for (number, choice) in choices.iter().enumerate() {
        check_named(&format!("{field}.{number}"), &choice.id, &choice.name)?;
        if !seen.insert(choice.id.as_str()) {
            return Err(unfit(format!("{field}.{number}.id"), &choice.id, "stands twice"));
        }
    }
    Ok(())
}

/// An id stands in records for ever: plain letters. A name is for people.
fn check_named(field: &str, id: &str, name: &str) -> Result<(), Unfit> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    if id.is_empty() || id.len() > LONGEST_ID || !id.chars().all(plain) {
        let why = format!("is no id: 1 to {LONGEST_ID} of a-z, 0-9, _ and -");
        return Err(unfit(format!("{field}.id"), id, why));
    }
    if name.trim().is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(unfit(format!("{field}.name"), name, format!("has not 1 to {LONGEST_NAME} letters")));
    }
    Ok(())
}

fn check_fields(fields: &[CustomerField]) -> Result<(), Unfit> {
    if fields.len() > MOST_FIELDS {
        return Err(unfit("customer_fields", fields.len(), format!("are too many: at most {MOST_FIELDS}")));
    }
    let mut seen = BTreeSet::new();
    for (number, field) in fields.iter().enumerate() {
        let at = format!("customer_fields.{number}");
        check_named(&at, &field.id, &field.name)?;
        if !seen.insert(field.id.as_str()) {
            return Err(unfit(format!("{at}.id"), &field.id, "stands twice"));
        }
        check_choices(&format!("{at}.options"), &field.options)?;
    }
    Ok(())
}

impl Tiles {
    /// What is wrong with them.
    pub fn check(&self) -> Result<(), Unfit> {
        let url = self.url.as_str();
        let of_web = url.starts_with("https://") || url.starts_with("http://") || url.starts_with('/');
        if url.len() > LONGEST_URL || !of_web || url.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(unfit("tiles.url", url, "is no address of the web"));
        }
        for part in ["{z}", "{x}", "{y}"] {
            if !url.contains(part) {
                let why = format!("has no {part}: where zoom, column and row of a picture stand");
                return Err(unfit("tiles.url", url, why));
            }
        }
        let attribution = &self.attribution;
        // The map's library takes it for HTML, on every phone of the company.
        if attribution.chars().count() > 200 || attribution.contains(['<', '>', '&']) {
            return Err(unfit("tiles.attribution", attribution, "is not up to 200 letters without <, > and &"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::Datum;

    fn choice(id: &str) -> Choice {
        Choice { id: id.into(), name: "跟进".into() }
    }

    fn sound() -> Settings {
        Settings {
            fence_radius: 300,
            contact_gap: Class::ALL.into_iter().map(|class| (class, 7)).collect(),
            unhandled_days: 7,
            visit_purposes: vec![choice("a"), choice("b")],
            outside_reasons: vec![choice("a")],
            expense_categories: vec![choice("a")],
            customer_fields: vec![CustomerField { id: "beds".into(), name: "床位".into(), options: Vec::new() }],
            tiles: Some(Tiles {
                url: "https://{s}.tiles.example/{z}/{x}/{y}.png".into(),
                datum: Datum::Gcj02,
                attribution: String::new(),
            }),
        }
    }

    #[test]
    fn what_can_not_be_is_named_with_field_and_value() {
        assert_eq!(sound().check(), Ok(()));
        type Edit = (&'static str, &'static str, fn(&mut Settings));
        let edits: [Edit; 11] = [
            ("fence_radius", "49", |set| set.fence_radius = 49),
            ("contact_gap.B", "0", |set| {
                set.contact_gap.insert(Class::B, 0);
            }),
            ("contact_gap.C", "", |set| {
                set.contact_gap.remove(&Class::C);
            }),
            ("unhandled_days", "367", |set| set.unhandled_days = 367),
            ("visit_purposes", "", |set| set.visit_purposes.clear()),
            ("visit_purposes.1.id", "a", |set| set.visit_purposes[1].id = "a".into()),
            ("outside_reasons.0.id", "A b", |set| set.outside_reasons[0].id = "A b".into()),
            ("expense_categories.0.name", " ", |set| set.expense_categories[0].name = " ".into()),
            ("customer_fields.0.options.1.id", "x", |set| {
                set.customer_fields[0].options = vec![choice("x"), choice("x")]
            }),
            ("tiles.url", "javascript:alert(1)", |set| {
                set.tiles.as_mut().unwrap().url = "javascript:alert(1)".into();
            }),
            ("tiles.attribution", "<img src=x>", |set| {
                set.tiles.as_mut().unwrap().attribution = "<img src=x>".into();
            }),
        ];
        for (field, value, edit) in edits {
            let mut settings = sound();
            edit(&mut settings);
            let wrong = settings.check().unwrap_err();
            assert_eq!((wrong.field.as_str(), wrong.value.as_str()), (field, value), "{wrong}");
        }
    }
}
