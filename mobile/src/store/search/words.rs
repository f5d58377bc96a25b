//! What a customer is found by, and what somebody who types is looking for.

use std::collections::BTreeSet;

use pinyin::ToPinyinMulti;
use shared::customer::fold;
use shared::doc::customer::Customer;

/// Readings of one letter that are looked for: the common ones come first.
const READINGS: usize = 3;
/// Letters after the first of a word that may be read otherwise than usual; nobody types more before he has found it.
const OTHERWISE: usize = 6;
/// Ways of reading a word.
const WAYS: usize = 16;
/// Letters of one word.
const LETTERS: usize = 24;
/// Words somebody types.
const TYPED: usize = 8;

/// The words of one customer, by column of the index.
#[derive(Debug, Default, PartialEq, Eq)]
pub(in crate::store) struct FoundBy {
    pub name: String,
    pub sound: String,
    pub initials: String,
    pub phone: String,
    pub more: String,
}

pub(super) fn of(customer: &Customer) -> FoundBy {
    let (mut sound, mut initials, mut phone) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut more = String::new();
    for name in std::iter::once(&customer.name).chain(customer.people.values().map(|person| &person.name)) {
        sounds(name, &mut sound, &mut initials);
    }
    for line in customer.phone.iter().chain(customer.people.values().filter_map(|person| person.phone.as_ref())) {
        ends(line, &mut phone);
    }
    let sites = customer.sites.values().flat_map(|site| site.name.iter().chain(&site.address));
    let people = customer.people.values().flat_map(|person| std::iter::once(&person.name).chain(&person.title));
    let texts = sites.chain(people).chain(&customer.tags).chain(&customer.industry).chain(customer.custom.values());
    for text in texts {
        more.push_str(&letters(text));
        // Two texts are no phrase.
        more.push_str(" | ");
    }
    let join = |words: BTreeSet<String>| words.into_iter().collect::<Vec<_>>().join(" ");
    FoundBy { name: letters(&customer.name), sound: join(sound), initials: join(initials), phone: join(phone), more }
}

const fn is_chinese(letter: char) -> bool {
    // From the first CJK block on: each letter is a word.
    letter >= '\u{2e80}'
}

/// Runs of letters that belong together: Chinese ones, or Latin letters and digits.
fn runs(text: &str) -> Vec<String> {
    let mut runs: Vec<String> = Vec::new();
    let mut before: Option<bool> = None;
    for letter in fold(text).chars() {
        if !letter.is_alphanumeric() {
            before = None;
            continue;
        }
        let chinese = is_chinese(letter);
        match runs.last_mut() {
            Some(run) if before == Some(chinese) => run.push(letter),
            _ => runs.push(letter.to_string()),
        }
        before = Some(chinese);
    }
    runs
}

fn chinese(run: &str) -> bool {
    run.starts_with(is_chinese)
}

/// Chinese letters one by one, other runs whole.
fn letters(text: &str) -> String {
    let words = runs(text)
        .into_iter()
        .flat_map(|run| if chinese(&run) { run.chars().map(String::from).collect() } else { vec![run] });
    words.collect::<Vec<_>>().join(" ")
}

/// The ways a letter is read, without tones.
fn readings(letter: char) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for reading in letter.to_pinyin_multi().into_iter().flatten() {
        let plain = reading.plain().replace('ü', "v");
        if !found.contains(&plain) && found.len() < READINGS {
            found.push(plain);
        }
    }
    found
}

/// Each part of a name that can be said: a Chinese letter in its readings, another run as it is.
fn parts(text: &str) -> Vec<Vec<String>> {
    said(text, |reading| reading)
}

/// The same, of each reading only what `of` takes.
fn said(text: &str, of: impl Fn(String) -> String) -> Vec<Vec<String>> {
    let mut parts = Vec::new();
    for run in runs(text) {
        if !chinese(&run) {
            parts.push(vec![run]);
            continue;
        }
        for readings in run.chars().map(readings).filter(|readings| !readings.is_empty()) {
            let mut ways: Vec<String> = Vec::new();
            for way in readings.into_iter().map(&of) {
                if !ways.contains(&way) {
                    ways.push(way);
                }
            }
            parts.push(ways);
        }
    }
    parts
}

/// From each part on, how the rest of the name sounds and what its initials are.
fn sounds(text: &str, sound: &mut BTreeSet<String>, initials: &mut BTreeSet<String>) {
    let parts = parts(text);
    let firsts = said(text, |reading| reading.chars().take(1).collect());
    for from in 0..parts.len() {
        sound.extend(ways(&parts[from..]));
        initials.extend(ways(&firsts[from..]));
    }
    // A part of a Latin name, as one finds a part of a Chinese one.
    for run in runs(text).iter().filter(|run| !chinese(run)) {
        let run: Vec<char> = run.chars().take(LETTERS).collect();
        sound.extend((1..run.len().saturating_sub(1)).map(|from| run[from..].iter().collect::<String>()));
    }
}

