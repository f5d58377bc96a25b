//! Figures and how they are printed.

use std::time::Duration;

/// A table that is printed as it fills.
#[derive(Debug, Clone, Copy, Default)]
pub struct Figures;

impl Figures {
    pub fn section(&self, title: &str) {
        print(&format!("\n## {title}"));
    }

    pub fn row(&self, what: &str, figure: &str) {
        print(&format!("{what:<58} {figure}"));
    }

    pub fn note(&self, text: &str) {
        print(text);
    }

    /// The head of a table with a line for each size.
    pub fn head(&self, columns: &[&str]) {
        print(&format!("| {} |", columns.join(" | ")));
        print(&format!("|{}", "---|".repeat(columns.len())));
    }

    pub fn line(&self, cells: &[String]) {
        print(&format!("| {} |", cells.join(" | ")));
    }
}

#[expect(clippy::print_stdout, reason = "the load program is there to print")]
fn print(line: &str) {
    println!("{line}");
}

/// Times of many runs of the same thing.
#[derive(Debug, Clone)]
pub struct Spread(Vec<Duration>);

impl Spread {
    #[must_use]
    pub fn new(mut times: Vec<Duration>) -> Self {
        times.sort();
        Self(times)
    }

    /// The time that so many hundredths stay within.
    #[must_use]
    pub fn percentile(&self, hundredths: usize) -> Duration {
        let last = self.0.len().saturating_sub(1);
        self.0.get((self.0.len() * hundredths).div_ceil(100).saturating_sub(1).min(last)).copied().unwrap_or_default()
    }

    /// The middle and the slowest of a hundred.
    #[must_use]
    pub fn middle_and_slow(&self) -> String {
        format!("{} · {}", ms(self.percentile(50)), ms(self.percentile(99)))
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[must_use]
    pub fn show(&self) -> String {
        format!("p50 {} · p99 {} · {} runs", ms(self.percentile(50)), ms(self.percentile(99)), self.0.len())
    }
}

/// Milliseconds with two decimals.
#[must_use]
pub fn ms(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}

/// A count as a number to divide; exact up to four thousand million.
#[must_use]
pub fn count(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

/// So many in a time, for each second.
#[must_use]
pub fn rate(many: usize, time: Duration) -> f64 {
    count(many) / time.as_secs_f64()
}

/// A time for each of so many, in microseconds.
#[must_use]
pub fn each(time: Duration, many: usize) -> String {
    format!("{:.0} µs", time.as_secs_f64() * 1_000_000.0 / count(many.max(1)))
}

/// Seconds with one decimal.
#[must_use]
pub fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

/// `a ÷ b` as people read it.
#[must_use]
pub fn ratio(a: f64, b: f64) -> String {
    format!("{:.2}×", a / b)
}
