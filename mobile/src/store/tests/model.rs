//! A server of a few lines: it admits as the real one does, can be restored from a backup, and can be in any mood.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Change, ChangeHash};
use serde_bytes::ByteBuf;
use shared::doc::{Doc, verified_change};
use shared::id::{Actor, DeviceId, DocId};
use shared::period::Instant;
use shared::sync::admit::RefusalCode;
use shared::sync::{
    Attested, Cursor, Delta, Push, Receipt, RefusedAtDoor, SyncRequest, SyncResponse, Verdict, from_cbor, to_cbor,
};

use super::samples::MORNING;
use crate::store::Store;

/// Numbers that look random and are the same in every run of a seed.
#[derive(Debug, Clone)]
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }
}

#[derive(Debug, Clone)]
pub struct Held {
    pub doc: DocId,
    pub change: Change,
}

/// What a backup holds, and what is lost by restoring one.
#[derive(Debug, Clone)]
pub struct Server {
    pub epoch: u64,
    /// Number `n` stands at place `n - 1`.
    pub log: Vec<Held>,
    pub aside: Vec<Held>,
    /// Held, but in no document.
    pub quarantined: BTreeSet<ChangeHash>,
    /// Refuses one in so many changes for no reason at all.
    pub mood: Option<Dice>,
    /// Knows nothing of documents asked for whole.
    pub deaf: bool,
    pub sends_snapshots: bool,
    pub asked_whole: Vec<DocId>,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            epoch: 7,
            log: Vec::new(),
            aside: Vec::new(),
            quarantined: BTreeSet::new(),
            mood: None,
            deaf: false,
            sends_snapshots: true,
            asked_whole: Vec::new(),
        }
    }
}

impl Server {
    /// Yesterday's backup takes the place of what stands.
    pub fn restore(&mut self, backup: &Self) {
        let epoch = self.epoch + 1;
        *self = Self { epoch, ..backup.clone() };
    }

    pub fn doc(&self, doc: &DocId) -> Doc {
        let sound = |held: &&Held| held.doc == *doc && !self.quarantined.contains(&held.change.hash());
        let changes = self.log.iter().filter(sound).map(|held| held.change.clone()).collect();
        Doc::load(doc.clone(), &[9; 20], None, changes).unwrap()
    }

    pub fn heads(&self, doc: &DocId) -> Vec<ChangeHash> {
        self.doc(doc).heads()
    }

    pub fn docs(&self) -> BTreeSet<DocId> {
        self.log.iter().map(|held| held.doc.clone()).collect()
    }

    /// Written by somebody else, or by the server itself.
    pub fn write(&mut self, doc: &mut Doc) {
        for change in doc.changes_since(&[]) {
            if self.number(doc.id(), &change.hash()).is_none() {
                self.log.push(Held { doc: doc.id().clone(), change });
            }
        }
    }

    pub fn drop_doc(&mut self, doc: &DocId) {
        self.log.retain(|held| held.doc != *doc);
    }

    fn number(&self, doc: &DocId, hash: &ChangeHash) -> Option<u64> {
        let at = self.log.iter().position(|held| held.doc == *doc && held.change.hash() == *hash)?;
        Some(u64::try_from(at).unwrap() + 1)
    }

    fn attest(&self, doc: &DocId) -> Attested {
        let heads: Vec<ByteBuf> = self.heads(doc).iter().map(|head| ByteBuf::from(head.0)).collect();
        let mac = Self::mac(doc, &heads);
        Attested { heads, mac }
    }

    fn mac(doc: &DocId, heads: &[ByteBuf]) -> ByteBuf {
        let mut hasher = blake3::Hasher::new_keyed(&[5; 32]);
        hasher.update(doc.to_string().as_bytes());
        heads.iter().for_each(|head| {
            hasher.update(head);
        });
        ByteBuf::from(hasher.finalize().as_bytes()[..16].to_vec())
    }

    fn refuse(code: RefusalCode, heads: Vec<ByteBuf>) -> Verdict {
        Verdict::Refused(RefusedAtDoor { code, message: format!("{code:?}"), heads })
    }

