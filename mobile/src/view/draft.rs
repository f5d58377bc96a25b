//! What is entered of a visit before it is recorded.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use shared::doc::form::{Answer, Answers};

/// As it stands on the page, sound or not.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub result: String,
    pub next_step: String,
    pub next_date: String,
    /// Of the visit's form.
    pub answers: Answers,
    /// Hashes of the pictures of the visit itself, in the order in which they were taken.
    pub photos: Vec<String>,
}

impl Draft {
    /// A text of the visit by the name the journal has for it.
    #[must_use]
    pub fn text(&self, field: &str) -> Option<&str> {
        match field {
            "result" => Some(&self.result),
            "next_step" => Some(&self.next_step),
            "next_date" => Some(&self.next_date),
            _ => None,
        }
    }

    /// Names only the pictures for which this holds.
    pub fn keep_pictures(&mut self, held: impl Fn(&str) -> bool) {
        self.photos.retain(|hash| held(hash));
        keep_pictures(&mut self.answers, &held);
    }

    /// Hashes of every picture it names.
    #[must_use]
    pub fn pictures(&self) -> BTreeSet<&str> {
        let mut named = self.photos.iter().map(String::as_str).collect();
        pictures(&self.answers, &mut named);
        named
    }
}

fn pictures<'a>(answers: &'a Answers, named: &mut BTreeSet<&'a str>) {
    for answer in answers.values() {
        match answer {
            Answer::Photos(photos) => named.extend(photos.iter().map(|photo| photo.hash.as_str())),
            Answer::Rows(rows) => rows.iter().for_each(|row| pictures(row, named)),
            _ => {}
        }
    }
}

fn keep_pictures(answers: &mut Answers, held: &dyn Fn(&str) -> bool) {
    for answer in answers.values_mut() {
        match answer {
            Answer::Photos(photos) => photos.retain(|photo| held(&photo.hash)),
            Answer::Rows(rows) => rows.iter_mut().for_each(|row| keep_pictures(row, held)),
            _ => {}
        }
    }
    // A question without its picture is not answered.
    answers.retain(|_, answer| !matches!(answer, Answer::Photos(photos) if photos.is_empty()));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn its_pictures_are_those_of_the_visit_and_of_every_answer() {
        let photo = |hash: &str| json!({"hash": hash, "size": 1, "mime": "image/jpeg"});
        let answers = json!({"a": {"text": "x"}, "p": {"photos": [photo("of-a-question")]},
            "rows": {"rows": [{"n": {"number": "1"}, "p": {"photos": [photo("of-a-row")]}}]}});
        let answers = serde_json::from_value(answers).unwrap();
        let draft = Draft { answers, photos: vec!["of-the-visit".into()], ..Draft::default() };
        assert_eq!(draft.pictures().into_iter().collect::<Vec<_>>(), ["of-a-question", "of-a-row", "of-the-visit"]);
        let mut left = draft.clone();
        left.keep_pictures(|hash| hash == "of-a-row");
        assert_eq!(left.pictures().into_iter().collect::<Vec<_>>(), ["of-a-row"]);
        assert!(!left.answers.contains_key("p") && left.answers.contains_key("a"), "{left:?}");
    }
}
