//! A clock moved by hand, for the thread of a test: what sleeps wakes when the test says that time has passed.

use std::cell::RefCell;

use futures_channel::oneshot;

struct Hand {
    now: i64,
    sleepers: Vec<(i64, oneshot::Sender<()>)>,
}

thread_local! {
    static HAND: RefCell<Option<Hand>> = const { RefCell::new(None) };
}

/// From now on this thread's time is moved by hand.
pub fn take(now: i64) {
    HAND.with_borrow_mut(|hand| *hand = Some(Hand { now, sleepers: Vec::new() }));
}

/// Moves the time on by at most so much, to the next sleeper if one is due before; gives how far it went.
pub fn advance(most: i64) -> i64 {
    HAND.with_borrow_mut(|hand| {
        let hand = hand.as_mut().expect("a clock taken in hand");
        hand.sleepers.retain(|(_, sleeper)| !sleeper.is_canceled());
        let next = hand.sleepers.iter().map(|(due, _)| *due).min().unwrap_or(i64::MAX);
        let to = next.clamp(hand.now, hand.now + most);
        let went = to - hand.now;
        hand.now = to;
        let (due, later) = hand.sleepers.drain(..).partition(|(due, _)| *due <= to);
        hand.sleepers = later;
        let due: Vec<(i64, oneshot::Sender<()>)> = due;
        for (_, sleeper) in due {
            let _ = sleeper.send(());
        }
        went
    })
}

pub(super) fn now() -> Option<i64> {
    HAND.with_borrow(|hand| hand.as_ref().map(|hand| hand.now))
}

pub(super) fn sleep(milliseconds: u32) -> Option<oneshot::Receiver<()>> {
    HAND.with_borrow_mut(|hand| {
        let hand = hand.as_mut()?;
        let (sleeper, due) = oneshot::channel();
        hand.sleepers.push((hand.now + i64::from(milliseconds), sleeper));
        Some(due)
    })
}
