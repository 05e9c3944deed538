//! The shop's app as Dromon has it in its database.

use super::SandboxConfig;
use crate::dromon::{AppId, Secret};

/// What the owner of an app filled in, and what both of Dromon's steps look up.
#[derive(Clone, Debug)]
pub struct Registration {
    pub id: AppId,
    /// As stored. A string rather than an `AppName`: Dromon's form allows names that its page cannot find.
    pub short_name: String,
    pub secret: Secret,
    /// Whether the owner has switched the check of signatures on.
    pub signing: bool,
    /// «Redirect URI».
    pub redirect_uri: Option<String>,
}

impl Registration {
    /// Whether the payment page finds the app: it lower-cases the name in the link before it looks, and
    /// knows ASCII names only.
    #[must_use]
    pub fn is_found_by_page(&self, name: &str) -> bool {
        let ascii_word = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
        self.has_id(name)
            || (name.chars().all(ascii_word) && name.to_ascii_lowercase() == self.short_name)
    }

    /// Whether the pay step finds the app: by its short name exactly as stored.
    #[must_use]
    pub fn is_found_by_pay_step(&self, name: &str) -> bool {
        self.has_id(name) || name == self.short_name
    }

    /// An id is a number to Dromon's database, written in hexadecimal: its case does not matter.
    fn has_id(&self, name: &str) -> bool {
        name.eq_ignore_ascii_case(self.id.as_str())
    }
}

impl From<&SandboxConfig> for Registration {
    fn from(config: &SandboxConfig) -> Self {
        Self {
            id: config.app.id.clone(),
            short_name: config.app.name.to_string(),
            secret: config.app.secret.clone(),
            signing: config.signing,
            redirect_uri: config.redirect_uri.clone(),
        }
    }
}
