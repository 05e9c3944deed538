//! When a process should stop, and that it does.

use std::{io, process, thread, time::Duration};

use tokio::{runtime, sync::watch, time::sleep};

use crate::server::STOP_LIMIT;

/// When a stop that does not end is ended: a moment before the limit.
const LAST_RESORT: Duration = STOP_LIMIT.saturating_sub(Duration::from_millis(300));

/// What a shell says of a process that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

/// What asks the process to stop. From its creation on signals do not end the process by themselves.
///
/// They are heard by a thread of their own, so that they are also where something blocks that should not. From the first
/// on the process ends within [`STOP_LIMIT`], whatever the stop has come to, and a Ctrl-C ends it at once. Nothing that
/// was acknowledged is lost by either: an answer leaves only when what it acknowledges is on disk.
pub(super) struct Signals {
    stop: watch::Sender<bool>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Signal {
    /// From a person at the keyboard.
    Interrupt,
    /// From whatever manages the process.
    Terminate,
}

impl Signals {
    pub(super) fn listen() -> io::Result<Self> {
        let (stop, asked) = watch::channel(false);
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        let heard = {
            let _in_runtime = runtime.enter();
            Heard::new()?
        };
        let told = stop.clone();
        thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || runtime.block_on(watch_over(heard, told, asked)))?;
        Ok(Self { stop })
    }

    pub(super) async fn asked_to_stop(self) {
        self.asked_to_stop_or(std::future::pending()).await;
    }

    /// Waits for a signal, or for another reason to stop, which counts as much.
    pub(super) async fn asked_to_stop_or(self, reason: impl Future<Output = ()>) {
        let mut asked = self.stop.subscribe();
        tokio::select! {
            _ = asked.wait_for(|asked| *asked) => {}
            () = reason => drop(self.stop.send_replace(true)),
        }
    }
}

async fn watch_over(mut heard: Heard, stop: watch::Sender<bool>, mut asked: watch::Receiver<bool>) {
    tokio::select! {
        _ = heard.next() => drop(stop.send_replace(true)),
        _ = asked.wait_for(|asked| *asked) => {}
    }
    let leave_at_last = async {
        sleep(LAST_RESORT).await;
        tracing::error!("the stop did not come to its end in time; what was answered is on disk");
        process::exit(0)
    };
    let leave_at_once = async {
        loop {
            match heard.next().await {
                Signal::Interrupt => {
                    tracing::warn!("leaving at once; what was answered is on disk");
                    process::exit(INTERRUPTED)
                }
                // A manager sends it to a process and, through a wrapper around it, once more: that must not spoil the
                // stop. When it cannot wait it has SIGKILL.
                Signal::Terminate => {
                    tracing::info!("stopping already; Ctrl-C (SIGINT) leaves at once");
                }
            }
        }
    };
    tokio::select! {
        never = leave_at_last => never,
        never = leave_at_once => never,
    }
}

#[cfg(unix)]
struct Heard {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Heard {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) -> Signal {
        tokio::select! {
            Some(()) = self.interrupt.recv() => Signal::Interrupt,
            Some(()) = self.terminate.recv() => Signal::Terminate,
            else => std::future::pending().await,
        }
    }
}

#[cfg(windows)]
struct Heard {
    interrupt: tokio::signal::windows::CtrlC,
    terminate: tokio::signal::windows::CtrlShutdown,
}

#[cfg(windows)]
impl Heard {
    fn new() -> io::Result<Self> {
        use tokio::signal::windows::{ctrl_c, ctrl_shutdown};
        Ok(Self { interrupt: ctrl_c()?, terminate: ctrl_shutdown()? })
    }

    async fn next(&mut self) -> Signal {
        tokio::select! {
            Some(()) = self.interrupt.recv() => Signal::Interrupt,
            Some(()) = self.terminate.recv() => Signal::Terminate,
            else => std::future::pending().await,
        }
    }
}
