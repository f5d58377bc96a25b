//! The phone's side of an exchange: what to send next, and what an answer means. No socket, no clock, no database.

use serde_bytes::ByteBuf;

use super::admit::RefusalCode;
use super::wire::{Attested, Cursor, Delta, PROTOCOL, Push, RefusedAtDoor, SyncRequest, SyncResponse, Verdict};
use crate::id::{DeviceId, DocId};

/// Most bytes of changes in one push (SYN-6): what is lost with a cut line is at most this.
pub const PIECE: usize = 256 * 1024;

/// A change the server has not confirmed: made here, or brought for others after a restore.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    pub doc: DocId,
    /// 32 bytes.
    pub hash: Vec<u8>,
    pub bytes: Vec<u8>,
    /// What covers it, where the server vouched for it before it was restored (SYN-7).
    pub attested: Option<Attested>,
}

/// What the store must do with an answer, in this order, in one transaction.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// The server holds the change under this number.
    Held { doc: DocId, change: Vec<u8>, seq: u64 },
    /// The server keeps the change beside the document (SYN-7): it need not be sent again.
    Aside { doc: DocId, change: Vec<u8> },
    /// Refused for good: the change's records are marked, the document is taken from the server anew, and what was
    /// recorded after it is recorded again by a new actor. Nothing stands in the queue's way.
    Refused { doc: DocId, change: Vec<u8>, refusal: RefusedAtDoor },
    /// The server lacks what this builds on: send everything after its heads again.
    SendSince { doc: DocId, change: Vec<u8>, refusal: RefusedAtDoor },
    /// New content of a document.
    Apply(Delta),
    /// No longer readable: remove it, but for what is not sent.
    Gone(DocId),
    /// Everything above is taken in: go on from here.
    Advance(Cursor),
}

/// What an answer comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub effects: Vec<Effect>,
    /// Exchange again at once: there is more to get or to send.
    pub again: bool,
}

/// The next request: pending changes in their order, as many as fit in a piece, at least one, and documents to be sent
/// whole.
///
/// Returns how many of `pending` are in it.
#[must_use]
pub fn request(device: DeviceId, cursor: Cursor, pending: &[Pending], fetch: Vec<DocId>) -> (SyncRequest, usize) {
    let mut pushes: Vec<Push> = Vec::new();
    let (mut size, mut count) = (0, 0);
    for change in pending {
        if count > 0 && size + change.bytes.len() > PIECE {
            break;
        }
        size += change.bytes.len();
        count += 1;
        let bytes = ByteBuf::from(change.bytes.clone());
        match pushes.last_mut() {
            // An attestation speaks for the changes of its own push alone.
            Some(push) if push.doc == change.doc && push.attested == change.attested => push.changes.push(bytes),
            _ => pushes.push(Push { attested: change.attested.clone(), ..Push::new(change.doc.clone(), vec![bytes]) }),
        }
    }
    (SyncRequest { protocol: PROTOCOL, device, cursor, pushes, fetch }, count)
}

