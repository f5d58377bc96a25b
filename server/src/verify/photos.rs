//! Photos: each that is said to be there is, with its hash.

use shared::id::CompanyId;

use super::Checked;
use crate::blob::{At, BlobError, Files};
use crate::store::{StoreError, View, check, photos};

pub(super) async fn all(view: &View, files: &Files, id: &CompanyId) -> anyhow::Result<Checked> {
    let company = id.clone();
    let found = view.look(move |conn| -> Result<_, StoreError> {
        Ok((check::photos(conn, &company)?, check::awaited(conn, &company)?))
    });
    let (all, awaited) = found.await?;
    let (mut wrong, count) = (Vec::new(), all.len());
    for (hash, length, copy, inside) in all {
        if inside {
            let (company, name) = (id.clone(), hash.clone());
            let bytes = view.look(move |conn| photos::inside(conn, &company, &name)).await?;
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
                let (company, name) = (id.clone(), hash.clone());
                let now = view.look(move |conn| photos::get(conn, &company, &name)).await?;
                if now.is_some_and(|photo| photo.copy == copy) {
                    wrong.push(why.to_string());
                }
            }
            Err(why) => return Err(why.into()),
        }
    }
    Ok(Checked::new("photos", format!("{count} photos, {awaited} more are named and did not come yet"), wrong))
}
