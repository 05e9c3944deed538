//! `kassa doctor`

use std::{error::Error, time::Duration};

use super::{
    arguments::DoctorArguments,
    output::{self, say},
};
use crate::{
    config::Config,
    doctor::{self, Asker},
};

/// How long each question to a server may take.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) async fn doctor(arguments: DoctorArguments) -> Result<(), Box<dyn Error>> {
    let asker = Asker::new(PATIENCE);
    // It is large, since it asks all servers at once.
    let report = Box::pin(doctor::examine(Config::load(), &asker)).await;
    if arguments.json {
        say!("{}", serde_json::to_string_pretty(&report)?)?;
    } else {
        output::write(format_args!("{report}"))?;
    }
    match report.failed() {
        0 => Ok(()),
        failed => Err(format!(
            "{failed} of {} checks failed; each says what to do about it",
            report.checks.len()
        )
        .into()),
    }
}
