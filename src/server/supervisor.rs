//! Tells the service manager (systemd's `Type=notify`) how it is.

/// Connections are accepted.
pub(super) fn ready() {
    notify("READY=1");
}

/// The stop has begun.
pub(super) fn stopping() {
    notify("STOPPING=1");
}

/// A manager that does not listen is no reason to do anything else.
#[cfg(unix)]
fn notify(state: &str) {
    let Some(socket) = std::env::var_os("NOTIFY_SOCKET") else { return };
    if let Err(error) = send(&socket, state) {
        tracing::warn!(%error, state, "the service manager was not told");
    }
}

#[cfg(not(unix))]
fn notify(_state: &str) {}

#[cfg(unix)]
fn send(socket: &std::ffi::OsStr, state: &str) -> std::io::Result<()> {
    use std::os::unix::{ffi::OsStrExt, net::UnixDatagram};
    let sender = UnixDatagram::unbound()?;
    match socket.as_bytes().strip_prefix(b"@") {
        #[cfg(target_os = "linux")]
        Some(name) => {
            use std::os::{linux::net::SocketAddrExt, unix::net::SocketAddr};
            sender.send_to_addr(state.as_bytes(), &SocketAddr::from_abstract_name(name)?)?;
        }
        _ => {
            sender.send_to(state.as_bytes(), socket)?;
        }
    }
    Ok(())
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::os::{
        linux::net::SocketAddrExt,
        unix::net::{SocketAddr, UnixDatagram},
    };

    use super::*;

    #[test]
    fn it_is_told_at_its_path_and_at_its_abstract_name() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("notify");
        let manager = UnixDatagram::bind(&path).unwrap();
        send(path.as_os_str(), "READY=1").unwrap();
        let mut told = [0; 64];
        assert_eq!(manager.recv(&mut told).unwrap(), 7);
        assert!(told.starts_with(b"READY=1"));

        let name = format!("kassa-test-{}", uuid::Uuid::new_v4());
        let manager =
            UnixDatagram::bind_addr(&SocketAddr::from_abstract_name(&name).unwrap()).unwrap();
        send(format!("@{name}").as_ref(), "STOPPING=1").unwrap();
        assert_eq!(manager.recv(&mut told).unwrap(), 10);
        assert!(told.starts_with(b"STOPPING=1"));
    }
}
