//! What the columns of a change hold, counted before automerge decodes any of it. They are run-length encoded: a hundred
//! bytes can stand for billions of operations, of predecessors of one operation, or of copies of a long key.

/// What a change comes to, decoded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counted {
    /// Rows of the longest column: operations, or predecessors of operations.
    pub rows: u64,
    /// Bytes of texts that stand there once and are read many times.
    pub repeated: u64,
}

const GROUP: u64 = 0;
const DELTA: u64 = 3;
const BOOLEAN: u64 = 4;
const TEXT: u64 = 5;
const RAW: u64 = 7;

/// Counts the columns of a change chunk's body; `None`: it is not one.
pub(super) fn count(body: &[u8]) -> Option<Counted> {
    let mut at = Reader(body);
    let dependencies = at.uint()?;
    at.take(dependencies.checked_mul(32)?)?;
    let _actor = at.prefixed()?;
    let (_number, _first_operation, _time) = (at.uint()?, at.uint()?, at.int()?);
    let _message = at.prefixed()?;
    for _ in 0..at.uint()? {
        let _other_actor = at.prefixed()?;
    }
    let mut columns = Vec::new();
    for _ in 0..at.uint()? {
        columns.push((at.uint()?, at.uint()?));
    }
    let mut most = Counted::default();
    for (spec, length) in columns {
        let column = Reader(at.take(length)?);
        let counted = match spec & 0b1111 {
            RAW => continue,
            BOOLEAN => booleans(column)?,
            // The fourth bit says that the column is deflated, which only documents may be.
            kind @ 0..8 => runs(column, kind)?,
            _ => return None,
        };
        most.rows = most.rows.max(counted.rows);
        most.repeated = most.repeated.saturating_add(counted.repeated);
    }
    Some(most)
}

fn booleans(mut column: Reader<'_>) -> Option<Counted> {
    let mut counted = Counted::default();
    while !column.0.is_empty() {
        counted.rows = counted.rows.saturating_add(column.uint()?);
    }
    Some(counted)
}

fn runs(mut column: Reader<'_>, kind: u64) -> Option<Counted> {
    let (mut counted, mut grouped) = (Counted::default(), 0u64);
    while !column.0.is_empty() {
        let run = column.int()?;
        // So many values follow, each standing for so many rows; a run of nulls has none.
        let (values, rows) = match run {
            0 => {
                counted.rows = counted.rows.saturating_add(column.uint()?);
                continue;
            }
            1.. => (1, run.unsigned_abs()),
            _ => (run.unsigned_abs(), 1),
        };
        for _ in 0..values {
            counted.rows = counted.rows.saturating_add(rows);
            match kind {
                DELTA => {
                    column.int()?;
                }
                TEXT => {
                    let length = u64::try_from(column.prefixed()?.len()).ok()?;
                    counted.repeated = counted.repeated.saturating_add(length.saturating_mul(rows - 1));
                }
                GROUP => grouped = grouped.saturating_add(column.uint()?.saturating_mul(rows)),
                _ => {
                    column.uint()?;
                }
            }
        }
    }
    counted.rows = counted.rows.max(grouped);
    Some(counted)
}

/// What is left to read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: u64) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(usize::try_from(length).ok()?)?;
        self.0 = rest;
        Some(taken)
    }

    fn prefixed(&mut self) -> Option<&'a [u8]> {
        let length = self.uint()?;
        self.take(length)
    }

    /// LEB128; longer than 64 bits is none.
    fn uint(&mut self) -> Option<u64> {
        let (value, shift, _) = self.bits()?;
        // The tenth byte has room for one bit.
        (shift < 70 || value >> 63 == 1).then_some(value)
    }

    /// The same with a sign.
    fn int(&mut self) -> Option<i64> {
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
