//! Documents: automerge underneath, a flat map of named entries on top. The only users of automerge.
//!
//! Every document is a root map from key to value. Entries of a journal are keyed by their record's uuid and never
//! edited; what happens later to a record (a check-out, an amendment) is an entry of its own. So two devices of one
//! person can not write the same key, and no automerge conflict ever decides about a visit or an amount. Only the
//! customer's profile has fields that several people may set; there the last writer wins.

pub mod company;
pub mod customer;
pub mod desk;
pub mod form;
pub mod journal;
pub mod ledger;

mod chunk;
mod sound;
mod value;

use std::collections::{BTreeMap, BTreeSet};

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{AutoCommit, Change, ChangeHash, ROOT, ReadDoc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::id::{Actor, DocId};
use crate::period::Instant;

pub use chunk::{
    ChunkError, MAX_CHANGE_BYTES, MAX_CHANGE_NAMES, MAX_CHANGE_OPS, MAX_SNAPSHOT_BYTES, OtherShape, only_adds,
    verified_change, verified_change_within, verified_snapshot,
};
pub use sound::Unfit;

/// What can be wrong with a document as a whole. One bad entry is no error of the document: see [`Doc::entries`].
#[derive(Debug, thiserror::Error)]
pub enum DocError {
    #[error("{doc}: automerge: {source}")]
    Automerge { doc: DocId, source: Box<automerge::AutomergeError> },
    #[error("{doc}: changes are missing that others need: {missing:?}")]
    MissingDependencies { doc: DocId, missing: Vec<ChangeHash> },
    #[error("{doc}: {source}")]
    Chunk { doc: DocId, source: ChunkError },
    #[error("{doc}: {key}: {why}")]
    Value { doc: DocId, key: String, why: String },
}

impl DocError {
    fn automerge(doc: &DocId, source: automerge::AutomergeError) -> Self {
        Self::Automerge { doc: doc.clone(), source: Box::new(source) }
    }
}

/// One document, held in memory.
#[derive(Debug, Clone)]
pub struct Doc {
    id: DocId,
    inner: AutoCommit,
}

/// One entry of a document with what automerge knows of its author.
#[derive(Debug, Clone)]
pub struct RawEntry {
    pub key: String,
    pub value: Value,
    /// `None` for what no device wrote (the server's own entries).
    pub author: Option<Actor>,
    /// The change that brought it.
    pub change: Option<ChangeHash>,
}

impl Doc {
    #[must_use]
    pub fn new(id: DocId, actor: &[u8]) -> Self {
        Self { id, inner: AutoCommit::new().with_actor(automerge::ActorId::from(actor)) }
    }

    /// Loads a snapshot and what came after it. The caller has checked lengths and hashes of what it stored.
    ///
    /// automerge takes zero bytes for an empty document, and of several chunks as many as it can read: here a snapshot
    /// is one document, whole and of bounded size, or it is refused.
    pub fn load(id: DocId, actor: &[u8], snapshot: Option<&[u8]>, changes: Vec<Change>) -> Result<Self, DocError> {
        let inner = match snapshot {
            Some(bytes) => {
                if let Err(source) = verified_snapshot(bytes, MAX_SNAPSHOT_BYTES) {
                    return Err(DocError::Chunk { doc: id, source });
                }
                sound::guarded(|| AutoCommit::load(bytes)).map_err(|why| DocError::Value {
                    doc: id.clone(),
                    key: "snapshot".into(),
                    why,
                })?
            }
            None => AutoCommit::new(),
        };
        let mut doc = Self { id, inner: inner.with_actor(automerge::ActorId::from(actor)) };
        doc.apply(changes)?;
        Ok(doc)
    }

    #[must_use]
    pub const fn id(&self) -> &DocId {
        &self.id
    }

    /// Writes as this actor from now on.
    pub fn set_actor(&mut self, actor: &[u8]) {
        self.inner.set_actor(automerge::ActorId::from(actor));
    }

    /// Applies changes of others; known ones are passed over. Fails if something they need is missing, and leaves the
    /// document as it was: automerge would queue them without a word. What strangers wrote is for
    /// [`Self::apply_sound`].
    pub fn apply(&mut self, changes: Vec<Change>) -> Result<(), DocError> {
        if changes.is_empty() {
            return Ok(());
        }
        let given: BTreeSet<ChangeHash> = changes.iter().map(Change::hash).collect();
        let needed: BTreeSet<ChangeHash> = changes.iter().flat_map(|change| change.deps()).copied().collect();
        let needed: Vec<ChangeHash> = needed.difference(&given).copied().collect();
        let missing = self.inner.get_missing_deps(&needed);
        if !missing.is_empty() {
            return Err(DocError::MissingDependencies { doc: self.id.clone(), missing });
        }
        self.inner.apply_changes(changes).map_err(|source| DocError::automerge(&self.id, source))
    }

    /// Whether a key of the root has a value.
    fn stands(&self, key: &str) -> bool {
        self.inner.get(ROOT, key).is_ok_and(|found| found.is_some())
    }

    /// Puts a value under a key of the root, whole.
    pub fn put<T: Serialize>(&mut self, key: &str, value: &T) -> Result<(), DocError> {
        let value = serde_json::to_value(value).map_err(|why| self.wrong(key, &why))?;
        value::put(&mut self.inner, &ROOT, key, &value).map_err(|source| DocError::automerge(&self.id, source))
    }

    /// Puts a value only where it differs from what stands; says whether it did.
    pub fn reconcile<T: Serialize>(&mut self, key: &str, value: &T) -> Result<bool, DocError> {
        let mut wanted = serde_json::to_value(value).map_err(|why| self.wrong(key, &why))?;
        value::without_nulls(&mut wanted);
        if self.value(key).is_some_and(|stands| stands == wanted) {
            return Ok(false);
        }
        self.put(key, &wanted)?;
        Ok(true)
    }

    /// Sets fields of a value one by one, so that what others set of it stays; null takes a field away. Says whether
    /// anything changed.
    pub fn reconcile_fields(&mut self, key: &str, fields: &BTreeMap<String, Value>) -> Result<bool, DocError> {
        let found = self.inner.get(ROOT, key).map_err(|source| DocError::automerge(&self.id, source))?;
        let Some((automerge::Value::Object(automerge::ObjType::Map), object)) = found else {
            return self.reconcile(key, fields);
        };
        let stands = self.value(key).unwrap_or_default();
        let mut changed = false;
        for (name, value) in fields {
            let done = match (stands.get(name), value.is_null()) {
                (None, true) => continue,
                (Some(_), true) => self.inner.delete(&object, name.as_str()),
                (before, false) if before == Some(value) => continue,
                (_, false) => value::put(&mut self.inner, &object, name, value),
            };
            done.map_err(|source| DocError::automerge(&self.id, source))?;
            changed = true;
        }
        Ok(changed)
    }

    /// Removes a key; nothing happens where it is not there.
    pub fn remove(&mut self, key: &str) -> Result<(), DocError> {
        self.inner.delete(ROOT, key).map_err(|source| DocError::automerge(&self.id, source))
    }

    /// Ends the change that the puts since the last commit make; `None` if there were none.
    pub fn commit(&mut self, at: Instant) -> Option<Change> {
        let hash = self.inner.commit_with(CommitOptions::default().with_time(at.millis() / 1000))?;
        self.inner.get_change_by_hash(&hash)
    }

    /// The value under a key as it stands.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<Value> {
        let (found, id) = self.inner.get(ROOT, key).ok()??;
        Some(value::read(&self.inner, &found, &id))
    }

    /// The value under a key, read as what it should be.
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, DocError> {
        let Some(value) = self.value(key) else { return Ok(None) };
        serde_json::from_value(value).map(Some).map_err(|why| self.wrong(key, &why))
    }

    /// All entries whose key begins with `prefix`, in order of their keys.
    pub fn entries<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = RawEntry> + 'a {
        self.inner.map_range(ROOT, prefix.to_owned()..).take_while(move |item| item.key.starts_with(prefix)).map(
            |item| {
                let id = item.id();
                let author = match &id {
                    automerge::ObjId::Id(_, actor, _) => Actor::from_bytes(actor.to_bytes()),
                    automerge::ObjId::Root => None,
                };
                RawEntry {
                    key: item.key.to_string(),
                    value: value::read(&self.inner, &item.value.clone().into(), &id),
                    author,
                    change: self.inner.hash_for_opid(&id),
                }
            },
        )
    }

    /// All entries under a prefix as values of one type, keyed by what follows the prefix; a bad one is left out.
    #[must_use]
    pub fn map<T: DeserializeOwned>(&self, prefix: &str) -> BTreeMap<String, T> {
        self.entries(prefix)
            .filter_map(|entry| {
                let key = entry.key.strip_prefix(prefix)?.to_owned();
                Some((key, serde_json::from_value(entry.value).ok()?))
            })
            .collect()
    }

    #[must_use]
    pub fn heads(&mut self) -> Vec<ChangeHash> {
        let mut heads = self.inner.get_heads();
        heads.sort_unstable();
        heads
    }

    /// All changes after those heads, in an order in which they can be applied.
    #[must_use]
    pub fn changes_since(&mut self, heads: &[ChangeHash]) -> Vec<Change> {
        self.inner.get_changes(heads)
    }

    /// The whole document in columnar form.
    #[must_use]
    pub fn save(&mut self) -> Vec<u8> {
        self.inner.save()
    }

    pub(crate) const fn automerge(&self) -> &AutoCommit {
        &self.inner
    }

    pub(crate) const fn automerge_mut(&mut self) -> &mut AutoCommit {
        &mut self.inner
    }

    fn wrong(&self, key: &str, why: &serde_json::Error) -> DocError {
        DocError::Value { doc: self.id.clone(), key: key.to_owned(), why: why.to_string() }
    }
}
