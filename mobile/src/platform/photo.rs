//! Pictures: scaled down on the device before anything else sees them, so that a visit stays small to store and to send.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use dioxus::document;
use shared::doc::journal::Photo;

use crate::record::PhotoBytes;

/// Longest edge kept, in pixels.
const EDGE: u32 = 1600;
/// JPEG quality, 0 to 1.
const QUALITY: f32 = 0.8;

/// Draws the picture into a canvas no larger than asked for. Also drops what a camera writes beside it (EXIF, its position).
const SHRINK: &str = r"
const [data, mime, edge, quality] = await dioxus.recv();
const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
const picture = await createImageBitmap(new Blob([bytes], { type: mime }), { imageOrientation: 'from-image' });
const scale = Math.min(1, edge / Math.max(picture.width, picture.height));
const canvas = document.createElement('canvas');
canvas.width = Math.max(1, Math.round(picture.width * scale));
canvas.height = Math.max(1, Math.round(picture.height * scale));
canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
picture.close();
return canvas.toDataURL('image/jpeg', quality).split(',')[1];
";

/// Why a file was not taken as a picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    #[error("the file is no picture this device can read")]
    Unreadable,
}

/// A picture scaled down to at most 1600 px, as JPEG, with its hash.
///
/// # Errors
/// When the file is no picture that the device can draw.
pub async fn shrink(bytes: &[u8], mime: &str) -> Result<PhotoBytes, PhotoError> {
    let eval = document::eval(SHRINK);
    eval.send((STANDARD.encode(bytes), mime, EDGE, QUALITY)).map_err(|_| PhotoError::Unreadable)?;
    let drawn: String = eval.join().await.map_err(|_| PhotoError::Unreadable)?;
    let bytes = STANDARD.decode(drawn).map_err(|_| PhotoError::Unreadable)?;
    Ok(of(bytes, "image/jpeg"))
}

/// Bytes with their hash.
#[must_use]
pub fn of(bytes: Vec<u8>, mime: &str) -> PhotoBytes {
    PhotoBytes { hash: blake3::hash(&bytes).to_hex().to_string(), mime: mime.to_owned(), bytes, original: None }
}

/// How a record names a picture.
#[must_use]
pub fn name(photo: &PhotoBytes) -> Photo {
    Photo {
        hash: photo.hash.clone(),
        size: u32::try_from(photo.bytes.len()).unwrap_or(u32::MAX),
        mime: photo.mime.clone(),
        original: photo.original.clone(),
    }
}

/// An address that holds the picture itself, for `img`.
#[must_use]
pub fn address(bytes: &[u8], mime: &str) -> String {
    format!("data:{mime};base64,{}", STANDARD.encode(bytes))
}
