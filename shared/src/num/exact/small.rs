use std::cmp::Ordering;
use std::num::NonZero;

use super::wide::{gcd, product, ten};

type Den = NonZero<u128>;

/// A fraction in machine words, not necessarily reduced. An operation tries once more in lowest terms when a word
/// overflows, and gives `None` where that does not help.
#[derive(Clone, Copy)]
pub(super) struct Small {
    /// Never `i128::MIN`, so that a sign can always be turned.
    num: i128,
    den: Den,
}

impl Small {
    pub(super) const fn whole(n: i64) -> Self {
        Self { num: n as i128, den: Den::MIN }
    }

    pub(super) fn new(num: i128, den: u128) -> Option<Self> {
        (num != i128::MIN).then_some(Self { num, den: Den::new(den)? })
    }

    /// `units × 10^-scale`.
    #[inline]
    pub(super) fn scaled(units: i128, scale: u32) -> Option<Self> {
        Self::new(units, ten(scale)?)
    }

    pub(super) const fn num(self) -> i128 {
        self.num
    }

    pub(super) const fn den(self) -> Den {
        self.den
    }

    pub(super) fn reduced(self) -> Self {
        let common = gcd(self.num.unsigned_abs(), self.den);
        let num = i128::try_from(self.num.unsigned_abs() / common).ok();
        match (num, Den::new(self.den.get() / common)) {
            (Some(num), Some(den)) => Self { num: if self.num < 0 { -num } else { num }, den },
            _ => self,
        }
    }

    pub(super) const fn neg(self) -> Self {
        Self { num: -self.num, den: self.den }
    }

    #[inline]
    pub(super) fn add(self, other: Self) -> Option<Self> {
        self.plain_add(other).or_else(|| self.reduced_add(other))
    }

    #[cold]
    fn reduced_add(self, other: Self) -> Option<Self> {
        self.reduced().plain_add(other.reduced()).map(Self::reduced)
    }

    #[inline]
    pub(super) fn mul(self, other: Self) -> Option<Self> {
        self.plain_mul(other).or_else(|| self.reduced_mul(other))
    }

    #[cold]
    fn reduced_mul(self, other: Self) -> Option<Self> {
        // What one holds above and the other below the line goes first.
        let (a, b) = (self.reduced(), other.reduced());
        let (left, right) = (Self { num: a.num, den: b.den }.reduced(), Self { num: b.num, den: a.den }.reduced());
        left.plain_mul(right)
    }

    /// By a number that is not 0.
    pub(super) fn div(self, other: Self) -> Option<Self> {
        self.plain_div(other).or_else(|| self.reduced().mul(other.reduced().inverse()?))
    }

    /// By cross-multiplication, so that it never overflows.
    pub(super) fn cmp(self, other: Self) -> Ordering {
        if self.den == other.den || (self.num < 0) != (other.num < 0) {
            return self.num.cmp(&other.num);
        }
        if let (Some(a), Some(b)) = (times(self.num, other.den), times(other.num, self.den)) {
            return a.cmp(&b);
        }
        let (a, b) = (self.num.unsigned_abs(), other.num.unsigned_abs());
        let order = product(a, other.den.get()).cmp(&product(b, self.den.get()));
        if self.num < 0 { order.reverse() } else { order }
    }

    fn inverse(self) -> Option<Self> {
        let num = i128::try_from(self.den.get()).ok()?;
        Some(Self { num: if self.num < 0 { -num } else { num }, den: Den::new(self.num.unsigned_abs())? })
    }

    #[inline]
    fn plain_add(self, other: Self) -> Option<Self> {
        if self.den == other.den {
            return Self::of(self.num.checked_add(other.num)?, self.den);
        }
        let (ours, theirs) = common(self.den, other.den);
        let num = times(self.num, ours)?.checked_add(times(other.num, theirs)?)?;
        Self::of(num, mul(self.den, ours)?)
    }

    #[inline]
    fn plain_mul(self, other: Self) -> Option<Self> {
        let den = mul(self.den, other.den)?;
        if let (Ok(a), Ok(b)) = (i64::try_from(self.num), i64::try_from(other.num)) {
            return Some(Self { num: i128::from(a) * i128::from(b), den });
        }
        Self::of(self.num.checked_mul(other.num)?, den)
    }

    fn plain_div(self, other: Self) -> Option<Self> {
        let (ours, theirs) = if self.den == other.den { (Den::MIN, Den::MIN) } else { common(self.den, other.den) };
        let num = times(self.num, ours)?;
        let den = mul(Den::new(other.num.unsigned_abs())?, theirs)?;
        Some(Self { num: if other.num < 0 { -num } else { num }, den })
    }

    #[inline]
    fn of(num: i128, den: Den) -> Option<Self> {
        (num != i128::MIN).then_some(Self { num, den })
    }
}

/// The least factors that bring two denominators to a common one.
fn common(a: Den, b: Den) -> (Den, Den) {
    if a == Den::MIN || b == Den::MIN {
        return (b, a);
    }
    let by = gcd(a.get(), b);
    match (Den::new(b.get() / by), Den::new(a.get() / by)) {
        (Some(ours), Some(theirs)) => (ours, theirs),
        _ => (b, a),
    }
}

fn times(num: i128, factor: Den) -> Option<i128> {
    if let (Ok(num), Ok(factor)) = (i64::try_from(num), i64::try_from(factor.get())) {
        return Some(i128::from(num) * i128::from(factor));
    }
    num.checked_mul(i128::try_from(factor.get()).ok()?).filter(|num| *num != i128::MIN)
}

fn mul(a: Den, b: Den) -> Option<Den> {
    if let (Ok(a), Ok(b)) = (u64::try_from(a.get()), u64::try_from(b.get())) {
        return Den::new(u128::from(a) * u128::from(b));
    }
    a.checked_mul(b)
}
