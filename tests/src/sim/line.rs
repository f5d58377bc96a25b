//! What the line does to exchanges.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use shared::id::{DocId, RecordId};
use shared::sync::{SyncRequest, SyncResponse, Verdict, to_cbor};

use super::device::InFlight;
use super::world::{Given, World};

/// Rounds in which everybody exchanges, after which nothing may be left.
const ROUNDS: usize = 40;

/// The records that changes of journals make, by the changes' hashes.
fn records(request: &SyncRequest) -> Result<BTreeMap<Vec<u8>, Vec<RecordId>>> {
    let mut found = BTreeMap::new();
    for push in request.pushes.iter().filter(|push| matches!(push.doc, DocId::Journal(..))) {
        for bytes in &push.changes {
            let change = automerge::Change::from_bytes(bytes.to_vec())?;
            let keys = change.decode().operations.into_iter().filter_map(|op| match op.key {
                automerge::legacy::Key::Map(key) => key.parse().ok(),
                automerge::legacy::Key::Seq(_) => None,
            });
            found.insert(change.hash().0.to_vec(), keys.collect());
        }
    }
    Ok(found)
}

impl World {
    /// The server takes a request in; what it promises is written down. `None`: the session has ended.
    pub(super) fn serve(&mut self, request: SyncRequest) -> Result<Option<SyncResponse>> {
        let (device, mut made) = (request.device, records(&request)?);
        let Some(answer) = self.host.exchange(request)? else { return Ok(None) };
        for receipt in &answer.receipts {
            if let Verdict::Accepted { .. } | Verdict::Known { .. } | Verdict::Aside = receipt.verdict {
                let hash: String = receipt.change.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
                let text = format!("  {} {hash}: {:?}", receipt.doc, receipt.verdict);
                self.say(format_args!("{text}"));
            }
            match &receipt.verdict {
                Verdict::Accepted { .. } | Verdict::Known { .. } => {
                    let change = receipt.change.to_vec();
                    let records = made.remove(&change).unwrap_or_default();
                    self.receipts.insert((receipt.doc.clone(), change), Given { device, records });
                }
                Verdict::Aside => self.saw("kept aside"),
                Verdict::Refused(refusal) => {
                    let text = format!("  refused {}: {:?} {}", receipt.doc, refusal.code, refusal.message);
                    self.say(format_args!("{text}"));
                    self.saw("refused at the door");
                }
            }
        }
        let docs: Vec<_> = answer.deltas.iter().map(|delta| delta.doc.to_string()).collect();
        let text = format!(
            "  {} receipts, {docs:?}, gone {:?}, base {}{}",
            answer.receipts.len(),
            answer.gone,
            answer.cursor.base,
            if answer.more { ", more" } else { "" }
        );
        self.say(format_args!("{text}"));
        if answer.more {
            self.saw("page that is not the last");
        }
        // The projector works behind the receipts, sooner or later.
        if self.dice.chance(50) {
            self.host.project()?;
        }
        Ok(Some(answer))
    }

    pub(super) fn exchange(&mut self, at: usize) -> Result<()> {
        if self.phone(at)?.in_flight.is_some() {
            return self.arrive(at);
        }
        let line = self.dice.below(12);
        let (exchange, request) = self.phone(at)?.request()?;
        self.say(format_args!("phone {at} exchanges on line {line}, from {:?}", request.cursor.base));
        match line {
            0 => self.saw("request lost"),
            1 => {
                self.saw("answer lost");
                self.serve(request)?;
            }
            2 => {
                self.saw("request doubled");
                self.serve(request.clone())?;
                if let Some(answer) = self.serve(request)? {
                    self.phone(at)?.store()?.settle(exchange, &to_cbor(&answer)?)?;
                }
            }
            3 => {
                self.saw("request kept back");
                self.phone(at)?.late.push(request);
            }
            4 => {
                self.saw("answer on its way");
                if let Some(answer) = self.serve(request)? {
                    self.phone(at)?.in_flight = Some(InFlight { exchange, answer: to_cbor(&answer)? });
                }
            }
            5 => {
                self.saw("phone crashed while it took an answer in");
                if let Some(answer) = self.serve(request)? {
                    let before = self.phone(at)?.file()?;
                    self.phone(at)?.store()?.settle(exchange, &to_cbor(&answer)?)?;
                    self.phone(at)?.put_back(&before)?;
                }
            }
            6 => {
                self.saw("line cut between pages");
                if let Some(answer) = self.serve(request)? {
                    self.phone(at)?.store()?.settle(exchange, &to_cbor(&answer)?)?;
                }
            }
            _ => {
                self.saw("exchange");
                self.exchange_all(at)?;
            }
        }
        Ok(())
    }

