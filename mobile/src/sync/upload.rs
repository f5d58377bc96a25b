//! One photo on its way to the server, in pieces: what to do next, and what an answer means. No line in here.
//!
//! What the server has of a photo is durable there, so a photo that was cut off goes on from where the server stands: it is
//! asked once, not for each piece. One that fits in a piece is just sent, which is one round trip.

use shared::rest::PhotoState;

use super::TransportError;
use crate::store::Waiting;
use crate::view::Failure;

/// How much is sent at once, in bytes.
///
/// A piece is lost when the line is cut in it, and a record made meanwhile waits for its end: so it must be short. But each
/// costs a round trip. On a line of 64 kbit/s with 200 ms the first piece takes 6 s, of which the round trip is 3 %. From
/// then on a piece is as long as would take that time on the line as it is, so that on a good one a photo is one or two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace(usize);

const FIRST: usize = 48 * 1024;
const LEAST: usize = 16 * 1024;
/// The server takes no more.
const MOST: usize = 256 * 1024;
const AIM_MS: usize = 6_000;

impl Default for Pace {
    fn default() -> Self {
        Self(FIRST)
    }
}

impl Pace {
    /// A piece of so many bytes took that long. It grows to the double at most: the line may only have had a good moment.
    pub fn took(&mut self, bytes: usize, ms: i64) {
        let ms = usize::try_from(ms).unwrap_or(0).max(1);
        // The rest of a photo says little.
        if bytes >= LEAST {
            self.0 = (bytes.saturating_mul(AIM_MS) / ms).clamp(LEAST, (self.0 * 2).min(MOST));
        }
    }

    /// The line was cut.
    pub fn cut(&mut self) {
        self.0 = self.0.min(FIRST);
    }
}

/// A photo that is being sent.
#[derive(Debug)]
pub struct Upload {
    photo: Waiting,
    have: usize,
    /// The server is asked first how far it is.
    ask: bool,
    /// Pieces in a row after which the server had no more than before.
    vain: u32,
}

/// What to ask the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    State,
    Piece { offset: usize, bytes: &'a [u8] },
}

/// What an answer meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Go on with the next step.
    On,
    /// The server has all of it.
    Whole,
    /// It came otherwise than it is, and the server dropped it.
    Garbled(Failure),
    /// It will never be taken.
    Refused(Failure),
}

impl Upload {
    #[must_use]
    pub fn new(photo: Waiting) -> Self {
        let ask = photo.ask || photo.bytes.len() > FIRST;
        Self { photo, have: 0, ask, vain: 0 }
    }

    #[must_use]
    pub const fn photo(&self) -> &Waiting {
        &self.photo
    }

    /// Bytes the server is known to have.
    #[must_use]
    pub const fn have(&self) -> usize {
        self.have
    }

