//! How tightly parts hold together: what is read with a greater power needs no parentheses under a smaller one.

pub(super) const ANY: u8 = 0;
pub(super) const IF: u8 = 1;
pub(super) const OR: u8 = 2;
pub(super) const AND: u8 = 3;
pub(super) const NOT: u8 = 4;
pub(super) const COMPARE: u8 = 5;
pub(super) const SUM: u8 = 6;
pub(super) const PRODUCT: u8 = 7;
pub(super) const MINUS: u8 = 8;
pub(super) const ATOM: u8 = 9;
