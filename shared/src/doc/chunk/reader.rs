//! The numbers and runs that automerge's columns are made of, read without building anything.

/// What is left to read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn take(&mut self, length: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(usize::try_from(length).ok()?)?;
        self.0 = rest;
        Some(taken)
    }

    pub fn prefixed(&mut self) -> Option<&'a [u8]> {
        let length = self.uint()?;
        self.take(length)
    }

    /// LEB128; longer than 64 bits is none.
    pub fn uint(&mut self) -> Option<u64> {
        let (value, shift, _) = self.bits()?;
        // The tenth byte has room for one bit.
        (shift < 70 || value >> 63 == 1).then_some(value)
    }

    /// The same with a sign.
    pub fn int(&mut self) -> Option<i64> {
        let (value, shift, negative) = self.bits()?;
        let extended = if negative && shift < 64 { value | (u64::MAX << shift) } else { value };
        Some(extended.cast_signed())
    }

    /// The bits, how many were read, and whether the last was set.
    fn bits(&mut self) -> Option<(u64, u32, bool)> {
        let (mut value, mut shift) = (0u64, 0);
        loop {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u64::from(byte & 0x7f).checked_shl(shift)?;
            shift += 7;
            if byte & 0x80 == 0 {
                return Some((value, shift, byte & 0x40 != 0));
            }
        }
    }
}

/// A value of a run-length encoded column.
pub(super) trait Cell<'a>: Copy {
    fn read(from: &mut Reader<'a>) -> Option<Self>;
}

impl Cell<'_> for u64 {
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        from.uint()
    }
}

impl Cell<'_> for i64 {
    fn read(from: &mut Reader<'_>) -> Option<Self> {
        from.int()
    }
}

impl<'a> Cell<'a> for &'a str {
    fn read(from: &mut Reader<'a>) -> Option<Self> {
        std::str::from_utf8(from.prefixed()?).ok()
    }
}

/// A run-length encoded column, cell by cell; beyond its end everything is null.
#[derive(Debug)]
pub(super) struct Runs<'a, T> {
    rest: Reader<'a>,
    left: u64,
    /// `None`: each cell of the run is written out.
    repeats: Option<Option<T>>,
}

impl<'a, T: Cell<'a>> Runs<'a, T> {
    pub const fn new(column: &'a [u8]) -> Self {
        Self { rest: Reader(column), left: 0, repeats: Some(None) }
    }

    pub const fn ended(&self) -> bool {
        self.left == 0 && self.rest.is_empty()
    }

    /// The next cell; the outer `None` is a column that can not be read.
    pub fn next(&mut self) -> Option<Option<T>> {
        while self.left == 0 {
            if self.rest.is_empty() {
                return Some(None);
            }
            let run = self.rest.int()?;
            (self.left, self.repeats) = match run {
                0 => (self.rest.uint()?, Some(None)),
                1.. => (run.unsigned_abs(), Some(Some(T::read(&mut self.rest)?))),
                _ => (run.unsigned_abs(), None),
            };
        }
        self.left -= 1;
        match self.repeats {
            Some(value) => Some(value),
            None => T::read(&mut self.rest).map(Some),
        }
    }
}

/// A column of differences to the cell before.
#[derive(Debug)]
pub(super) struct Deltas<'a> {
    runs: Runs<'a, i64>,
    value: i64,
}

impl<'a> Deltas<'a> {
    pub const fn new(column: &'a [u8]) -> Self {
        Self { runs: Runs::new(column), value: 0 }
    }

    pub fn next(&mut self) -> Option<Option<i64>> {
        Some(self.runs.next()?.map(|delta| {
            self.value = self.value.saturating_add(delta);
            self.value
        }))
    }
}

/// A column of yes and no, beginning with no.
#[derive(Debug)]
pub(super) struct Flags<'a> {
    rest: Reader<'a>,
    left: u64,
    value: bool,
}

impl<'a> Flags<'a> {
    pub const fn new(column: &'a [u8]) -> Self {
        Self { rest: Reader(column), left: 0, value: true }
    }

    pub fn next(&mut self) -> Option<bool> {
        while self.left == 0 {
            if self.rest.is_empty() {
                return Some(false);
            }
            self.left = self.rest.uint()?;
            self.value = !self.value;
        }
        self.left -= 1;
        Some(self.value)
    }
}
