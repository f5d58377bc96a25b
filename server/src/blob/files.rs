//! Where the objects are.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use bytes::Bytes;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt, path};
use shared::id::CompanyId;

use crate::store::StoreError;

/// Where photos are kept.
#[derive(Debug, Clone, Default)]
pub enum Place {
    /// The folder `photos` in the data directory.
    #[default]
    Disk,
    /// `s3://bucket/prefix`; credentials, region and endpoint come from the usual AWS_* variables.
    S3(String),
    /// A test's own.
    Given(Arc<dyn ObjectStore>),
}

impl Place {
    pub fn read(text: &str) -> Result<Self, String> {
        match text.strip_prefix("s3://") {
            Some(rest) if !rest.trim_start_matches('/').is_empty() => Ok(Self::S3(rest.to_owned())),
            _ => Err(format!("{text:?} is not s3://bucket/prefix")),
        }
    }
}

/// Why a photo's bytes could not be kept or had.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    #[error("photo {hash}: {why}")]
    Store { hash: String, why: object_store::Error },
    #[error("photo {0}: its bytes are not there")]
    Missing(String),
    #[error("photo {0}: its bytes have changed")]
    Changed(String),
    #[error(transparent)]
    Database(#[from] StoreError),
}

/// An object's name.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    pub company: &'a CompanyId,
    pub hash: &'a str,
    /// Of the same bytes; earlier ones were dropped.
    pub copy: u32,
}

impl At<'_> {
    fn path(self) -> path::Path {
        let Self { company, hash, copy } = self;
        let name = if copy == 0 { hash.to_owned() } else { format!("{hash}.{copy}") };
        path::Path::from_iter([company.as_str(), hash.get(..2).unwrap_or_default(), &name])
    }
}

/// The objects.
#[derive(Clone)]
pub struct Files(Arc<dyn ObjectStore>);

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Files({})", self.0)
    }
}

impl Files {
    pub fn open(place: &Place, data: &Path) -> anyhow::Result<Self> {
        Ok(Self(match place {
            Place::Given(store) => Arc::clone(store),
            Place::Disk => {
                let folder = data.join("photos");
                std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
                // Off by default there: then it answers before file and folders are durable.
                Arc::new(LocalFileSystem::new_with_prefix(&folder)?.with_fsync(true))
            }
            Place::S3(address) => {
                let (bucket, prefix) = address.split_once('/').unwrap_or((address, ""));
                if bucket.is_empty() {
                    bail!("--photos s3://{address}: no bucket is named");
                }
                let store = AmazonS3Builder::from_env().with_bucket_name(bucket).build().context("opening S3")?;
                match prefix.trim_matches('/') {
                    "" => Arc::new(store),
                    prefix => Arc::new(PrefixStore::new(store, prefix)),
                }
            }
        }))
    }

    /// Writes an object; when this returns it is durable. The same again changes nothing.
    pub async fn put(&self, at: At<'_>, bytes: Bytes) -> Result<(), BlobError> {
        let wrong = |why| BlobError::Store { hash: at.hash.to_owned(), why };
        self.0.put(&at.path(), bytes.into()).await.map(drop).map_err(wrong)
    }

    /// An object's bytes, checked.
    pub async fn get(&self, at: At<'_>) -> Result<Bytes, BlobError> {
        let hash = || at.hash.to_owned();
        let bytes = match self.0.get(&at.path()).await {
            Ok(found) => found.bytes().await,
            Err(why) => Err(why),
        };
        let bytes = bytes.map_err(|why| match why {
            object_store::Error::NotFound { .. } => BlobError::Missing(hash()),
            why => BlobError::Store { hash: hash(), why },
        })?;
        if blake3::hash(&bytes).to_hex().as_str() == at.hash { Ok(bytes) } else { Err(BlobError::Changed(hash())) }
    }

    /// Removes an object; one that is not there is no error.
    pub async fn remove(&self, at: At<'_>) -> Result<(), BlobError> {
        match self.0.delete(&at.path()).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(why) => Err(BlobError::Store { hash: at.hash.to_owned(), why }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_named_as_s3_does() {
        assert!(matches!(Place::read("s3://pictures/of/ours"), Ok(Place::S3(rest)) if rest == "pictures/of/ours"));
        for wrong in ["", "pictures", "s3://", "s3:///", "https://pictures"] {
            assert!(Place::read(wrong).unwrap_err().contains(wrong), "{wrong}");
        }
    }
}
