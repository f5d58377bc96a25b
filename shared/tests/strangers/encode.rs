//! Chunks written by hand, as automerge's format has them.
#![allow(dead_code, reason = "each test program needs its part of it")]

/// Columns by what they hold.
#[derive(Default, Clone)]
pub struct Columns(Vec<(u64, Vec<u8>)>);

impl Columns {
    pub fn with(mut self, spec: u64, column: Vec<u8>) -> Self {
        self.0.push((spec, column));
        self
    }

    pub fn specifications(&self) -> Vec<u8> {
        let mut out = leb128(self.0.len() as u64);
        for (spec, column) in &self.0 {
            out.extend(leb128(*spec));
            out.extend(leb128(column.len() as u64));
        }
        out
    }

    pub fn bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|(_, column)| column).copied().collect()
    }

    /// The body of the first change of an actor, on nothing, that names these others.
    pub fn body(&self, others: &[Vec<u8>], start_op: u64) -> Vec<u8> {
        let mut out = vec![0, 20];
        out.extend([5; 20]);
        out.push(1);
        out.extend(leb128(start_op));
        // No time, no message.
        out.extend([0, 0]);
        out.extend(leb128(others.len() as u64));
        for other in others {
            out.extend(leb128(other.len() as u64));
            out.extend(other);
        }
        out.extend(self.specifications());
        out.extend(self.bytes());
        out
    }

    pub fn change(&self, others: &[Vec<u8>], start_op: u64) -> Vec<u8> {
        sealed(1, &self.body(others, start_op))
    }
}

/// So many times the same small value.
pub fn run(times: u64, value: u8) -> Vec<u8> {
    let mut out = signed(i64::try_from(times).unwrap());
    out.push(value);
    out
}

pub fn signed(mut value: i64) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let low = u8::try_from(value & 0x7f).unwrap();
        value >>= 7;
        if value == 0 && low & 0x40 == 0 {
            out.push(low);
            return out;
        }
        out.push(low | 0x80);
    }
}

pub fn leb128(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let low = u8::try_from(value & 0x7f).unwrap();
        value >>= 7;
        if value == 0 {
            out.push(low);
            return out;
        }
        out.push(low | 0x80);
    }
}

/// A chunk of that kind, under the hash it comes to.
pub fn sealed(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut hashed = vec![kind];
    hashed.extend(leb128(body.len() as u64));
    hashed.extend(body);
    let hash = <sha2::Sha256 as sha2::Digest>::digest(&hashed);
    [&[0x85, 0x6f, 0x4a, 0x83], &hash[..4], &hashed[..]].concat()
}

/// Kind and body of a chunk.
pub fn opened(chunk: &[u8]) -> (u8, &[u8]) {
    let length = chunk[9..].iter().position(|byte| byte & 0x80 == 0).unwrap() + 1;
    (chunk[8], &chunk[9 + length..])
}
