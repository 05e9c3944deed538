//! Who the request comes from.

use std::net::IpAddr;

use actix_web::HttpRequest;
use ipnet::IpNet;

/// The address of the client: the peer's, or what trusted proxies say of it.
///
/// `X-Forwarded-For` is read from the right, one trusted proxy after the other: what stands to the left of the
/// first stranger was written by that stranger.
#[must_use]
pub fn address(request: &HttpRequest, trusted: &[IpNet]) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip().to_canonical();
    // One list, also where proxies send several headers.
    let forwarded: Vec<&str> = request
        .headers()
        .get_all("x-forwarded-for")
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    Some(behind(peer, &forwarded, trusted))
}

fn behind(peer: IpAddr, forwarded: &[&str], trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut client = peer;
    for hop in forwarded.iter().rev() {
        if !is_trusted(&client) {
            break;
        }
        match hop.parse::<IpAddr>() {
            Ok(address) => client = address.to_canonical(),
            // A trusted proxy that writes nonsense is the last one we know.
            Err(_) => break,
        }
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, forwarded: &[&str]) -> String {
        let trusted = ["10.0.0.0/8".parse().unwrap(), "127.0.0.1/32".parse().unwrap()];
        behind(peer.parse().unwrap(), forwarded, &trusted).to_string()
    }

    #[test]
    fn a_stranger_may_write_what_he_likes() {
        assert_eq!(client("203.0.113.7", &["127.0.0.1"]), "203.0.113.7");
        assert_eq!(client("127.0.0.1", &["1.2.3.4", "203.0.113.7"]), "203.0.113.7");
    }

    #[test]
    fn trusted_proxies_are_skipped_from_the_right() {
        assert_eq!(client("127.0.0.1", &["203.0.113.7", "10.1.2.3"]), "203.0.113.7");
        assert_eq!(client("127.0.0.1", &[]), "127.0.0.1");
        assert_eq!(client("127.0.0.1", &["10.1.2.3"]), "10.1.2.3");
        assert_eq!(client("127.0.0.1", &["nonsense", "10.1.2.3"]), "10.1.2.3");
        assert_eq!(client("127.0.0.1", &["::ffff:203.0.113.7"]), "203.0.113.7");
    }
}
