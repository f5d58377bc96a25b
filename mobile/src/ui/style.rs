//! The style sheet: tokens, components, frames, pages; part of the program, so that the first picture has it.

macro_rules! css {
    ($name:literal) => {
        include_str!(concat!("../../assets/css/", $name, ".css"))
    };
}

/// Everything the pages look like. The dark tokens hold where the system wishes so and nobody chose light, and where
/// somebody chose dark.
pub const CSS: &str = concat!(
    css!("tokens"),
    "@media (prefers-color-scheme: dark) { :root:not([data-theme=\"light\"]) {",
    css!("dark"),
    "} }\n:root[data-theme=\"dark\"] {",
    css!("dark"),
    "}\n",
    css!("base"),
    css!("layout"),
    css!("pages"),
    css!("customers"),
    css!("visits"),
    css!("day"),
);
