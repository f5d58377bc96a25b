use chrono::{Datelike, NaiveDateTime, Timelike};
use shared::period::{BusinessDay, Instant, Period};

use crate::{i18n, t};

/// The wall time of whoever recorded it: the instant at the offset of his clock, in minutes.
fn wall(at: Instant, offset: i16) -> Option<NaiveDateTime> {
    at.plus_millis(i64::from(offset) * 60_000).utc().map(|utc| utc.naive_utc())
}

/// `11月`, `Nov`: a month is a word where numbers alone could be read either way round.
fn month_name(date: impl Datelike) -> String {
    i18n::known(&format!("month-{}", date.month())).unwrap_or_else(|| date.month().to_string())
}

/// `11月19日`
#[must_use]
pub fn day(day: BusinessDay) -> String {
    let date = day.date();
    t!("date-day", month = month_name(date), day = i64::from(date.day()))
}

/// `11月19日 周四`
#[must_use]
pub fn day_week(day: BusinessDay) -> String {
    let weekday = match day.weekday() {
        1 => t!("weekday-1"),
        2 => t!("weekday-2"),
        3 => t!("weekday-3"),
        4 => t!("weekday-4"),
        5 => t!("weekday-5"),
        6 => t!("weekday-6"),
        _ => t!("weekday-7"),
    };
    format!("{} {weekday}", self::day(day))
}

/// `2026年11月`
#[must_use]
pub fn period(period: Period) -> String {
    let first = period.first_day().date();
    t!("date-period", year = first.year().to_string(), month = month_name(first))
}

/// `11月`, of another year than today's `2025年11月`.
#[must_use]
pub fn month(period: Period, today: BusinessDay) -> String {
    let first = period.first_day().date();
    if first.year() == today.date().year() { month_name(first) } else { self::period(period) }
}

/// `16:58`
#[must_use]
pub fn clock(at: Instant, offset: i16) -> String {
    wall(at, offset).map_or_else(|| at.to_string(), |wall| format!("{:02}:{:02}", wall.hour(), wall.minute()))
}

/// `16:58` on the day of `now`, else with the day before it.
#[must_use]
pub fn when(at: Instant, offset: i16, now: Instant) -> String {
    match (wall(at, offset), wall(now, offset)) {
        (Some(then), Some(today)) if then.date() == today.date() => clock(at, offset),
        (Some(then), _) => format!("{} {}", day(BusinessDay::from_date(then.date())), clock(at, offset)),
        (None, _) => at.to_string(),
    }
}

/// `2026-11-19 16:58:03 +08:00`, for whoever wants it exactly.
#[must_use]
pub fn exact_time(at: Instant, offset: i16) -> String {
    let sign = if offset < 0 { '−' } else { '+' };
    let (hours, minutes) = (offset.unsigned_abs() / 60, offset.unsigned_abs() % 60);
    wall(at, offset).map_or_else(
        || at.to_string(),
        |wall| format!("{} {sign}{hours:02}:{minutes:02}", wall.format("%Y-%m-%d %H:%M:%S")),
    )
}

/// `刚刚`, `3 分钟前`, `2 小时前`, `5 天前`
#[must_use]
pub fn ago(at: Instant, now: Instant) -> String {
    let minutes = now.since(at) / 60_000;
    if minutes < 1 {
        t!("ago-now")
    } else if minutes < 60 {
        t!("ago-minutes", n = minutes)
    } else if minutes < 24 * 60 {
        t!("ago-hours", n = minutes / 60)
    } else {
        t!("ago-days", n = minutes / (24 * 60))
    }
}

/// `46 分钟`, `3 小时 12 分`
#[must_use]
pub fn minutes(minutes: i64) -> String {
    if minutes < 60 {
        t!("span-minutes", n = minutes.max(0))
    } else {
        t!("span-hours", h = minutes / 60, m = minutes % 60)
    }
}

/// `0:46:05`
#[must_use]
pub fn stopwatch(since: Instant, now: Instant) -> String {
    let seconds = now.since(since).max(0) / 1000;
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}
