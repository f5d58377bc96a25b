//! How alike two customers are: whether a person should look at them together.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::name::{numbers, plain};
use super::phone::Phone;
use crate::doc::customer::Customer;
use crate::place::{Metres, Place};

/// Within this, alike names are worth a look (**ours**).
pub(super) const NEAR: Metres = 500.0;
/// Beyond this, the same name is another shop of that name (**ours**).
const FAR: Metres = 20_000.0;
/// Of a hundred pairs of neighbouring letters in two names, this many in both make them alike (**ours**).
const ALIKE: usize = 70;
/// Shorter names are in too many others.
const WITHIN: usize = 3;

/// What a customer is told by.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Traits {
    /// [`plain`].
    pub name: String,
    pub phones: BTreeSet<Phone>,
    pub places: Vec<Place>,
    numbers: String,
}

impl Traits {
    #[must_use]
    pub fn of<'a>(name: &str, phones: impl IntoIterator<Item = &'a str>, places: Vec<Place>) -> Self {
        let name = plain(name);
        let numbers = numbers(&name);
        Self { name, phones: phones.into_iter().filter_map(Phone::of).collect(), places, numbers }
    }

    /// Its own number and those of its people, and all its sites.
    #[must_use]
    pub fn of_customer(customer: &Customer) -> Self {
        let people = customer.people.values().filter_map(|person| person.phone.as_deref());
        let places = customer.sites.values().filter_map(|site| site.place).collect();
        Self::of(&customer.name, customer.phone.as_deref().into_iter().chain(people), places)
    }

    fn distance(&self, other: &Self) -> Option<Metres> {
        let pairs = self.places.iter().flat_map(|here| other.places.iter().map(|there| here.distance(*there)));
        pairs.min_by(Metres::total_cmp)
    }
}

/// How two names are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameLikeness {
    /// Two spellings of one name.
    Same,
    /// One stands in the other, or few letters differ.
    Alike,
}

/// Why two customers may be one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Likeness {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<NameLikeness>,
    /// They share a line.
    pub phone: bool,
    /// Between their nearest sites, where both have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance: Option<Metres>,
}

impl Likeness {
    /// How much speaks for one customer: the name, the line, the place; the higher the more.
    #[must_use]
    pub fn weight(&self) -> u8 {
        let name = match self.name {
            Some(NameLikeness::Same) => 4,
            Some(NameLikeness::Alike) => 2,
            None => 0,
        };
        name + 3 * u8::from(self.phone) + 2 * u8::from(self.distance.is_some_and(|metres| metres <= NEAR))
    }
}

/// Whether two customers may be one, and why. Only a person decides.
#[must_use]
pub fn compare(one: &Traits, other: &Traits) -> Option<Likeness> {
    let phone = one.phones.iter().any(|line| other.phones.iter().any(|there| line.is(there)));
    let name = alike(one, other);
    if name.is_none() && !phone {
        return None;
    }
    let distance = one.distance(other);
    let near = distance.is_some_and(|metres| metres <= NEAR);
    let counts = match name {
        Some(NameLikeness::Same) => phone || distance.is_none_or(|metres| metres <= FAR),
        Some(NameLikeness::Alike) => phone || near || distance.is_none(),
        // Shops of a chain have one hotline and each a number.
        None => one.numbers == other.numbers,
    };
    counts.then_some(Likeness { name, phone, distance })
}

fn alike(one: &Traits, other: &Traits) -> Option<NameLikeness> {
    if one.name.is_empty() || other.name.is_empty() {
        return None;
    }
    if one.name == other.name {
        return Some(NameLikeness::Same);
    }
    let (short, long) =
        if one.name.len() <= other.name.len() { (&one.name, &other.name) } else { (&other.name, &one.name) };
    // A name in the middle of being typed has no number yet.
    if short.chars().count() >= WITHIN && long.contains(short.as_str()) {
        return Some(NameLikeness::Alike);
    }
    (one.numbers == other.numbers && shared_pairs(short, long)).then_some(NameLikeness::Alike)
}

/// Dice's measure over pairs of neighbouring letters.
fn shared_pairs(short: &str, long: &str) -> bool {
    // Longer than twice, they can not share enough.
    if long.len() > short.len() * 2 {
        return false;
    }
    let pairs = |name: &str| {
        let letters: Vec<char> = name.chars().collect();
        let mut found: BTreeMap<(char, char), usize> = BTreeMap::new();
        for pair in letters.windows(2) {
            if let [first, second] = pair {
                *found.entry((*first, *second)).or_default() += 1;
            }
        }
        found
    };
    let (one, other) = (pairs(short), pairs(long));
    let all: usize = one.values().chain(other.values()).sum();
    let both: usize = one.iter().map(|(pair, count)| (*count).min(other.get(pair).copied().unwrap_or(0))).sum();
    all > 0 && both * 200 >= all * ALIKE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traits(name: &str, phone: &str, place: Option<(&str, &str)>) -> Traits {
        let read = |text: &str| text.parse().unwrap();
        let places = place.map(|(lat, lon)| Place::new(read(lat), read(lon)).unwrap());
        Traits::of(name, [phone], places.into_iter().collect())
    }

    /// 0.001° of latitude are 111 m.
    const HERE: Option<(&str, &str)> = Some(("30.2741", "120.1551"));
    const DOOR: Option<(&str, &str)> = Some(("30.2750", "120.1551"));
    const ACROSS: Option<(&str, &str)> = Some(("30.3141", "120.1551"));
    const AWAY: Option<(&str, &str)> = Some(("31.2304", "121.4737"));

    #[test]
    fn what_may_be_one_customer_and_what_is_not() {
        let one = traits("浙北仁和医院", "0571-87654321", HERE);
        for (name, phone, place, wanted) in [
            ("浙北仁和醫院", "", DOOR, Some(6)),
            ("浙北仁和医院", "87654321", None, Some(7)),
            ("浙北仁和医院", "", ACROSS, Some(4)),
            ("浙北仁和医院", "", AWAY, None),
            ("浙北仁和医院", "0571-87654321", AWAY, Some(7)),
            ("仁和医院", "", DOOR, Some(4)),
            ("仁和医院", "", ACROSS, None),
            ("浙北仁和", "", None, Some(2)),
            ("仁和", "", None, None),
            ("浙北仁爱医院", "", DOOR, None),
            ("浙北仁和眼科医院", "", DOOR, None),
            ("浙北仁和中医院", "", DOOR, Some(4)),
            ("钱江康复中心", "0571-87654321", AWAY, Some(3)),
            ("钱江康复中心", "", DOOR, None),
            ("", "", DOOR, None),
        ] {
            let found = compare(&one, &traits(name, phone, place));
            assert_eq!(found.map(|likeness| likeness.weight()), wanted, "{name} {phone} {place:?}: {found:?}");
        }
    }

    #[test]
    fn shops_of_a_chain_are_told_by_their_numbers() {
        let first = traits("便民超市文三路一店", "4008-123-123", HERE);
        assert_eq!(compare(&first, &traits("便民超市文三路二店", "4008-123-123", HERE)), None);
        assert!(compare(&first, &traits("便民超市文三路1店", "", HERE)).is_some());
    }
}
