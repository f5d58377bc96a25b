//! A thin, long, lossy line as a model: when what is handed to it arrives. It has no clock and no sockets of its own, and its
//! chance comes from a seed, so what it does can be told to the nanosecond.
//!
//! What it models of TCP on such a line: one sender at a time on each way, at the line's rate; the same delay for
//! everything; a new connection takes a round trip; of the segments some are lost, and a lost one is sent again after a
//! retransmission timeout (the round trip and the least that Linux adds), twice that when it is lost again, and takes the
//! line's time once more. What was sent after it arrives, but waits for it: bytes come in order. What it leaves out:
//! headers of TCP and IP, the fast retransmission that three later segments would bring about, and slow start, which a
//! line that holds 1.6 kB under way does not notice.

use std::time::Duration;

use crate::sim::dice::Dice;

/// Bytes that are lost or arrive together.
pub const SEGMENT: usize = 1400;

/// The least that Linux adds to the round trip before it sends again.
const PATIENCE: Duration = Duration::from_millis(200);

/// What a line is like, the same both ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// From one end to the other; half of a round trip.
    pub delay: Duration,
    pub bits_per_second: u64,
    /// Of a hundred segments, how many are lost.
    pub loss: u64,
    pub seed: u64,
}

impl Shape {
    /// A bad mobile line: 200 ms round trip, 64 kbit/s, 1 % lost.
    pub const BAD: Self = Self { delay: Duration::from_millis(100), bits_per_second: 64_000, loss: 1, seed: 4 };

    #[must_use]
    pub const fn round_trip(&self) -> Duration {
        self.delay.saturating_mul(2)
    }

    /// How long so many bytes take the line.
    #[must_use]
    pub fn time(&self, bytes: u64) -> Duration {
        let nanos = u128::from(bytes) * 8 * 1_000_000_000 / u128::from(self.bits_per_second.max(1));
        Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }

    /// The least that exchanges can take, one after the other: their bytes, and a round trip for each.
    #[must_use]
    pub fn least(&self, bytes: u64, exchanges: u32) -> Duration {
        self.time(bytes) + self.round_trip() * exchanges
    }

    /// How long a sender waits for word of a segment.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        self.round_trip() + PATIENCE
    }
}

/// One way of a line; everything that goes that way shares it.
#[derive(Debug)]
pub struct Way {
    shape: Shape,
    dice: Dice,
    /// From when on nothing is being sent.
    free: Duration,
    lost: u64,
}

impl Way {
    /// `which`: the two ways of a line have different luck.
    #[must_use]
    pub const fn new(shape: Shape, which: u64) -> Self {
        Self { shape, dice: Dice::new(shape.seed.wrapping_mul(2).wrapping_add(which)), free: Duration::ZERO, lost: 0 }
    }

    /// When a segment arrives that is handed over now. Times count from the line's beginning.
    pub fn send(&mut self, now: Duration, bytes: usize) -> Duration {
        let takes = self.shape.time(u64::try_from(bytes).unwrap_or(u64::MAX));
        let mut sent = self.free.max(now) + takes;
        self.free = sent;
        let mut timeout = self.shape.timeout();
        while self.dice.chance(self.shape.loss.min(99)) {
            self.lost += 1;
            self.free += takes;
            sent += timeout + takes;
            timeout *= 2;
        }
        sent + self.shape.delay
    }

    /// Segments lost so far.
    #[must_use]
    pub const fn lost(&self) -> u64 {
        self.lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: Shape = Shape { loss: 0, ..Shape::BAD };

    #[test]
    fn bytes_take_the_line_at_its_rate_and_arrive_after_its_delay() {
        let mut way = Way::new(SOUND, 0);
        let ms = Duration::from_millis;
        assert_eq!(way.send(ms(0), 8), ms(101), "8 bytes are a millisecond at 64 kbit/s");
        assert_eq!(way.send(ms(0), 800), ms(201), "the next waits until the line is free");
        assert_eq!(way.send(ms(5_000), 8), ms(5_101), "a line that was idle is free at once");
        let last = (0..100).map(|_| way.send(ms(6_000), 80)).last();
        assert_eq!(last, Some(ms(7_100)), "8,000 bytes are a second however they are cut");
        assert_eq!(SOUND.least(8_000, 3), ms(1_600));
    }

    #[test]
    fn of_a_hundred_segments_about_one_is_late_by_its_timeout_and_the_same_seed_loses_the_same() {
        let run = |seed| {
            let mut way = Way::new(Shape { seed, ..Shape::BAD }, 0);
            let late = |n: u64| {
                let now = Duration::from_secs(n * 10);
                way.send(now, SEGMENT).saturating_sub(now + SOUND.time(1400) + SOUND.delay)
            };
            let late: Vec<Duration> = (0..10_000).map(late).collect();
            (late, way.lost())
        };
        let (late, lost) = run(7);
        assert!((50..200).contains(&lost), "{lost} of 10,000");
        for late in late.iter().filter(|late| !late.is_zero()) {
            assert!(*late >= SOUND.timeout() + SOUND.time(1400), "{late:?}");
        }
        assert_eq!((late, lost), run(7));
        assert_ne!(run(7), run(8));
    }
}
