//! Listening sockets: bound here, inherited from whoever started the process, or taken over from the process before.

use std::{
    io,
    net::{SocketAddr, TcpListener},
};

use tokio::net::TcpSocket;

use super::{
    Listens, StartError,
    handover::{self, Predecessor},
    inherited,
    serving::Relay,
};
use crate::config::{Config, Mode};

/// How many connections may wait to be accepted. Callbacks come one connection each; a full queue would make the
/// kernel drop them, and Dromon wait for a second.
const BACKLOG: u32 = 4096;

/// What is served on a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Shop,
    Sandbox,
}

impl Role {
    /// As it is called between processes, and in systemd's `FileDescriptorName=`.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Shop => "shop",
            Self::Sandbox => "sandbox",
        }
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        [Self::Shop, Self::Sandbox].into_iter().find(|role| role.as_str() == name)
    }

    pub(super) fn setting(self) -> &'static str {
        match self {
            Self::Shop => "KASSA_LISTEN",
            Self::Sandbox => "KASSA_SANDBOX_LISTEN",
        }
    }
}

/// A socket that listens.
pub(super) struct Listening {
    pub role: Role,
    pub listener: TcpListener,
    pub address: SocketAddr,
    /// What the settings say, which an inherited socket need not follow.
    pub wanted: SocketAddr,
}

/// All sockets of a process.
pub(super) struct Listeners {
    pub shop: Listening,
    pub sandbox: Option<Listening>,
    pub relay: Relay,
}

impl Listeners {
    /// Takes the sockets that were inherited, and binds the others.
    pub(super) fn open(config: &Config) -> Result<Self, StartError> {
        let given = Given { inherited: inherited::take()?, taken: Vec::new() };
        Self::complete(config, given, None).map_err(|error| match error {
            StartError::Listen { setting, address, source }
                if source.kind() == io::ErrorKind::AddrInUse
                    && handover::is_offered(&handover::path(config)) =>
            {
                StartError::Running { setting, address }
            }
            error => error,
        })
    }

    /// Takes the sockets of the process that serves this data directory now; like [`Self::open`] where none does.
    pub(super) async fn take_over(config: &Config) -> Result<Self, StartError> {
        let inherited = inherited::take()?;
        if !inherited.is_empty() {
            tracing::warn!("--take-over does nothing: this process has inherited its sockets");
            return Self::complete(config, Given { inherited, taken: Vec::new() }, None);
        }
        let taken = handover::take(&handover::path(config)).await?;
        if taken.is_none() {
            tracing::info!("nobody is there to take over from: starting as usual");
        }
        let (predecessor, taken) = taken.unzip();
        let given = Given { inherited, taken: taken.unwrap_or_default() };
        Self::complete(config, given, predecessor)
    }

    fn complete(
        config: &Config,
        mut given: Given,
        predecessor: Option<Predecessor>,
    ) -> Result<Self, StartError> {
        let shop = given.obtain(Role::Shop, config.listen, config)?;
        let sandbox = match config.mode {
            Mode::Sandbox { listen } => Some(given.obtain(Role::Sandbox, listen, config)?),
            Mode::Real => None,
        };
        for (role, _) in &given.inherited {
            tracing::warn!(name = role.as_str(), "an inherited socket is not used");
        }
        let offer = [Some(&shop), sandbox.as_ref()].into_iter().flatten().map(Listening::again);
        let offer = offer.collect::<Result<_, _>>()?;
        let relay = Relay { predecessor, offer, path: handover::path(config) };
        Ok(Self { shop, sandbox, relay })
    }

    pub(super) fn listens(&self) -> Listens {
        let sandbox = self.sandbox.as_ref().map(|sandbox| sandbox.address);
        Listens { shop: self.shop.address, sandbox }
    }
}

impl Listening {
    /// The same socket once more.
    fn again(&self) -> Result<Self, StartError> {
        let listener = self.listener.try_clone().map_err(StartError::Serve)?;
        Ok(Self { listener, ..*self })
    }

    pub(super) fn bound(self) -> (TcpListener, SocketAddr) {
        (self.listener, self.address)
    }
}

/// What others left to this process.
#[derive(Default)]
struct Given {
    inherited: Vec<(Role, TcpListener)>,
    taken: Vec<Listening>,
}

impl Given {
    /// The socket for that role, wherever it comes from.
    fn obtain(
        &mut self,
        role: Role,
        wanted: SocketAddr,
        config: &Config,
    ) -> Result<Listening, StartError> {
        let setting = role.setting();
        let failed = |source| StartError::Listen { setting, address: wanted, source };
        if let Some(at) = self.taken.iter().position(|socket| socket.role == role) {
            let taken = self.taken.swap_remove(at);
            // The process before may have inherited it, and have said then that its own setting does not count.
            if wanted != taken.wanted && differs(wanted, taken.address) {
                return Err(StartError::Elsewhere { setting, wanted, address: taken.address });
            }
            return Ok(Listening { wanted, ..taken });
        }
        if let Some(at) = self.inherited.iter().position(|(inherited, _)| *inherited == role) {
            let (_, listener) = self.inherited.swap_remove(at);
            let address = listener.local_addr().map_err(failed)?;
            if config.is_sandbox() && !address.ip().is_loopback() {
                return Err(StartError::Exposed { address });
            }
            tracing::info!(%address, name = role.as_str(), "an inherited socket is used");
            if differs(wanted, address) {
                tracing::warn!(
                    "{setting} is `{wanted}`, but the inherited socket counts: {address}"
                );
            }
            // Whoever made it may have made its queue shorter.
            inherited::lengthen_queue(&listener, BACKLOG);
            return Ok(Listening { role, listener, address, wanted });
        }
        let (listener, address) = bind(setting, wanted)?;
        Ok(Listening { role, listener, address, wanted })
    }
}

/// Whether that is another address than the settings ask for; port 0 asks for any.
fn differs(wanted: SocketAddr, address: SocketAddr) -> bool {
    wanted.ip() != address.ip() || wanted.port() != 0 && wanted.port() != address.port()
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_port_is_the_wanted_one_where_none_was_named() {
        let address = |text: &str| text.parse::<SocketAddr>().unwrap();
        for (wanted, is, expected) in [
            ("127.0.0.1:8080", "127.0.0.1:8080", false),
            ("127.0.0.1:0", "127.0.0.1:8080", false),
            ("127.0.0.1:8080", "127.0.0.1:8081", true),
            ("127.0.0.1:8080", "0.0.0.0:8080", true),
            ("127.0.0.1:0", "[::1]:8080", true),
        ] {
            assert_eq!(differs(address(wanted), address(is)), expected, "{wanted} {is}");
        }
    }
}
