use crate::books::plan::Band;
use crate::books::read::door::{At, Door};
use crate::num::Decimal;

/// Bands are half-open and follow one another from 0 to infinity, without a gap or an overlap (domain.md, Numbers).
pub(super) fn bands<B: Band>(bands: &[B], at: &At<'_>, door: &mut Door<'_>) {
    let mut next = Some(Decimal::ZERO);
    for (number, band) in bands.iter().enumerate() {
        let at = at.item(number);
        match next {
            None => door.fault(&at, || "stands after the band that has no end".to_owned()),
            Some(from) if band.from() != from => {
                let what = if number == 0 { "the first band begins" } else { "the band before ends" };
                door.fault(&at.key("from"), || format!("begins at {}, but {what} at {from}", band.from()));
            }
            Some(_) => {}
        }
        if let Some(to) = band.to().filter(|to| *to <= band.from()) {
            door.fault(&at.key("to"), || format!("ends at {to}, which is not after {}", band.from()));
        }
        next = band.to();
    }
    if next.is_some() {
        door.fault(at, || "the last band must have no end: bands go from 0 to infinity".to_owned());
    }
}
