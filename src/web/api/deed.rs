//! What a program does to the shop, written down as what staff does is.

use crate::{
    api_keys::Program,
    clock::UtcTime,
    db::Connection,
    staff::{
        By,
        audit::{self, Entry, What},
    },
    web::Error,
};

/// Writes into the audit log what the program does, under its key's name.
///
/// # Errors
/// The database's own.
pub fn record(
    connection: &mut Connection,
    program: &Program,
    what: What,
    subject: &str,
    note: Option<&str>,
    at: UtcTime,
) -> Result<(), Error> {
    let by = By::program(program.name.as_str());
    Ok(audit::record(connection, &Entry { by: &by, what, subject: Some(subject), note, at })?)
}
