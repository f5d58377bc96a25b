//! CSV bytes to rows of named cells: encoding, heading, mapping of columns. Knows nothing of what the fields mean.

use std::collections::{BTreeMap, BTreeSet};

use shared::rest::LineFault;

use super::mapping::{Field, Mapping};

/// One line of a file under the names of our fields.
#[derive(Debug, Clone)]
pub struct Row {
    /// Where the record begins, counted from 1 with the heading.
    pub line: u32,
    cells: BTreeMap<&'static str, String>,
}

impl Row {
    /// The text of a field; `None` where it is blank or has no column.
    #[must_use]
    pub fn text(&self, field: &'static str) -> Option<&str> {
        self.cells.get(field).map(String::as_str)
    }

    #[must_use]
    pub fn fault(&self, field: &'static str, why: impl Into<String>) -> LineFault {
        fault(self.line, field, self.text(field).unwrap_or_default(), why)
    }
}

pub(super) fn fault(line: u32, field: &str, value: &str, why: impl Into<String>) -> LineFault {
    LineFault { line, field: field.to_owned(), value: value.chars().take(80).collect(), why: why.into() }
}

/// Rows that were read, with the number of lines left out by a condition.
#[derive(Debug, Clone, Default)]
pub struct Table {
    pub rows: Vec<Row>,
    pub left_out: u32,
    /// Fields that have a column in this file: a blank cell of one means "none", of another nothing.
    pub columns: BTreeSet<&'static str>,
}

/// Reads a file. Anything wrong with it as a file is a fault by line; then there are no rows.
pub fn read(bytes: &[u8], fields: &[Field], mapping: &Mapping) -> Result<Table, Vec<LineFault>> {
    let text = utf8(bytes)?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let heading: Vec<String> = match reader.headers() {
        Ok(heading) => heading.iter().map(clean).collect(),
        Err(why) => return Err(vec![fault(1, "", "", why.to_string())]),
    };
    if heading.iter().all(String::is_empty) {
        return Err(vec![fault(1, "", "", "the file is empty: a heading with the names of its columns is needed")]);
    }
    let plan = Columns::new(&heading, fields, mapping)?;
    let lines = Lines::new(text.as_bytes());
    let (mut table, mut faults) = (Table { columns: plan.present(), ..Table::default() }, Vec::new());
    let mut record = csv::StringRecord::new();
    loop {
        let line = lines.at(reader.position().byte());
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(why) => {
                faults.push(fault(line, "", "", why.to_string()));
                break;
            }
        }
        if record.len() != heading.len() {
            let why = format!(
                "{} cells, but the heading has {}: is a quote or a comma missing?",
                record.len(),
                heading.len()
            );
            faults.push(fault(line, "", record.get(0).unwrap_or_default(), why));
            continue;
        }
        if record.iter().all(|cell| clean(cell).is_empty()) {
            continue;
        }
        if plan.passes(&record) {
            table.rows.push(Row { line, cells: plan.cells(&record, mapping) });
        } else {
            table.left_out += 1;
        }
    }
    if faults.is_empty() { Ok(table) } else { Err(faults) }
}

/// The bytes as text without a byte order mark; what is not UTF-8 is named by its line.
fn utf8(bytes: &[u8]) -> Result<&str, Vec<LineFault>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|why| {
        let before = bytes.get(..why.valid_up_to()).unwrap_or_default();
        let line = u32::try_from(before.iter().filter(|byte| **byte == b'\n').count() + 1).unwrap_or(u32::MAX);
        vec![fault(line, "", "", "not UTF-8: save the file as \"CSV UTF-8\" and import it again")]
    })
}

/// Control characters and the odd spaces of spreadsheets become plain spaces, runs of them one; ends are trimmed.
pub(super) fn clean(text: &str) -> String {
    let odd = |c: char| c.is_control() || c.is_whitespace();
    let kept = text.chars().filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}'));
    let spaced: String = kept.map(|c| if odd(c) { ' ' } else { c }).collect();
    spaced.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Which column each field stands in.
struct Columns {
    of: BTreeMap<&'static str, usize>,
    only: Vec<(usize, String)>,
}

impl Columns {
    fn new(heading: &[String], fields: &[Field], mapping: &Mapping) -> Result<Self, Vec<LineFault>> {
        let mut faults = Vec::new();
        let mut find = |field: &str, name: &str| {
            let wanted = clean(name);
            let mut found = heading.iter().enumerate().filter(|(_, column)| **column == wanted);
            match (found.next(), found.next()) {
                (Some((at, _)), None) => Some(at),
                (Some(_), Some(_)) => {
                    faults.push(fault(1, field, name, "two columns have this name"));
                    None
                }
                (None, _) => {
                    let why = format!("there is no such column; the file has: {}", heading.join(", "));
                    faults.push(fault(1, field, name, why));
                    None
                }
            }
        };
        let mut of = BTreeMap::new();
        for field in fields {
            // A column with the field's own name needs no mapping.
            let own = heading.iter().any(|column| column == field.name).then_some(field.name);
            if let Some(name) = mapping.columns.get(field.name).map(String::as_str).or(own)
                && let Some(at) = find(field.name, name)
            {
                of.insert(field.name, at);
            }
        }
        let only: Vec<_> =
            mapping.only.iter().filter_map(|(name, value)| Some((find("where", name)?, value.clone()))).collect();
        for field in fields.iter().filter(|field| field.required) {
            let named = mapping.columns.contains_key(field.name);
            if !named && !of.contains_key(field.name) && !mapping.constants.contains_key(field.name) {
                let why = format!(
                    "no column for it: add --map {}=\"name of the column\"; the file has: {}",
                    field.name,
                    heading.join(", ")
                );
                faults.push(fault(1, field.name, "", why));
            }
        }
        if faults.is_empty() { Ok(Self { of, only }) } else { Err(faults) }
    }

