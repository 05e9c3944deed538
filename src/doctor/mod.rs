//! What can be wrong between a shop and Dromon. Dromon tells nobody when a callback does not arrive, so a shop has to look
//! for itself: each check is a function with an outcome of its own, and each outcome knows its remedy.
//!
//! Nothing is changed by looking: no table is made or brought up to date, and the callback that is sent on trial is refused
//! and kept nowhere.

mod backup;
mod books;
mod callback;
mod certificate;
mod clock;
mod consumers;
mod deliveries;
mod disk;
mod finding;
mod inbox;
mod links;
mod running;
mod settings;
mod signing;
mod silence;
mod text;
mod web;

#[cfg(test)]
mod tests;

use std::fmt;

use serde::Serialize;

pub use backup::Backup;
pub use books::Books;
pub use callback::{CallbackPath, Named};
pub use certificate::Certificate;
pub use clock::Clock;
pub use consumers::Consumers;
pub use deliveries::Deliveries;
pub use disk::Disk;
pub use finding::{Finding, Verdict};
pub use inbox::{Quarantine, Waiting};
pub use links::Links;
pub use running::Running;
pub use settings::Settings;
pub use signing::Signing;
pub use silence::Silence;
pub use text::Text;
pub use web::{AskError, Asker};

use crate::{
    clock as time,
    config::{Config, ConfigError},
};

/// What all checks found.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Whether nothing failed.
    pub ok: bool,
    pub checks: Vec<Finding>,
}

impl Report {
    fn of(checks: Vec<Finding>) -> Self {
        let ok = checks.iter().all(|finding| finding.verdict != Verdict::Failed);
        Self { ok, checks }
    }

    #[must_use]
    pub fn failed(&self) -> usize {
        self.checks.iter().filter(|finding| finding.verdict == Verdict::Failed).count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Finding { check, verdict, found, remedy } in &self.checks {
            let mut lines = found.lines();
            writeln!(
                f,
                "{:<7}  {check:<12} {}",
                verdict.as_str(),
                lines.next().unwrap_or_default()
            )?;
            for line in lines {
                writeln!(f, "{:22}{line}", "")?;
            }
            if let Some(remedy) = remedy {
                writeln!(f, "{:22}-> {remedy}", "")?;
            }
        }
        Ok(())
    }
}

/// Makes all checks that the settings allow.
pub async fn examine(config: Result<Config, ConfigError>, asker: &Asker) -> Report {
    let config = match config {
        Ok(config) => config,
        Err(error) => return Report::of(Settings::Refused(error).findings()),
    };
    let now = time::now();
    let mut findings = Settings::of(&config).findings();
    findings.push(Text::of(&config).finding());
    findings.push(Links::of(&config).finding());

    let running = Running::of(&config);
    findings.push(running.finding());
    let (books, look) = books::look(&config, now);
    findings.push(books.finding());
    let mut begun_at = None;
    if let Some(look) = look {
        begun_at = look.begun_at;
        findings.push(Consumers::of(&look.outgoing.lags, now).finding());
        findings.push(Deliveries::of(&look.outgoing, now).finding());
        findings.push(Silence::of(look.silence).finding());
    }
    let (waiting, quarantine) = inbox::look(&config, running, now);
    findings.push(waiting.finding());
    findings.extend(quarantine.map(|quarantine| quarantine.finding()));
    findings.push(Disk::of(&config).finding());
    findings.push(Backup::of(&config, running, begun_at, now).finding());

    let url = config.callback_url();
    let (callback, certificate, clock, signing) = tokio::join!(
        CallbackPath::of(&config, asker),
        Certificate::of(&url, asker, now),
        Clock::of(&config, asker),
        Signing::of(&config, asker),
    );
    findings.extend([
        callback.finding(&config, running),
        certificate.finding(),
        clock.finding(),
        signing.finding(),
    ]);
    Report::of(findings)
}
