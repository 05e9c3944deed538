//! Where sockets cannot be handed over.

use std::{io, path::Path};

use super::TakeOverError;
use crate::server::listener::Listening;

/// An offer that nobody can make.
pub(in crate::server) enum Handover {}

impl Handover {
    pub(in crate::server) fn offer(_: &Path, _: Vec<Listening>) -> io::Result<Self> {
        Err(io::Error::other(TakeOverError::Unsupported))
    }

    pub(in crate::server) fn taken(&self) -> impl Future<Output = ()> + use<> {
        std::future::pending()
    }

    pub(in crate::server) fn end(self) {}
}

/// A process that nobody can take over from.
pub(in crate::server) enum Predecessor {}

impl Predecessor {
    pub(in crate::server) async fn relieve(self) {}
}

pub(in crate::server) fn is_offered(_: &Path) -> bool {
    false
}

#[expect(clippy::unused_async, reason = "elsewhere it waits for the running process")]
pub(in crate::server) async fn take(
    _: &Path,
) -> Result<Option<(Predecessor, Vec<Listening>)>, TakeOverError> {
    Err(TakeOverError::Unsupported)
}
