//! A phone as small as can be: documents in memory, what is not sent, a cursor.

use std::collections::BTreeMap;

use reqwest::Response;
use serde_bytes::ByteBuf;
use shared::doc::journal::{self, Body, CheckIn, CheckOut, Contact, Entry, Method};
use shared::doc::{Doc, verified_change_within};
use shared::id::{Actor, DocId, RecordId};
use shared::period::Instant;
use shared::place::{Fence, Fix, FixSource, Place};
use shared::rest::SignedIn;
use shared::sync::{Cursor, Push, Receipt, SyncRequest, SyncResponse, Verdict, to_cbor};
use uuid::Uuid;

use crate::world::{World, customer};

pub struct Phone {
    pub signed: SignedIn,
    pub docs: BTreeMap<DocId, Doc>,
    pub pending: Vec<Push>,
    pub cursor: Cursor,
    incarnation: u32,
}

impl Phone {
    pub async fn new(world: &World, login: &str) -> Self {
        Self::of(world.sign_in(login).await)
    }

    pub fn of(signed: SignedIn) -> Self {
        Self { signed, docs: BTreeMap::new(), pending: Vec::new(), cursor: Cursor::default(), incarnation: 1 }
    }

    pub fn token(&self) -> &str {
        self.signed.token.as_deref().unwrap()
    }

    pub fn journal(&self) -> DocId {
        format!("journal/{}/2026-11", self.signed.employee).parse().unwrap()
    }

    pub fn doc(&mut self, id: &DocId) -> &mut Doc {
        let actor = Actor { device: self.signed.device, incarnation: self.incarnation };
        self.docs.entry(id.clone()).or_insert_with(|| Doc::new(id.clone(), &actor.to_bytes()))
    }

    /// Edits a document and queues the change.
    pub fn edit(&mut self, id: &DocId, at: Instant, edit: impl FnOnce(&mut Doc)) -> Vec<u8> {
        let doc = self.doc(id);
        edit(doc);
        let bytes = doc.commit(at).unwrap().raw_bytes().to_vec();
        self.pending.push(Push::new(id.clone(), vec![ByteBuf::from(bytes.clone())]));
        bytes
    }

    pub fn record(&mut self, id: RecordId, at: Instant, body: Body) {
        let entry = Entry { at, offset: 480, skew: None, body };
        self.edit(&self.journal(), at, |doc| journal::record(doc, id, &entry).unwrap());
    }

    pub fn check_in(&mut self, at: Instant) -> RecordId {
        let id = record();
        self.record(id, at, Body::CheckIn(check_in(at)));
        id
    }

    pub fn check_out(&mut self, visit: RecordId, at: Instant, result: &str) -> RecordId {
        let id = record();
        let body = CheckOut {
            visit,
            fix: None,
            result: Some(result.into()),
            next_step: None,
            next_date: None,
            photos: Vec::new(),
            form: None,
            forgotten: false,
        };
        self.record(id, at, Body::CheckOut(body));
        id
    }

    pub fn contact(&mut self, at: Instant) -> RecordId {
        let id = record();
        let body = Contact {
            customer: customer(),
            method: Method::Phone,
            content: "問候".into(),
            person: None,
            next_step: None,
            next_date: None,
            opportunity: None,
        };
        self.record(id, at, Body::Contact(body));
        id
    }

    pub fn request(&self, pushes: Vec<Push>) -> SyncRequest {
        SyncRequest {
            protocol: shared::sync::PROTOCOL,
            device: self.signed.device,
            cursor: self.cursor.clone(),
            pushes,
            fetch: Vec::new(),
        }
    }

    pub async fn post(&self, world: &World, content: Vec<u8>) -> Response {
        world.http.post(world.api("sync")).bearer_auth(self.token()).body(content).send().await.unwrap()
    }

    /// Sends what is pending and takes in one page.
    pub async fn once(&mut self, world: &World) -> SyncResponse {
        let pushes = std::mem::take(&mut self.pending);
        let request = self.request(pushes);
        let answer = self.post(world, to_cbor(&request).unwrap()).await;
        assert_eq!(answer.status(), 200);
        let content = answer.bytes().await.unwrap();
        assert!(content.len() <= 1024 * 1024, "a page of {} bytes", content.len());
        let response = SyncResponse::read(&content, &request).unwrap();
        self.take(response.clone());
        response
    }

    /// Exchanges until there is nothing more; all receipts.
    pub async fn sync(&mut self, world: &World) -> Vec<Receipt> {
        let mut receipts = Vec::new();
        loop {
            let response = self.once(world).await;
            receipts.extend(response.receipts);
            if !response.more {
                return receipts;
            }
        }
    }

    /// Exchanges once everything stored is visible.
    pub async fn settle(&mut self, world: &World) -> Vec<Receipt> {
        let mut receipts = self.sync(world).await;
        world.settled().await;
        receipts.extend(self.sync(world).await);
        receipts
    }

    fn take(&mut self, response: SyncResponse) {
        for delta in response.deltas {
            if let Some(snapshot) = delta.snapshot {
                let mut doc = Doc::load(delta.doc.clone(), &[0; 20], Some(&snapshot), Vec::new()).unwrap();
                // Merged with what is here: a snapshot drops nothing.
                self.doc(&delta.doc).apply(doc.changes_since(&[])).unwrap();
            }
            let changes = delta.changes.iter().map(|bytes| verified_change_within(bytes, 1 << 24).unwrap());
            let changes = changes.collect();
            self.doc(&delta.doc).apply(changes).unwrap();
        }
        for doc in response.gone {
            self.docs.remove(&doc);
        }
        self.cursor = response.cursor;
    }
}

pub fn record() -> RecordId {
    RecordId::from_uuid(Uuid::now_v7())
}

pub fn check_in(at: Instant) -> CheckIn {
    let place = Place::new(30.2741, 120.1551).unwrap();
    let fix = Fix { place, accuracy: Some(10.0), source: FixSource::Device, at, mock: false };
    CheckIn {
        customer: customer(),
        site: None,
        fence: Some(Fence { place, radius: 300 }),
        fix: Some(fix),
        no_fix: None,
        reason: None,
        purpose: None,
        opportunity: None,
        photos: Vec::new(),
    }
}

pub fn seqs(receipts: &[Receipt]) -> Vec<u64> {
    let seq = |receipt: &Receipt| match &receipt.verdict {
        Verdict::Accepted { seq } => *seq,
        other => panic!("{other:?}"),
    };
    receipts.iter().map(seq).collect()
}
