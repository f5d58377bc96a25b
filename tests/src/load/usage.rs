//! What processes take of the machine, as Linux tells it.

use std::time::Duration;

use anyhow::{Context, Result};

/// Peak resident memory of a process so far, in MiB.
pub fn peak_memory(process: u32) -> Result<f64> {
    mib(&format!("/proc/{process}/status"), "VmHWM:")
}

/// Resident memory of a process now, in MiB.
pub fn memory(process: u32) -> Result<f64> {
    mib(&format!("/proc/{process}/status"), "VmRSS:")
}

/// The same with what it shares with others divided among them: such can be added up.
pub fn own_memory(process: u32) -> Result<f64> {
    mib(&format!("/proc/{process}/smaps_rollup"), "Pss:")
}

fn mib(file: &str, name: &str) -> Result<f64> {
    let text = std::fs::read_to_string(file).context(file.to_owned())?;
    let line = text.lines().find(|line| line.starts_with(name)).with_context(|| format!("{name} in {file}"))?;
    let kib: f64 = line.split_whitespace().nth(1).context("a number")?.parse()?;
    Ok(kib / 1024.0)
}

/// Time of a process on the processors so far, in user space and in the kernel.
pub fn cpu(process: u32) -> Result<Duration> {
    ticks(process, 2)
}

/// The same with that of its children that have ended.
pub fn cpu_with_ended(process: u32) -> Result<Duration> {
    ticks(process, 4)
}

fn ticks(process: u32, fields: usize) -> Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The program's name may have blanks: what follows its closing bracket begins with the third field.
    let after = stat.rsplit(')').next().context("the name's end")?;
    let ticks = after.split_whitespace().skip(11).take(fields).map(str::parse::<u64>).sum::<Result<u64, _>>()?;
    // Linux shows user space a hundred ticks a second, whatever the kernel counts in.
    Ok(Duration::from_millis(ticks * 10))
}

/// What the machine does beside: its load over the last minute.
#[must_use]
pub fn busy() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().unwrap_or("unknown").to_owned()
}
