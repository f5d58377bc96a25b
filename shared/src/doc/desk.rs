//! What the server tells one employee: refusals, decisions, sealed statements. Only the server writes it.

use automerge::transaction::Transactable;
use automerge::{ObjType, ROOT, ReadDoc, ScalarValue, Value};
use serde::{Deserialize, Serialize};

use super::{Doc, DocError};
use crate::id::{DocId, EmployeeId};
use crate::period::{Instant, Period};

/// Why an entry was left out of the facts. The app has a text for each, with what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalCode {
    /// The entry does not read as what it says it is; the value says where.
    Unreadable,
    /// Dated more than a day after the server received it.
    InTheFuture,
    /// Dated more than two years before the server received it.
    TooOld,
    /// A check-out of a visit that is not in this journal.
    UnknownVisit,
    /// A check-out before its check-in.
    EndsBeforeItBegins,
    AmountNotPositive,
    /// In the journal of another month than its own.
    WrongMonth,
    /// A request about a customer that nobody holds.
    UnknownCustomer,
    /// A request about a customer of somebody whom the author does not lead.
    NotYourCustomer,
    /// An owner asked for a lower class.
    OnlyRaised,
    /// A customer shall be another name of itself, directly or by what that one was merged into.
    MergesInCircle,
}

impl RefusalCode {
    /// The key of its text in the fluent files.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Unreadable => "refusal-unreadable",
            Self::InTheFuture => "refusal-in-the-future",
            Self::TooOld => "refusal-too-old",
            Self::UnknownVisit => "refusal-unknown-visit",
            Self::EndsBeforeItBegins => "refusal-ends-before-it-begins",
            Self::AmountNotPositive => "refusal-amount-not-positive",
            Self::WrongMonth => "refusal-wrong-month",
            Self::UnknownCustomer => "refusal-unknown-customer",
            Self::NotYourCustomer => "refusal-not-your-customer",
            Self::OnlyRaised => "refusal-only-raised",
            Self::MergesInCircle => "refusal-merges-in-circle",
        }
    }
}

/// A refusal with the field and the value it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub code: RefusalCode,
    pub field: String,
    pub value: String,
}

impl Refusal {
    #[must_use]
    pub fn new(code: RefusalCode, field: &str, value: &str) -> Self {
        Self { code, field: field.to_owned(), value: value.chars().take(200).collect() }
    }
}

/// A change that was taken in and could not be applied: nothing in it counts anywhere (see [`Doc::apply_sound`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantined {
    /// The document it was written to.
    pub doc: DocId,
    pub why: String,
}

/// What was decided on a claim or trip (EXP-1): the server's record, by a person with the right to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub state: DecisionState,
    pub by: EmployeeId,
    pub at: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionState {
    Approved,
    Rejected,
    Paid,
}

/// What a close gave the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    pub period: Period,
    /// The seal: BLAKE3 over statement, adjustments and input pack, hex.
    pub hash: String,
    /// [`crate::engine::Sealed`] as canonical JSON, deflated.
    pub sealed: Vec<u8>,
}

const REFUSAL: &str = "refusal:";
const QUARANTINED: &str = "quarantined:";
const DECISION: &str = "decision:";
const STATEMENT: &str = "statement:";

/// Says why a record was refused; nothing changes where it stands already.
pub fn refuse(doc: &mut Doc, key: &str, refusal: &Refusal) -> Result<bool, DocError> {
    doc.reconcile(&format!("{REFUSAL}{key}"), refusal)
}

/// Takes a refusal back, where a later change made the record sound.
pub fn withdraw_refusal(doc: &mut Doc, key: &str) -> Result<(), DocError> {
    doc.remove(&format!("{REFUSAL}{key}"))
}

/// The refusals that stand, by the record's key.
#[must_use]
pub fn refusals(doc: &Doc) -> std::collections::BTreeMap<String, Refusal> {
    doc.map(REFUSAL)
}

/// Tells the author of a change, by its hash in hex, that it was left out; nothing changes where it stands already.
pub fn quarantine(doc: &mut Doc, hash: &str, left_out: &Quarantined) -> Result<bool, DocError> {
    doc.reconcile(&format!("{QUARANTINED}{hash}"), left_out)
}

/// The changes of this employee that were left out, by their hashes in hex.
#[must_use]
pub fn quarantined(doc: &Doc) -> std::collections::BTreeMap<String, Quarantined> {
    doc.map(QUARANTINED)
}

pub fn decide(doc: &mut Doc, record: &str, decision: &Decision) -> Result<bool, DocError> {
    doc.reconcile(&format!("{DECISION}{record}"), decision)
}

#[must_use]
pub fn decisions(doc: &Doc) -> std::collections::BTreeMap<String, Decision> {
    doc.map(DECISION)
}

/// Puts a sealed statement: one value of bytes, never a tree.
pub fn seal(doc: &mut Doc, sealed: &Sealed) -> Result<(), DocError> {
    let id = doc.id().clone();
    let wrong = |source| DocError::automerge(&id, source);
    let inner = doc.automerge_mut();
    let at = inner.put_object(ROOT, format!("{STATEMENT}{}", sealed.period), ObjType::Map).map_err(wrong)?;
    inner.put(&at, "hash", sealed.hash.as_str()).map_err(wrong)?;
    inner.put(&at, "sealed", ScalarValue::Bytes(sealed.sealed.clone())).map_err(wrong)
}

/// The sealed statements of a desk, by period.
#[must_use]
pub fn statements(doc: &Doc) -> Vec<Sealed> {
    let inner = doc.automerge();
    let bytes = |at: &automerge::ObjId, key: &str| -> Option<Vec<u8>> {
        match inner.get(at, key).ok()?? {
            (Value::Scalar(scalar), _) => scalar.as_bytes().map(<[u8]>::to_vec),
            (Value::Object(_), _) => None,
        }
    };
    let mut found: Vec<Sealed> = doc
        .entries(STATEMENT)
        .filter_map(|entry| {
            let period = entry.key.strip_prefix(STATEMENT)?.parse().ok()?;
            let (_, at) = inner.get(ROOT, &entry.key).ok()??;
            let hash = entry.value.get("hash")?.as_str()?.to_owned();
            // A close of the first version has no such bytes: the page says that it can not be read.
            Some(Sealed { period, hash, sealed: bytes(&at, "sealed").unwrap_or_default() })
        })
        .collect();
    found.sort_by_key(|sealed| sealed.period);
    found
}
