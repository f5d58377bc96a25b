//! Names of things. An id is checked once, when it is made, and can not be wrong afterwards.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

mod doc_id;

pub use doc_id::{DocId, DocKind};

/// A text that can not be the id it should be. Names the kind of id and the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}: {value:?} is not valid: {why}")]
pub struct IdError {
    pub kind: &'static str,
    pub value: String,
    pub why: &'static str,
}

impl IdError {
    fn new(kind: &'static str, value: &str, why: &'static str) -> Self {
        // A refused text comes back in an error: a megabyte of it would help nobody.
        Self { kind, value: value.chars().take(80).collect(), why }
    }
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $check:path) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            pub fn new(text: impl Into<String>) -> Result<Self, IdError> {
                let text = text.into();
                $check($kind, &text)?;
                Ok(Self(text))
            }

            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }
    };
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident, $kind:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Uuid);

        impl $name {
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            #[must_use]
            pub const fn uuid(&self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0.hyphenated())
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                // One spelling only: an id is compared as text in SQL and in documents.
                match Uuid::try_parse(text) {
                    Ok(uuid) if uuid.hyphenated().to_string() == text => Ok(Self(uuid)),
                    _ => Err(IdError::new($kind, text, "a lower-case hyphenated uuid is needed")),
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }
    };
}

fn slug(kind: &'static str, text: &str) -> Result<(), IdError> {
    if text.is_empty() || text.len() > 64 {
        return Err(IdError::new(kind, text, "1 to 64 characters are needed"));
    }
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
    if !text.chars().all(plain) {
        return Err(IdError::new(kind, text, "only a-z, 0-9, '.', '_' and '-' may stand in it"));
    }
    Ok(())
}

fn printable(kind: &'static str, text: &str) -> Result<(), IdError> {
    if text.is_empty() || text.len() > 128 {
        return Err(IdError::new(kind, text, "1 to 128 bytes are needed"));
    }
    if text.chars().any(char::is_control) || text.trim() != text {
        return Err(IdError::new(kind, text, "no control characters and no space at the ends"));
    }
    Ok(())
}

fn fact_text(kind: &'static str, text: &str) -> Result<(), IdError> {
    // A kind's name stands before an id of up to 128 bytes.
    printable(kind, text.split_once(' ').map_or(text, |(_, id)| id))
}

text_id!(
    /// A person on the payroll, also the name to sign in with. Stands in document ids, so it is a slug.
    EmployeeId, "employee", slug
);
text_id!(
    /// A department, team or region of the org tree (ORG-1).
    DepartmentId, "department", slug
);
text_id!(
    /// A company (tenant) on a server (ORG-3).
    CompanyId, "company", slug
);
text_id!(
    /// A contract, by the id its source system gave it (SAL-1).
    ContractId, "contract", printable
);
text_id!(
    /// A collection 回款, by the id its source system gave it (SAL-1).
    CollectionId, "collection", printable
);
text_id!(
    /// A refund, by the id its source system gave it (SAL-1).
    RefundId, "refund", printable
);
text_id!(
    /// A product, by the id its source system gave it.
    ProductId, "product", printable
);
text_id!(
    /// A dated thing that counts; a record's uuid or the id of a contract, collection or refund with its kind.
    FactId, "fact", fact_text
);

impl FactId {
    /// For ids built from ids that were checked themselves.
    pub(crate) const fn known(text: String) -> Self {
        Self(text)
    }
}

uuid_id!(
    /// A customer 客戶 (CUS-1).
    CustomerId, "customer"
);
uuid_id!(
    /// A site of a customer, where one can check in.
    SiteId, "site"
);
uuid_id!(
    /// An opportunity 業務機會 (OPP-1).
    OpportunityId, "opportunity"
);
uuid_id!(
    /// A record a person wrote: uuid v7, minted on the device that wrote it.
    RecordId, "record"
);
uuid_id!(
    /// A signed-in device of one employee.
    DeviceId, "device"
);

impl CustomerId {
    /// The customer of an external id: the same id on every import, on every server of that company.
    #[must_use]
    pub fn of_external(company: &CompanyId, external: &str) -> Self {
        let space = Uuid::new_v5(&Uuid::NAMESPACE_OID, b"fieldtally customer");
        Self(Uuid::new_v5(&space, format!("{company}/{external}").as_bytes()))
    }
}

impl SiteId {
    /// The first site of an imported customer.
    #[must_use]
    pub fn first_of(customer: CustomerId) -> Self {
        Self(Uuid::new_v5(&customer.0, b"site 1"))
    }
}

/// Who wrote a change: the device and its incarnation.
///
/// The first 16 bytes are the device, so the server binds an actor to a session without a list; the last four count
/// the stores that lived on the device, since a store restored from a backup must not reuse sequence numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Actor {
    pub device: DeviceId,
    pub incarnation: u32,
}

impl Actor {
    #[must_use]
    pub fn to_bytes(self) -> [u8; 20] {
        let mut bytes = [0; 20];
        bytes[..16].copy_from_slice(self.device.0.as_bytes());
        bytes[16..].copy_from_slice(&self.incarnation.to_be_bytes());
        bytes
    }

    /// `None` where the bytes are not of this form: no device wrote that.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (device, incarnation) = bytes.split_first_chunk::<16>()?;
        let incarnation = <[u8; 4]>::try_from(incarnation).ok()?;
        Some(Self { device: DeviceId(Uuid::from_bytes(*device)), incarnation: u32::from_be_bytes(incarnation) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_could_not_stand_in_a_document_name_is_refused_with_its_text() {
        for bad in ["", "Lin", "lin/xd", "lin xd", "林", &"x".repeat(65)] {
            let error = EmployeeId::new(bad).unwrap_err();
            assert_eq!(error.kind, "employee");
            assert!(bad.starts_with(&error.value));
        }
        assert_eq!(EmployeeId::new("lin.xd").unwrap().to_string(), "lin.xd");
    }

    #[test]
    fn a_uuid_has_one_spelling() {
        assert!("0190163d-8694-739b-aea5-966c26f8ad91".parse::<CustomerId>().is_ok());
        for bad in ["0190163D-8694-739B-AEA5-966C26F8AD91", "0190163d8694739baea5966c26f8ad91", "x"] {
            assert!(bad.parse::<CustomerId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn an_actor_names_its_device() {
        let device: DeviceId = "0190163d-8694-739b-aea5-966c26f8ad91".parse().unwrap();
        let actor = Actor { device, incarnation: 7 };
        assert_eq!(Actor::from_bytes(&actor.to_bytes()), Some(actor));
        assert_eq!(Actor::from_bytes(b"short"), None);
        assert_eq!(Actor::from_bytes(&[0; 21]), None);
    }
}
