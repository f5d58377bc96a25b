//! Photos: each that is said to be there is, with its hash.

use shared::id::CompanyId;

use super::Checked;
use crate::blob::{At, BlobError, Files};
use crate::store::{View, check, photos};

pub(super) async fn all(view: &View, files: &Files, id: &CompanyId) -> anyhow::Result<Checked> {
    let (all, awaited) =
        view.read(|conn| -> anyhow::Result<_> { Ok((check::photos(conn, id)?, check::awaited(conn, id)?)) })?;
    let (mut wrong, count) = (Vec::new(), all.len());
    for (hash, length, copy, inside) in all {
        if inside {
            let bytes = view.read(|conn| photos::inside(conn, id, &hash))?;
            // None: it was moved out meanwhile, after its object was read back.
            if bytes.is_some_and(|bytes| blake3::hash(&bytes).to_hex().as_str() != hash) {
                wrong.push(BlobError::Changed(hash).to_string());
            }
            continue;
        }
        match files.get(At { company: id, hash: &hash, copy }).await {
            Ok(bytes) if u64::try_from(bytes.len()).ok() == Some(length) => {}
            Ok(bytes) => wrong.push(format!("photo {hash}: {} bytes where {length} are said to be", bytes.len())),
            Err(why @ (BlobError::Missing(_) | BlobError::Changed(_))) => {
                let now = view.read(|conn| photos::get(conn, id, &hash))?;
                if now.is_some_and(|photo| photo.copy == copy) {
                    wrong.push(why.to_string());
                }
            }
            Err(why) => return Err(why.into()),
        }
    }
    Ok(Checked::new("photos", format!("{count} photos, {awaited} more are named and did not come yet"), wrong))
}
