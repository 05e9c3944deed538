//! Certificates as they go wrong, made here.

use std::sync::Arc;

use chrono::{TimeZone, Utc};
use rcgen::{
    BasicConstraints, Certificate as Made, CertificateParams, DnType, IsCa, Issuer, KeyPair,
    date_time_ymd,
};
use tokio::{io::AsyncWriteExt, net::TcpListener};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        RootCertStore, ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer},
    },
};
use url::Url;

use super::{
    super::{AskError, Asker, Certificate, Verdict},
    DEADLINE,
};
use crate::clock::UtcTime;

/// A shop's server with a certificate, good in 2030, of an authority that the asker trusts.
struct Secure {
    url: Url,
    asker: Asker,
}

impl Secure {
    async fn with(names: &[&str], is_trusted: bool) -> Self {
        let (root, issuer) = authority("ours");
        let (other, _) = authority("another");
        let (own, key) = own(names, &issuer);
        let root = if is_trusted { root } else { other };
        Self::serving(root, vec![own.der().clone()], &key).await
    }

    /// With an authority between, which sends its own certificate along and ends in the middle of 2030.
    async fn by_another(names: &[&str]) -> Self {
        let (root, issuer) = authority("ours");
        let key = KeyPair::generate().unwrap();
        let mut between = params("between");
        between.not_after = date_time_ymd(2030, 7, 1);
        let certificate = between.signed_by(&key, &issuer).unwrap();
        let (own, own_key) = own(names, &Issuer::new(between, key));
        let chain = vec![own.der().clone(), certificate.der().clone()];
        Self::serving(root, chain, &own_key).await
    }

    async fn serving(
        root: CertificateDer<'static>,
        chain: Vec<CertificateDer<'static>>,
        key: &KeyPair,
    ) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(root).unwrap();
        let url = serve(chain, key).await;
        Self { url, asker: Asker::trusting(roots, DEADLINE) }
    }

    async fn on(&self, year: i32, month: u32, day: u32) -> Certificate {
        let now = Utc.with_ymd_and_hms(year, month, day, 12, 0, 0).unwrap();
        Certificate::of(&self.url, &self.asker, UtcTime::from(now)).await
    }
}

/// A server's own certificate.
fn own(names: &[&str], issuer: &Issuer<'_, KeyPair>) -> (Made, KeyPair) {
    let key = KeyPair::generate().unwrap();
    let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut own = CertificateParams::new(names).unwrap();
    own.not_before = date_time_ymd(2030, 1, 1);
    own.not_after = date_time_ymd(2031, 1, 1);
    (own.signed_by(&key, issuer).unwrap(), key)
}

/// An authority's.
fn params(name: &str) -> CertificateParams {
    let mut authority = CertificateParams::new(vec![]).unwrap();
    authority.distinguished_name.push(DnType::OrganizationName, name);
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.not_before = date_time_ymd(2020, 1, 1);
    authority.not_after = date_time_ymd(2040, 1, 1);
    authority
}

fn authority(name: &str) -> (CertificateDer<'static>, Issuer<'static, KeyPair>) {
    let key = KeyPair::generate().unwrap();
    let authority = params(name);
    let root = authority.self_signed(&key).unwrap();
    (root.der().clone(), Issuer::new(authority, key))
}

async fn serve(chain: Vec<CertificateDer<'static>>, key: &KeyPair) -> Url {
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap()).parse().unwrap();
    tokio::spawn(async move {
        loop {
            let (connection, _) = listener.accept().await.unwrap();
            // Whoever does not like the certificate hangs up.
            if let Ok(mut connection) = acceptor.accept(connection).await {
                let answer = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";
                connection.write_all(answer.as_bytes()).await.ok();
                connection.shutdown().await.ok();
            }
        }
    });
    url
}

const HERE: &str = "127.0.0.1";

#[tokio::test]
async fn the_days_of_a_good_one_are_counted() {
    let shop = Secure::with(&[HERE], true).await;
    let good = shop.on(2030, 6, 1).await;
    let Certificate::Good { until, days: 213 } = good else { panic!("{good:?}") };
    assert!(until.rfc3339().starts_with("2031-01-01T00:00:00"), "{until}");
    assert_eq!(good.finding().verdict, Verdict::Ok);
    let soon = shop.on(2030, 12, 25).await;
    assert!(matches!(soon, Certificate::EndsSoon { days: 6, .. }), "{soon:?}");
    assert_eq!(soon.finding().verdict, Verdict::Warning);
}

/// A chain is good for as long as the one of it that ends first.
#[tokio::test]
async fn the_end_of_an_authority_between_is_the_end() {
    let shop = Secure::by_another(&[HERE]).await;
    let good = shop.on(2030, 6, 1).await;
    let Certificate::Good { until, days: 29 } = good else { panic!("{good:?}") };
    assert!(until.rfc3339().starts_with("2030-07-01T00:00:00"), "{until}");
    let soon = shop.on(2030, 6, 25).await;
    assert!(matches!(soon, Certificate::EndsSoon { days: 5, .. }), "{soon:?}");
    assert_eq!(shop.on(2030, 7, 2).await, Certificate::Expired);
}

#[tokio::test]
async fn one_that_has_run_out_and_one_that_is_not_valid_yet_are_told() {
    let shop = Secure::with(&[HERE], true).await;
    assert_eq!(shop.on(2031, 6, 1).await, Certificate::Expired);
    assert_eq!(shop.on(2029, 6, 1).await, Certificate::NotYet);
    assert_eq!(Certificate::Expired.finding().verdict, Verdict::Failed);
}

#[tokio::test]
async fn one_of_another_host_is_told() {
    let shop = Secure::with(&["other.example"], true).await;
    assert_eq!(shop.on(2030, 6, 1).await, Certificate::WrongName { host: HERE.to_owned() });
}

#[tokio::test]
async fn one_that_nobody_knows_is_told() {
    let shop = Secure::with(&[HERE], false).await;
    let found = shop.on(2030, 6, 1).await;
    assert_eq!(found, Certificate::UnknownIssuer);
    assert!(found.finding().remedy.unwrap().contains("fullchain"));
}

/// What asks for the callback is as strict as Dromon.
#[tokio::test]
async fn nothing_is_said_to_a_server_whose_certificate_does_not_verify() {
    let shop = Secure::with(&[HERE], false).await;
    let refused = shop.asker.get(&shop.url).await;
    assert!(matches!(refused, Err(AskError::Tls(..))), "{refused:?}");
}

#[tokio::test]
async fn where_no_certificate_is_needed_none_is_asked_for() {
    let asker = Asker::trusting(RootCertStore::empty(), DEADLINE);
    let url = "http://127.0.0.1:1/callback".parse().unwrap();
    let found = Certificate::of(&url, &asker, crate::clock::now()).await;
    assert_eq!(found, Certificate::NotNeeded);
}
