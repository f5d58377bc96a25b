/// Tells changes that stand one after the other apart, by the lengths in their heads: four bytes of magic, four of
/// checksum, one of kind, the length as LEB128. `None`: it is not that.
#[must_use]
pub fn split(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let (mut pieces, mut rest) = (Vec::new(), bytes);
    while !rest.is_empty() {
        let (length, head) = length(rest.get(9..)?)?;
        let (piece, after) = rest.split_at_checked(9 + head + length)?;
        pieces.push(piece);
        rest = after;
    }
    Some(pieces)
}

/// A number and how many bytes it takes.
fn length(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0usize;
    for (at, byte) in bytes.iter().enumerate().take(4) {
        value |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((value, at + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::doc::Doc;
    use shared::period::Instant;

    #[test]
    fn changes_are_told_apart_and_a_torn_one_is_seen() {
        let mut doc = Doc::new("desk/lin.xd/2026-11".parse().unwrap(), &[1; 20]);
        let texts = ["甲".to_owned(), "乙".repeat(300), "丙".repeat(9_000)];
        let changes = texts.map(|text| {
            doc.put("text", &text).unwrap();
            doc.commit(Instant::from_millis(0)).unwrap()
        });
        let bytes: Vec<u8> = changes.iter().flat_map(|change| change.raw_bytes().to_vec()).collect();
        let pieces = split(&bytes).unwrap();
        assert_eq!(pieces, changes.iter().map(|change| change.raw_bytes()).collect::<Vec<_>>());
        assert_eq!(split(&bytes[..bytes.len() - 1]), None);
        assert_eq!(split(&[]), Some(Vec::new()));
    }
}
