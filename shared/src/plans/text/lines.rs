use std::collections::BTreeMap;

use crate::books::Fault;

/// Where in a file each place of its document stands.
#[derive(Debug)]
pub(super) struct Lines<'t> {
    text: &'t str,
    /// First byte of each line.
    starts: Vec<usize>,
    /// Byte of a JSON pointer's place.
    places: BTreeMap<String, usize>,
}

impl<'t> Lines<'t> {
    pub fn of(text: &'t str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { text, starts: std::iter::once(0).chain(ends).collect(), places: BTreeMap::new() }
    }

    pub fn note(&mut self, pointer: &str, byte: usize) {
        self.places.insert(pointer.to_owned(), byte);
    }

    /// From 1.
    fn line(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte)
    }

    /// The line of a place, or of the nearest place around it that stands in the file.
    fn line_of(&self, pointer: &str) -> Option<usize> {
        let mut pointer = pointer;
        loop {
            if let Some(byte) = self.places.get(pointer) {
                return Some(self.line(*byte));
            }
            (pointer, _) = pointer.rsplit_once('/')?;
        }
    }

    pub fn place_all(&self, faults: Vec<Fault>) -> Vec<Fault> {
        let place = |fault: Fault| match self.line_of(&fault.pointer) {
            Some(line) => Fault { message: format!("line {line}: {}", fault.message), ..fault },
            None => fault,
        };
        faults.into_iter().map(place).collect()
    }

    pub fn syntax(&self, error: &toml::de::Error) -> Fault {
        let byte = error.span().map_or(self.text.len(), |span| span.start);
        let line = self.line(byte);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        let column = self.text.get(start..byte).map_or(0, |before| before.chars().count()) + 1;
        let message = format!("line {line}, column {column}: this is no TOML: {}", error.message());
        Fault { pointer: String::new(), message }
    }
}
