//! Sockets that systemd (or whoever else speaks its protocol: `LISTEN_FDS`) opened before it started this process.
//! While the process is replaced the sockets stay, and connections wait in their queues.

use std::{io, net::TcpListener};

use listenfd::ListenFd;

use super::listener::Role;

/// What was inherited is nothing that can be served.
#[derive(Debug, thiserror::Error)]
pub enum InheritError {
    #[error(
        "the inherited socket number {nth} does not listen for TCP connections ({source}); name a port in the socket unit: ListenStream=127.0.0.1:8080"
    )]
    NoTcp { nth: usize, source: io::Error },
    #[error(
        "{count} sockets were inherited (names: {names}), which is one too many of a kind: a shop has one (FileDescriptorName=shop), and a sandbox one more (FileDescriptorName=sandbox)"
    )]
    TooMany { count: usize, names: String },
}

/// The sockets that were inherited, if any. A second call finds none.
pub(super) fn take() -> Result<Vec<(Role, TcpListener)>, InheritError> {
    // Read first: it is meant for this process if the sockets are.
    let names = std::env::var("LISTEN_FDNAMES").unwrap_or_default();
    let mut inherited = ListenFd::from_env();
    let count = inherited.len();
    let mut listeners = Vec::with_capacity(count);
    for nth in 0..count {
        let listener = inherited
            .take_tcp_listener(nth)
            .and_then(|listener| listener.map(listening).transpose())
            .map_err(|source| InheritError::NoTcp { nth: nth + 1, source })?;
        listeners.extend(listener);
    }
    let names: Vec<_> = names.split(':').collect();
    let roles = roles(&names, count)?;
    Ok(roles.into_iter().zip(listeners).collect())
}

/// Which socket is for what: by its name, and the others in their order.
fn roles(names: &[&str], count: usize) -> Result<Vec<Role>, InheritError> {
    let known: Vec<_> =
        (0..count).map(|nth| names.get(nth).and_then(|name| Role::from_name(name))).collect();
    let free = |role: &Role| !known.contains(&Some(*role));
    let mut rest = [Role::Shop, Role::Sandbox].into_iter().filter(free);
    let roles: Option<Vec<_>> = known.iter().map(|role| role.or_else(|| rest.next())).collect();
    let once = |roles: &[Role]| {
        roles.iter().all(|role| roles.iter().filter(|other| *other == role).count() == 1)
    };
    roles
        .filter(|roles| once(roles))
        .ok_or_else(|| InheritError::TooMany { count, names: names.join(", ") })
}

/// A socket of the right kind may still be one that was only connected, or never told to listen.
#[cfg(all(unix, not(target_vendor = "apple")))]
fn listening(listener: TcpListener) -> io::Result<TcpListener> {
    if rustix::net::sockopt::socket_acceptconn(&listener)? {
        Ok(listener)
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no listening socket"))
    }
}

#[cfg(not(all(unix, not(target_vendor = "apple"))))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
fn listening(listener: TcpListener) -> io::Result<TcpListener> {
    Ok(listener)
}

/// Lets that many connections wait to be accepted. A queue that stays short is no reason not to start.
#[cfg(unix)]
pub(super) fn lengthen_queue(listener: &TcpListener, backlog: u32) {
    if let Err(error) = rustix::net::listen(listener, i32::try_from(backlog).unwrap_or(i32::MAX)) {
        tracing::warn!(%error, "the inherited socket's queue stays as long as it was made");
    }
}

#[cfg(not(unix))]
pub(super) fn lengthen_queue(_listener: &TcpListener, _backlog: u32) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_count_and_then_the_order() {
        use Role::{Sandbox, Shop};
        for (names, count, expected) in [
            (vec![""], 0, vec![]),
            (vec![""], 1, vec![Shop]),
            (vec![""], 2, vec![Shop, Sandbox]),
            (vec!["kassa.socket"], 1, vec![Shop]),
            (vec!["sandbox", "shop"], 2, vec![Sandbox, Shop]),
            (vec!["sandbox"], 1, vec![Sandbox]),
            (vec!["sandbox", "unknown"], 2, vec![Sandbox, Shop]),
            (vec!["unknown", "shop"], 2, vec![Sandbox, Shop]),
        ] {
            assert_eq!(roles(&names, count).unwrap(), expected, "{names:?}");
        }
        for (names, count) in [(vec!["shop", "shop"], 2), (vec![""], 3), (vec!["shop"; 3], 3)] {
            assert!(roles(&names, count).is_err(), "{names:?}");
        }
    }
}
