//! The actor on a line and a clock that the test holds in its hands.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io::Read;

use futures_channel::{mpsc, oneshot};
use shared::rest::PhotoState;
use shared::sync::{SyncRequest, from_cbor, to_cbor};
use tempfile::TempDir;
use tokio::task::{LocalSet, yield_now};

use super::*;
use crate::host::hand;
use crate::store::Waiting;
use crate::store::tests::model::Server;
use crate::store::tests::samples::{MORNING, contact, expense, photo, session};
use crate::sync::{Local, Pokes, TransportError};
use crate::view::RecordState;

const MINUTE: i64 = 60_000;

/// What the line does to the next exchanges, else it answers at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    Cut,
    Panics,
    /// Answers when the test says so.
    Waits,
}

#[derive(Default)]
struct Line {
    server: RefCell<Server>,
    moods: RefCell<VecDeque<Mood>>,
    begun: Cell<u32>,
    under_way: Cell<u32>,
    most_under_way: Cell<u32>,
    gate: RefCell<Option<oneshot::Sender<()>>>,
    lines: Cell<u32>,
    /// The server's end of the open line; lines end at once where it is not to stand.
    poke: RefCell<Option<mpsc::UnboundedSender<Result<(), TransportError>>>>,
    steady: Cell<bool>,
    pieces: RefCell<Vec<(String, usize, usize)>>,
    refuses: RefCell<Option<String>>,
}

impl Transport for Line {
    fn exchange(&self, (mut body, gzip): (Vec<u8>, bool)) -> Local<'_, Vec<u8>> {
        Box::pin(async move {
            self.begun.set(self.begun.get() + 1);
            self.under_way.set(self.under_way.get() + 1);
            self.most_under_way.set(self.most_under_way.get().max(self.under_way.get()));
            let mood = self.moods.borrow_mut().pop_front();
            if mood == Some(Mood::Waits) {
                let (gate, opened) = oneshot::channel();
                self.gate.replace(Some(gate));
                let _ = opened.await;
            }
            yield_now().await;
            self.under_way.set(self.under_way.get() - 1);
            match mood {
                Some(Mood::Cut) => return Err(TransportError::Unreachable("cut".into())),
                Some(Mood::Panics) => panic!("asked to"),
                Some(Mood::Waits) | None => {}
            }
            if gzip {
                let packed = std::mem::take(&mut body);
                flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut body).unwrap();
            }
            let request: SyncRequest = from_cbor(&body).unwrap();
            Ok(to_cbor(&self.server.borrow_mut().answer(&request)).unwrap())
        })
    }

    fn photo_state<'a>(&'a self, _: &'a str) -> Local<'a, Option<PhotoState>> {
        Box::pin(async { Ok(None) })
    }

    fn photo_piece<'a>(&'a self, photo: &'a Waiting, offset: usize, bytes: &'a [u8]) -> Local<'a, Option<PhotoState>> {
        Box::pin(async move {
            self.pieces.borrow_mut().push((photo.hash.clone(), offset, bytes.len()));
            yield_now().await;
            if self.refuses.borrow().as_ref() == Some(&photo.hash) {
                let body = shared::sync::ErrorBody {
                    code: "internal".into(),
                    message: String::new(),
                    hint: None,
                    field: None,
                    value: None,
                };
                return Err(TransportError::Refused { status: 500, body });
            }
            let [length, have] = [photo.bytes.len(), offset + bytes.len()].map(|bytes| u64::try_from(bytes).unwrap());
            Ok(Some(PhotoState { length, have, complete: have == length }))
        })
    }

    fn sign_out(&self) -> Local<'_, ()> {
        Box::pin(async { Ok(()) })
    }

    fn pokes(&self) -> Local<'_, Pokes> {
        Box::pin(async move {
            self.lines.set(self.lines.get() + 1);
            let (poke, poked) = mpsc::unbounded();
            self.poke.replace(self.steady.get().then_some(poke));
            Ok(Box::pin(poked) as Pokes)
        })
    }
}

/// An app on which Lin is signed in.
struct App {
    actor: StoreActor,
    line: Rc<Line>,
    _folder: TempDir,
}

impl App {
    /// Opens it and waits until nothing moves.
    async fn open(moods: &[Mood]) -> Self {
        hand::take(MORNING);
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("store");
        let actor = StoreActor::open(path.to_str().unwrap().to_owned(), Events::new(|_| {})).await.unwrap();
        actor.become_person(&session()).unwrap();
        let line = Rc::new(Line { moods: RefCell::new(moods.iter().copied().collect()), ..Line::default() });
        line.steady.set(true);
        actor.0.transport.replace(Some(line.clone()));
        let app = Self { actor, line, _folder: folder };
        app.ask(Ask::Sync).await;
        app
    }

