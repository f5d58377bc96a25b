//! A table's file: rows one after the other, each its length in four bytes and its values as a CBOR array.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use ciborium::Value as Cbor;

use super::manifest::MarkedTable;
use crate::store::db::Value;
use crate::store::dump::{Table, Values};

/// Largest row that is believed.
const MOST: usize = 256 * 1024 * 1024;

pub(super) fn path(folder: &Path, table: &str) -> PathBuf {
    folder.join(format!("{table}.rows"))
}

/// A table's file while it is written.
pub(super) struct Writer {
    file: BufWriter<File>,
    hasher: blake3::Hasher,
    marked: MarkedTable,
}

impl Writer {
    pub(super) fn create(folder: &Path, table: &Table) -> anyhow::Result<Self> {
        let file = BufWriter::new(File::create_new(path(folder, &table.name))?);
        let (name, columns) = (table.name.clone(), table.columns.clone());
        let marked = MarkedTable { name, columns, rows: 0, length: 0, blake3: String::new() };
        Ok(Self { file, hasher: blake3::Hasher::new(), marked })
    }

    pub(super) fn add(&mut self, values: &[Value<'_>]) -> anyhow::Result<()> {
        let row = Cbor::Array(values.iter().map(to_cbor).collect());
        let mut bytes = vec![0; 4];
        ciborium::into_writer(&row, &mut bytes).context("a row")?;
        let length = u32::try_from(bytes.len() - 4).context("a row is too large")?;
        bytes.splice(..4, length.to_be_bytes());
        self.file.write_all(&bytes)?;
        self.hasher.update(&bytes);
        self.marked.rows += 1;
        self.marked.length += u64::from(length) + 4;
        Ok(())
    }

    /// Makes the file durable.
    pub(super) fn end(mut self) -> anyhow::Result<MarkedTable> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        self.marked.blake3 = self.hasher.finalize().to_hex().to_string();
        Ok(self.marked)
    }
}

/// Checks a whole file against what is said of it, before anything of it is believed.
pub(super) fn check(folder: &Path, marked: &MarkedTable) -> anyhow::Result<()> {
    let path = path(folder, &marked.name);
    let mut file = File::open(&path).with_context(|| format!("{} is missing", path.display()))?;
    let (mut hasher, mut length, mut buffer) = (blake3::Hasher::new(), 0, vec![0; 1 << 16]);
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hasher.update(&buffer[..read]);
        length += u64::try_from(read)?;
    }
    ensure!(
        length == marked.length,
        "{} is damaged: {length} bytes where {} were written",
        path.display(),
        marked.length
    );
    ensure!(hasher.finalize().to_hex().as_str() == marked.blake3, "{} is damaged: it has changed", path.display());
    Ok(())
}

/// Goes through the rows of a file.
pub(super) fn read(
    folder: &Path,
    marked: &MarkedTable,
    mut each: impl FnMut(Values) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let path = path(folder, &marked.name);
    let mut file = BufReader::new(File::open(&path)?);
    let damaged = || format!("{} is damaged: a row does not read", path.display());
    for _ in 0..marked.rows {
        let mut length = [0; 4];
        file.read_exact(&mut length).with_context(damaged)?;
        let length = usize::try_from(u32::from_be_bytes(length))?;
        ensure!(length <= MOST, damaged());
        let mut bytes = vec![0; length];
        file.read_exact(&mut bytes).with_context(damaged)?;
        let Cbor::Array(row) = ciborium::from_reader(bytes.as_slice()).with_context(damaged)? else { bail!(damaged()) };
        let values = row.into_iter().map(from_cbor).collect::<Option<Values>>().with_context(damaged)?;
        ensure!(values.len() == marked.columns.len(), damaged());
        each(values)?;
    }
    Ok(())
}

fn to_cbor(value: &Value<'_>) -> Cbor {
    match value {
        Value::Null => Cbor::Null,
        Value::Integer(number) => Cbor::Integer((*number).into()),
        Value::Text(text) => Cbor::Text(text.clone().into_owned()),
        Value::Blob(bytes) => Cbor::Bytes(bytes.clone().into_owned()),
    }
}

fn from_cbor(value: Cbor) -> Option<Value<'static>> {
    Some(match value {
        Cbor::Null => Value::Null,
        Cbor::Integer(number) => Value::Integer(i64::try_from(number).ok()?),
        Cbor::Text(text) => Value::Text(text.into()),
        Cbor::Bytes(bytes) => Value::Blob(bytes.into()),
        _ => return None,
    })
}
