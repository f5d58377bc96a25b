//! What the server says of a document's heads, so that it can believe it again after it was restored (SYN-7). Its log then
//! lacks what came after the backup; phones bring it back, also what others wrote and these phones have only read. That
//! nobody slips in a change as another's is decided here: only ancestors of heads this server once attested come back.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Change, ChangeHash};
use serde_bytes::ByteBuf;

use super::wire::Attested;
use crate::id::{CompanyId, DocId};

/// Of the key: whoever has the same 32 bytes for something else gets other codes.
const CONTEXT: &str = "fieldtally, attested heads of a document, version 1";

/// The code over a document's heads, in whatever order they are given. The key is the server's and in no backup.
#[must_use]
pub fn mac(key: &[u8; 32], company: &CompanyId, doc: &DocId, heads: &[ChangeHash]) -> [u8; 16] {
    let (mut code, full) = ([0; 16], full(key, company, doc, heads));
    code.iter_mut().zip(full.as_bytes()).for_each(|(to, from)| *to = *from);
    code
}

/// Whether this server, with this key, said so. Takes the same time however much of the code is right.
#[must_use]
pub fn verify(key: &[u8; 32], company: &CompanyId, doc: &DocId, heads: &[ChangeHash], code: &[u8]) -> bool {
    let expected = mac(key, company, doc, heads);
    let Ok(code) = <[u8; 16]>::try_from(code) else { return false };
    // blake3 compares its hashes in constant time; hashing both makes hashes of them.
    blake3::keyed_hash(key, &expected) == blake3::keyed_hash(key, &code)
}

/// What goes out with a document: its heads in order and the code.
#[must_use]
pub fn attest(key: &[u8; 32], company: &CompanyId, doc: &DocId, heads: &[ChangeHash]) -> Attested {
    let heads: BTreeSet<ChangeHash> = heads.iter().copied().collect();
    let heads: Vec<ChangeHash> = heads.into_iter().collect();
    let code = mac(key, company, doc, &heads);
    Attested { heads: heads.iter().map(|head| ByteBuf::from(head.0)).collect(), mac: ByteBuf::from(code) }
}

/// The heads of what a device brings back, if this server attested them for this document.
#[must_use]
pub fn attested(key: &[u8; 32], company: &CompanyId, doc: &DocId, said: &Attested) -> Option<Vec<ChangeHash>> {
    let heads: Vec<ChangeHash> =
        said.heads.iter().map(|head| head.as_slice().try_into().map(ChangeHash).ok()).collect::<Option<_>>()?;
    verify(key, company, doc, &heads, &said.mac).then_some(heads)
}

/// Those of the changes that are attested heads or ancestors of them. A change proves its ancestors by its hash, so a
/// gap ends the proof: of what is behind a change that is not among these nothing is known. What comes in several pieces
/// is to be asked together, with what was kept aside.
#[must_use]
pub fn covered(attested: &[ChangeHash], changes: &[Change]) -> BTreeSet<ChangeHash> {
    let given: BTreeMap<ChangeHash, &Change> = changes.iter().map(|change| (change.hash(), change)).collect();
    let mut ahead: Vec<ChangeHash> = attested.to_vec();
    let mut covered = BTreeSet::new();
    while let Some(hash) = ahead.pop() {
        if let Some(change) = given.get(&hash)
            && covered.insert(hash)
        {
            ahead.extend(change.deps());
        }
    }
    covered
}

fn full(key: &[u8; 32], company: &CompanyId, doc: &DocId, heads: &[ChangeHash]) -> blake3::Hash {
    let key = blake3::derive_key(CONTEXT, key);
    let mut hasher = blake3::Hasher::new_keyed(&key);
    let mut part = |bytes: &[u8]| {
        hasher.update(&u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_le_bytes());
        hasher.update(bytes);
    };
    part(company.to_string().as_bytes());
    part(doc.to_string().as_bytes());
    let heads: BTreeSet<&ChangeHash> = heads.iter().collect();
    for head in heads {
        part(&head.0);
    }
    hasher.finalize()
}

#[cfg(test)]
mod tests;
