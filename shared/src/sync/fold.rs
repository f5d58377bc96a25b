//! An answer as it travels. A receipt names its change by 32 bytes that whoever pushed has already; for a thousand visits
//! that made the answer as long as the push. Changes that were taken under numbers one after the other, as they were
//! pushed, are one run of four numbers.

use std::collections::VecDeque;

use automerge::Change;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::wire::{Cursor, Delta, Receipt, SyncRequest, SyncResponse, Verdict, WireError, from_cbor};
use crate::id::DocId;
use crate::period::Instant;

/// Accepted changes of one push, one after the other, under numbers one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Taken {
    /// Which push of the request, from 0.
    push: u32,
    /// Which change of it is the first, from 0.
    first: u32,
    count: u32,
    /// The number of the first.
    seq: u64,
}

/// [`SyncResponse`] with the receipts of runs folded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Folded {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    taken: Vec<Taken>,
    /// All that are in no run, in the order of what was pushed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    receipts: Vec<Receipt>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    deltas: Vec<Delta>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    gone: Vec<DocId>,
    cursor: Cursor,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    more: bool,
    server_time: Instant,
}

impl Folded {
    /// `pushed`: how many changes each push had; the receipts are theirs, in their order.
    #[must_use]
    pub fn new(response: SyncResponse, pushed: &[usize]) -> Self {
        let SyncResponse { receipts, deltas, gone, cursor, more, server_time } = response;
        let places = (0..).zip(pushed).flat_map(|(push, count)| (0..).take(*count).map(move |at| (push, at)));
        let (mut taken, mut rest): (Vec<Taken>, Vec<Receipt>) = (Vec::new(), Vec::new());
        let mut places = places;
        for receipt in receipts {
            let (Some((push, at)), Verdict::Accepted { seq }) = (places.next(), &receipt.verdict) else {
                rest.push(receipt);
                continue;
            };
            match taken.last_mut() {
                Some(run) if run.goes_on(push, at, *seq) => run.count += 1,
                _ => taken.push(Taken { push, first: at, count: 1, seq: *seq }),
            }
        }
        Self { taken, receipts: rest, deltas, gone, cursor, more, server_time }
    }

    /// How many receipts it brings.
    #[must_use]
    pub fn given(&self) -> usize {
        self.receipts.len() + self.taken.iter().map(|run| run.count as usize).sum::<usize>()
    }

    /// Those that are told one by one; all others were accepted.
    #[must_use]
    pub fn told(&self) -> &[Receipt] {
        &self.receipts
    }

    fn unfold(self, request: &SyncRequest) -> Result<SyncResponse, WireError> {
        let Self { taken, receipts, deltas, gone, cursor, more, server_time } = self;
        let receipts = if taken.is_empty() { receipts } else { unfolded(taken, receipts, request)? };
        Ok(SyncResponse { receipts, deltas, gone, cursor, more, server_time })
    }
}

impl Taken {
    fn goes_on(&self, push: u32, at: u32, seq: u64) -> bool {
        self.push == push && self.first + self.count == at && self.seq + u64::from(self.count) == seq
    }
}

fn unfolded(taken: Vec<Taken>, receipts: Vec<Receipt>, request: &SyncRequest) -> Result<Vec<Receipt>, WireError> {
    let (mut taken, mut rest) = (VecDeque::from(taken), VecDeque::from(receipts));
    let mut all = Vec::new();
    for (number, push) in (0..).zip(&request.pushes) {
        let mut at = 0;
        while let Some(bytes) = push.changes.get(at as usize) {
            let run = taken.front_mut().filter(|run| run.push == number && run.first == at && run.count > 0);
            let Some(run) = run else {
                all.extend(rest.pop_front());
                at += 1;
                continue;
            };
            let change = Change::from_bytes(bytes.to_vec()).map_err(|why| WireError::Receipt(why.to_string()))?;
            let verdict = Verdict::Accepted { seq: run.seq };
            all.push(Receipt { doc: push.doc.clone(), change: ByteBuf::from(change.hash().0), verdict });
            (run.first, run.count, run.seq) = (run.first + 1, run.count - 1, run.seq + 1);
            at += 1;
            if run.count == 0 {
                taken.pop_front();
            }
        }
    }
    if let Some(run) = taken.front() {
        return Err(WireError::Receipt(format!("{} more changes of push {} than it has", run.count, run.push)));
    }
    all.extend(rest);
    Ok(all)
}

