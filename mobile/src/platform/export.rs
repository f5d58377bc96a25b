//! Giving the person a file to keep.

use dioxus::document;

const SAVE: &str = r"
const [name, mime, text] = await dioxus.recv();
const url = URL.createObjectURL(new Blob([text], { type: mime }));
const link = document.createElement('a');
link.href = url;
link.download = name;
link.click();
setTimeout(() => URL.revokeObjectURL(url), 60000);
return true;
";

#[cfg(not(target_arch = "wasm32"))]
fn folder() -> Option<std::path::PathBuf> {
    dirs::download_dir().or_else(dirs::home_dir)
}

#[cfg(target_arch = "wasm32")]
fn folder() -> Option<std::path::PathBuf> {
    None
}

/// Saves a text as a file, as the device does that: a download on the web, the folder of downloads natively.
///
/// # Errors
/// In words, when the device refuses.
pub async fn save(name: &str, mime: &str, text: &str) -> Result<(), String> {
    if let Some(folder) = folder() {
        let file = folder.join(name);
        return std::fs::write(&file, text).map_err(|why| format!("{}: {why}", file.display()));
    }
    let eval = document::eval(SAVE);
    eval.send((name, mime, text)).map_err(|why| why.to_string())?;
    eval.join::<bool>().await.map(|_| ()).map_err(|why| why.to_string())
}
