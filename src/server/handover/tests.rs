//! Two processes, played by one.

use std::{
    net::{SocketAddr, TcpListener},
    os::fd::AsFd,
    path::{Path, PathBuf},
};

use tempfile::TempDir;
use tokio::net::UnixStream;

use super::{
    giving::Handover,
    message::{Message, PROTOCOL},
    taking::{is_offered, take},
    wire,
};
use crate::{
    server::listener::{Listening, Role},
    testing::DEADLINE,
};

/// A process that offers its one socket.
struct Running {
    handover: Handover,
    address: SocketAddr,
    path: PathBuf,
    _directory: TempDir,
}

fn running() -> Running {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("kassa.sock");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let offer = Listening { role: Role::Shop, listener, address, wanted: address };
    let handover = Handover::offer(&path, vec![offer]).unwrap();
    Running { handover, address, path, _directory: directory }
}

impl Running {
    async fn expect_taken(&self) {
        tokio::time::timeout(DEADLINE, self.handover.taken()).await.unwrap();
    }
}

/// What it answers to that beginning.
async fn answer(path: &Path, message: &Message) -> Message {
    let stream = UnixStream::connect(path).await.unwrap();
    wire::send(&stream, message, &[]).await.unwrap();
    wire::receive(&stream).await.unwrap().0
}

#[tokio::test]
async fn the_socket_goes_to_the_new_process_and_the_old_one_is_told_when_it_serves() {
    let old = running();
    assert!(is_offered(&old.path));
    let (predecessor, taken) = take(&old.path).await.unwrap().unwrap();
    assert_eq!(taken.len(), 1);
    assert_eq!((taken[0].role, taken[0].address), (Role::Shop, old.address));
    // The same socket, and not one beside it.
    let calling = std::net::TcpStream::connect(old.address).unwrap();
    let (_, caller) = taken[0].listener.accept().unwrap();
    assert_eq!(caller, calling.local_addr().unwrap());

    assert!(old.path.exists());
    predecessor.relieve().await;
    old.expect_taken().await;
    assert!(!old.path.exists(), "the new process can have its own there");

    let offer = Listening { wanted: old.address, ..taken.into_iter().next().unwrap() };
    let new = Handover::offer(&old.path, vec![offer]).unwrap();
    old.handover.end();
    assert!(is_offered(&old.path), "it is not the old one's any more");
    new.end();
    assert!(!is_offered(&old.path));
}

#[tokio::test]
async fn one_process_takes_over_at_a_time() {
    let old = running();
    let first = take(&old.path).await.unwrap().unwrap();
    let second = take(&old.path).await.err().unwrap().to_string();
    assert!(second.contains("another process is taking over"), "{second}");
    // The first dies, and the old one goes on until somebody really serves.
    drop(first);
    let deadline = tokio::time::Instant::now() + DEADLINE;
    let (predecessor, _) = loop {
        match take(&old.path).await {
            Ok(taken) => break taken.unwrap(),
            Err(_) => assert!(tokio::time::Instant::now() < deadline, "it should be let in"),
        }
        tokio::task::yield_now().await;
    };
    predecessor.relieve().await;
    old.expect_taken().await;
}

#[tokio::test]
async fn what_is_not_understood_is_refused() {
    let old = running();
    for beginning in [
        Message::TakeOver { protocol: PROTOCOL + 1, version: "9.9.9".to_owned() },
        Message::Serving,
    ] {
        let answer = answer(&old.path, &beginning).await;
        assert!(matches!(answer, Message::Refused { .. }), "{answer:?}");
    }
    assert!(is_offered(&old.path));
    assert!(take(&old.path).await.unwrap().is_some());
}

/// One that was killed leaves its file; nobody listens there any more.
#[tokio::test]
async fn a_dead_process_is_nobody() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("kassa.sock");
    assert!(take(&path).await.unwrap().is_none());
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    assert!(path.exists());
    assert!(take(&path).await.unwrap().is_none());
    Handover::offer(&path, Vec::new()).unwrap();
    assert!(is_offered(&path));
}

#[tokio::test]
async fn a_process_that_has_left_by_itself_is_relieved_too() {
    let old = running();
    let (predecessor, taken) = take(&old.path).await.unwrap().unwrap();
    old.handover.end();
    predecessor.relieve().await;
    // Its socket has outlived it.
    let _calling = std::net::TcpStream::connect(old.address).unwrap();
    taken[0].listener.accept().unwrap();
}

#[tokio::test]
async fn only_one_process_offers_at_a_path() {
    let old = running();
    let refused = Handover::offer(&old.path, Vec::new()).err().unwrap();
    assert_eq!(refused.kind(), std::io::ErrorKind::AddrInUse);
    assert!(take(&old.path).await.unwrap().is_some());
}

#[tokio::test]
async fn a_socket_is_closed_in_children() {
    let (old, new) = UnixStream::pair().unwrap();
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    wire::send(&old, &Message::Leaving, &[socket.as_fd()]).await.unwrap();
    let (message, sockets) = wire::receive(&new).await.unwrap();
    assert_eq!(message, Message::Leaving);
    let flags = rustix::io::fcntl_getfd(&sockets[0]).unwrap();
    assert!(flags.contains(rustix::io::FdFlags::CLOEXEC));
}
