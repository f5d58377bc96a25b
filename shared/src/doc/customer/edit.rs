//! A change to a customer as one person means it: only what he changed, so that what somebody else changed meanwhile stays.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{CUSTOM, Customer, LIFE, LifecycleEvent, PERSON, SITE, TAG};
use crate::doc::{Doc, DocError};
use crate::id::{RecordId, SiteId};

/// Fields of something by their names; null takes one away.
pub type Fields = BTreeMap<String, Value>;

/// What of a customer changed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Edit {
    /// Of the profile itself.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: Fields,
    /// `false` takes a tag away.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, bool>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub custom: BTreeMap<String, Option<String>>,
    /// `None` takes a site away.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub sites: BTreeMap<SiteId, Option<Fields>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub people: BTreeMap<String, Option<Fields>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub lifecycle: BTreeMap<RecordId, LifecycleEvent>,
}

/// What can not be written, with its field and value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {value:?}: {why}")]
pub struct EditError {
    pub field: String,
    pub value: String,
    pub why: &'static str,
}

/// Radius of a fence, in metres: below, no phone is precise enough; above, it says nothing (**ours**).
pub const RADIUS: std::ops::RangeInclusive<u32> = 50..=2000;
/// Longest text of a field, in letters.
const LONGEST: usize = 2000;
/// Fields of the profile that an edit may name.
const PROFILE: [&str; 7] = ["name", "phone", "industry", "source", "partner", "note", "via"];

fn fields<T: Serialize>(of: &T) -> Fields {
    match serde_json::to_value(of) {
        Ok(Value::Object(fields)) => fields.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        _ => Fields::new(),
    }
}

fn between<T: Serialize>(old: &T, new: &T) -> Fields {
    let (old, mut new) = (fields(old), fields(new));
    for name in old.keys() {
        new.entry(name.clone()).or_insert(Value::Null);
    }
    new.retain(|name, value| old.get(name).unwrap_or(&Value::Null) != value);
    new
}

fn parts<K: Ord + Clone, T: Serialize>(old: &BTreeMap<K, T>, new: &BTreeMap<K, T>) -> BTreeMap<K, Option<Fields>> {
    let gone = old.keys().filter(|id| !new.contains_key(*id)).map(|id| (id.clone(), None));
    let changed = new.iter().filter_map(|(id, part)| {
        let changed = old.get(id).map_or_else(|| fields(part), |before| between(before, part));
        (!changed.is_empty()).then(|| (id.clone(), Some(changed)))
    });
    gone.chain(changed).collect()
}

impl Edit {
    /// What leads from one to the other.
    #[must_use]
    pub fn between(old: &Customer, new: &Customer) -> Self {
        let (had, has) = (BTreeSet::from_iter(&old.tags), BTreeSet::from_iter(&new.tags));
        let tags = had.symmetric_difference(&has).map(|tag| ((*tag).clone(), has.contains(*tag))).collect();
        let custom = old.custom.keys().chain(new.custom.keys());
        let custom = custom.filter(|id| old.custom.get(*id) != new.custom.get(*id));
        let custom = custom.map(|id| (id.clone(), new.custom.get(id).cloned())).collect();
        let lifecycle = new.lifecycle.iter().filter(|(id, _)| !old.lifecycle.contains_key(id));
        let mut fields = between(&old.bare(), &new.bare());
        // Nobody is named by nothing: an absent name would read as an empty one.
        fields.retain(|name, value| name != "name" || !value.is_null());
        Self {
            fields,
            tags,
            custom,
            sites: parts(&old.sites, &new.sites),
            people: parts(&old.people, &new.people),
            lifecycle: lifecycle.map(|(id, event)| (*id, event.clone())).collect(),
        }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether it can be written: fields there are, names that are none, fences that say something.
    pub fn check(&self) -> Result<(), EditError> {
        let wrong = |field: &str, value: &Value, why| {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            Err(EditError { field: field.to_owned(), value: value.chars().take(80).collect(), why })
        };
        for (name, value) in &self.fields {
            if !PROFILE.contains(&name.as_str()) {
                return wrong(name, value, "no field of a customer");
            }
            if name == "name" && value.as_str().is_none_or(|text| text.trim().is_empty()) {
                return wrong(name, value, "a customer needs a name");
            }
        }
        for fields in self.people.values().flatten() {
            if let Some(name) =
                fields.get("name").filter(|name| name.as_str().is_none_or(|text| text.trim().is_empty()))
            {
                return wrong("person.name", name, "a person needs a name");
            }
        }
        for fields in self.sites.values().flatten() {
            let radius = fields.get("radius");
            let fits = |radius: &Value| {
                radius.as_u64().and_then(|n| u32::try_from(n).ok()).is_some_and(|n| RADIUS.contains(&n))
            };
            if let Some(radius) = radius.filter(|radius| !fits(radius)) {
                return wrong("site.radius", radius, "a fence is 50 to 2000 m");
            }
            for (name, most) in [("lat", 90), ("lon", 180)] {
                let given = fields.get(name).filter(|value| !value.is_null());
                if let Some(value) = given.filter(|value| !within(value, most)) {
                    return wrong(&format!("site.{name}"), value, "not on Earth");
                }
            }
        }
        let parts = self.sites.values().chain(self.people.values()).flatten();
        for (name, value) in parts.flatten().chain(&self.fields) {
            if value.as_str().is_some_and(|text| text.chars().count() > LONGEST) {
                return wrong(name, value, "too long");
            }
        }
        let words = self.tags.keys().chain(self.custom.values().flatten());
        match words.into_iter().find(|word| word.chars().count() > LONGEST) {
            Some(word) => wrong("tag", &Value::String(word.clone()), "too long"),
            None => Ok(()),
        }
    }
}

fn within(value: &Value, most: i32) -> bool {
    value.as_f64().is_some_and(|degrees| {
        (crate::place::Metres::from(-most)..=crate::place::Metres::from(most)).contains(&degrees)
    })
}

/// Writes an edit, field by field; says whether anything changed.
pub fn apply(doc: &mut Doc, edit: &Edit) -> Result<bool, DocError> {
    let mut changed = false;
    for (name, value) in &edit.fields {
        changed |= set(doc, name, value)?;
    }
    for (tag, stays) in &edit.tags {
        changed |= doc.reconcile(&format!("{TAG}{tag}"), stays)?;
    }
    for (id, text) in &edit.custom {
        let value = text.as_ref().map_or(Value::Null, |text| Value::String(text.clone()));
        changed |= set(doc, &format!("{CUSTOM}{id}"), &value)?;
    }
    for (id, fields) in &edit.sites {
        changed |= part(doc, &format!("{SITE}{id}"), fields.as_ref())?;
    }
    for (id, fields) in &edit.people {
        changed |= part(doc, &format!("{PERSON}{id}"), fields.as_ref())?;
    }
    for (id, event) in &edit.lifecycle {
        changed |= doc.reconcile(&format!("{LIFE}{id}"), event)?;
    }
    Ok(changed)
}

fn set(doc: &mut Doc, key: &str, value: &Value) -> Result<bool, DocError> {
    match (value.is_null(), doc.value(key).is_some()) {
        (false, _) => doc.reconcile(key, value),
        (true, true) => doc.remove(key).map(|()| true),
        (true, false) => Ok(false),
    }
}

fn part(doc: &mut Doc, key: &str, fields: Option<&Fields>) -> Result<bool, DocError> {
    match fields {
        Some(fields) => doc.reconcile_fields(key, fields),
        None => set(doc, key, &Value::Null),
    }
}
