use std::cell::RefCell;
use std::rc::Rc;

use futures_channel::oneshot;
use shared::period::Instant;
use shared::place::{Fix, FixSource, Place};
use wasm_bindgen::prelude::*;
use web_sys::{Position as Found, PositionError, PositionOptions};

use super::{Fixing, Following, NoFix, Position, Wish};
use crate::platform::{clock, web};

/// The browser.
#[derive(Debug, Clone, Copy, Default)]
pub struct Device;

impl Position for Device {
    fn fix(&self, wish: Wish) -> Fixing {
        Box::pin(ask(wish))
    }

    fn follow(&self, told: Box<dyn FnMut(Fix)>) -> Following {
        follow(told).unwrap_or_default()
    }
}

fn follow(mut told: Box<dyn FnMut(Fix)>) -> Option<Following> {
    let geolocation = web::window()?.navigator().geolocation().ok()?;
    let found = Closure::<dyn FnMut(Found)>::new(move |position| {
        if let Ok(fix) = read(&position) {
            told(fix);
        }
    });
    // That no better one comes is no error: the one before stands.
    let failed = Closure::<dyn FnMut(PositionError)>::new(|_| {});
    let options = PositionOptions::new();
    options.set_enable_high_accuracy(true);
    options.set_maximum_age(0);
    let number = geolocation
        .watch_position_with_error_callback_and_options(
            found.as_ref().unchecked_ref(),
            Some(failed.as_ref().unchecked_ref()),
            &options,
        )
        .ok()?;
    Some(Following::until(move || {
        geolocation.clear_watch(number);
        drop((found, failed));
    }))
}

async fn ask(wish: Wish) -> Result<Fix, NoFix> {
    let geolocation = web::window().and_then(|window| window.navigator().geolocation().ok()).ok_or(NoFix::NotHere)?;
    let (answer, answered) = oneshot::channel();
    // Either of the two closures answers, once.
    let answer = Rc::new(RefCell::new(Some(answer)));
    let say = move |result| {
        if let Some(answer) = answer.borrow_mut().take() {
            let _ = answer.send(result);
        }
    };
    let no = say.clone();
    let found = Closure::<dyn FnMut(Found)>::new(move |position| say(read(&position)));
    let failed = Closure::<dyn FnMut(PositionError)>::new(move |error: PositionError| {
        no(Err(match error.code() {
            PositionError::PERMISSION_DENIED => NoFix::Denied,
            PositionError::TIMEOUT => NoFix::TimedOut,
            _ => NoFix::Unavailable,
        }));
    });
    let options = PositionOptions::new();
    options.set_enable_high_accuracy(true);
    options.set_timeout(wish.timeout_ms);
    options.set_maximum_age(wish.max_age_ms);
    geolocation
        .get_current_position_with_error_callback_and_options(
            found.as_ref().unchecked_ref(),
            Some(failed.as_ref().unchecked_ref()),
            &options,
        )
        .map_err(|_| NoFix::Unavailable)?;
    // The browser's own timeout does not run while it waits for the person's permission; waiting for that is right.
    answered.await.unwrap_or(Err(NoFix::Unavailable))
}

fn read(position: &Found) -> Result<Fix, NoFix> {
    let coords = position.coords();
    let place = Place::new(coords.latitude(), coords.longitude()).map_err(|_| NoFix::Unavailable)?;
    let accuracy = Some(coords.accuracy()).filter(|metres| metres.is_finite() && *metres >= 0.0);
    let at = position.timestamp();
    let at = if at > 0.0 { Instant::from_millis(at as i64) } else { clock::now() };
    Ok(Fix { place, accuracy, source: FixSource::Device, at, mock: false })
}