    /// Exchanges on a good line until there is nothing more; says whether anything moved.
    pub(super) fn exchange_all(&mut self, at: usize) -> Result<()> {
        for _ in 0..60 {
            let (exchange, request) = self.phone(at)?.request()?;
            let Some(answer) = self.serve(request)? else { return Ok(()) };
            if !self.phone(at)?.store()?.settle(exchange, &to_cbor(&answer)?)? {
                return Ok(());
            }
        }
        bail!("phone {at} asks again without end")
    }

    /// A request that was kept back comes after others.
    pub(super) fn late(&mut self, at: usize) -> Result<()> {
        let Some(request) = self.phone(at)?.late.pop() else { return Ok(()) };
        self.saw("request came late");
        self.say(format_args!("an old request of phone {at} comes"));
        let answer = self.serve(request)?;
        let taken = |answer: SyncResponse| {
            answer.receipts.iter().any(|receipt| matches!(receipt.verdict, Verdict::Accepted { .. }))
        };
        self.phone(at)?.overtaken |= answer.is_some_and(taken);
        Ok(())
    }

    /// An answer comes, after whatever was recorded meanwhile.
    pub(super) fn arrive(&mut self, at: usize) -> Result<()> {
        let Some(InFlight { exchange, answer }) = self.phone(at)?.in_flight.take() else { return Ok(()) };
        self.saw("answer came later");
        self.say(format_args!("phone {at} takes an answer in"));
        self.phone(at)?.store()?.settle(exchange, &answer)?;
        Ok(())
    }

    /// A manager's new phone gets a page or two, and goes on in the middle while more comes in and access changes.
    fn cut_between_pages(&mut self) -> Result<()> {
        let at = self.phones.len();
        self.host.project()?;
        self.empty_phone("zhao.gm")?;
        if self.phones.len() == at {
            return Ok(());
        }
        for _ in 0..1 + self.dice.below(3) {
            let (exchange, request) = self.phone(at)?.request()?;
            let Some(answer) = self.serve(request)? else { return Ok(()) };
            self.phone(at)?.store()?.settle(exchange, &to_cbor(&answer)?)?;
            self.phone(at)?.crash()?;
            self.hand_over()?;
            let other = self.dice.below(at);
            self.record(other)?;
            self.exchange(other)?;
        }
        Ok(())
    }

    /// Everybody exchanges until nothing is left.
    pub(super) fn quiet(&mut self) -> Result<()> {
        if self.long {
            self.cut_between_pages()?;
        }
        self.say(format_args!("quiet"));
        self.host.keep()?;
        for at in 0..self.phones.len() {
            self.arrive(at)?;
            // What the line still has, it delivers.
            while !self.phone(at)?.late.is_empty() {
                self.late(at)?;
            }
        }
        for _ in 0..ROUNDS {
            self.host.project()?;
            let mut moved = false;
            for at in 0..self.phones.len() {
                let (exchange, request) = self.phone(at)?.request()?;
                let pushed = !request.pushes.is_empty();
                self.say(format_args!("phone {at} exchanges, from {}, whole {:?}", request.cursor.base, request.fetch));
                // Who may no longer sign in keeps what he has.
                let Some(answer) = self.serve(request)? else { continue };
                moved |= pushed || !answer.deltas.is_empty() || !answer.gone.is_empty() || answer.more;
                moved |= self.phone(at)?.store()?.settle(exchange, &to_cbor(&answer)?)?;
            }
            if !moved {
                return Ok(());
            }
        }
        bail!("after {ROUNDS} rounds there is still something to exchange")
    }
}
