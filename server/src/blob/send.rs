//! How a photo comes in: whole, or in pieces that are kept until it is.

use bytes::Bytes;
use shared::id::EmployeeId;

use super::{At, BlobError};
use crate::app::App;
use crate::store::StoreError;
use crate::store::photos::{self, Piece, Sent, Taken, Upload};

/// Why a photo is not taken.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error(transparent)]
    Blob(#[from] BlobError),
    #[error(transparent)]
    Database(#[from] StoreError),
    /// His photos that no record names are too many; what they cost.
    #[error("{0} bytes of photos that no record names")]
    Quota(u64),
    /// The bytes are of another hash.
    #[error("these bytes have the BLAKE3 {0}")]
    OtherHash(String),
    #[error("the pieces before end at {}", .0.have)]
    Misplaced(Upload),
    #[error("its first piece was of a photo of {} bytes", .0.length)]
    OtherLength(Upload),
    #[error("the first piece says no kind")]
    NoKind,
}

/// Keeps a whole photo of somebody; when this returns it is durable.
pub async fn keep(app: &App, hash: &str, mime: &str, owner: &EmployeeId, bytes: Bytes) -> Result<(), Refused> {
    let found = blake3::hash(&bytes).to_hex();
    if found.as_str() != hash {
        return Err(Refused::OtherHash(found.to_string()));
    }
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let sent = Sent { hash: hash.to_owned(), mime: mime.to_owned(), owner: owner.clone(), length };
    loop {
        let (company, sent, now, most) = (app.company.clone(), sent.clone(), app.clock.now(), app.config.photo_quota);
        let (copy, coming) = app
            .store
            .write(move |tx| -> Result<_, Refused> {
                // Its pieces are not on the way any more.
                photos::drop_upload(tx, &company, &sent.owner, &sent.hash)?;
                let coming = photos::reserve(tx, &company, &sent, now)?;
                let owed = photos::owed(tx, &company, &sent.owner)?;
                if owed > most {
                    return Err(Refused::Quota(owed));
                }
                let kept = photos::get(tx, &company, &sent.hash)?;
                Ok((coming.or(kept.filter(|kept| kept.state != photos::State::Inside).map(|kept| kept.copy)), coming))
            })
            .await?;
        // Inside the database: it is there.
        let Some(copy) = copy else { return Ok(()) };
        let at = At { company: &app.company, hash, copy };
        if coming.is_none() {
            match app.files.get(at).await {
                Ok(_) => return Ok(()),
                Err(BlobError::Missing(_) | BlobError::Changed(_)) => {
                    tracing::warn!(hash, "a photo was damaged; somebody sent it again");
                }
                Err(why) => return Err(why.into()),
            }
        }
        app.files.put(at, bytes.clone()).await?;
        let (company, name, now) = (app.company.clone(), hash.to_owned(), app.clock.now());
        let there = app.store.write(move |tx| photos::arrived(tx, &company, &name, copy, now)).await?;
        if there {
            return Ok(());
        }
    }
}

/// Keeps a piece; when this returns it is durable, and if it was the last, the photo is.
pub async fn piece(app: &App, piece: Piece) -> Result<Upload, Refused> {
    let (company, now, most) = (app.company.clone(), app.clock.now(), app.config.photo_quota);
    let (hash, owner) = (piece.hash.clone(), piece.owner.clone());
    let taken = app
        .store
        .write(move |tx| -> Result<Taken, Refused> {
            let taken = photos::begin_or_add(tx, &company, &piece, now)?;
            let owed = photos::owed(tx, &company, &piece.owner)?;
            if owed > most {
                return Err(Refused::Quota(owed));
            }
            Ok(taken)
        })
        .await?;
    let upload = match taken {
        Taken::Have(upload) => upload,
        Taken::Misplaced(upload) => return Err(Refused::Misplaced(upload)),
        Taken::OtherLength(upload) => return Err(Refused::OtherLength(upload)),
        Taken::NoKind => return Err(Refused::NoKind),
    };
    if upload.have == upload.length {
        let (company, name, who) = (app.company.clone(), hash.clone(), owner.clone());
        let bytes = app.store.read(move |conn| photos::pieces(conn, &company, &who, &name)).await?;
        let kept = keep(app, &hash, &upload.mime, &owner, bytes.into()).await;
        if matches!(kept, Err(Refused::OtherHash(_))) {
            // Nobody can tell which of them is wrong.
            let company = app.company.clone();
            app.store.write(move |tx| photos::drop_upload(tx, &company, &owner, &hash)).await?;
        }
        kept?;
    }
    Ok(upload)
}