    async fn ask(&self, ask: Ask) -> Answer {
        let answer = self.actor.answer(ask).await;
        settle().await;
        answer
    }

    async fn sees(&self, page: &str, seen: bool) {
        self.ask(Ask::Visible { page: page.to_owned(), seen }).await;
    }

    /// Lets time pass; says how many exchanges began in it.
    async fn pass(&self, ms: i64) -> u32 {
        let before = self.line.begun.get();
        let mut left = ms;
        while left > 0 {
            left -= hand::advance(left);
            settle().await;
        }
        self.line.begun.get() - before
    }

    /// The same with a page that is seen, and says so every minute.
    async fn pass_seen(&self, minutes: i64) -> u32 {
        let mut begun = 0;
        for _ in 0..minutes {
            begun += self.pass(MINUTE).await;
            self.sees("page", true).await;
        }
        begun
    }

    fn line_is_open(&self) -> bool {
        self.line.poke.borrow().as_ref().is_some_and(|poke| !poke.is_closed())
    }
}

/// Until nothing moves any more: everything here runs on one thread, and waits for nothing but the clock.
async fn settle() {
    for _ in 0..200 {
        yield_now().await;
    }
}

fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    LocalSet::new().block_on(&runtime, test);
}

#[test]
fn one_exchange_is_under_way_and_what_is_asked_meanwhile_is_one_more() {
    run(async {
        let app = App::open(&[Mood::Waits]).await;
        for number in 1..=5 {
            app.ask(Ask::Record(Box::new(contact(number)))).await;
            app.ask(Ask::Sync).await;
        }
        assert_eq!(app.line.begun.get(), 1);
        app.line.gate.take().unwrap().send(()).unwrap();
        settle().await;
        assert_eq!((app.line.begun.get(), app.line.most_under_way.get()), (2, 1));
        let Answer::Outbox(items) = app.ask(Ask::Outbox).await else { panic!("no outbox") };
        assert!(items.iter().all(|item| item.state == RecordState::Counted) && items.len() == 5);
    });
}

#[test]
fn an_exchange_that_panics_is_told_and_tried_again() {
    run(async {
        let app = App::open(&[Mood::Panics]).await;
        let state = app.actor.0.state.borrow().clone();
        assert_eq!(state.problem.map(|why| why.code).as_deref(), Some("store-crashed"));
        assert!(!state.running && !app.actor.0.running.get());
        assert_eq!(app.pass(2_000).await, 1);
        assert_eq!(app.actor.0.state.borrow().problem, None);
    });
}

#[test]
fn an_exchange_without_an_answer_is_given_up() {
    run(async {
        let app = App::open(&[Mood::Waits]).await;
        assert_eq!(app.pass(9 * MINUTE).await, 0);
        assert!(app.actor.0.state.borrow().running);
        assert_eq!(app.pass(MINUTE + 2_000).await, 1);
        assert!(!app.actor.0.state.borrow().offline);
    });
}

#[test]
fn a_line_that_is_cut_is_tried_less_and_less_often() {
    run(async {
        let app = App::open(&[Mood::Cut; 1000]).await;
        assert!(app.actor.0.state.borrow().offline);
        let each: Vec<u32> = [app.pass(10_000).await, app.pass(MINUTE).await, app.pass(10 * MINUTE).await].into();
        assert!(each[0] >= 2 && each[1] <= 4 && (7..=10).contains(&each[2]), "{each:?}");
        // Who presses the button waits for none of it.
        let begun = app.line.begun.get();
        app.ask(Ask::Sync).await;
        assert_eq!(app.line.begun.get(), begun + 1);
    });
}

#[test]
fn nothing_is_asked_for_while_no_page_is_seen() {
    run(async {
        let app = App::open(&[]).await;
        assert!(app.pass(11 * MINUTE).await >= 2, "until a page has spoken, somebody looks");
        app.sees("page", true).await;
        assert!(app.line_is_open());
        app.sees("other", true).await;
        app.sees("page", false).await;
        assert!(app.line_is_open(), "the other is still seen");
        app.sees("other", false).await;
        assert!(!app.line_is_open());
        assert_eq!(app.pass(600 * MINUTE).await, 0);
        // A record is sent all the same, and asks for nothing more after it.
        app.ask(Ask::Record(Box::new(contact(1)))).await;
        assert_eq!(app.pass(600 * MINUTE).await, 0);
        assert!(!app.line_is_open());
        let begun = app.line.begun.get();
        app.sees("page", true).await;
        assert_eq!(app.line.begun.get(), begun + 1);
        assert!(app.line_is_open());
    });
}

