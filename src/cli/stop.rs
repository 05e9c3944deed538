//! When a process should stop, and that it does.

use std::{io, process, thread, time::Duration};

use crate::server::STOP_LIMIT;

/// How much sooner than the limit a stop that does not end is ended.
const MARGIN: Duration = Duration::from_millis(300);

/// What a shell says of a process that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

/// The signals that ask the process to stop.
pub(super) struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// By a person at the keyboard.
    Interrupt,
    /// By whatever manages the process.
    Terminate,
}

impl Signals {
    /// From now on they do not end the process by themselves.
    pub(super) fn listen() -> io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Ok(Self {
                interrupt: signal(SignalKind::interrupt())?,
                terminate: signal(SignalKind::terminate())?,
            })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    pub(super) async fn asked_to_stop(self) {
        self.asked_to_stop_or(std::future::pending()).await;
    }

    /// Waits for a signal, or for another reason to stop. From then on the process ends within [`STOP_LIMIT`], whatever
    /// the stop has come to; and a Ctrl-C ends it at once. Nothing that was acknowledged is lost by either: an answer
    /// leaves only when what it acknowledges is on disk.
    pub(super) async fn asked_to_stop_or(mut self, reason: impl Future<Output = ()>) {
        tokio::select! {
            _ = self.next() => {}
            () = reason => {}
        }
        if let Err(error) = thread::Builder::new().name("last resort".to_owned()).spawn(last_resort)
        {
            tracing::warn!(%error, "nothing watches over how long the stop takes");
        }
        actix_web::rt::spawn(async move {
            loop {
                match self.next().await {
                    Asked::Interrupt => {
                        tracing::warn!("leaving at once: what was answered is on disk");
                        process::exit(INTERRUPTED);
                    }
                    // A manager sends it more than once by itself, to a process and again through a wrapper around it:
                    // that must not spoil the stop. It has SIGKILL when it cannot wait.
                    Asked::Terminate => {
                        tracing::info!("stopping already; Ctrl-C (SIGINT) leaves at once")
                    }
                }
            }
        });
    }

    #[cfg(unix)]
    async fn next(&mut self) -> Asked {
        tokio::select! {
            Some(()) = self.interrupt.recv() => Asked::Interrupt,
            Some(()) = self.terminate.recv() => Asked::Terminate,
            else => std::future::pending().await,
        }
    }

    #[cfg(not(unix))]
    async fn next(&mut self) -> Asked {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "the process cannot hear that it should stop");
            std::future::pending::<()>().await;
        }
        Asked::Interrupt
    }
}

/// A stop may hang where nobody expects it, in a lock of the database or in a file system.
fn last_resort() {
    thread::sleep(STOP_LIMIT - MARGIN);
    tracing::error!(
        "the stop has not come to its end in time; leaving. What was answered is on disk"
    );
    process::exit(0);
}
