//! Listening sockets.

use std::net::{SocketAddr, TcpListener};

use tokio::net::TcpSocket;

use super::StartError;

/// How many connections may wait to be accepted. Callbacks come one connection each; a full queue would make the
/// kernel drop them, and Dromon wait for a second.
const BACKLOG: u32 = 4096;

/// Listens, and tells where: port 0 means any free one.
pub(super) fn bind(
    setting: &'static str,
    address: SocketAddr,
) -> Result<(TcpListener, SocketAddr), StartError> {
    let listen = || {
        let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        // A restart must not wait until the last connections of the old process have timed out.
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        let listener = socket.listen(BACKLOG)?.into_std()?;
        let bound = listener.local_addr()?;
        Ok((listener, bound))
    };
    listen().map_err(|source| StartError::Listen { setting, address, source })
}
