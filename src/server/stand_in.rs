//! The listener of the stand-in for Dromon.

use std::net::SocketAddr;

use actix_web::{App, HttpServer, dev::Server, web::Data};

use super::{StartError, listener};
use crate::sandbox::{self, Sandbox, SandboxConfig};

/// Starts a stand-in by itself.
///
/// # Errors
/// `StartError::Listen`.
pub fn start(
    config: SandboxConfig,
    listen: SocketAddr,
) -> Result<(Server, SocketAddr), StartError> {
    let bound = listener::bind("--listen", listen)?;
    let address = bound.1;
    Ok((serve(config, "--listen", bound)?, address))
}

/// Serves a stand-in on a listener that is bound already.
pub(super) fn serve(
    config: SandboxConfig,
    setting: &'static str,
    (listener, address): (std::net::TcpListener, SocketAddr),
) -> Result<Server, StartError> {
    let routes = sandbox::routes(Data::new(Sandbox::new(config)));
    let server = HttpServer::new(move || App::new().configure(routes.clone()))
        .workers(1)
        .disable_signals()
        .listen(listener)
        .map_err(|source| StartError::Listen { setting, address, source })?;
    Ok(server.run())
}
