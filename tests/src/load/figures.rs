//! Figures and how they are printed.

use std::time::Duration;

/// A table that is printed as it fills.
#[derive(Debug, Default)]
pub struct Figures;

impl Figures {
    pub fn section(&self, title: &str) {
        print(&format!("\n## {title}"));
    }

    pub fn row(&self, what: &str, figure: &str) {
        print(&format!("{what:<58} {figure}"));
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

/// `a ÷ b` as people read it.
#[must_use]
pub fn ratio(a: f64, b: f64) -> String {
    format!("{:.2}×", a / b)
}