/// Readings one after the other, in as many ways as are looked for.
fn ways(parts: &[Vec<String>]) -> Vec<String> {
    let mut found = vec![String::new()];
    for (at, readings) in parts.iter().take(LETTERS).enumerate() {
        let all = at < OTHERWISE && found.len() * readings.len() <= WAYS;
        let readings = if all { readings.as_slice() } else { readings.get(..1).unwrap_or_default() };
        found =
            found.iter().flat_map(|so_far| readings.iter().map(move |reading| format!("{so_far}{reading}"))).collect();
    }
    found
}

/// A telephone number from each of its digits on.
fn ends(line: &str, found: &mut BTreeSet<String>) {
    let digits: Vec<char> = fold(line).chars().filter(char::is_ascii_digit).take(LETTERS).collect();
    found.extend((0..digits.len().saturating_sub(1)).map(|from| digits[from..].iter().collect::<String>()));
}

/// Beginnings of names that are read otherwise than the table says first.
const BEGINNINGS: [(&str, &str); 6] =
    [("重庆", "chong qing"), ("厦", "xia"), ("长", "chang"), ("乐清", "yue qing"), ("六安", "lu an"), ("朝", "chao")];

/// How a name stands in a list ordered by sound.
pub(in crate::store) fn order(name: &str) -> String {
    let folded = fold(name);
    let begins = BEGINNINGS.iter().find_map(|(letters, sound)| Some((folded.strip_prefix(letters)?, *sound)));
    let (rest, begins) = begins.map_or((folded.as_str(), None), |(rest, sound)| (rest, Some(sound.to_owned())));
    let firsts = parts(rest).into_iter().filter_map(|readings| readings.into_iter().next());
    let mut order = begins.into_iter().chain(firsts).collect::<Vec<_>>().join(" ");
    // The same sound in other letters stands apart.
    order.push('\u{1}');
    order.push_str(name);
    order
}

/// What is looked for, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct Wish {
    runs: Vec<String>,
}

impl Wish {
    /// `None` where nothing was typed that could be found.
    pub fn of(text: &str) -> Option<Self> {
        let runs: Vec<String> =
            runs(text).into_iter().take(TYPED).map(|run| run.chars().take(LETTERS).collect()).collect();
        (!runs.is_empty()).then_some(Self { runs })
    }

    /// In the index's language. Runs are letters and digits only, so nothing in them has a meaning there.
    pub(super) fn query(&self) -> String {
        self.each(|run| {
            if chinese(run) {
                format!("{{name more}} : \"{}\"", letters(run))
            } else if run.chars().all(|letter| letter.is_ascii_digit()) {
                format!("{{phone name sound more}} : \"{run}\" *")
            } else {
                format!("{{name sound initials more}} : \"{run}\" *")
            }
        })
    }

    /// The same by how Chinese letters sound; `None` where there are none.
    pub(super) fn by_sound(&self) -> Option<String> {
        self.runs.iter().any(|run| chinese(run)).then(|| {
            self.each(|run| {
                if !chinese(run) {
                    return format!("\"{run}\" *");
                }
                let ways: Vec<String> = ways(&parts(run)).iter().map(|way| format!("\"{way}\" *")).collect();
                format!("{{sound}} : ({})", ways.join(" OR "))
            })
        })
    }

    fn each(&self, query: impl Fn(&str) -> String) -> String {
        self.runs.iter().map(|run| format!("({})", query(run))).collect::<Vec<_>>().join(" AND ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_its_letters_sounds_and_initials() {
        let customer =
            Customer { name: "重庆ABC银行".into(), phone: Some("023-6688".into()), ..Customer::default() };
        let found = of(&customer);
        assert_eq!(found.name, "重 庆 abc 银 行");
        for (column, words) in [
            (&found.sound, ["chongqingabcyinhang", "zhongqingabcyinxing", "yinhang", "hang", "bc"].as_slice()),
            (&found.initials, ["cqabcyh", "zqabcyx", "yh", "h"].as_slice()),
            (&found.phone, ["0236688", "36688", "88"].as_slice()),
        ] {
            for word in words {
                assert!(column.split(' ').any(|found| found == *word), "{word}: {column}");
            }
        }
    }

    #[test]
    fn what_is_typed_can_not_mean_anything_to_the_index() {
        let query = |text: &str| Wish::of(text).map(|wish| wish.query());
        assert_eq!(query("rh医院").unwrap(), "({name sound initials more} : \"rh\" *) AND ({name more} : \"医 院\")");
        assert_eq!(query("仁和 87").unwrap(), "({name more} : \"仁 和\") AND ({phone name sound more} : \"87\" *)");
        for nothing in ["", "  ", "\"*()^:-", "。，"] {
            assert_eq!(query(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn names_stand_in_the_order_of_their_sound() {
        let mut names = ["浙北仁和医院", "安泰体检", "钱江康复", "3M中国", "abc"];
        names.sort_by_key(|name| order(name));
        assert_eq!(names, ["3M中国", "abc", "安泰体检", "钱江康复", "浙北仁和医院"]);
    }
}
