//! Choices kept on this device: language, theme, the server's address, texts half written. Nothing that counts; that is in
//! the store.

/// What was kept under a name.
#[must_use]
pub fn get(name: &str) -> Option<String> {
    kept::get(name)
}

/// Keeps a value. Where the device refuses, it is lost at the next start, and nothing else happens.
pub fn set(name: &str, value: &str) {
    kept::set(name, value);
}

/// Forgets a value.
pub fn remove(name: &str) {
    kept::remove(name);
}

#[cfg(target_arch = "wasm32")]
mod kept {
    fn storage() -> Option<web_sys::Storage> {
        super::super::web::window()?.local_storage().ok()?
    }

    fn key(name: &str) -> String {
        format!("fieldtally.{name}")
    }

    pub fn get(name: &str) -> Option<String> {
        storage()?.get_item(&key(name)).ok()?
    }

    pub fn set(name: &str, value: &str) {
        if let Some(storage) = storage() {
            let _ = storage.set_item(&key(name), value);
        }
    }

    pub fn remove(name: &str) {
        if let Some(storage) = storage() {
            let _ = storage.remove_item(&key(name));
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod kept {
    use std::collections::BTreeMap;
    use std::path::PathBuf;

    fn file() -> Option<PathBuf> {
        // A test must not read or change what the person at this machine chose.
        if cfg!(test) {
            return None;
        }
        // Beside the store.
        let folder = std::env::var_os("FIELDTALLY_DATA")
            .map(PathBuf::from)
            .or_else(|| dirs::data_local_dir().map(|folder| folder.join("fieldtally")))?;
        Some(folder.join("choices.json"))
    }

    fn read() -> BTreeMap<String, String> {
        file()
            .and_then(|file| std::fs::read_to_string(file).ok())
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default()
    }

    fn change(change: impl FnOnce(&mut BTreeMap<String, String>)) {
        let Some(file) = file() else { return };
        let mut all = read();
        change(&mut all);
        let written = file.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| {
            let text = serde_json::to_string_pretty(&all).map_err(std::io::Error::other)?;
            std::fs::write(&file, text)
        });
        if let Err(why) = written {
            tracing::warn!(%why, "a choice was not kept");
        }
    }

    pub fn get(name: &str) -> Option<String> {
        read().remove(name)
    }

    pub fn set(name: &str, value: &str) {
        change(|all| {
            all.insert(name.to_owned(), value.to_owned());
        });
    }

    pub fn remove(name: &str) {
        change(|all| {
            all.remove(name);
        });
    }
}
