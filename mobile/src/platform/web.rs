use web_sys::Window;

pub(super) fn window() -> Option<Window> {
    web_sys::window()
}

pub(super) fn languages() -> Vec<String> {
    window()
        .map(|window| window.navigator().languages().iter().filter_map(|tag| tag.as_string()).collect())
        .unwrap_or_default()
}

pub(super) fn origin() -> Option<String> {
    window()?.location().origin().ok()
}

pub(super) fn online() -> bool {
    window().is_none_or(|window| window.navigator().on_line())
}
