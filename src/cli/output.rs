//! What a command prints.

use std::{
    fmt,
    io::{self, Write},
};

/// Like `println!`, for whoever may not read to the end: `kassa check | head` is no failure.
macro_rules! say {
    ($($words:tt)*) => {
        $crate::cli::output::write(format_args!("{}\n", format_args!($($words)*)))
    };
}
pub(super) use say;

/// Whether what was printed is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    BySomebody,
    /// Whoever read it has gone, as `head` does.
    ByNobody,
}

/// A line, for a command that goes on until nobody reads any more.
///
/// # Errors
/// Whatever keeps the words from being written, but that nobody reads them any more.
pub(super) fn line(words: fmt::Arguments<'_>) -> io::Result<Read> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{words}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Read::ByNobody),
        written => written.map(|()| Read::BySomebody),
    }
}

/// # Errors
/// Whatever keeps the words from being written, but that nobody reads them any more.
pub(super) fn write(words: fmt::Arguments<'_>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_fmt(words).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}
