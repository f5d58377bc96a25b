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

/// Draws the picture into a canvas no larger than asked for, and time, place and customer into its foot: light letters with
/// a dark edge on a dark band, to be read on any picture. Also drops what a camera writes beside it (EXIF, its position).
const SHRINK: &str = r"
const [data, mime, edge, quality, lines] = await dioxus.recv();
const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
const picture = await createImageBitmap(new Blob([bytes], { type: mime }), { imageOrientation: 'from-image' });
const scale = Math.min(1, edge / Math.max(picture.width, picture.height));
const canvas = document.createElement('canvas');
canvas.width = Math.max(1, Math.round(picture.width * scale));
canvas.height = Math.max(1, Math.round(picture.height * scale));
const draw = canvas.getContext('2d');
draw.drawImage(picture, 0, 0, canvas.width, canvas.height);
picture.close();
if (lines.length) {
  const size = Math.max(12, Math.round(Math.min(canvas.width, canvas.height) / 28));
  const [step, rim] = [Math.round(size * 1.4), Math.round(size * 0.8)];
  const font = (px) => `600 ${px}px system-ui, 'PingFang SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif`;
  const room = canvas.width - 2 * rim;
  draw.font = font(size);
  const rows = [];
  for (const line of lines) {
    let row = '';
    for (const letter of line) {
      if (row && draw.measureText(row + letter).width > room) { rows.push(row); row = ''; }
      row += letter;
    }
    rows.push(row);
  }
  const height = rows.length * step + 2 * rim;
  const top = canvas.height - height;
  const band = draw.createLinearGradient(0, top - step, 0, canvas.height);
  band.addColorStop(0, 'rgba(0, 0, 0, 0)');
  band.addColorStop(Math.min(0.5, step / (height + step)), 'rgba(0, 0, 0, 0.55)');
  band.addColorStop(1, 'rgba(0, 0, 0, 0.7)');
  draw.fillStyle = band;
  draw.fillRect(0, top - step, canvas.width, height + step);
  draw.textBaseline = 'top';
  draw.lineJoin = 'round';
  draw.lineWidth = Math.max(2, size / 8);
  draw.strokeStyle = 'rgba(0, 0, 0, 0.8)';
  draw.fillStyle = '#fff';
  rows.forEach((row, at) => {
    draw.strokeText(row, rim, top + rim + at * step);
    draw.fillText(row, rim, top + rim + at * step);
  });
}
return canvas.toDataURL('image/jpeg', quality).split(',')[1];
";

/// Why a file was not taken as a picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhotoError {
    #[error("the file is no picture this device can read")]
    Unreadable,
}

/// A picture scaled down to at most 1600 px, with these lines written into it, as JPEG; with its hash and that of the file
/// it was made of.
///
/// # Errors
/// When the file is no picture that the device can draw.
pub async fn shrink(bytes: &[u8], mime: &str, lines: &[String]) -> Result<PhotoBytes, PhotoError> {
    let original = blake3::hash(bytes).to_hex().to_string();
    let eval = document::eval(SHRINK);
    eval.send((STANDARD.encode(bytes), mime, EDGE, QUALITY, lines)).map_err(|_| PhotoError::Unreadable)?;
    let drawn: String = eval.join().await.map_err(|_| PhotoError::Unreadable)?;
    let bytes = STANDARD.decode(drawn).map_err(|_| PhotoError::Unreadable)?;
    Ok(PhotoBytes { original: Some(original), ..of(bytes, "image/jpeg") })
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