    fn judge(&mut self, device: DeviceId, push: &Push, bytes: &[u8]) -> Verdict {
        let Ok(change) = verified_change(bytes) else { return Self::refuse(RefusalCode::Malformed, Vec::new()) };
        let doc = &push.doc;
        if let Some(seq) = self.number(doc, &change.hash()) {
            return Verdict::Known { seq };
        }
        if self.mood.as_mut().is_some_and(|dice| dice.roll(3) == 0) {
            return self.whim(doc);
        }
        let own = Actor::from_bytes(change.actor_id().to_bytes()).is_some_and(|actor| actor.device == device);
        let vouched = push.attested.as_ref().is_some_and(|attested| attested.mac == Self::mac(doc, &attested.heads));
        if !own && !vouched {
            self.aside.push(Held { doc: doc.clone(), change });
            return Verdict::Aside;
        }
        let last = self
            .log
            .iter()
            .filter(|held| held.doc == *doc && held.change.actor_id() == change.actor_id())
            .map(|held| held.change.seq())
            .max()
            .unwrap_or(0);
        if change.seq() <= last {
            return Self::refuse(RefusalCode::Forked, Vec::new());
        }
        let beside = |hash: &ChangeHash| self.aside.iter().any(|held| held.change.hash() == *hash);
        let missing: Vec<_> = change.deps().iter().filter(|dep| self.number(doc, dep).is_none()).collect();
        if missing.iter().any(|dep| beside(dep)) {
            return Self::refuse(RefusalCode::Unattested, Vec::new());
        }
        if change.deps().iter().any(|dep| self.quarantined.contains(dep)) {
            return Self::refuse(RefusalCode::Quarantined, Vec::new());
        }
        if !missing.is_empty() || change.seq() != last + 1 {
            let heads = self.heads(doc).iter().map(|head| ByteBuf::from(head.0)).collect();
            return Self::refuse(RefusalCode::MissingDependency, heads);
        }
        self.log.push(Held { doc: doc.clone(), change });
        Verdict::Accepted { seq: u64::try_from(self.log.len()).unwrap() }
    }

    fn whim(&mut self, doc: &DocId) -> Verdict {
        use RefusalCode::*;
        let codes = [
            Malformed,
            TooLarge,
            ForeignActor,
            NotAllowed,
            MissingDependency,
            Forked,
            AfterRefused,
            Rewrites,
            Quarantined,
            Unattested,
        ];
        let heads = self.heads(doc).iter().map(|head| ByteBuf::from(head.0)).collect();
        let Some(dice) = &mut self.mood else { return Verdict::Aside };
        let code = codes[usize::try_from(dice.roll(codes.len() as u64)).unwrap()];
        Self::refuse(code, if dice.roll(2) == 0 { heads } else { Vec::new() })
    }

    pub fn answer(&mut self, request: &SyncRequest) -> SyncResponse {
        let mut receipts = Vec::new();
        for push in &request.pushes {
            let mut stopped = false;
            for bytes in &push.changes {
                let verdict = if stopped {
                    Self::refuse(RefusalCode::AfterRefused, Vec::new())
                } else {
                    self.judge(request.device, push, bytes)
                };
                stopped |= matches!(verdict, Verdict::Refused(_));
                let change = ByteBuf::from(bytes.to_vec());
                receipts.push(Receipt { doc: push.doc.clone(), change, verdict });
            }
        }
        let base = if request.cursor.epoch == self.epoch { request.cursor.base } else { 0 };
        let own = |change: &Change| {
            Actor::from_bytes(change.actor_id().to_bytes()).is_some_and(|actor| actor.device == request.device)
        };
        let mut deltas = Vec::new();
        for doc in self.docs() {
            let whole = request.fetch.contains(&doc) && !self.deaf;
            let since = usize::try_from(base).unwrap();
            let new: Vec<&Held> = self.log.iter().skip(since).filter(|held| held.doc == doc).collect();
            if !whole && (new.is_empty() || base > 0 && new.iter().all(|held| own(&held.change))) {
                continue;
            }
            if whole {
                self.asked_whole.push(doc.clone());
            }
            let snapshot = (whole || base == 0 && self.sends_snapshots).then(|| ByteBuf::from(self.doc(&doc).save()));
            let changes = match snapshot {
                Some(_) => Vec::new(),
                None => new.iter().map(|held| ByteBuf::from(held.change.raw_bytes().to_vec())).collect(),
            };
            deltas.push(Delta { attested: Some(self.attest(&doc)), doc, snapshot, changes });
        }
        let base = u64::try_from(self.log.len()).unwrap();
        SyncResponse {
            receipts,
            deltas,
            gone: Vec::new(),
            cursor: Cursor { epoch: self.epoch, base, part: None },
            more: false,
            server_time: Instant::from_millis(MORNING),
        }
    }
}

/// One exchange; `true`: the phone wants another at once.
pub fn exchange(store: &mut Store, server: &mut Server) -> bool {
    let exchange = store.exchange().unwrap();
    let answer = server.answer(&exchange.request);
    // Over the wire and back, as it would travel.
    let request: SyncRequest = from_cbor(&to_cbor(&exchange.request).unwrap()).unwrap();
    assert_eq!(request, exchange.request);
    store.settle(exchange, &to_cbor(&answer).unwrap()).unwrap()
}

/// Exchanges until nothing waits; says how many it took.
pub fn settle(store: &mut Store, server: &mut Server) -> u32 {
    for round in 1..=300 {
        let again = exchange(store, server);
        if !again && store.exchange().unwrap().request.fetch.is_empty() {
            return round;
        }
    }
    panic!("the phone and the server did not come to rest");
}

/// The same documents on both sides.
pub fn assert_same(store: &mut Store, server: &Server) {
    let here = store.heads().unwrap();
    let there = server.docs().into_iter().map(|doc| {
        let heads = server.heads(&doc).iter().map(ToString::to_string).collect();
        (doc.to_string(), heads)
    });
    assert_eq!(here, there.collect::<BTreeMap<_, Vec<String>>>());
}
