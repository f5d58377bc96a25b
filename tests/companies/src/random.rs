/// SplitMix64: the same numbers from the same seed on every machine. Not for secrets.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 up to `most`, not included; 0 where there is nothing below it.
    pub fn below(&mut self, most: u32) -> u32 {
        u32::try_from(self.next() % u64::from(most.max(1))).unwrap_or_default()
    }

    /// Both included.
    pub fn between<N: Copy + TryInto<i64> + TryFrom<i64>>(&mut self, low: N, high: N) -> N {
        let (from, to) = (low.try_into().unwrap_or_default(), high.try_into().unwrap_or_default());
        let width = u64::try_from(to - from).unwrap_or_default() + 1;
        let at = i64::try_from(self.next() % width).unwrap_or_default();
        N::try_from(from + at).unwrap_or(low)
    }

    /// So many of a hundred times.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// # Panics
    /// Where there is nothing to pick from.
    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        let at = self.below(u32::try_from(from.len()).unwrap_or(u32::MAX)) as usize;
        from[at].clone()
    }

    /// Some of them, in their order.
    pub fn some<T: Clone>(&mut self, from: &[T], percent: u32) -> Vec<T> {
        from.iter().filter(|_| self.chance(percent)).cloned().collect()
    }

    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.between(0, at));
        }
    }
}
