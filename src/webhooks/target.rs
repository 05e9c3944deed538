//! Where webhooks may go: out into the world, and into those networks of one's own that are named.
//!
//! Whoever may add an endpoint must not thereby reach what only this machine reaches: its own services, the cloud's, the
//! neighbours'.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::Arc,
};

use ipnet::IpNet;

/// Which addresses may be connected to.
#[derive(Clone, Debug)]
pub struct Targets {
    /// Besides what is public.
    networks: Arc<[IpNet]>,
}

/// Why an address may not. None of them names it: who asked by a name learns nothing of the network inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    #[error(
        "it leads to an address that is not public, where webhooks do not go; KASSA_WEBHOOK_NETWORKS names networks where they may"
    )]
    NotPublic,
    #[error(
        "without https webhooks go into the networks of KASSA_WEBHOOK_NETWORKS alone; write the URL with https"
    )]
    Unencrypted,
}

impl Targets {
    #[must_use]
    pub fn new(networks: Vec<IpNet>) -> Self {
        Self { networks: networks.into() }
    }

    /// Whether there is anywhere that one may go to without https.
    #[must_use]
    pub fn allow_http(&self) -> bool {
        !self.networks.is_empty()
    }

    /// # Errors
    /// `TargetError`.
    pub fn check(&self, address: IpAddr, encrypted: bool) -> Result<(), TargetError> {
        let address = address.to_canonical();
        if self.networks.iter().any(|network| network.contains(&address)) {
            Ok(())
        } else if !is_public(address) {
            Err(TargetError::NotPublic)
        } else if !encrypted {
            Err(TargetError::Unencrypted)
        } else {
            Ok(())
        }
    }
}

/// Whether an address is one of the world's, and no special one (IANA's registries).
fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = matches!(
        (a, b, c),
        // This network, private, loopback, multicast and what is kept for later.
        (0 | 10 | 127 | 224.., ..)
            // Carrier-grade NAT.
            | (100, 64..=127, _)
            // Link-local: the clouds' metadata is here.
            | (169, 254, _)
            | (172, 16..=31, _)
            // Protocol assignments, documentation, 6to4's relays.
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            // Benchmarks.
            | (198, 18 | 19, _)
            // Documentation.
            | (198, 51, 100)
            | (203, 0, 113)
    );
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    // What carries an address of IPv4 leads where that one does.
    if let [0x64, 0xff9b, 0, 0, 0, 0, high, low] = segments {
        return is_public_v4(v4(high, low));
    }
    if let [0x2002, high, low, ..] = segments {
        return is_public_v4(v4(high, low));
    }
    match segments {
        // Protocol assignments (Teredo too) and documentation.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // Nothing else is given out: loopback, unique-local, link-local, multicast are all outside.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

fn v4(high: u16, low: u16) -> Ipv4Addr {
    let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
    Ipv4Addr::new(a, b, c, d)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(targets: &Targets, address: &str, encrypted: bool) -> Result<(), TargetError> {
        targets.check(address.parse().unwrap(), encrypted)
    }

    #[test]
    fn the_world_may_be_told() {
        let targets = Targets::new(Vec::new());
        for address in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450:4001::1",
            "64:ff9b::101:101",
            "2002:101:101::1",
            "::ffff:1.1.1.1",
        ] {
            assert_eq!(check(&targets, address, true), Ok(()), "{address}");
            assert_eq!(check(&targets, address, false), Err(TargetError::Unencrypted), "{address}");
        }
    }

    #[test]
    fn what_is_inside_is_not() {
        let targets = Targets::new(Vec::new());
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.7",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::a00:1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:c0a8:101::1",
            "3fff::1",
            "100::1",
            "fc00::1",
            "fdff::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            for encrypted in [true, false] {
                let refused = Err(TargetError::NotPublic);
                assert_eq!(check(&targets, address, encrypted), refused, "{address}");
            }
        }
    }

    #[test]
    fn what_is_named_may_be_told_without_https() {
        let targets =
            Targets::new(vec!["127.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()]);
        for address in ["127.0.0.1", "::ffff:127.0.0.1", "fd12::1"] {
            assert_eq!(check(&targets, address, false), Ok(()), "{address}");
        }
        assert_eq!(check(&targets, "10.0.0.1", true), Err(TargetError::NotPublic));
        assert_eq!(check(&targets, "::1", true), Err(TargetError::NotPublic));
        assert_eq!(check(&targets, "1.1.1.1", false), Err(TargetError::Unencrypted));
        assert!(targets.allow_http() && !Targets::new(Vec::new()).allow_http());
    }
}
