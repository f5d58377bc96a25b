//! The device's clock.

use shared::period::Instant;

/// Now, by the device.
#[must_use]
pub fn now() -> Instant {
    Instant::from_millis(crate::host::now_ms())
}

/// Minutes the device's wall time is off UTC: 480 in China.
#[must_use]
pub fn offset() -> i16 {
    #[cfg(target_arch = "wasm32")]
    {
        // JavaScript counts from local time to UTC.
        let behind = js_sys::Date::new_0().get_timezone_offset();
        (-behind).clamp(-1440.0, 1440.0) as i16
    }
    #[cfg(not(target_arch = "wasm32"))]
    {
        let seconds = chrono::Local::now().offset().local_minus_utc();
        i16::try_from(seconds / 60).unwrap_or_default()
    }
}
