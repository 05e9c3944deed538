//! What the sources say about the settings: defaults ← file ← environment.

use std::{collections::HashMap, fs};

use ::config::{Environment, FileFormat, Map, Source, Value, ValueKind};

use super::{
    error::{Complaint, ConfigError, Refusal, Refusals, Shown},
    load::File,
    names::{ALL, FILE_VARIABLE, Kind, Setting, keys, nearest, variable},
};
use crate::dromon::Secret;

/// What the sources say. No `Debug`: it holds secrets as they were read.
pub struct Settings {
    merged: ::config::Config,
    /// The file's name and the keys whose value comes from it.
    file_name: String,
    from_file: Vec<String>,
    pub warnings: Vec<String>,
}

impl Settings {
    /// Merges the sources. An unknown key of the file is refused; an unknown `KASSA_…` variable is only
    /// warned of, because Kubernetes puts variables of that form (`KASSA_PORT`) into every container that
    /// runs beside a service named `kassa`.
    pub fn merge(
        file: Option<File>,
        env: HashMap<String, String>,
        refusals: &mut Refusals,
    ) -> Result<Self, ConfigError> {
        let known = keys();
        let (file_name, file) = match file {
            Some(file) => (file.name.clone(), read_file(&file)?),
            None => (String::new(), Map::new()),
        };
        for key in file.keys().filter(|key| !known.contains(key)) {
            refusals.push(unknown_key(key, &file_name, &known));
        }

        let environment = Environment::with_prefix("KASSA")
            .ignore_empty(true)
            .source(Some(env.into_iter().collect()))
            .collect()
            .map_err(|error| unexpected(&file_name, &error))?;
        let mut warnings: Vec<_> = environment
            .keys()
            .filter(|key| !known.contains(key) && variable(key) != FILE_VARIABLE)
            .map(|key| unknown_variable(key, &known))
            .collect();
        warnings.sort();

        let from_file =
            file.keys().filter(|key| !environment.contains_key(*key)).cloned().collect();
        let merged = build(&[file, environment]).map_err(|error| unexpected(&file_name, &error))?;
        Ok(Self { merged, file_name, from_file, warnings })
    }

    /// The setting's value, parsed; its default counts as a value.
    pub fn parse<T>(
        &self,
        setting: Setting,
        parse: impl FnOnce(&str) -> Result<T, Complaint>,
    ) -> Result<Option<T>, Refusal> {
        let Some(text) = self.text(setting.key)? else {
            return Ok(None);
        };
        parse(&text).map(Some).map_err(|complaint| self.refuse(setting, complaint))
    }

    /// Like [`Self::parse`], where there must be a value.
    pub fn require<T>(
        &self,
        setting: Setting,
        missing: impl FnOnce() -> Complaint,
        parse: impl FnOnce(&str) -> Result<T, Complaint>,
    ) -> Result<T, Refusal> {
        self.parse(setting, parse)?.ok_or_else(|| self.refuse(setting, missing()))
    }

    /// A secret: given as such, or as the name of a file that holds it.
    pub fn secret(
        &self,
        setting: Setting,
        warnings: &mut Vec<String>,
    ) -> Result<Option<Secret>, Refusal> {
        let Some((key, secret)) = self.secret_text(setting)? else {
            return Ok(None);
        };
        if secret.trim() != secret {
            warnings.push(format!(
                "the secret from {} begins or ends with a space; if that is a slip, every callback will be refused",
                self.name(&key)
            ));
        }
        Ok(Some(Secret::new(secret)))
    }

    /// A secret that has to look like something. `parse` must not quote it.
    pub fn parse_secret<T>(
        &self,
        setting: Setting,
        parse: impl FnOnce(&str) -> Result<T, Complaint>,
    ) -> Result<Option<T>, Refusal> {
        let Some((key, secret)) = self.secret_text(setting)? else {
            return Ok(None);
        };
        parse(&secret)
            .map(Some)
            .map_err(|complaint| self.refuse_key(&key, Shown::Secret, complaint))
    }

    /// A secret, and the key that it comes from.
    fn secret_text(&self, setting: Setting) -> Result<Option<(String, String)>, Refusal> {
        let file_key = setting.file_key();
        match (self.text(setting.key)?, self.text(&file_key)?) {
            (None, None) => Ok(None),
            (Some(secret), None) if secret.is_empty() => {
                let complaint =
                    Complaint::new("it is empty", "write the secret, or remove the line");
                Err(self.refuse(setting, complaint))
            }
            (Some(secret), None) => Ok(Some((setting.key.to_owned(), secret))),
            (None, Some(path)) => match read_secret(&path) {
                Ok(secret) => Ok(Some((file_key, secret))),
                Err(complaint) => {
                    // Without a slash, or where it is a URL, it may be the secret itself, put into the wrong setting.
                    let is_path = path.contains('/') && !path.contains("://");
                    let shown = if is_path { Shown::Value(path) } else { Shown::Secret };
                    Err(self.refuse_key(&file_key, shown, complaint))
                }
            },
            (Some(_), Some(_)) => {
                let complaint = Complaint::new(
                    format!("so is {}, and only one can count", self.name(&file_key)),
                    "remove one of the two",
                );
                Err(self.refuse(setting, complaint))
            }
        }
    }

