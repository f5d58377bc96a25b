//! Bar and QR codes, read from a picture by the browser where it can (BarcodeDetector).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use dioxus::document;

const CAN: &str = "return 'BarcodeDetector' in window;";

const READ: &str = r"
const [data, mime] = await dioxus.recv();
const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
const picture = await createImageBitmap(new Blob([bytes], { type: mime }));
const found = await new BarcodeDetector().detect(picture);
return found.length ? found[0].rawValue : '';
";

/// Whether this device reads codes; else they are typed.
pub async fn can() -> bool {
    document::eval(CAN).join().await.unwrap_or(false)
}

/// The first code in a picture.
pub async fn read(bytes: &[u8], mime: &str) -> Option<String> {
    let eval = document::eval(READ);
    eval.send((STANDARD.encode(bytes), mime)).ok()?;
    eval.join::<String>().await.ok().filter(|code| !code.is_empty())
}
