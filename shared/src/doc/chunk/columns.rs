//! What columns hold, counted before automerge decodes any of it. They are run-length encoded: a hundred bytes can stand
//! for billions of operations, of predecessors of one operation, or of copies of a long key.

use super::reader::Reader;

/// What columns come to, decoded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counted {
    /// Rows of the longest column: operations, or predecessors of operations.
    pub rows: u64,
    /// Bytes of texts that stand there once and are read many times.
    pub repeated: u64,
}

/// The fourth bit of what a column holds: deflated, which only documents may be.
pub(super) const DEFLATED: u64 = 0b1000;
const GROUP: u64 = 0;
const DELTA: u64 = 3;
const BOOLEAN: u64 = 4;
const TEXT: u64 = 5;
const RAW: u64 = 7;

/// Counts columns that are not deflated; `None`: they are none.
pub(super) fn count<'a>(columns: impl IntoIterator<Item = (u64, &'a [u8])>) -> Option<Counted> {
    let mut most = Counted::default();
    for (spec, bytes) in columns {
        let column = Reader(bytes);
        let counted = match spec & 0b1111 {
            RAW => continue,
            BOOLEAN => booleans(column)?,
            kind @ 0..DEFLATED => runs(column, kind)?,
            _ => return None,
        };
        most.rows = most.rows.max(counted.rows);
        most.repeated = most.repeated.saturating_add(counted.repeated);
    }
    Some(most)
}

fn booleans(mut column: Reader<'_>) -> Option<Counted> {
    let mut counted = Counted::default();
    while !column.is_empty() {
        counted.rows = counted.rows.saturating_add(column.uint()?);
    }
    Some(counted)
}

fn runs(mut column: Reader<'_>, kind: u64) -> Option<Counted> {
    let (mut counted, mut grouped) = (Counted::default(), 0u64);
    while !column.is_empty() {
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
