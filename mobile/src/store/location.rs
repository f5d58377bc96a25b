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