#[test]
fn a_page_that_crashed_is_not_seen_for_ever() {
    run(async {
        let app = App::open(&[]).await;
        app.sees("page", true).await;
        // It says nothing any more.
        app.pass(10 * MINUTE).await;
        assert_eq!(app.pass(600 * MINUTE).await, 0);
        assert!(!app.line_is_open());
    });
}

#[test]
fn a_poke_is_answered_by_an_exchange_and_a_standing_line_spares_the_timer() {
    run(async {
        let app = App::open(&[]).await;
        app.sees("page", true).await;
        let begun = app.line.begun.get();
        app.line.poke.borrow().as_ref().unwrap().unbounded_send(Ok(())).unwrap();
        settle().await;
        assert_eq!(app.line.begun.get(), begun + 1);
        assert_eq!(app.pass_seen(4).await, 0);
        assert_eq!(app.pass_seen(60).await, 12, "only against a line that died unnoticed");
        assert_eq!(app.line.lines.get(), 1);
    });
}

#[test]
fn a_line_that_ends_at_once_is_opened_less_and_less_often() {
    run(async {
        let app = App::open(&[]).await;
        app.sees("page", true).await;
        app.line.steady.set(false);
        app.line.poke.take();
        settle().await;
        let before = app.line.lines.get();
        app.pass_seen(2).await;
        let first = app.line.lines.get() - before;
        app.pass_seen(10).await;
        let then = app.line.lines.get() - before - first;
        assert!((3..=8).contains(&first) && then <= 12, "{first} in two minutes, {then} in the ten after them");
        app.line.steady.set(true);
        app.pass_seen(2).await;
        assert!(app.line_is_open());
    });
}

#[test]
fn what_comes_for_somebody_else_is_not_taken() {
    run(async {
        let app = App::open(&[Mood::Waits]).await;
        app.ask(Ask::Record(Box::new(contact(1)))).await;
        // He signs out and in again, which takes a new line, while the answer is on its way.
        let other = Rc::new(Line::default());
        app.actor.0.transport.replace(Some(other.clone()));
        app.line.gate.take().unwrap().send(()).unwrap();
        settle().await;
        assert_eq!(app.line.begun.get(), 1);
        assert_eq!(other.begun.get(), 1, "the new line begins anew");
        assert_eq!(other.server.borrow().log.len(), 1);
    });
}

#[test]
fn a_record_waits_for_one_piece_of_a_photo_at_most() {
    run(async {
        let app = App::open(&[]).await;
        let large = photo(&"大".repeat(3000));
        let length = large.bytes.len();
        let answer = app.actor.answer(Ask::Record(Box::new(expense(1, large)))).await;
        assert!(matches!(answer, Answer::Recorded { .. }));
        while app.line.pieces.borrow().len() < 2 {
            yield_now().await;
        }
        let (pieces, begun) = (app.line.pieces.borrow().len(), app.line.begun.get());
        app.actor.answer(Ask::Record(Box::new(contact(2)))).await;
        while app.line.begun.get() == begun {
            yield_now().await;
        }
        assert!(app.line.pieces.borrow().len() <= pieces + 1);
        settle().await;
        let sent: usize = app.line.pieces.borrow().iter().map(|(.., bytes)| bytes).sum();
        assert_eq!(sent, length, "it went on where it was");
        assert_eq!(app.actor.store(|store| store.photos_waiting()).unwrap(), 0);
    });
}

#[test]
fn a_photo_the_server_fails_over_holds_up_no_other_and_is_not_tried_at_every_exchange() {
    run(async {
        let app = App::open(&[]).await;
        let mut photos = [1, 2, 3].map(|number| photo(&format!("{number} ").repeat(30)));
        photos.sort_by(|one, two| one.hash.cmp(&two.hash));
        app.line.refuses.replace(Some(photos[0].hash.clone()));
        for (number, photo) in (1..).zip(&photos) {
            app.ask(Ask::Record(Box::new(expense(number, photo.clone())))).await;
        }
        let tried = |line: &Line| line.pieces.borrow().iter().filter(|(hash, ..)| *hash == photos[0].hash).count();
        assert_eq!((app.actor.store(|store| store.photos_waiting()).unwrap(), tried(&app.line)), (1, 1));
        app.sees("page", true).await;
        let tries = tried(&app.line);
        app.pass_seen(9).await;
        assert_eq!(tried(&app.line), tries);
        app.line.refuses.replace(None);
        app.pass_seen(10).await;
        assert_eq!(app.actor.store(|store| store.photos_waiting()).unwrap(), 0);
    });
}
