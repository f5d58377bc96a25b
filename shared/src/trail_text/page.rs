//! A page of plain text: rows with the amount at the right, and paragraphs that are wrapped.

/// Columns of a page; a Chinese character takes two.
const WIDTH: usize = 88;

/// Spaces for each level.
const STEP: usize = 2;

#[derive(Debug, Default)]
pub(super) struct Page(String);

impl Page {
    /// A label at the left, an amount at the right edge.
    pub fn row(&mut self, level: usize, label: &str, amount: &str) {
        let used = level * STEP + width(label) + width(amount);
        self.put(level, label);
        self.0.extend(std::iter::repeat_n(' ', WIDTH.saturating_sub(used).max(2)));
        self.0.push_str(amount);
        self.0.push('\n');
    }

    /// A paragraph; what does not fit on a line goes on under it, further in.
    pub fn line(&mut self, level: usize, text: &str) {
        let mut indent = level;
        for line in wrapped(text, WIDTH.saturating_sub(level * STEP), WIDTH.saturating_sub((level + 1) * STEP)) {
            self.put(indent, line);
            self.0.push('\n');
            indent = level + 1;
        }
    }

    pub fn gap(&mut self) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
    }

    pub fn rule(&mut self) {
        self.0.extend(std::iter::repeat_n('─', WIDTH));
        self.0.push('\n');
    }

    pub fn done(self) -> String {
        self.0
    }

    fn put(&mut self, level: usize, text: &str) {
        self.0.extend(std::iter::repeat_n(' ', level * STEP));
        self.0.push_str(text);
    }
}

/// Columns of a text in a terminal (Unicode East Asian Width: wide and full-width ranges).
fn width(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

const fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{303e}' | '\u{3041}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1faff}' | '\u{20000}'..='\u{3fffd}')
}

/// May stand at no line's beginning.
const fn closes(c: char) -> bool {
    matches!(c, '，' | '。' | '；' | '：' | '、' | '）' | '」' | '〕' | ',' | '.' | ';' | ':' | ')' | '%')
}

/// Cuts a text into lines: at spaces, and between Chinese characters.
fn wrapped(text: &str, first: usize, rest: usize) -> Vec<&str> {
    let mut lines = Vec::new();
    let (mut left, mut room) = (text, first);
    while width(left) > room {
        let cut = cut(left, room);
        let (line, after) = left.split_at(cut);
        lines.push(line.trim_end());
        left = after.trim_start();
        room = rest;
    }
    if !left.is_empty() || lines.is_empty() {
        lines.push(left);
    }
    lines
}

/// Where to cut a text that is wider than the room: at its last good place, else at the first one there is.
fn cut(text: &str, room: usize) -> usize {
    let (mut used, mut best) = (0, None);
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        let good = before.is_some_and(|before| {
            (before == ' ' || is_wide(before) || is_wide(c))
                && c != ' '
                && !closes(c)
                && !matches!(before, '（' | '「' | '〔')
        });
        if good {
            if used > room {
                return best.unwrap_or(at);
            }
            best = Some(at);
        }
        used += if is_wide(c) { 2 } else { 1 };
        before = Some(c);
    }
    if used > room { best.unwrap_or(text.len()) } else { text.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_stand_at_the_right_edge_whatever_the_script() {
        let mut page = Page::default();
        page.row(0, "基础工资", "8,000.00");
        page.row(1, "Base wage", "8,000.00");
        let text = page.done();
        assert!(text.lines().all(|line| width(line) == WIDTH), "{text}");
    }

    #[test]
    fn long_texts_are_cut_where_a_reader_would() {
        assert_eq!(wrapped("one two three", 8, 6), ["one two", "three"]);
        assert_eq!(wrapped("回款金额，契约金额", 8, 8), ["回款金", "额，契约", "金额"]);
        assert_eq!(wrapped("indivisible", 4, 4), ["indivisible"]);
        assert_eq!(wrapped("a indivisible b", 4, 4), ["a", "indivisible", "b"]);
        assert_eq!(wrapped("", 4, 4), [""]);
    }
}
