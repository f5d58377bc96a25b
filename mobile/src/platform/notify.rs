//! Saying something while nobody looks at the app: by the system's notifications, where there are any and the person
//! wants them.

use std::future::Future;
use std::pin::Pin;

/// What the device says to notifications.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// There are none here.
    Missing,
    /// Nobody has been asked yet.
    Unasked,
    Granted,
    Denied,
}

/// An answer that may take as long as a person thinks.
pub type Answered = Pin<Box<dyn Future<Output = Permission>>>;

/// The device's notifications.
pub trait Notifications {
    fn permission(&self) -> Answered;
    /// Asks the person. Browsers only do that when a button was pressed.
    fn ask(&self) -> Answered;
    /// Shows one; one of the same tag is replaced.
    fn show(&self, tag: &str, title: &str, text: &str);
}

/// Those of this device: the browser's. Natively there are none yet, and nothing is offered there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Device;

#[cfg(target_arch = "wasm32")]
mod here {
    use dioxus::document;

    use super::{Answered, Permission};

    const PERMISSION: &str = "return globalThis.Notification ? Notification.permission : 'missing';";
    const ASK: &str = "return globalThis.Notification ? await Notification.requestPermission() : 'missing';";
    /// Phones show none but those of the service worker.
    const SHOW: &str = r"
const [tag, title, body] = await dioxus.recv();
const worker = await navigator.serviceWorker?.getRegistration();
if (worker) await worker.showNotification(title, { body, tag });
else new Notification(title, { body, tag });
return true;
";

    pub fn say(script: &'static str) -> Answered {
        Box::pin(async move {
            match document::eval(script).join::<String>().await.as_deref() {
                Ok("granted") => Permission::Granted,
                Ok("denied") => Permission::Denied,
                Ok("default") => Permission::Unasked,
                _ => Permission::Missing,
            }
        })
    }

    pub fn permission() -> Answered {
        say(PERMISSION)
    }

    pub fn ask() -> Answered {
        say(ASK)
    }

    pub fn show(tag: &str, title: &str, text: &str) {
        if let Err(why) = document::eval(SHOW).send((tag, title, text)) {
            tracing::warn!(%why, "a notification was not shown");
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod here {
    use super::{Answered, Permission};

    pub fn permission() -> Answered {
        Box::pin(std::future::ready(Permission::Missing))
    }

    pub fn ask() -> Answered {
        permission()
    }

    pub fn show(_: &str, _: &str, _: &str) {}
}

impl Notifications for Device {
    fn permission(&self) -> Answered {
        here::permission()
    }

    fn ask(&self) -> Answered {
        here::ask()
    }

    fn show(&self, tag: &str, title: &str, text: &str) {
        here::show(tag, title, text);
    }
}
