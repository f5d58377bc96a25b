//! Server-sent events: an open line on which the server says that there is something new, so that nobody has to ask.

use futures_util::{Stream, StreamExt};

use super::TransportError;

/// Longest line taken: events of ours are a few bytes.
const LONGEST: usize = 4096;

/// Reads the lines of an event stream, in whatever pieces they come.
#[derive(Debug, Default)]
pub struct Reader {
    line: Vec<u8>,
    event: Vec<u8>,
    has_data: bool,
    after_return: bool,
    overlong: bool,
}

impl Reader {
    /// Takes a piece; says how many events named `news` ended in it. Comments and other events mean nothing.
    pub fn take(&mut self, piece: &[u8]) -> usize {
        let mut news = 0;
        for byte in piece {
            let ends_pair = std::mem::take(&mut self.after_return) && *byte == b'\n';
            match byte {
                // CR LF is one end of a line.
                b'\n' if ends_pair => {}
                b'\n' | b'\r' => {
                    self.after_return = *byte == b'\r';
                    news += usize::from(self.line_ended());
                }
                _ if self.line.len() < LONGEST => self.line.push(*byte),
                _ => self.overlong = true,
            }
        }
        news
    }

    fn line_ended(&mut self) -> bool {
        let line = std::mem::take(&mut self.line);
        if std::mem::take(&mut self.overlong) {
            return false;
        }
        if line.is_empty() {
            // Without data an event is not dispatched.
            let event = std::mem::take(&mut self.event);
            return std::mem::take(&mut self.has_data) && event == b"news";
        }
        let (field, value) = match line.iter().position(|byte| *byte == b':') {
            Some(at) => (line.get(..at).unwrap_or_default(), line.get(at + 1..).unwrap_or_default()),
            None => (line.as_slice(), &[][..]),
        };
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match field {
            b"event" => self.event = value.to_vec(),
            b"data" => self.has_data = true,
            _ => {}
        }
        false
    }
}

/// The events of an answer's body: one item for each piece that ends at least one `news`.
pub(super) fn news<B: AsRef<[u8]>>(
    body: impl Stream<Item = Result<B, reqwest::Error>> + 'static,
) -> impl Stream<Item = Result<(), TransportError>> + 'static {
    let mut reader = Reader::default();
    body.filter_map(move |piece| {
        let told = match piece {
            Ok(piece) => (reader.take(piece.as_ref()) > 0).then_some(Ok(())),
            Err(why) => Some(Err(TransportError::Unreachable(why.to_string()))),
        };
        std::future::ready(told)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_is_an_event_of_that_name_with_data_however_it_is_cut() {
        let overlong = format!("event: news\n: {}\ndata: 1\n\n", "x".repeat(9000));
        let table: &[(&str, usize)] = &[
            ("event: news\ndata: 7\n\n", 1),
            ("event:news\ndata:7\n\n", 1),
            ("event: news\r\ndata: 7\r\n\r\n", 1),
            ("event: news\rdata: 7\r\r", 1),
            (":\n\n: still here\n\n", 0),
            ("event: news\ndata: 7\n", 0),
            ("event: news\n\n", 0),
            ("data: 7\n\n", 0),
            ("event: other\ndata: 7\n\n", 0),
            ("id: 3\nretry: 10\nevent: news\ndata\n\n", 1),
            ("event: news\ndata: 1\n\n:\nevent: news\ndata: 2\n\n", 2),
            ("event: news\ndata: 1\n\ndata: 2\n\n", 1),
            ("event: newsx\ndata: 1\n\n", 0),
            (&overlong, 1),
        ];
        for (text, wanted) in table {
            assert_eq!(Reader::default().take(text.as_bytes()), *wanted, "{text:?}");
            for size in [1, 2, 3, 7] {
                let mut reader = Reader::default();
                let told: usize = text.as_bytes().chunks(size).map(|piece| reader.take(piece)).sum();
                assert_eq!(told, *wanted, "{text:?} in pieces of {size}");
            }
        }
    }
}
