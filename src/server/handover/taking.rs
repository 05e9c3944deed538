//! The side of the process that starts.

use std::{io, net::TcpListener, os::fd::OwnedFd, path::Path, time::Duration};

use tokio::{net::UnixStream, time::timeout};

use super::{
    TakeOverError,
    message::{self, Message, Offered, PROTOCOL},
    wire,
};
use crate::server::listener::{Listening, Role};

/// How long the running process may take for an answer; it has to look at nothing for it.
const PATIENCE: Duration = Duration::from_secs(5);

/// The process whose sockets this one has. It serves until it is told that this one does; if this one ends before, it
/// goes on serving.
pub(in crate::server) struct Predecessor {
    stream: UnixStream,
}

/// Whether a running process offers its sockets there.
pub(in crate::server) fn is_offered(path: &Path) -> bool {
    std::os::unix::net::UnixStream::connect(path).is_ok()
}

/// Asks the process that offers its sockets there for them; `None` where there is no such process.
pub(in crate::server) async fn take(
    path: &Path,
) -> Result<Option<(Predecessor, Vec<Listening>)>, TakeOverError> {
    let unreachable = |source| TakeOverError::Unreachable { path: path.to_owned(), source };
    let stream = match UnixStream::connect(path).await {
        Ok(stream) => stream,
        // Nobody was ever there, or has died.
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused
            ) =>
        {
            return Ok(None);
        }
        Err(error) => return Err(unreachable(error)),
    };
    let ask = Message::TakeOver { protocol: PROTOCOL, version: message::version() };
    wire::send(&stream, &ask, &[]).await.map_err(unreachable)?;
    let answer = timeout(PATIENCE, wire::receive(&stream)).await.map_err(|_| {
        TakeOverError::Misunderstood(format!("there was no answer within {} s", PATIENCE.as_secs()))
    })?;
    match answer {
        Ok((Message::Sockets { version, sockets: offered }, sockets)) => {
            let taken = listening(offered, sockets)?;
            tracing::info!(version, process = wire::process(&stream), "taking over");
            Ok(Some((Predecessor { stream }, taken)))
        }
        Ok((Message::Refused { reason }, _)) => Err(TakeOverError::Refused(reason)),
        Ok((other, _)) => Err(TakeOverError::Misunderstood(format!("{other:?}"))),
        Err(error) => Err(TakeOverError::Misunderstood(error.to_string())),
    }
}

fn listening(
    offered: Vec<Offered>,
    sockets: Vec<OwnedFd>,
) -> Result<Vec<Listening>, TakeOverError> {
    if offered.len() != sockets.len() {
        return Err(TakeOverError::Misunderstood(format!(
            "{} sockets were named, and {} came",
            offered.len(),
            sockets.len()
        )));
    }
    let mut taken = Vec::with_capacity(sockets.len());
    for (Offered { name, wanted }, socket) in offered.into_iter().zip(sockets) {
        // What a later version serves besides is none of this one's business.
        let Some(role) = Role::from_name(&name) else { continue };
        let listener = TcpListener::from(socket);
        let address = listener.local_addr().map_err(|error| {
            TakeOverError::Misunderstood(format!("the socket named {name} is no listener: {error}"))
        })?;
        taken.push(Listening { role, listener, address, wanted });
    }
    Ok(taken)
}

impl Predecessor {
    /// Tells it that this process accepts connections, and waits until it has made way for the next hand-over.
    pub(in crate::server) async fn relieve(self) {
        let farewell = async {
            wire::send(&self.stream, &Message::Serving, &[]).await?;
            wire::receive(&self.stream).await
        };
        match timeout(PATIENCE, farewell).await {
            Ok(Ok((Message::Leaving, _))) => {
                tracing::info!("taken over: the process before answers what it has, and leaves");
            }
            Ok(Ok((other, _))) => tracing::warn!(?other, "the process before did not say goodbye"),
            // It has left by itself, or by force: the sockets are here all the same.
            Ok(Err(error)) => tracing::info!(%error, "the process before has left already"),
            Err(_) => tracing::warn!(
                "the process before does not say whether it leaves: two processes may serve now"
            ),
        }
    }
}
