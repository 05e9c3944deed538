//! Whether Kassa starts with these settings.

use super::Finding;
use crate::config::{Config, ConfigError};

/// What the settings are like.
#[derive(Debug)]
pub enum Settings {
    /// Each warning stands for itself.
    Accepted {
        warnings: Vec<String>,
        sandbox: bool,
    },
    Refused(ConfigError),
}

impl Settings {
    #[must_use]
    pub fn of(config: &Config) -> Self {
        Self::Accepted { warnings: config.warnings.clone(), sandbox: config.is_sandbox() }
    }

    /// One for each thing that is wrong.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        const CHECK: &str = "settings";
        match self {
            Self::Accepted { warnings, sandbox } => {
                let found = if *sandbox {
                    "a sandbox: no real money, and Dromon is the stand-in"
                } else {
                    "a shop that sells for real"
                };
                let warnings = warnings.iter().map(|warning| {
                    Finding::warning(CHECK, warning, "look at that setting; it is allowed")
                });
                [Finding::ok(CHECK, found)].into_iter().chain(warnings).collect()
            }
            Self::Refused(ConfigError::Refused(refusals)) => {
                let each = refusals.iter().map(|refusal| {
                    let said = refusal.to_string();
                    let found = said.strip_suffix(&format!("; {}", refusal.remedy));
                    Finding::failed(CHECK, found.unwrap_or(&said), &refusal.remedy)
                });
                each.collect()
            }
            Self::Refused(error) => {
                vec![Finding::failed(
                    CHECK,
                    error.to_string(),
                    "mend it; nothing else was looked at",
                )]
            }
        }
    }
}
