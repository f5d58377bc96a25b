//! Whether the page is seen: an app in the background asks the server for nothing on its own.

#[cfg(target_arch = "wasm32")]
const WATCH: &str = r"
const tell = () => dioxus.send(document.visibilityState === 'visible');
document.addEventListener('visibilitychange', tell);
addEventListener('pagehide', () => dioxus.send(false));
addEventListener('pageshow', tell);
// Again and again: the store may have moved to another tab, and a tab that crashed says nothing any more.
setInterval(tell, 60_000);
tell();
await new Promise(() => {});
";

/// Tells the store when this page comes into sight or goes out of it, for as long as it is open. Natively the system stops
/// an app that is not seen, and the store takes it to be seen until told otherwise.
pub async fn watch(state: crate::state::State) {
    #[cfg(target_arch = "wasm32")]
    {
        let page = uuid::Uuid::now_v7().to_string();
        let mut told = dioxus::document::eval(WATCH);
        while let Ok(seen) = told.recv::<bool>().await {
            // Where the store can not be opened, that is said elsewhere.
            let _ = state.ask(crate::view::Ask::Visible { page: page.clone(), seen }).await;
        }
    }
    #[cfg(not(target_arch = "wasm32"))]
    let _ = state;
}
