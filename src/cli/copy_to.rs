//! `kassa copy-to`

use std::{
    error::Error,
    io::{self, IsTerminal},
};

use super::output::{self, say};
use crate::{
    check, clock,
    config::Config,
    db::{self, Copied, Database, PostgresUrl, Progress, Since},
};

pub(super) fn copy_to(target: &PostgresUrl) -> Result<(), Box<dyn Error>> {
    let config = Config::load()?;
    let Database::Sqlite(source) = &config.database else {
        return Err(format!(
            "KASSA_DATABASE_URL is `{}`: these books are in PostgreSQL already, and `copy-to` moves those in an SQLite file; \
             PostgreSQL's own `pg_dump` and `psql` move them on",
            config.database
        )
        .into());
    };
    say!("Copying `{}` to `{target}`", source.display())?;
    let mut lines = Lines { in_place: io::stdout().is_terminal() };
    let copied = db::copy_to(source, target, &mut |progress| lines.show(progress))?;
    let checked = check::of(&Database::Postgres(target.clone()), clock::now())?;
    output::write(format_args!("\n{checked}"))?;
    if let Some(wrong) = super::check::wrong(&checked) {
        return Err(format!(
            "the copy was made and is what the source was, but {wrong}; look at the source with `kassa check`"
        )
        .into());
    }
    say!("{}", report(&copied, target))?;
    Ok(())
}

/// One line for each table.
struct Lines {
    /// Whether a line may be written over while its table is copied.
    in_place: bool,
}

impl Lines {
    fn show(&mut self, Progress { table, copied, total }: Progress) {
        if copied == total {
            let start = if self.in_place { "\r\x1b[K" } else { "" };
            let _ = say!("{start}  {table:<17} {copied:>12}");
        } else if self.in_place {
            // A terminal that is gone needs no progress.
            let _ = output::write(format_args!("\r\x1b[K  {table:<17} {copied:>12} of {total}"));
        }
    }
}

fn report(copied: &Copied, target: &PostgresUrl) -> String {
    let mut lines = vec![format!(
        "\nCopied {} rows. On both sides the number of rows of every table is the same, and:",
        copied.figures.all_rows()
    )];
    let figures = &copied.figures.sums;
    lines.extend(figures.iter().map(|figure| format!("  {:<33} {}", figure.name, figure.value)));
    lines.extend(copied.replaced.iter().map(|replaced| {
        format!(
            "\nIn {} rows {}.{} had a zero byte, which PostgreSQL cannot keep; `\u{fffd}` stands there instead.",
            replaced.rows, replaced.table, replaced.column
        )
    }));
    if copied.since == Since::Changed {
        lines.push(
            "\nATTENTION: the shop was running, and has written since the copy was begun. That is NOT in the copy.\n\
            Stop it, and copy once more into an empty database."
                .to_owned(),
        );
    }
    lines.push(format!(
        "\nWhat a running shop takes in from now on is not in the copy: it should be stopped by now. To go on with the copy,\n\
        start Kassa with its other settings as they are, and\n\n  \
        KASSA_DATABASE_URL={target}\n\n\
        (with the password and whatever else you wrote there). Keep KASSA_DATA_DIR: callbacks that wait in its inbox come\n\
        into the new books at the next start. The SQLite file is as it was.\n"
    ));
    lines.join("\n")
}
