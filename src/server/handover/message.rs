//! What two processes say to each other.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

/// Another number means: what an older process makes of the messages would be wrong.
pub(super) const PROTOCOL: u32 = 1;

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "say", rename_all = "snake_case")]
pub(super) enum Message {
    TakeOver { protocol: u32, version: String },
    Sockets { version: String, sockets: Vec<Offered> },
    Refused { reason: String },
    Serving,
    Leaving,
}

/// One of the sockets beside the message.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Offered {
    /// `shop` or `sandbox`; a socket of another name is of no use to this version.
    pub name: String,
    /// What the old process's settings asked for: the new one's may differ from the socket's address as much.
    pub wanted: SocketAddr,
}

/// This program's, as people know it.
pub(super) fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
