//! Deterministic chance: every thing has its own stream, so that adding one changes no other.

use uuid::Builder;

/// A stream of numbers (SplitMix64). Good enough for made-up companies, and for nothing else.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// The stream of a thing, by what names it.
    #[must_use]
    pub fn of(parts: &[&str]) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(part.as_bytes()).update(&[0]);
        }
        let mut seed = [0; 8];
        hasher.finalize_xof().fill(&mut seed);
        Self(u64::from_le_bytes(seed))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From `low` up to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.abs_diff(low).saturating_add(1).max(1);
        low.saturating_add_unsigned(self.next() % span)
    }

    /// Whether something with this chance in a hundred happens.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.between(0, 99) < percent
    }

    /// One of several; the tables of this module are never empty.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let last = i64::try_from(of.len()).ok()?.checked_sub(1).filter(|last| *last >= 0)?;
        of.get(usize::try_from(self.between(0, last)).ok()?)
    }

    /// A text of a table; empty for an empty table.
    pub fn word(&mut self, of: &[&'static str]) -> &'static str {
        self.pick(of).copied().unwrap_or_default()
    }

    /// From −1 to 1.
    pub fn swing(&mut self) -> f64 {
        // Three digits are enough to scatter points on a map.
        self.between(-1000, 1000) as f64 / 1000.0
    }

    /// A uuid v7 of a moment.
    pub fn uuid(&mut self, millis: i64) -> uuid::Uuid {
        let mut random = [0; 10];
        random[..8].copy_from_slice(&self.next().to_le_bytes());
        random[8..].copy_from_slice(&self.next().to_le_bytes()[..2]);
        Builder::from_unix_timestamp_millis(u64::try_from(millis).unwrap_or_default(), &random).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_rolls_the_same() {
        let roll = |name| {
            let mut dice = Dice::of(&["demo", name]);
            (0..5).map(|_| dice.between(-3, 3)).collect::<Vec<_>>()
        };
        assert_eq!(roll("lin.xd"), roll("lin.xd"));
        assert_ne!(roll("lin.xd"), roll("zhou.min"));
        assert!(roll("x").iter().all(|n| (-3..=3).contains(n)));
        assert_eq!(Dice::of(&[]).pick::<u8>(&[]), None);
    }
}
