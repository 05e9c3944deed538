//! Messages and sockets over a Unix socket.

use std::{
    fs,
    io::{self, IoSlice, IoSliceMut},
    mem::MaybeUninit,
    os::{
        fd::{AsFd, BorrowedFd, OwnedFd},
        unix::fs::MetadataExt,
    },
    path::Path,
};

use rustix::{
    io::FdFlags,
    net::{
        RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
        SendAncillaryMessage, SendFlags,
    },
};
use tokio::{io::Interest, net::UnixStream};

use super::message::Message;

/// Longer than any message.
const MOST: usize = 4096;

/// A shop's and a sandbox's, and room for what a later version may add.
const MOST_SOCKETS: usize = 8;

/// Sends a message, and sockets beside it.
pub(super) async fn send(
    stream: &UnixStream,
    message: &Message,
    sockets: &[BorrowedFd<'_>],
) -> io::Result<()> {
    let mut line = serde_json::to_vec(message)?;
    line.push(b'\n');
    let sent = stream
        .async_io(Interest::WRITABLE, || {
            let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MOST_SOCKETS))];
            let mut beside = SendAncillaryBuffer::new(&mut space);
            if !sockets.is_empty() && !beside.push(SendAncillaryMessage::ScmRights(sockets)) {
                return Err(io::Error::other("there are too many sockets"));
            }
            let line = [IoSlice::new(&line)];
            Ok(rustix::net::sendmsg(stream, &line, &mut beside, SendFlags::empty())?)
        })
        .await?;
    // The line is far shorter than a socket's buffer, and the only thing in it.
    if sent < line.len() { Err(io::ErrorKind::WriteZero.into()) } else { Ok(()) }
}

/// Waits for the next message; an end of the line before it is an error (`UnexpectedEof`).
pub(super) async fn receive(stream: &UnixStream) -> io::Result<(Message, Vec<OwnedFd>)> {
    let mut line = Vec::new();
    let mut sockets = Vec::new();
    loop {
        let mut part = [0_u8; MOST];
        let read = stream
            .async_io(Interest::READABLE, || receive_part(stream.as_fd(), &mut part, &mut sockets))
            .await?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        line.extend_from_slice(&part[..read]);
        if line.ends_with(b"\n") {
            return Ok((serde_json::from_slice(&line)?, sockets));
        }
        if line.len() >= MOST {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a message has no end"));
        }
    }
}

fn receive_part(
    stream: BorrowedFd<'_>,
    part: &mut [u8],
    sockets: &mut Vec<OwnedFd>,
) -> io::Result<usize> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MOST_SOCKETS))];
    let mut beside = RecvAncillaryBuffer::new(&mut space);
    let received = rustix::net::recvmsg(
        stream,
        &mut [IoSliceMut::new(part)],
        &mut beside,
        RecvFlags::empty(),
    )?;
    for message in beside.drain() {
        if let RecvAncillaryMessage::ScmRights(received) = message {
            for socket in received {
                // No process that this one starts shall hold the shop's port.
                rustix::io::fcntl_setfd(&socket, FdFlags::CLOEXEC)?;
                sockets.push(socket);
            }
        }
    }
    Ok(received.bytes)
}

/// Whether whoever is at the other end may have this process's sockets: its own user, which is whom the file at `path`
/// belongs to, or root. The file's rights say so already; this holds where they were changed.
pub(super) fn may_take_over(stream: &UnixStream, path: &Path) -> io::Result<bool> {
    let peer = stream.peer_cred()?.uid();
    Ok(peer == 0 || peer == fs::symlink_metadata(path)?.uid())
}

/// The number of the process at the other end, where the system tells.
pub(super) fn process(stream: &UnixStream) -> Option<i32> {
    stream.peer_cred().ok()?.pid()
}
