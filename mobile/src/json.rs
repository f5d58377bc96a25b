//! JSON, as everything but the sync exchange (CBOR) is written on the phone: what lies in the store, what goes over HTTP, and
//! the questions, answers and events between the pages and the store. One form for all means that the code that reads and
//! writes a type is in the web app once; a tenth of it was such code a second time. For the same reason it is read by `str`
//! and never by `serde_json::from_slice`.

use serde::Serialize;
use serde::de::{DeserializeOwned, Error as _};

/// # Errors
/// Where a value has no JSON, such as a map whose keys are pairs: a bug.
pub fn write<T: Serialize>(value: &T) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(value)
}

/// # Errors
/// Where the bytes are no UTF-8 or the text is no such value.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, serde_json::Error> {
    serde_json::from_str(std::str::from_utf8(bytes).map_err(serde_json::Error::custom)?)
}

/// Pictures, as base64: a JSON array of their bytes would be four times as long.
pub mod bytes {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&STANDARD.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        STANDARD.decode(String::deserialize(from)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::record::PhotoBytes;
    use crate::view::Answer;
    use shared::place::Place;

    proptest! {
        #[test]
        fn pictures_arrive_as_they_were(bytes: Vec<u8>) {
            let photo = PhotoBytes { hash: "h".into(), mime: "image/jpeg".into(), original: None, bytes: bytes.clone() };
            prop_assert_eq!(&read::<PhotoBytes>(&write(&photo).unwrap()).unwrap(), &photo);
            prop_assert_eq!(read::<Answer>(&write(&Answer::Photo(bytes.clone())).unwrap()).unwrap(), Answer::Photo(bytes));
        }

        /// "The same to the last digit" is a flag: no digit may change on the way (VIS-3).
        #[test]
        fn a_position_keeps_its_last_digit(lat in -90.0..=90.0_f64, lon in -180.0..=180.0_f64) {
            let place = Place::new(lat, lon).unwrap();
            let there = read::<Place>(&write(&place).unwrap()).unwrap();
            prop_assert_eq!((there.lat().to_bits(), there.lon().to_bits()), (place.lat().to_bits(), place.lon().to_bits()));
        }
    }

    #[test]
    fn what_is_something_else_is_refused() {
        assert!(read::<Answer>(&[0xff, 0xfe]).is_err());
        assert!(read::<Answer>(b"{\"nobody\":1}").is_err());
        assert!(read::<PhotoBytes>(br#"{"hash":"h","mime":"m","bytes":"no base64!"}"#).is_err());
    }
}