/// What an answer to that request, which carried these pending changes, means; `left` says whether more wait to be sent.
#[must_use]
pub fn outcome(asked: &SyncRequest, sent: &[Pending], response: SyncResponse, left: bool) -> Outcome {
    let mut effects = Vec::new();
    let mut refused: Vec<&DocId> = Vec::new();
    let mut settled = false;
    // A restored server judged these without what it lost: once it is known what that is, they are sent again.
    let restored = asked.cursor.epoch != 0 && asked.cursor.epoch != response.cursor.epoch;
    for (pending, receipt) in sent.iter().zip(&response.receipts) {
        // Receipts come in the order of the push. A change that could not be read has no hash of its own there.
        let (doc, change) = (pending.doc.clone(), pending.hash.clone());
        match &receipt.verdict {
            Verdict::Accepted { seq } | Verdict::Known { seq } => effects.push(Effect::Held { doc, change, seq: *seq }),
            Verdict::Aside => effects.push(Effect::Aside { doc, change }),
            // What stands on a refused change is dealt with when that one is.
            Verdict::Refused(_) if restored || refused.contains(&&pending.doc) => continue,
            Verdict::Refused(refusal) => {
                refused.push(&pending.doc);
                let refusal = refusal.clone();
                effects.push(match refusal.code {
                    RefusalCode::MissingDependency => Effect::SendSince { doc, change, refusal },
                    _ => Effect::Refused { doc, change, refusal },
                });
            }
        }
        settled = true;
    }
    // An answer that moves nothing is not asked for again at once.
    let moved = settled || !response.deltas.is_empty() || !response.gone.is_empty() || response.cursor != asked.cursor;
    let again = moved && (response.more || left || !refused.is_empty());
    effects.extend(response.deltas.into_iter().map(Effect::Apply));
    effects.extend(response.gone.into_iter().map(Effect::Gone));
    effects.push(Effect::Advance(response.cursor));
    Outcome { effects, again }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::period::Instant;
    use crate::sync::Receipt;

    fn device() -> DeviceId {
        "0190163d-8694-739b-aea5-966c26f8ad91".parse().unwrap()
    }

    fn pending(doc: &str, number: u8, size: usize) -> Pending {
        Pending { doc: doc.parse().unwrap(), hash: vec![number; 32], bytes: vec![number; size], attested: None }
    }

    fn asked(epoch: u64) -> SyncRequest {
        request(device(), Cursor { epoch, base: 1, part: None }, &[], Vec::new()).0
    }

    fn answer(verdicts: Vec<(&Pending, Verdict)>) -> SyncResponse {
        SyncResponse {
            receipts: verdicts
                .into_iter()
                .map(|(pending, verdict)| Receipt {
                    doc: pending.doc.clone(),
                    change: ByteBuf::from(pending.hash.clone()),
                    verdict,
                })
                .collect(),
            deltas: Vec::new(),
            gone: Vec::new(),
            cursor: Cursor { epoch: 1, base: 9, part: None },
            more: false,
            server_time: Instant::from_millis(0),
        }
    }

    fn refused(code: RefusalCode) -> Verdict {
        Verdict::Refused(RefusedAtDoor { code, message: "no".into(), heads: Vec::new() })
    }

    #[test]
    fn a_push_goes_in_pieces_and_keeps_its_order() {
        let journal = "journal/lin.xd/2026-11";
        let queue: Vec<_> = (0..5).map(|n| pending(journal, n, 100 * 1024)).collect();
        let (request, count) = request(device(), Cursor::default(), &queue, Vec::new());
        assert_eq!(count, 2);
        assert_eq!(request.pushes.len(), 1);
        // One change that is larger than a piece still goes, alone.
        let (_, alone) = super::request(device(), Cursor::default(), &[pending(journal, 1, PIECE + 1)], Vec::new());
        assert_eq!(alone, 1);
    }

    #[test]
    fn a_refusal_does_not_hold_up_other_documents() {
        let bad = pending("customer/0190163d-8694-739b-aea5-966c26f8ad91", 1, 10);
        let after = Pending { hash: vec![2; 32], ..bad.clone() };
        let good = pending("journal/lin.xd/2026-11", 3, 10);
        let response = answer(vec![
            (&bad, refused(RefusalCode::NotAllowed)),
            (&after, refused(RefusalCode::AfterRefused)),
            (&good, Verdict::Accepted { seq: 9 }),
        ]);
        let outcome = outcome(&asked(1), &[bad.clone(), after, good.clone()], response, false);
        assert!(outcome.again);
        assert!(matches!(&outcome.effects[0], Effect::Refused { change, .. } if *change == bad.hash));
        assert_eq!(outcome.effects[1], Effect::Held { doc: good.doc.clone(), change: good.hash.clone(), seq: 9 });
        assert!(matches!(outcome.effects[2], Effect::Advance(_)));
    }

    #[test]
    fn what_the_server_lacks_is_sent_again() {
        let one = pending("journal/lin.xd/2026-11", 1, 10);
        let verdict = refused(RefusalCode::MissingDependency);
        let outcome = outcome(&asked(1), std::slice::from_ref(&one), answer(vec![(&one, verdict)]), false);
        assert!(matches!(&outcome.effects[0], Effect::SendSince { change, .. } if *change == one.hash));
        assert!(outcome.again);
    }

    #[test]
    fn what_a_restored_server_refuses_is_not_judged_yet() {
        let one = pending("journal/lin.xd/2026-11", 1, 10);
        let verdict = refused(RefusalCode::MissingDependency);
        let outcome = outcome(&asked(9), std::slice::from_ref(&one), answer(vec![(&one, verdict)]), false);
        assert!(matches!(outcome.effects.as_slice(), [Effect::Advance(_)]));
    }

    #[test]
    fn an_answer_that_moves_nothing_is_not_asked_for_again() {
        let one = pending("journal/lin.xd/2026-11", 1, 10);
        let stands = SyncResponse { more: true, ..answer(Vec::new()) };
        let request = SyncRequest { cursor: stands.cursor.clone(), ..asked(1) };
        assert!(!outcome(&request, &[one], stands, true).again);
    }

    #[test]
    fn an_attestation_covers_its_own_push_alone() {
        let attested = Some(Attested { heads: vec![ByteBuf::from([7; 32])], mac: ByteBuf::from([8; 16]) });
        let covered = |number| Pending { attested: attested.clone(), ..pending("journal/lin.xd/2026-11", number, 10) };
        let queue = [covered(1), covered(2), pending("journal/lin.xd/2026-11", 3, 10)];
        let (request, count) = request(device(), Cursor::default(), &queue, Vec::new());
        assert_eq!(count, 3);
        let pushes: Vec<_> = request.pushes.iter().map(|push| (push.changes.len(), push.attested.is_some())).collect();
        assert_eq!(pushes, [(2, true), (1, false)]);
    }
}