    /// Whether the bytes are still what they were when the photo was taken.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        blake3::hash(&self.photo.bytes).to_hex().as_str() == self.photo.hash
    }

    #[must_use]
    pub fn step(&self, pace: Pace) -> Step<'_> {
        if self.ask {
            return Step::State;
        }
        let rest = self.photo.bytes.get(self.have..).unwrap_or_default();
        Step::Piece { offset: self.have, bytes: rest.get(..pace.0).unwrap_or(rest) }
    }

    /// Takes the answer to the step; `None`: the server has nothing of it.
    ///
    /// # Errors
    /// What says nothing about the photo itself: it is tried again another time.
    pub fn took(&mut self, answer: Result<Option<PhotoState>, TransportError>) -> Result<Outcome, TransportError> {
        match answer {
            Ok(None) => {
                self.ask = false;
                self.have = 0;
                Ok(Outcome::On)
            }
            Ok(Some(state)) if state.complete => {
                self.have = self.photo.bytes.len();
                Ok(Outcome::Whole)
            }
            Ok(Some(state)) => self.goes_on_at(state.have),
            Err(TransportError::Refused { status, body }) => {
                let elsewhere: Option<u64> = body.value.as_ref().and_then(|value| value.parse().ok());
                match (status, body.code.as_str(), body.field.as_deref()) {
                    (409, "piece_misplaced", _) => self.goes_on_at(elsewhere.unwrap_or(u64::MAX)),
                    (422, _, Some("hash")) => {
                        self.have = 0;
                        Ok(Outcome::Garbled(refusal(&body.message)))
                    }
                    // The server has an unfinished photo of this name and another length, which it drops in time.
                    (422, _, Some("length")) if elsewhere != u64::try_from(self.photo.bytes.len()).ok() => {
                        Err(TransportError::Refused { status, body })
                    }
                    (400 | 413 | 415 | 422, ..) => Ok(Outcome::Refused(refusal(&body.message))),
                    _ => Err(TransportError::Refused { status, body }),
                }
            }
            Err(why) => {
                self.ask = true;
                Err(why)
            }
        }
    }

    fn goes_on_at(&mut self, have: u64) -> Result<Outcome, TransportError> {
        let length = self.photo.bytes.len();
        let have = usize::try_from(have).ok().filter(|have| *have <= length);
        let Some(have) = have else {
            return Err(TransportError::Garbled(format!("it has more than the photo's {length} bytes")));
        };
        if have > self.have {
            self.vain = 0;
        } else if !self.ask {
            self.vain += 1;
        }
        if self.vain > 3 {
            return Err(TransportError::Garbled(format!("it stays at {have} bytes, whatever is sent")));
        }
        self.ask = false;
        self.have = have;
        Ok(Outcome::On)
    }
}

fn refusal(message: &str) -> Failure {
    Failure { code: "photo-refused".to_owned(), message: message.to_owned(), hint: None }
}

#[cfg(test)]
mod tests {
    use shared::sync::ErrorBody;

    use super::*;

    fn upload(length: usize, ask: bool) -> Upload {
        let bytes = vec![7; length];
        let hash = blake3::hash(&bytes).to_hex().to_string();
        Upload::new(Waiting { hash, mime: "image/jpeg".into(), bytes, ask })
    }

    fn has(length: usize, have: usize) -> Result<Option<PhotoState>, TransportError> {
        let [length, have] = [length, have].map(|bytes| u64::try_from(bytes).unwrap());
        Ok(Some(PhotoState { length, have, complete: length == have }))
    }

    fn refused(status: u16, code: &str, field: &str, value: &str) -> Result<Option<PhotoState>, TransportError> {
        let (message, hint) = (String::new(), None);
        let body = ErrorBody { code: code.into(), message, hint, field: Some(field.into()), value: Some(value.into()) };
        Err(TransportError::Refused { status, body })
    }

    fn at(upload: &Upload) -> Option<(usize, usize)> {
        match upload.step(Pace::default()) {
            Step::State => None,
            Step::Piece { offset, bytes } => Some((offset, bytes.len())),
        }
    }

    #[test]
    fn a_small_photo_is_one_round_trip() {
        let mut small = upload(FIRST, false);
        assert_eq!(at(&small), Some((0, FIRST)));
        assert_eq!(small.took(has(FIRST, FIRST)), Ok(Outcome::Whole));
    }

    #[test]
    fn a_large_one_asks_once_and_sends_only_what_lacks() {
        let mut large = upload(3 * FIRST, false);
        assert_eq!(at(&large), None);
        assert_eq!(large.took(has(3 * FIRST, FIRST)), Ok(Outcome::On));
        assert_eq!(at(&large), Some((FIRST, FIRST)));
        assert_eq!(large.took(has(3 * FIRST, 2 * FIRST)), Ok(Outcome::On));
        assert_eq!(at(&large), Some((2 * FIRST, FIRST)));
        assert_eq!(large.took(has(3 * FIRST, 3 * FIRST)), Ok(Outcome::Whole));
        let mut had = upload(3 * FIRST, false);
        assert_eq!(had.took(has(3 * FIRST, 3 * FIRST)), Ok(Outcome::Whole), "no byte of it was sent");
    }

