//! Whole numbers of one and two words: the narrow path first, because a division of 128 bits is a library call.

use std::num::NonZero;

/// Powers of ten that fit 128 bits.
const TENS: [u128; 39] = {
    let mut tens = [1u128; 39];
    let mut at = 1;
    while at < 39 {
        tens[at] = tens[at - 1] * 10;
        at += 1;
    }
    tens
};

/// 10^exponent, where it fits.
#[inline]
pub(in crate::num) fn ten(exponent: u32) -> Option<u128> {
    TENS.get(exponent as usize).copied()
}

/// Quotient and rest.
#[inline]
pub(in crate::num) fn div_rem(n: u128, d: NonZero<u128>) -> (u128, u128) {
    if let (Ok(n), Ok(d)) = (u64::try_from(n), NonZero::<u64>::try_from(d)) {
        return (u128::from(n / d), u128::from(n % d));
    }
    let quotient = n / d;
    (quotient, n - quotient * d.get())
}

/// Greatest common divisor of two numbers, the first of which may be 0.
pub(super) fn gcd(a: u128, b: NonZero<u128>) -> NonZero<u128> {
    let Some(a) = NonZero::new(div_rem(a, b).1) else { return b };
    let Ok(narrow) = NonZero::<u64>::try_from(a) else { return gcd128(b, a) };
    let b = match NonZero::<u64>::try_from(b) {
        Ok(b) => b,
        Err(_) => match u64::try_from(div_rem(b.get(), a).1).ok().and_then(NonZero::new) {
            Some(b) => b,
            None => return a,
        },
    };
    gcd64(b, narrow).into()
}

macro_rules! binary_gcd {
    ($name:ident, $word:ty) => {
        fn $name(a: NonZero<$word>, b: NonZero<$word>) -> NonZero<$word> {
            let twos = (a.get() | b.get()).trailing_zeros();
            let mut a = a.get() >> a.trailing_zeros();
            let mut b = b.get() >> b.trailing_zeros();
            while a != b {
                let (low, gap) = if a < b { (a, b - a) } else { (b, a - b) };
                a = low;
                b = gap >> gap.trailing_zeros();
            }
            NonZero::new(a << twos).unwrap_or(NonZero::<$word>::MIN)
        }
    };
}
binary_gcd!(gcd64, u64);
binary_gcd!(gcd128, u128);

/// `a × b` as (high, low), to be compared.
pub(super) fn product(a: u128, b: u128) -> (u128, u128) {
    let (low, high) = a.carrying_mul(b, 0);
    (high, low)
}