impl SyncResponse {
    /// Reads the answer to a request.
    pub fn read(bytes: &[u8], request: &SyncRequest) -> Result<Self, WireError> {
        from_cbor::<Folded>(bytes)?.unfold(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::Doc;
    use crate::id::DeviceId;
    use crate::sync::admit::RefusalCode;
    use crate::sync::{PROTOCOL, Push, RefusedAtDoor, to_cbor};
    use proptest::prelude::*;

    fn doc_id(month: u32) -> DocId {
        format!("journal/lin/2026-{month:02}").parse().unwrap()
    }

    /// A request of pushes with so many changes each.
    fn request(pushed: &[usize]) -> SyncRequest {
        let pushes = (1..).zip(pushed).map(|(month, count)| {
            let mut doc = Doc::new(doc_id(month), &[7; 20]);
            let changes = (0..*count).map(|at| {
                doc.put("at", &at).unwrap();
                ByteBuf::from(doc.commit(Instant::from_millis(0)).unwrap().raw_bytes().to_vec())
            });
            Push::new(doc_id(month), changes.collect())
        });
        let device: DeviceId = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
        SyncRequest {
            protocol: PROTOCOL,
            device,
            cursor: Cursor::default(),
            pushes: pushes.collect(),
            fetch: Vec::new(),
        }
    }

    fn answer(request: &SyncRequest, verdicts: &[u8]) -> SyncResponse {
        let mut seq = 100;
        let changes = request.pushes.iter().flat_map(|push| push.changes.iter().map(|bytes| (&push.doc, bytes)));
        let receipts = changes.zip(verdicts.iter().chain(std::iter::repeat(&0))).map(|((doc, bytes), verdict)| {
            seq += 1;
            let change = ByteBuf::from(Change::from_bytes(bytes.to_vec()).unwrap().hash().0);
            let verdict = match verdict {
                0..=4 => Verdict::Accepted { seq },
                5 => {
                    seq += 3;
                    Verdict::Accepted { seq }
                }
                6 => Verdict::Known { seq: 5 },
                7 => Verdict::Aside,
                _ => Verdict::Refused(RefusedAtDoor {
                    code: RefusalCode::Forked,
                    message: "weil".into(),
                    heads: Vec::new(),
                }),
            };
            Receipt { doc: doc.clone(), change, verdict }
        });
        SyncResponse {
            receipts: receipts.collect(),
            deltas: Vec::new(),
            gone: Vec::new(),
            cursor: Cursor::default(),
            more: false,
            server_time: Instant::from_millis(1),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
        #[test]
        fn whatever_was_said_is_read_as_it_was_said(
            pushed in prop::collection::vec(0_usize..6, 0..5),
            verdicts in prop::collection::vec(0_u8..9, 0..30),
        ) {
            let request = request(&pushed);
            let said = answer(&request, &verdicts);
            let bytes = to_cbor(&Folded::new(said.clone(), &pushed)).unwrap();
            prop_assert_eq!(SyncResponse::read(&bytes, &request).unwrap(), said.clone());
            // One that was not folded reads the same.
            prop_assert_eq!(SyncResponse::read(&to_cbor(&said).unwrap(), &request).unwrap(), said);
        }
    }

    #[test]
    fn the_receipts_of_a_long_day_take_no_room() {
        let pushed = [700, 300];
        let request = request(&pushed);
        let said = answer(&request, &[]);
        let (whole, folded) = (to_cbor(&said).unwrap().len(), to_cbor(&Folded::new(said, &pushed)).unwrap().len());
        assert!(whole > 80_000 && folded < 200, "{whole} and {folded} bytes");
    }

    #[test]
    fn receipts_for_what_was_not_pushed_are_an_error() {
        let (two, one) = (request(&[2]), request(&[1]));
        let bytes = to_cbor(&Folded::new(answer(&two, &[]), &[2])).unwrap();
        assert!(matches!(SyncResponse::read(&bytes, &one), Err(WireError::Receipt(_))));
    }
}
