//! Whether a point is in mainland China (D-41). The borders are a data file; `shared/data/README.md` says whose.

use std::sync::LazyLock;

use super::Place;

static SHEETS: LazyLock<Vec<Sheet>> =
    LazyLock::new(|| decode(include_bytes!("../../data/mainland.bin")).unwrap_or_default());

/// Whether GCJ-02 and BD-09 shift this point. Hong Kong, Macau and Taiwan with Kinmen and Matsu are outside, territorial
/// waters inside. Borders are right to some 250 m, around Hong Kong and Macau to some 20 m.
#[must_use]
pub fn is_mainland(place: Place) -> bool {
    SHEETS.iter().find(|sheet| sheet.holds(place)).is_some_and(|sheet| sheet.inside(place))
}

/// Height of a band in the sheet's units.
const BAND: i32 = 500;

/// One side of a ring, in units.
#[derive(Clone, Copy)]
struct Edge {
    from: (i32, i32),
    to: (i32, i32),
}

/// The borders within a box, at one resolution.
struct Sheet {
    units: f64,
    west: i32,
    south: i32,
    east: i32,
    north: i32,
    /// The edges that touch each band of latitude, from the south up: a point asks only its own.
    bands: Vec<Vec<Edge>>,
}

impl Sheet {
    fn holds(&self, place: Place) -> bool {
        let (x, y) = (place.lon * self.units, place.lat * self.units);
        (f64::from(self.west)..=f64::from(self.east)).contains(&x)
            && (f64::from(self.south)..=f64::from(self.north)).contains(&y)
    }

    /// How often a ray to the east crosses a ring: odd inside.
    fn inside(&self, place: Place) -> bool {
        let (x, y) = (place.lon * self.units, place.lat * self.units);
        let band = ((y - f64::from(self.south)) / f64::from(BAND)) as usize;
        let Some(edges) = self.bands.get(band) else { return false };
        let crossed = edges.iter().filter(|edge| {
            let (x1, y1) = (f64::from(edge.from.0), f64::from(edge.from.1));
            let (x2, y2) = (f64::from(edge.to.0), f64::from(edge.to.1));
            (y1 > y) != (y2 > y) && x < x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        });
        crossed.count() % 2 == 1
    }

    fn add(&mut self, edge: Edge) {
        let band = |y: i32| usize::try_from(y.saturating_sub(self.south) / BAND).unwrap_or(0);
        let (low, high) = (band(edge.from.1.min(edge.to.1)), band(edge.from.1.max(edge.to.1)));
        // Edges beyond the box decide nothing in it.
        for edges in self.bands.iter_mut().take(high + 1).skip(low) {
            edges.push(edge);
        }
    }
}

/// Reads the file's numbers; `None` where it ends too early.
struct Numbers<'a>(std::slice::Iter<'a, u8>);

impl Numbers<'_> {
    fn unsigned(&mut self) -> Option<u32> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = *self.0.next()?;
            number |= u32::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn signed(&mut self) -> Option<i32> {
        let number = self.unsigned()?;
        let half = i32::try_from(number >> 1).ok()?;
        Some(if number & 1 == 0 { half } else { -half - 1 })
    }

    fn step(&mut self, from: (i32, i32)) -> Option<(i32, i32)> {
        Some((from.0.checked_add(self.signed()?)?, from.1.checked_add(self.signed()?)?))
    }
}

fn decode(bytes: &[u8]) -> Option<Vec<Sheet>> {
    let mut numbers = Numbers(bytes.iter());
    let mut sheets = Vec::new();
    while !numbers.0.as_slice().is_empty() {
        let units = f64::from(numbers.unsigned()?);
        let (west, south) = (numbers.signed()?, numbers.signed()?);
        let (east, north) = (numbers.signed()?, numbers.signed()?);
        let bands = usize::try_from(north.checked_sub(south)? / BAND + 1).ok()?;
        let mut sheet = Sheet { units, west, south, east, north, bands: vec![Vec::new(); bands] };
        for _ in 0..numbers.unsigned()? {
            let count = numbers.unsigned()?;
            let first = numbers.step((0, 0))?;
            let mut last = first;
            for _ in 1..count {
                let next = numbers.step(last)?;
                sheet.add(Edge { from: last, to: next });
                last = next;
            }
            sheet.add(Edge { from: last, to: first });
        }
        sheets.push(sheet);
    }
    Some(sheets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_borders_are_whole() {
        let bytes = include_bytes!("../../data/mainland.bin");
        assert_eq!(decode(bytes).unwrap().len(), 2);
        assert!(decode(&bytes[..bytes.len() - 1]).is_none());
        assert!(decode(&[0xff; 8]).is_none());
    }
}
