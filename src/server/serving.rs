//! Servers that accept connections, and the relay from one process to the next.

use std::{io, path::PathBuf};

use actix_web::dev::{Server, ServerHandle};
use tokio::task::JoinHandle;

use super::{
    StartError,
    handover::{Handover, Predecessor},
    listener::Listening,
    supervisor,
};

/// Whom this process relieves, and what it offers to the one that will relieve it.
pub(super) struct Relay {
    pub predecessor: Option<Predecessor>,
    /// The sockets once more.
    pub offer: Vec<Listening>,
    /// Where they are offered.
    pub path: PathBuf,
}

/// Servers that accept connections.
pub(super) struct Serving {
    pub shop: Running,
    pub sandbox: Option<Running>,
    /// `None` where this process cannot hand over.
    pub handover: Option<Handover>,
}

/// A server as a task.
pub(super) struct Running {
    pub handle: ServerHandle,
    pub task: JoinHandle<io::Result<()>>,
}

impl Serving {
    /// Begins to accept connections; only then the process before may leave.
    pub(super) async fn start(
        shop: Server,
        sandbox: Option<Server>,
        relay: Relay,
    ) -> Result<Self, StartError> {
        let shop = Running::start(shop).await?;
        let sandbox = match sandbox {
            Some(sandbox) => Some(Running::start(sandbox).await?),
            None => None,
        };
        let Relay { predecessor, offer, path } = relay;
        if let Some(predecessor) = predecessor {
            predecessor.relieve().await;
        }
        let handover = Handover::offer(&path, offer)
            .inspect_err(|error| {
                tracing::warn!(path = %path.display(), %error, "`kassa serve --take-over` cannot replace this process");
            })
            .ok();
        supervisor::ready();
        Ok(Self { shop, sandbox, handover })
    }

    /// Ready when another process serves in the place of this one.
    pub(super) fn taken_over(&self) -> impl Future<Output = ()> + use<> {
        let taken = self.handover.as_ref().map(Handover::taken);
        async move {
            match taken {
                Some(taken) => taken.await,
                None => std::future::pending().await,
            }
        }
    }
}

impl Running {
    async fn start(server: Server) -> Result<Self, StartError> {
        let handle = server.handle();
        let task = actix_web::rt::spawn(server);
        // Nothing was paused: it is answered as soon as the server runs, or has failed to.
        handle.resume().await;
        if task.is_finished() {
            let ended = task.await.map_err(io::Error::other).flatten();
            return Err(StartError::Serve(
                ended.err().unwrap_or_else(|| io::Error::other("it stopped")),
            ));
        }
        Ok(Self { handle, task })
    }
}
