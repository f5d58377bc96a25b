use std::ops::{AddAssign, SubAssign};

use rust_decimal::Decimal;

use super::Exact;
use super::wide::ten;

/// A running sum of decimals of any scale: one addition of 128 bits each while the scale stays, exact always.
///
/// ```
/// use shared::num::{Decimal, Exact, Sum};
/// let sum: Sum = [Decimal::new(48_000, 2), Decimal::new(5, 1)].into_iter().collect();
/// assert_eq!(sum.exact(), Exact::from(Decimal::new(4805, 1)));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Sum {
    /// Of `10^-scale`.
    units: i128,
    scale: u32,
    /// What no longer fitted the units.
    spilled: Option<Box<Exact>>,
}

impl Sum {
    #[must_use]
    pub const fn new() -> Self {
        Self { units: 0, scale: 0, spilled: None }
    }

    /// What has been added up.
    #[must_use]
    pub fn exact(&self) -> Exact {
        let units = Exact::scaled(self.units, self.scale);
        match &self.spilled {
            Some(spilled) => units + spilled.as_ref(),
            None => units,
        }
    }

    /// Adds another sum.
    pub fn merge(&mut self, other: &Self) {
        self.add(other.units, other.scale);
        if let Some(more) = &other.spilled {
            self.spill((**more).clone());
        }
    }

    #[inline]
    fn add(&mut self, units: i128, scale: u32) {
        let sum = if scale == self.scale { self.units.checked_add(units) } else { self.align(units, scale) };
        match sum {
            Some(sum) => self.units = sum,
            None => {
                self.spill(Exact::scaled(self.units, self.scale));
                (self.units, self.scale) = (units, scale);
            }
        }
    }

    /// The new units at the finer of both scales, which becomes ours.
    fn align(&mut self, units: i128, scale: u32) -> Option<i128> {
        let up = |units: i128, by: u32| units.checked_mul(i128::try_from(ten(by)?).ok()?);
        if scale < self.scale {
            self.units.checked_add(up(units, self.scale - scale)?)
        } else {
            let sum = up(self.units, scale - self.scale)?.checked_add(units)?;
            self.scale = scale;
            Some(sum)
        }
    }

    fn spill(&mut self, more: Exact) {
        match &mut self.spilled {
            Some(spilled) => **spilled += more,
            None => self.spilled = Some(Box::new(more)),
        }
    }
}

impl PartialEq for Sum {
    /// By value.
    fn eq(&self, other: &Self) -> bool {
        self.exact() == other.exact()
    }
}

impl Eq for Sum {}

impl AddAssign<Decimal> for Sum {
    #[inline]
    fn add_assign(&mut self, part: Decimal) {
        self.add(part.mantissa(), part.scale());
    }
}

impl SubAssign<Decimal> for Sum {
    #[inline]
    fn sub_assign(&mut self, part: Decimal) {
        self.add(-part.mantissa(), part.scale());
    }
}

impl Extend<Decimal> for Sum {
    fn extend<I: IntoIterator<Item = Decimal>>(&mut self, parts: I) {
        for part in parts {
            *self += part;
        }
    }
}

impl FromIterator<Decimal> for Sum {
    fn from_iter<I: IntoIterator<Item = Decimal>>(parts: I) -> Self {
        let mut sum = Self::new();
        sum.extend(parts);
        sum
    }
}

impl From<Sum> for Exact {
    fn from(sum: Sum) -> Self {
        sum.exact()
    }
}

impl std::iter::Sum<Decimal> for Exact {
    fn sum<I: Iterator<Item = Decimal>>(parts: I) -> Self {
        parts.collect::<Sum>().exact()
    }
}
