//! One program, three starts: a page in a browser, the store's worker in a browser, a window on a device.

fn main() {
    // Page and worker load the same wasm, which the browser compiles once.
    #[cfg(target_arch = "wasm32")]
    if mobile::host::in_worker() {
        return mobile::worker_main();
    }
    mobile::launch();
}
