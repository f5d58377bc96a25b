//! How this device is called in the list of devices.

/// Browser and system, such as `Chrome, Android`.
#[must_use]
pub fn name() -> String {
    #[cfg(target_arch = "wasm32")]
    {
        let agent = super::web::window().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default();
        described(&agent)
    }
    #[cfg(not(target_arch = "wasm32"))]
    format!("Fieldtally, {}", std::env::consts::OS)
}

/// A user agent in two words. Order matters: every browser also names the ones before it.
#[cfg(any(test, target_arch = "wasm32"))]
fn described(agent: &str) -> String {
    let find =
        |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    let browser = find(&[
        ("MicroMessenger", "WeChat"),
        ("DingTalk", "DingTalk"),
        ("HuaweiBrowser", "Huawei Browser"),
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = find(&[
        ("HarmonyOS", "HarmonyOS"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "Browser".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_agent_is_said_in_two_words() {
        let chrome =
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36";
        let safari =
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Safari/604.1";
        assert_eq!(described(chrome), "Chrome, Android");
        assert_eq!(described(safari), "Safari, iPhone");
        assert_eq!(described(""), "Browser");
    }
}