    /// Whether the setting, which has no default, has a value; a secret's file counts.
    pub fn is_set(&self, setting: Setting) -> bool {
        let set = |key: &str| self.merged.get::<Value>(key).is_ok();
        set(setting.key) || setting.is_secret() && set(&setting.file_key())
    }

    /// Says no to the setting's present value.
    pub fn refuse(&self, setting: Setting, complaint: Complaint) -> Refusal {
        let shown = match self.text(setting.key) {
            Ok(None) => Shown::NotSet,
            _ if setting.is_secret() => Shown::Secret,
            Ok(Some(value)) => Shown::Value(without_password(&value)),
            Err(refusal) => return refusal,
        };
        self.refuse_key(setting.key, shown, complaint)
    }

    fn refuse_key(&self, key: &str, value: Shown, complaint: Complaint) -> Refusal {
        Refusal { setting: self.name(key), value, why: complaint.why, remedy: complaint.remedy }
    }

    /// The setting's name, and where it stands if that is the file.
    fn name(&self, key: &str) -> String {
        let variable = variable(key);
        if self.from_file.iter().any(|of_file| of_file == key) {
            format!("{variable} (`{key}` in {})", self.file_name)
        } else {
            variable
        }
    }

    /// A value as text, a list's items with commas between them.
    ///
    /// Numbers must be quoted: TOML reads `0x1f` and `1.10` as something else than what is written.
    fn text(&self, key: &str) -> Result<Option<String>, Refusal> {
        let Ok(value) = self.merged.get::<Value>(key) else {
            return Ok(None);
        };
        let unquoted = || {
            let complaint = Complaint::new(
                "its value is no text",
                format!("put it in quotes: `{key} = \"…\"`"),
            );
            self.refuse_key(key, Shown::Secret, complaint)
        };
        let is_list = ALL.iter().any(|setting| setting.key == key && setting.kind == Kind::List);
        match value.kind {
            ValueKind::String(text) => Ok(Some(text)),
            ValueKind::Array(items) if is_list => items
                .into_iter()
                .map(|item| match item.kind {
                    ValueKind::String(text) => Ok(text),
                    _ => Err(unquoted()),
                })
                .collect::<Result<Vec<_>, _>>()
                .map(|items| Some(items.join(", "))),
            _ => Err(unquoted()),
        }
    }
}

fn read_file(file: &File) -> Result<Map<String, Value>, ConfigError> {
    ::config::File::from_str(&file.text, FileFormat::Toml)
        .collect()
        .map_err(|error| unexpected(&file.name, &error))
}

/// Lays the sources over the defaults, the last one on top. Only known keys go in, so that a strange one
/// cannot be taken for a path into another.
fn build(sources: &[Map<String, Value>]) -> Result<::config::Config, ::config::ConfigError> {
    let known = keys();
    let mut builder = ::config::Config::builder();
    for setting in ALL {
        if let Some(default) = setting.default {
            builder = builder.set_default(setting.key, default)?;
        }
    }
    for source in sources {
        for (key, value) in source.iter().filter(|(key, _)| known.contains(key)) {
            builder = builder.set_override(key, value.clone())?;
        }
    }
    builder.build()
}

/// The parser's error without the lines that it quotes (`3 | dromon_secret = "…`).
fn unexpected(file: &str, error: &::config::ConfigError) -> ConfigError {
    let text = error.to_string();
    let detail: Vec<_> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .filter(|line| {
            !line.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start().starts_with('|')
        })
        .collect();
    ConfigError::Syntax { file: file.to_owned(), detail: detail.join(": ") }
}

fn unknown_key(key: &str, file_name: &str, known: &[String]) -> Refusal {
    let remedy = match nearest(key, known.iter().map(String::as_str)) {
        Some(near) => format!("write `{near}`, or remove the line"),
        None => "remove it; kassa.toml.example has all the names".to_owned(),
    };
    Refusal {
        setting: format!("`{key}` in {file_name}"),
        // Not its value: a misspelt secret is a secret.
        value: Shown::Secret,
        why: "Kassa knows no setting of that name".to_owned(),
        remedy,
    }
}

fn unknown_variable(key: &str, known: &[String]) -> String {
    let variable_name = variable(key);
    match nearest(key, known.iter().map(String::as_str)) {
        Some(near) => format!(
            "{variable_name} is set, but Kassa knows no setting of that name; did you mean {}?",
            variable(near)
        ),
        None => format!(
            "{variable_name} is set, but Kassa knows no setting of that name and ignores it"
        ),
    }
}

fn read_secret(path: &str) -> Result<String, Complaint> {
    let text = fs::read_to_string(path).map_err(|error| {
        Complaint::new(
            format!("the file cannot be read ({error})"),
            "name a file that Kassa's user may read and that holds the secret alone",
        )
    })?;
    // Editors and `echo` end a file with a newline that is no part of the secret.
    let secret = text.trim_end_matches(['\r', '\n']);
    if secret.is_empty() {
        return Err(Complaint::new("the file is empty", "put the secret into it"));
    }
    Ok(secret.to_owned())
}

/// A URL may carry a password: `postgres://kassa:password@…`.
fn without_password(value: &str) -> String {
    match (value.find("://"), value.rfind('@')) {
        (Some(scheme), Some(at)) if scheme + 3 <= at => {
            format!("{}…{}", &value[..scheme + 3], &value[at..])
        }
        _ => value.to_owned(),
    }
}
