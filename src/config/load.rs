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
    match env.get(FILE_VARIABLE).filter(|path| !path.is_empty()) {
        Some(path) => read(path).map(Some),
        None => read_if_there(FILE),
    }
}

fn read_if_there(path: &str) -> Result<Option<File>, ConfigError> {
    match read(path) {
        Err(ConfigError::Unreadable { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
            Ok(None)
        }
        found => found.map(Some),
    }
}

fn read(path: &str) -> Result<File, ConfigError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(File { name: path.to_owned(), text }),
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
    if refusals.is_empty() { Ok(environment) } else { Err(refusals.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(path: &str) -> Result<Option<File>, ConfigError> {
        file(&HashMap::from([(FILE_VARIABLE.to_owned(), path.to_owned())]))
    }

    #[test]
    fn named_file_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("shop.toml");
        fs::write(&path, "log = \"warn\"").unwrap();
        let file = named(path.to_str().unwrap()).unwrap().unwrap();
        assert_eq!(file.text, "log = \"warn\"");
        assert_eq!(file.name, path.to_str().unwrap());
    }

    #[test]
    fn named_file_must_be_there() {
        let Err(error) = named("/no/such/kassa.toml") else {
            panic!("it is there");
        };
        let error = error.to_string();
        for part in ["`/no/such/kassa.toml`", "No such file", "KASSA_CONFIG"] {
            assert!(error.contains(part), "`{part}` is not in: {error}");
        }
    }

    #[test]
    fn file_of_the_working_directory_need_not_be_there() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(FILE);
        assert!(read_if_there(path.to_str().unwrap()).unwrap().is_none());
        // A directory of that name is there, and no file.
        assert!(read_if_there(dir.path().to_str().unwrap()).is_err());
    }
}
