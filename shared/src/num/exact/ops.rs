use std::ops::{Add, AddAssign, Mul, MulAssign, Neg, Sub, SubAssign};

use num_rational::BigRational;

use super::small::Small;
use super::{Exact, Repr};

/// In words where it fits, else big; too large stays too large.
#[inline]
fn operate(
    a: &Exact,
    b: &Exact,
    small: impl Fn(Small, Small) -> Option<Small>,
    big: fn(BigRational, BigRational) -> BigRational,
) -> Exact {
    if let (Repr::Small(a), Repr::Small(b)) = (&a.0, &b.0)
        && let Some(result) = small(*a, *b)
    {
        return Exact(Repr::Small(result));
    }
    operate_big(a, b, big)
}

#[cold]
fn operate_big(a: &Exact, b: &Exact, big: fn(BigRational, BigRational) -> BigRational) -> Exact {
    match (a.big(), b.big()) {
        (Some(a), Some(b)) => Exact::from_big(big(a, b)),
        _ => Exact::too_large(),
    }
}

macro_rules! operator {
    ($trait:ident, $method:ident, $assign_trait:ident, $assign:ident, $small:expr) => {
        impl $trait<&Exact> for &Exact {
            type Output = Exact;
            #[inline]
            fn $method(self, other: &Exact) -> Exact {
                operate(self, other, $small, $trait::$method)
            }
        }
        impl $trait for Exact {
            type Output = Exact;
            #[inline]
            fn $method(self, other: Exact) -> Exact {
                $trait::$method(&self, &other)
            }
        }
        impl $trait<&Exact> for Exact {
            type Output = Exact;
            #[inline]
            fn $method(self, other: &Exact) -> Exact {
                $trait::$method(&self, other)
            }
        }
        impl $trait<Exact> for &Exact {
            type Output = Exact;
            #[inline]
            fn $method(self, other: Exact) -> Exact {
                $trait::$method(self, &other)
            }
        }
        impl $assign_trait<&Exact> for Exact {
            #[inline]
            fn $assign(&mut self, other: &Exact) {
                *self = $trait::$method(&*self, other);
            }
        }
        impl $assign_trait for Exact {
            #[inline]
            fn $assign(&mut self, other: Exact) {
                *self = $trait::$method(&*self, &other);
            }
        }
    };
}
operator!(Add, add, AddAssign, add_assign, Small::add);
operator!(Sub, sub, SubAssign, sub_assign, |a: Small, b: Small| a.add(b.neg()));
operator!(Mul, mul, MulAssign, mul_assign, Small::mul);

impl Neg for &Exact {
    type Output = Exact;
    fn neg(self) -> Exact {
        match &self.0 {
            Repr::Small(small) => Exact(Repr::Small(small.neg())),
            Repr::Big(Some(big)) => Exact::from_big(-(**big).clone()),
            Repr::Big(None) => Exact::too_large(),
        }
    }
}

impl Neg for Exact {
    type Output = Self;
    fn neg(self) -> Self {
        -&self
    }
}

impl std::iter::Sum for Exact {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::zero(), |sum, part| sum + part)
    }
}

impl<'a> std::iter::Sum<&'a Self> for Exact {
    fn sum<I: Iterator<Item = &'a Self>>(parts: I) -> Self {
        parts.fold(Self::zero(), |sum, part| sum + part)
    }
}