    #[test]
    fn after_a_cut_the_server_says_where_to_go_on() {
        let mut cut = upload(2 * FIRST, false);
        cut.took(Ok(None)).unwrap();
        assert!(cut.took(Err(TransportError::Unreachable("cut".into()))).is_err());
        assert_eq!(at(&cut), None);
        cut.took(has(2 * FIRST, 100)).unwrap();
        assert_eq!(at(&cut), Some((100, FIRST)));
        // All bytes are there, and the server ended before it could put them together.
        let all = PhotoState { length: 2 * FIRST as u64, have: 2 * FIRST as u64, complete: false };
        cut.took(Ok(Some(all))).unwrap();
        assert_eq!(at(&cut), Some((2 * FIRST, 0)));
    }

    #[test]
    fn what_the_server_says_decides_what_comes_of_it() {
        use Outcome::{Garbled, On, Refused};
        let sort = |outcome: Result<Outcome, TransportError>| match outcome {
            Ok(On) => "on",
            Ok(Outcome::Whole) => "whole",
            Ok(Garbled(_)) => "anew",
            Ok(Refused(_)) => "refused",
            Err(_) => "later",
        };
        for (answer, wanted, next) in [
            (refused(409, "piece_misplaced", "offset", "777"), "on", Some((777, FIRST))),
            (refused(409, "piece_misplaced", "offset", "0"), "on", Some((0, FIRST))),
            (refused(409, "piece_misplaced", "offset", "99999999"), "later", Some((FIRST, FIRST))),
            (refused(409, "piece_misplaced", "offset", "?"), "later", Some((FIRST, FIRST))),
            (refused(422, "invalid", "hash", "…"), "anew", Some((0, FIRST))),
            (refused(422, "invalid", "length", "9"), "later", Some((FIRST, FIRST))),
            (refused(422, "invalid", "length", &(4 * FIRST).to_string()), "refused", Some((FIRST, FIRST))),
            (refused(422, "invalid", "content-type", "text/html"), "refused", Some((FIRST, FIRST))),
            (refused(413, "too_large", "", ""), "refused", Some((FIRST, FIRST))),
            (refused(429, "photo_quota", "photos", "5000"), "later", Some((FIRST, FIRST))),
            (refused(500, "internal", "", ""), "later", Some((FIRST, FIRST))),
            (refused(405, "http_405", "", ""), "later", Some((FIRST, FIRST))),
            (Err(TransportError::SessionEnded), "later", None),
        ] {
            let mut photo = upload(4 * FIRST, false);
            photo.took(Ok(None)).unwrap();
            photo.took(has(4 * FIRST, FIRST)).unwrap();
            let said = format!("{answer:?}");
            assert_eq!((sort(photo.took(answer)), at(&photo)), (wanted, next), "{said}");
        }
    }

    #[test]
    fn a_server_that_takes_nothing_is_not_asked_for_ever() {
        for answer in [has(2 * FIRST, 0), refused(409, "piece_misplaced", "offset", "0")] {
            let mut photo = upload(2 * FIRST, false);
            photo.took(Ok(None)).unwrap();
            let asked = (1..100).find(|_| photo.took(answer.clone()).is_err());
            assert_eq!(asked, Some(4));
        }
    }

    #[test]
    fn pieces_take_some_seconds_whatever_the_line() {
        let piece = |line: &[(usize, i64)]| {
            let mut pace = Pace::default();
            line.iter().for_each(|(bytes, ms)| pace.took(*bytes, *ms));
            pace.0
        };
        assert_eq!(piece(&[]), FIRST);
        // 64 kbit/s with 200 ms: as it was.
        assert_eq!(piece(&[(FIRST, 6_344)]) / 1024, 45);
        assert_eq!(piece(&[(FIRST, 40)]), 2 * FIRST);
        assert_eq!(piece(&[(FIRST, 40), (2 * FIRST, 0), (4 * FIRST, 90)]), MOST);
        assert_eq!(piece(&[(FIRST, 90_000)]), LEAST);
        assert_eq!(piece(&[(500, 9_000)]), FIRST, "the end of a photo says little of the line");
        let mut cut = Pace(MOST);
        cut.cut();
        assert_eq!(cut, Pace::default());
    }
}
