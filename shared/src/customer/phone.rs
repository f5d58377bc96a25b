//! A telephone number as it is dialled.

/// The digits that tell a line: no country, no leading zero, no extension.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

/// Fewer digits are a service number or an extension, many people's.
const LEAST: usize = 7;

impl Phone {
    /// Of a text as people write it; `None` where it is no number of one line.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let folded = super::fold(text);
        // 转 801, ext. 801, #801: the same line.
        let line = folded.split(['转', '#', 'x', 'e', ';', '/', '、']).next().unwrap_or_default();
        let digits: String = line.chars().filter(char::is_ascii_digit).collect();
        let digits = digits.strip_prefix("00").unwrap_or(&digits);
        let digits = digits.strip_prefix("86").filter(|rest| rest.len() >= 10).unwrap_or(digits);
        let digits = digits.strip_prefix('0').unwrap_or(digits);
        (digits.len() >= LEAST).then(|| Self(digits.to_owned()))
    }

    /// One line: with or without its area code.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.0.ends_with(&other.0) || other.0.ends_with(&self.0)
    }

    /// What every spelling of this line shares.
    pub(super) fn key(&self) -> &str {
        self.0.get(self.0.len().saturating_sub(LEAST)..).unwrap_or(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_is_written_in_many_ways() {
        let line = |text| Phone::of(text).unwrap();
        for (one, other, same) in [
            ("0571-8765 4321", "+86 571 87654321", true),
            ("0571-87654321", "87654321", true),
            ("0571-87654321 转 801", "（0571）８７６５４３２１", true),
            ("138 0000 1234", "0086-13800001234", true),
            ("0571-87654321", "0572-87654321", false),
            ("13800001234", "13800001235", false),
        ] {
            assert_eq!(line(one).is(&line(other)), same, "{one} {other}");
            assert!(!same || line(one).key() == line(other).key(), "{one} {other}");
        }
        for none in ["", "110", "见备注", "转 801"] {
            assert_eq!(Phone::of(none), None, "{none}");
        }
    }
}
