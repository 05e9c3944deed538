//! The two sources as the process finds them: its environment and the configuration file.

use std::{collections::HashMap, env, fs, io};

use super::{
    error::{ConfigError, Refusal, Refusals, Shown},
    names::{FILE_VARIABLE, PREFIX},
};

/// Where the file is looked for unless `KASSA_CONFIG` says otherwise.
pub const FILE: &str = "kassa.toml";

/// The configuration file's name and text.
pub struct File {
    pub name: String,
    pub text: String,
}

/// The file that `KASSA_CONFIG` names, which must be there, or else `kassa.toml`, which need not.
pub fn file(env: &HashMap<String, String>) -> Result<Option<File>, ConfigError> {
    if let Some(path) = env.get(FILE_VARIABLE).filter(|path| !path.is_empty()) {
        return read(path).map(Some);
    }
    match read(FILE) {
        Err(ConfigError::Unreadable { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
            Ok(None)
        }
        found => found.map(Some),
    }
}

fn read(path: &str) -> Result<File, ConfigError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(File {
            name: path.to_owned(),
            text,
        }),
        Err(source) => Err(ConfigError::Unreadable {
            path: path.into(),
            source,
            remedy: "let Kassa's user read it, or name another one in KASSA_CONFIG",
        }),
    }
}

/// The `KASSA_…` variables. Others may be no Unicode; that is not our business.
pub fn environment() -> Result<HashMap<String, String>, ConfigError> {
    let mut refusals = Refusals::default();
    let mut environment = HashMap::new();
    for (name, value) in env::vars_os() {
        let Ok(name) = name.into_string() else {
            continue;
        };
        if !name.starts_with(PREFIX) {
            continue;
        }
        match value.into_string() {
            Ok(value) => {
                environment.insert(name, value);
            }
            Err(_) => refusals.push(Refusal {
                setting: name,
                value: Shown::Secret,
                why: "its value is not UTF-8".to_owned(),
                remedy: "write it in UTF-8".to_owned(),
            }),
        }
    }
    if refusals.is_empty() {
        Ok(environment)
    } else {
        Err(refusals.into())
    }
}
