//! One customer: profile fields that the last writer wins, sites and people by uuid (CUS-1). Owner, collaborators and
//! class are the server's and stand in no document its subjects write.

mod edit;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Doc, DocError};
use crate::id::{CustomerId, EmployeeId, RecordId, SiteId};
use crate::period::Instant;
use crate::place::{DEFAULT_RADIUS, Given, Place};

pub use edit::{Edit, EditError, Fields, RADIUS, apply};

/// A customer as its document tells it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Customer {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub industry: Option<String>,
    /// 來源渠道
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// The customer is itself a partner or dealer (CUS-3).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partner: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The partner through whom this customer is served (CUS-3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<CustomerId>,
    /// Fields the company defined, by their ids.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub custom: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sites: BTreeMap<SiteId, Site>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub people: BTreeMap<String, Person>,
    /// 全周期: every step with who took it and when, only ever added to (CUS-2).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub lifecycle: BTreeMap<RecordId, LifecycleEvent>,
}

impl Customer {
    /// Where it stands: the last step, of two at one moment the later record.
    #[must_use]
    pub fn stage(&self) -> Option<Lifecycle> {
        self.lifecycle.iter().max_by_key(|(id, event)| (event.at, **id)).map(|(_, event)| event.to)
    }

    /// The profile alone.
    fn bare(&self) -> Self {
        Self {
            name: self.name.clone(),
            phone: self.phone.clone(),
            industry: self.industry.clone(),
            source: self.source,
            partner: self.partner,
            note: self.note.clone(),
            via: self.via,
            ..Self::default()
        }
    }
}

/// Where a customer stands: 潛在→客戶→忠誠 (CUS-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lifecycle {
    Lead,
    Prospect,
    Customer,
    Loyal,
    Dormant,
    Lost,
}

impl Lifecycle {
    /// In the order in which a customer usually goes through them.
    pub const ALL: [Self; 6] = [Self::Lead, Self::Prospect, Self::Customer, Self::Loyal, Self::Dormant, Self::Lost];

    /// As serialised.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Prospect => "prospect",
            Self::Customer => "customer",
            Self::Loyal => "loyal",
            Self::Dormant => "dormant",
            Self::Lost => "lost",
        }
    }
}

/// A step of the lifecycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifecycleEvent {
    pub to: Lifecycle,
    /// By the device's clock, with its minutes off UTC.
    pub at: Instant,
    pub offset: i16,
    pub by: EmployeeId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Where a customer came from (CUS-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    SocialMedia,
    Email,
    DirectSales,
    Referral,
    Exhibition,
    CallCentre,
    Partner,
}

/// A place where one can check in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Site {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none", flatten)]
    pub place: Option<Place>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<Given>,
    /// Of the fence, in metres.
    #[serde(default = "default_radius")]
    pub radius: u32,
}

const fn default_radius() -> u32 {
    DEFAULT_RADIUS
}

/// Somebody who works there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wechat: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

const SITE: &str = "site:";
const PERSON: &str = "person:";
const LIFE: &str = "life:";
/// A tag or a field of the company stands under a key of its own, so that two people's both stay.
const TAG: &str = "tag:";
const CUSTOM: &str = "custom:";

/// Writes what differs from what stands, field by field, so that two people's edits of different fields both stay. What
/// `customer` does not say stays as it is.
pub fn write(doc: &mut Doc, customer: &Customer) -> Result<bool, DocError> {
    let stands = read(doc);
    let mut edit = Edit::between(&stands, customer);
    edit.fields.retain(|_, value| !value.is_null());
    if !customer.partner {
        edit.fields.remove("partner");
    }
    edit.tags.retain(|_, stays| *stays || !customer.tags.is_empty());
    edit.custom.retain(|_, text| text.is_some());
    for parts in edit.sites.values_mut().chain(edit.people.values_mut()).flatten() {
        parts.retain(|_, value| !value.is_null());
    }
    edit.sites.retain(|_, site| site.is_some());
    edit.people.retain(|_, person| person.is_some());
    apply(doc, &edit)
}

/// Sets one text field of the profile.
pub fn set_field(doc: &mut Doc, field: ProfileField, text: &str) -> Result<bool, DocError> {
    doc.reconcile(field.as_str(), &text)
}

/// A text of the profile that people of the customer may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProfileField {
    Name,
    Phone,
    Industry,
    Note,
}

impl ProfileField {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Phone => "phone",
            Self::Industry => "industry",
            Self::Note => "note",
        }
    }
}

/// Reads a customer. A field with an impossible value reads as absent; the rest stands.
#[must_use]
pub fn read(doc: &Doc) -> Customer {
    fn field<T: serde::de::DeserializeOwned>(doc: &Doc, key: &str) -> Option<T> {
        doc.get(key).ok().flatten()
    }
    Customer {
        name: field(doc, "name").unwrap_or_default(),
        phone: field(doc, "phone"),
        industry: field(doc, "industry"),
        source: field(doc, "source"),
        partner: field(doc, "partner").unwrap_or_default(),
        note: field(doc, "note"),
        tags: tags(doc),
        custom: doc.map(CUSTOM),
        sites: doc.map::<Site>(SITE).into_iter().filter_map(|(id, site)| Some((id.parse().ok()?, site))).collect(),
        people: doc.map(PERSON),
        via: field(doc, "via"),
        lifecycle: doc.map(LIFE).into_iter().filter_map(|(id, event)| Some((id.parse().ok()?, event))).collect(),
    }
}

/// The list of former versions, and what was added and taken away since.
fn tags(doc: &Doc) -> Vec<String> {
    let list: Vec<String> = doc.get("tags").ok().flatten().unwrap_or_default();
    let mut tags: BTreeSet<String> = list.into_iter().collect();
    for (tag, stays) in doc.map::<bool>(TAG) {
        if stays {
            tags.insert(tag);
        } else {
            tags.remove(&tag);
        }
    }
    tags.into_iter().collect()
}
