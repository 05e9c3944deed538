//! The side of the process that runs.

use std::{
    fs, io,
    os::{
        fd::AsFd,
        unix::fs::{MetadataExt, PermissionsExt},
    },
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{
    net::{UnixListener, UnixStream},
    sync::watch,
    task::{JoinHandle, JoinSet},
    time::timeout,
};

use super::{
    message::{self, Message, Offered, PROTOCOL},
    taking::is_offered,
    wire,
};
use crate::server::listener::Listening;

/// How long a process that has connected may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(5);

/// This process's sockets, to be had by the one that replaces it.
pub(in crate::server) struct Handover {
    place: Place,
    giving: JoinHandle<()>,
    taken: watch::Receiver<bool>,
}

impl Handover {
    /// Offers the sockets at that path, where nobody else does.
    ///
    /// # Errors
    /// `AddrInUse` where a running process offers its own there, and the file system's.
    pub(in crate::server) fn offer(path: &Path, sockets: Vec<Listening>) -> io::Result<Self> {
        if is_offered(path) {
            return Err(io::Error::new(
                io::ErrorKind::AddrInUse,
                "another Kassa runs with this data directory",
            ));
        }
        let (listener, place) = Place::make(path)?;
        let (tell, taken) = watch::channel(false);
        let giver =
            Giver { place: place.clone(), sockets, promised: AtomicBool::new(false), taken: tell };
        let giving = tokio::spawn(Arc::new(giver).serve(listener));
        Ok(Self { place, giving, taken })
    }

    /// Ready when a new process serves in the place of this one.
    pub(in crate::server) fn taken(&self) -> impl Future<Output = ()> + use<> {
        let mut taken = self.taken.clone();
        async move {
            if taken.wait_for(|taken| *taken).await.is_err() {
                // Nothing is offered any more.
                std::future::pending::<()>().await;
            }
        }
    }

    /// Offers nothing any more.
    pub(in crate::server) fn end(self) {
        self.giving.abort();
        self.place.leave();
    }
}

/// The Unix socket's file. After a hand-over another process's stands at the same path.
#[derive(Clone)]
struct Place {
    path: PathBuf,
    inode: u64,
}

impl Place {
    /// Listens at the path, in the place of a file that a dead process left there.
    fn make(path: &Path) -> io::Result<(UnixListener, Self)> {
        // Under another name first, so that it has its rights when it can be found.
        let fresh = path.with_extension(format!("{}.sock", std::process::id()));
        remove(&fresh)?;
        let listener = UnixListener::bind(&fresh)?;
        fs::set_permissions(&fresh, fs::Permissions::from_mode(0o600))?;
        let inode = fs::symlink_metadata(&fresh)?.ino();
        fs::rename(&fresh, path)?;
        Ok((listener, Self { path: path.to_owned(), inode }))
    }

    /// Removes the file, unless it is somebody else's by now.
    fn leave(&self) {
        if fs::symlink_metadata(&self.path).is_ok_and(|file| file.ino() == self.inode)
            && let Err(error) = remove(&self.path)
        {
            tracing::warn!(path = %self.path.display(), %error, "the hand-over's socket stays");
        }
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

struct Giver {
    place: Place,
    sockets: Vec<Listening>,
    /// Whether a process has the sockets and makes ready: one at a time.
    promised: AtomicBool,
    taken: watch::Sender<bool>,
}

impl Giver {
    async fn serve(self: Arc<Self>, listener: UnixListener) {
        // Aborted together with this task.
        let mut asked = JoinSet::new();
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    asked.spawn(Arc::clone(&self).answer(stream));
                }
                Err(error) => {
                    tracing::warn!(%error, "a process that wants to take over cannot be heard");
                    tokio::time::sleep(PATIENCE).await;
                }
            }
            while asked.try_join_next().is_some() {}
        }
    }

    async fn answer(self: Arc<Self>, stream: UnixStream) {
        let process = wire::process(&stream);
        match self.hand_over(&stream).await {
            Ok(Outcome::Taken) => {
                tracing::info!(process, "a new process serves in the place of this one");
            }
            Ok(Outcome::OnlyLooked) => {}
            Ok(Outcome::Refused(reason)) => {
                tracing::warn!(process, reason, "a process was not let take over");
                let refusal = Message::Refused { reason };
                if let Err(error) = wire::send(&stream, &refusal, &[]).await {
                    tracing::debug!(%error, "a refusal was not heard");
                }
            }
            Err(error) => {
                tracing::warn!(
                    process,
                    %error,
                    "a new process was to take over, but ended before it served: this one goes on"
                );
            }
        }
    }

    async fn hand_over(&self, stream: &UnixStream) -> io::Result<Outcome> {
        if !wire::may_take_over(stream, &self.place.path)? {
            return Ok(Outcome::Refused("it runs as another user".to_owned()));
        }
        let said = match timeout(PATIENCE, wire::receive(stream)).await {
            Ok(Ok((said, _))) => said,
            // Whoever wants to know whether anybody is here connects and goes.
            Ok(Err(error)) if error.kind() == io::ErrorKind::UnexpectedEof => {
                return Ok(Outcome::OnlyLooked);
            }
            Ok(Err(error)) => return Ok(Outcome::Refused(error.to_string())),
            Err(_) => return Ok(Outcome::Refused("it did not say what it wants".to_owned())),
        };
        match said {
            Message::TakeOver { protocol: PROTOCOL, version } => {
                tracing::info!(version, process = wire::process(stream), "a new process starts");
            }
            Message::TakeOver { protocol, version } => {
                return Ok(Outcome::Refused(format!(
                    "version {version} speaks another protocol ({protocol}, and here it is {PROTOCOL}): stop the running Kassa, then start the other one"
                )));
            }
            other => return Ok(Outcome::Refused(format!("it began with {other:?}"))),
        }
        let Some(_promise) = Promise::give(&self.promised) else {
            return Ok(Outcome::Refused("another process is taking over already".to_owned()));
        };
        if *self.taken.borrow() {
            return Ok(Outcome::Refused("another process has taken over meanwhile".to_owned()));
        }
        self.give(stream).await?;
        // However long it takes it to start; if it dies the line ends.
        match wire::receive(stream).await? {
            (Message::Serving, _) => {}
            (other, _) => {
                return Err(io::Error::new(io::ErrorKind::InvalidData, format!("{other:?}")));
            }
        }
        // First gone, then said so: the new process will have a file of its own there.
        self.place.leave();
        if let Err(error) = wire::send(stream, &Message::Leaving, &[]).await {
            tracing::debug!(%error, "the new process did not wait for a farewell");
        }
        self.taken.send_replace(true);
        Ok(Outcome::Taken)
    }

    async fn give(&self, stream: &UnixStream) -> io::Result<()> {
        let offered = |socket: &Listening| Offered {
            name: socket.role.as_str().to_owned(),
            wanted: socket.wanted,
        };
        let message = Message::Sockets {
            version: message::version(),
            sockets: self.sockets.iter().map(offered).collect(),
        };
        let sockets: Vec<_> = self.sockets.iter().map(|socket| socket.listener.as_fd()).collect();
        wire::send(stream, &message, &sockets).await
    }
}

enum Outcome {
    Taken,
    OnlyLooked,
    Refused(String),
}

/// That nobody else gets the sockets meanwhile.
struct Promise<'a>(&'a AtomicBool);

impl<'a> Promise<'a> {
    fn give(promised: &'a AtomicBool) -> Option<Self> {
        (!promised.swap(true, Ordering::SeqCst)).then_some(Self(promised))
    }
}

impl Drop for Promise<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}
