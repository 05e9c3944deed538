//! `kassa check`

use std::error::Error;

use super::arguments::CheckArguments;
use super::output;
use crate::{
    check::{self, Report},
    clock,
    config::Config,
    db::Database,
};

pub(super) fn check(arguments: CheckArguments) -> Result<(), Box<dyn Error>> {
    let database = match arguments.file {
        Some(file) => Database::Sqlite(file),
        None => Config::load()?.database,
    };
    let report = check::of(&database, clock::now())?;
    output::write(format_args!("{report}"))?;
    match wrong(&report) {
        None => Ok(()),
        Some(wrong) => Err(wrong.into()),
    }
}

/// What is wrong, in a line; `None` where nothing is.
pub(super) fn wrong(report: &Report) -> Option<String> {
    let broken = report.broken().count();
    (broken > 0).then(|| {
        format!(
            "the books of {} do not add up: {broken} of {} rules are broken; the lines that end in WRONG name by whom",
            report.at,
            report.checks.len()
        )
    })
}
