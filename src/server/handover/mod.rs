//! A running process hands its listening sockets to the one that replaces it, so that no connection is refused or lost.
//!
//! The running process listens on a Unix socket in its data directory: `kassa.sock`, or `sandbox.sock` where the money
//! is play money, as with the databases' names. Only its own user (and root) can reach it. One message is one line of
//! JSON:
//!
//! | who | says | beside it |
//! | --- | --- | --- |
//! | new | `{"say":"take_over","protocol":1,"version":"0.2.0"}` | |
//! | old | `{"say":"sockets","version":"0.1.0","sockets":[{"name":"shop","wanted":"127.0.0.1:8080"}]}` | the sockets themselves, in this order (`SCM_RIGHTS`) |
//! | new | `{"say":"serving"}`: it accepts connections | |
//! | old | `{"say":"leaving"}`: its Unix socket is gone; it stops, as it would at SIGTERM | |
//!
//! Instead of its answer the old one may say `{"say":"refused","reason":"…"}`. Members that a side does not know are
//! ignored; what an older process could not ignore gets another `protocol`. A new process that dies before it serves
//! closes the line, and the old one goes on as if nothing had been. An old one that dies after it gave its sockets has
//! left, too. In between both may hold the sockets: whichever accepts a connection answers it.
//!
//! Two sockets bound to one port (`SO_REUSEPORT`) would not do: the kernel gives each its own queue, and the
//! connections that wait in the old one's are reset when it closes.

use std::{io, path::PathBuf};

use super::StartError;
use crate::config::Config;

#[cfg(unix)]
mod giving;
#[cfg(unix)]
mod message;
#[cfg(unix)]
mod taking;
#[cfg(unix)]
mod wire;
#[cfg(unix)]
pub(super) use self::{
    giving::Handover,
    taking::{Predecessor, is_offered, take},
};

#[cfg(not(unix))]
mod nowhere;
#[cfg(not(unix))]
pub(super) use self::nowhere::{Handover, Predecessor, is_offered, take};

/// Why no sockets were taken over. The running process goes on.
#[derive(Debug, thiserror::Error)]
pub enum TakeOverError {
    #[error("the running Kassa cannot be asked for its sockets at `{path}`: {source}")]
    Unreachable { path: PathBuf, source: io::Error },
    #[error("the running Kassa does not hand over: {0}")]
    Refused(String),
    #[error(
        "the running Kassa did not answer as expected ({0}); stop it, and start this one without --take-over"
    )]
    Misunderstood(String),
    #[error("listening sockets can be handed over on Unix only; start without --take-over")]
    Unsupported,
}

impl From<TakeOverError> for StartError {
    fn from(error: TakeOverError) -> Self {
        Self::TakeOver(Box::new(error))
    }
}

/// Where a process with these settings offers its sockets.
pub(super) fn path(config: &Config) -> PathBuf {
    config.data_dir.join(if config.is_sandbox() { "sandbox.sock" } else { "kassa.sock" })
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