    fn present(&self) -> BTreeSet<&'static str> {
        self.of.keys().copied().collect()
    }

    fn passes(&self, record: &csv::StringRecord) -> bool {
        self.only.iter().all(|(at, value)| record.get(*at).is_some_and(|cell| clean(cell) == *value))
    }

    fn cells(&self, record: &csv::StringRecord, mapping: &Mapping) -> BTreeMap<&'static str, String> {
        let constants = mapping.constants.iter().map(|(field, value)| (*field, value.clone()));
        let mut cells: BTreeMap<&'static str, String> = constants.collect();
        for (field, at) in &self.of {
            let text = record.get(*at).map(clean).unwrap_or_default();
            if !text.is_empty() {
                cells.insert(field, text);
            }
        }
        cells
    }
}

/// Lines by byte offset. The reader's own count is one short after CRLF and after blank lines.
struct Lines<'a> {
    bytes: &'a [u8],
    /// Offsets of the first byte of each line after the first.
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(bytes: &'a [u8]) -> Self {
        let starts = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1).collect();
        Self { bytes, starts }
    }

    /// The line of the record that begins at or after an offset.
    fn at(&self, offset: u64) -> u32 {
        let offset = usize::try_from(offset).unwrap_or(usize::MAX).min(self.bytes.len());
        let blank = self.bytes.iter().skip(offset).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let before = self.starts.partition_point(|start| *start <= offset + blank);
        u32::try_from(before + 1).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: &[Field] = &[Field::required("name", ""), Field::optional("note", "")];

    fn read_all(text: &str) -> Vec<(u32, String)> {
        let table = read(text.as_bytes(), FIELDS, &Mapping::default()).unwrap();
        table.rows.iter().map(|row| (row.line, row.text("name").unwrap_or_default().to_owned())).collect()
    }

    #[test]
    fn lines_are_counted_as_an_editor_counts_them() {
        let want = vec![(2, "甲".to_owned()), (4, "乙 丙".to_owned()), (6, "丁".to_owned())];
        let unix = "name,note\n甲,1\n\n\"乙\n丙\",2\n丁,3\n";
        assert_eq!(read_all(unix), want);
        assert_eq!(read_all(&unix.replace('\n', "\r\n")), want);
        assert_eq!(read_all(&format!("\u{feff}{unix}")), want);
    }

    #[test]
    fn odd_characters_of_spreadsheets_become_plain() {
        assert_eq!(clean("\u{a0} 宏嘉\t大厦\u{200b}店\u{3000}\r\n"), "宏嘉 大厦店");
        assert_eq!(read_all("name\n\"他说\"\"好\"\"\"\n"), vec![(2, "他说\"好\"".to_owned())]);
    }

    #[test]
    fn what_is_no_table_is_named_by_line() {
        let faults = |bytes: &[u8]| {
            let faults = read(bytes, FIELDS, &Mapping::default()).unwrap_err();
            faults.iter().map(|fault| (fault.line, fault.why.clone())).collect::<Vec<_>>()
        };
        let gbk = [b"name,note\n\xe7\x94\xb2,1\n".as_slice(), b"\xbc\xd7,2\n"].concat();
        assert_eq!(faults(&gbk), [(3, "not UTF-8: save the file as \"CSV UTF-8\" and import it again".to_owned())]);
        let short = faults(b"name,note\nx,1\ny\n");
        assert_eq!((short.len(), short[0].0), (1, 3));
        assert!(faults(b"").first().unwrap().1.starts_with("the file is empty"));
        assert!(faults(b"title\nx\n").first().unwrap().1.contains("--map name="));
    }

    #[test]
    fn a_mapping_names_columns_and_conditions() {
        let mut mapping = Mapping::default();
        mapping.map(FIELDS, "name=store name").unwrap();
        mapping.only("deal=Won").unwrap();
        let table = read(b"store name,deal\nA,Won\nB,Lost\n", FIELDS, &mapping).unwrap();
        assert_eq!((table.rows.len(), table.left_out), (1, 1));
        mapping.map(FIELDS, "note=remark").unwrap();
        let faults = read(b"store name,deal\nA,Won\n", FIELDS, &mapping).unwrap_err();
        assert_eq!(faults[0].value, "remark");
        assert!(mapping.map(FIELDS, "nmae=x").unwrap_err().contains("nmae"));
    }
}
