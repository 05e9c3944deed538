//! `kassa backup` and `kassa restore`

use std::error::Error;

use super::output::{self, say};
use super::{
    arguments::{BackupArguments, RestoreArguments},
    check::wrong,
};
use crate::{
    backup::{self, Restored, Taken, Verified, Waited},
    clock,
    config::Config,
    db::copy::Existing,
    server::{self, books},
};

pub(super) fn backup(arguments: &BackupArguments) -> Result<(), Box<dyn Error>> {
    let config = Config::load()?;
    let BackupArguments { file, force } = arguments;
    let existing = if *force { Existing::Replace } else { Existing::Keep };
    let Taken { bytes, waited, verified } =
        backup::take(&config.database, &config.inbox_dir(), file, existing, clock::now())?;
    let report = match verified {
        Verified::Checked(report) => report,
        Verified::Older => {
            say!(
                "{}: {bytes} bytes; a shop that was not brought up to this version yet, so that its books were not checked and its inbox is not in it",
                file.display()
            )?;
            return Ok(());
        }
    };
    output::write(format_args!("{report}"))?;
    let Waited { added, refused } = waited;
    say!("{}: {bytes} bytes, {added} callbacks from the inbox in it", file.display())?;
    if refused > 0 {
        say!(
            "{refused} callbacks in the inbox are refused by the books, so they are not in it: keep {} too",
            config.inbox_dir().display()
        )?;
    }
    match wrong(&report) {
        None => Ok(()),
        Some(wrong) => Err(format!("the backup was made, but {wrong}").into()),
    }
}

pub(super) fn restore(arguments: &RestoreArguments) -> Result<(), Box<dyn Error>> {
    let config = Config::load()?;
    books::prepare(&config)?;
    // It writes on into the file that it has open, wherever that was moved.
    if server::is_running(&config) {
        return Err(format!(
            "a Kassa with the data directory `{}` runs: stop it first, and start it when the books are restored",
            config.data_dir.display()
        )
        .into());
    }
    let RestoreArguments { file, even_if_wrong } = arguments;
    let whose = (books::of(&config), &config.app().id);
    let restored = backup::restore(file, &config.database, whose, *even_if_wrong, clock::now())?;
    let Restored { migrated, report } = restored;
    output::write(format_args!("{report}"))?;
    for migration in migrated {
        say!("brought up to date: {migration}")?;
    }
    say!("restored; `kassa serve` opens the shop")?;
    Ok(())
}
