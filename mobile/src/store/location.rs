//! Where the databases are: one for the device, which only says who is signed in, and one for each (server, employee).

use shared::id::EmployeeId;

/// Makes storage ready and gives the path of the device's own database.
#[cfg(target_arch = "wasm32")]
pub(super) async fn device(store: &str) -> Result<String, String> {
    crate::host::worker::install_opfs(store).await?;
    Ok("device.db".to_owned())
}

/// Makes storage ready and gives the path of the device's own database: under `FIELDTALLY_DATA` where that is set, else
/// in the platform's folder for an app's data. A store named by an absolute path lies just there.
#[cfg(not(target_arch = "wasm32"))]
pub(super) async fn device(store: &str) -> Result<String, String> {
    let folder = std::env::var_os("FIELDTALLY_DATA")
        .map(std::path::PathBuf::from)
        .or_else(|| dirs::data_local_dir().map(|folder| folder.join("fieldtally")))
        .ok_or("this platform names no folder for an app's data: set FIELDTALLY_DATA")?;
    // Joined to an absolute path, the folder falls away.
    let path = folder.join(format!("{store}.db"));
    let folder = path.parent().unwrap_or(&folder);
    std::fs::create_dir_all(folder).map_err(|why| format!("{}: {why}", folder.display()))?;
    path.into_os_string().into_string().map_err(|path| format!("{}: not UTF-8", path.display()))
}

/// The database of a person on a server, beside the device's own.
pub(super) fn person(device: &str, server: &str, employee: &EmployeeId) -> String {
    if device == ":memory:" {
        return device.to_owned();
    }
    let name = blake3::hash(format!("{server}\n{employee}").as_bytes()).to_hex();
    let stem = device.strip_suffix(".db").unwrap_or(device);
    format!("{stem}-{}.db", name.get(..16).unwrap_or_default())
}

/// How often a store may be damaged: each time a new file is begun.
const FILES: u32 = 9;

fn numbered(path: &str, number: u32) -> String {
    if number == 1 { path.to_owned() } else { format!("{}.{number}.db", path.strip_suffix(".db").unwrap_or(path)) }
}

/// The file a store lies in now: the last that was begun. Files can not be renamed where the web keeps them.
pub(super) fn newest(path: &str) -> String {
    if path == ":memory:" {
        return path.to_owned();
    }
    let there = |number: &u32| {
        let path = numbered(path, *number);
        rusqlite::Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).is_ok()
    };
    let last = (2..=FILES).take_while(there).last().unwrap_or(1);
    numbered(path, last)
}

/// The file before that one; `None` for the first.
pub(super) fn before(path: &str, newest: &str) -> Option<String> {
    (2..=FILES + 1).find(|number| numbered(path, *number) == newest).map(|number| numbered(path, number - 1))
}

/// The file after that one.
pub(super) fn next(path: &str, newest: &str) -> String {
    let number = (1..=FILES).find(|number| numbered(path, *number) == newest).unwrap_or(1);
    numbered(path, number + 1)
}

/// Keeps what was not sent as a file of its own beside the store, for whoever has to look into it by hand. On the web
/// there are no such files; there the outbox exports it.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn keep_beside(path: &str, unsent: &str) {
    if let Err(why) = std::fs::write(format!("{path}.unsent.json"), unsent) {
        tracing::error!(%why, "what was not sent could not be kept as a file; the outbox exports it");
    }
}

#[cfg(target_arch = "wasm32")]
pub(super) fn keep_beside(_path: &str, _unsent: &str) {}

/// A copy of a file whose first page is that of a new store of the same size: all stores begin their tables at the same
/// pages. `None` where files can not be read as bytes, as on the web.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn with_first_page(old: &str, new: &str) -> Option<String> {
    const PAGE: usize = 4096;
    let sound = std::fs::read(new).ok()?;
    let mut bytes = std::fs::read(old).ok()?;
    let pages = u32::try_from(bytes.len().div_ceil(PAGE)).ok()?;
    bytes.resize(usize::try_from(pages).ok()? * PAGE, 0);
    bytes.get_mut(..PAGE)?.copy_from_slice(sound.get(..PAGE)?);
    // The size of the file in pages, and no free pages.
    bytes.get_mut(28..32)?.copy_from_slice(&pages.to_be_bytes());
    bytes.get_mut(32..40)?.fill(0);
    let path = format!("{new}.patched");
    std::fs::write(&path, bytes).ok()?;
    Some(path)
}

#[cfg(target_arch = "wasm32")]
pub(super) fn with_first_page(_old: &str, _new: &str) -> Option<String> {
    None
}

/// What tells one file from a copy of it: device and inode. `None` where there is no such thing: what a browser keeps for
/// a page can be neither copied nor restored, only lost.
#[cfg(unix)]
pub(super) fn instance(path: &str) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let found = std::fs::metadata(path).ok()?;
    Some(format!("{}:{}", found.dev(), found.ino()))
}

#[cfg(not(unix))]
pub(super) fn instance(_path: &str) -> Option<String> {
    None
}
