use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::NumError;

/// An ISO 4217 currency code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    pub const CNY: Self = Self(*b"CNY");

    pub fn new(code: &str) -> Result<Self, NumError> {
        match <[u8; 3]>::try_from(code.as_bytes()) {
            Ok(bytes) if bytes.iter().all(u8::is_ascii_uppercase) => Ok(Self(bytes)),
            _ => Err(NumError::Currency(code.chars().take(8).collect())),
        }
    }

    /// Decimals of the minor unit (ISO 4217); 2 where the code is not one of the exceptions.
    #[must_use]
    pub const fn minor(self) -> u32 {
        match &self.0 {
            b"JPY" | b"KRW" | b"VND" | b"CLP" | b"ISK" | b"UGX" | b"XAF" | b"XOF" | b"XPF" | b"PYG" | b"RWF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = NumError;
    fn try_from(code: String) -> Result<Self, NumError> {
        Self::new(&code)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.to_string()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0 {
            write!(f, "{}", char::from(byte))?;
        }
        Ok(())
    }
}

/// An amount of one currency, exact, with the currency's decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Raw", into = "Raw")]
pub struct Money {
    amount: Decimal,
    currency: Currency,
}

#[derive(Serialize, Deserialize)]
struct Raw {
    amount: String,
    currency: Currency,
}

impl Money {
    /// Refuses an amount finer than the currency's minor unit: nothing is rounded behind anyone's back.
    pub fn new(amount: Decimal, currency: Currency) -> Result<Self, NumError> {
        let mut fitted = amount;
        fitted.rescale(currency.minor());
        if fitted != amount {
            return Err(NumError::FinerThanMinor(amount, currency.minor()));
        }
        Ok(Self { amount: fitted, currency })
    }

    /// Reads an amount as a person typed it.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, NumError> {
        Self::new(super::decimal(text)?, currency)
    }

    #[must_use]
    pub const fn amount(self) -> Decimal {
        self.amount
    }

    #[must_use]
    pub const fn currency(self) -> Currency {
        self.currency
    }

    pub fn plus(self, other: Self) -> Result<Self, NumError> {
        if self.currency != other.currency {
            return Err(NumError::CurrencyMismatch(other.currency, self.currency));
        }
        let amount = self.amount.checked_add(other.amount).ok_or(NumError::TooLarge)?;
        Ok(Self { amount, currency: self.currency })
    }
}

impl TryFrom<Raw> for Money {
    type Error = NumError;
    fn try_from(raw: Raw) -> Result<Self, NumError> {
        Self::parse(&raw.amount, raw.currency)
    }
}

impl From<Money> for Raw {
    fn from(money: Money) -> Self {
        Self { amount: money.amount.to_string(), currency: money.currency }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_keeps_its_currency_and_its_decimals() {
        assert_eq!(Money::parse("480", Currency::CNY).unwrap().to_string(), "480.00 CNY");
        let yen = Currency::new("JPY").unwrap();
        assert_eq!(Money::parse("480.5", yen), Err(NumError::FinerThanMinor(Decimal::new(4805, 1), 0)));
        let sum = Money::parse("0.10", Currency::CNY).unwrap().plus(Money::parse("0.20", Currency::CNY).unwrap());
        assert_eq!(sum.unwrap().to_string(), "0.30 CNY");
        assert!(Money::parse("1", yen).unwrap().plus(Money::parse("1", Currency::CNY).unwrap()).is_err());
    }

    #[test]
    fn what_is_no_amount_is_refused_with_the_text() {
        for bad in ["", "1e3", "1,000", "NaN", "--1", "1.", ".5", "１"] {
            assert!(Money::parse(bad, Currency::CNY).is_err(), "{bad}");
        }
        assert_eq!(
            Currency::new("yuan").unwrap_err().to_string(),
            "\"yuan\" is no currency: three capital letters of ISO 4217 are needed"
        );
    }
}
