use shared::id::DocId;

/// What can go wrong with the phone's store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the local store: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("this store was written by a newer version ({found}) than this one ({known})")]
    NewerSchema { found: i64, known: i64 },
    #[error("{doc}: chunk {number} is damaged: {why}")]
    Damaged { doc: DocId, number: i64, why: &'static str },
    #[error("the local store's file is damaged: {0}")]
    Corrupt(String),
    #[error(transparent)]
    Doc(#[from] shared::doc::DocError),
    #[error("{what}: {why}")]
    Value { what: &'static str, why: String },
    #[error(transparent)]
    Edit(shared::doc::customer::EditError),
    #[error("nobody is signed in on this device")]
    SignedOut,
    #[error("a photo's bytes are not what its hash says")]
    Photo,
    #[error("a visit is open: check out first")]
    VisitOpen,
    #[error("this visit is not open")]
    VisitNotOpen,
}

/// SQLite's own word for it, and natively the system's. The web's file layer reports a used-up quota as a failed write or a
/// failed growing of the file, with no more than that: where writing fails there, space is what is missing.
fn full(why: &rusqlite::Error) -> bool {
    const SQLITE_IOERR_WRITE: i32 = 778;
    const SQLITE_IOERR_TRUNCATE: i32 = 1546;
    match why {
        rusqlite::Error::SqliteFailure(error, _) => {
            error.code == rusqlite::ErrorCode::DiskFull
                || cfg!(target_arch = "wasm32")
                    && matches!(error.extended_code, SQLITE_IOERR_WRITE | SQLITE_IOERR_TRUNCATE)
        }
        _ => false,
    }
}

impl StoreError {
    pub(super) fn value(what: &'static str, why: impl ToString) -> Self {
        Self::Value { what, why: why.to_string() }
    }

    /// Whether the file itself is what is wrong.
    pub(super) fn is_corrupt(&self) -> bool {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
        /// The file is shorter than it says it is: what SQLite reads past its own cache is told so.
        const SQLITE_IOERR_SHORT_READ: i32 = 522;
        match self {
            Self::Corrupt(_) => true,
            Self::Sqlite(rusqlite::Error::SqliteFailure(error, _))
                if error.extended_code == SQLITE_IOERR_SHORT_READ =>
            {
                true
            }
            Self::Sqlite(why) => matches!(why.sqlite_error_code(), Some(DatabaseCorrupt | NotADatabase)),
            _ => false,
        }
    }

    /// Whether space is what is missing.
    pub(super) fn is_full(&self) -> bool {
        matches!(self, Self::Sqlite(why) if full(why))
    }

    /// For the page: a code with a text in the fluent files.
    #[must_use]
    pub fn failure(&self) -> crate::view::Failure {
        let code = match self {
            Self::Sqlite(why) if full(why) => "store-full",
            Self::Sqlite(_) | Self::Value { .. } | Self::Doc(_) => "store",
            Self::NewerSchema { .. } => "store-newer",
            Self::Damaged { .. } | Self::Corrupt(_) => "store-damaged",
            Self::Edit(_) => "customer-edit",
            Self::SignedOut => "signed-out",
            Self::Photo => "photo-damaged",
            Self::VisitOpen => "visit-open",
            Self::VisitNotOpen => "visit-not-open",
        };
        crate::view::Failure { code: code.to_owned(), message: self.to_string(), hint: None }
    }
}
