//! One request to a server outside, as Dromon makes it: no redirect is followed, and no certificate accepted that does not
//! verify.

use std::{
    error::Error,
    io,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use http_body_util::{BodyExt, Full};
use hyper::{
    HeaderMap, Method, Request,
    body::{Bytes, Incoming},
    header,
};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{
        self, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
        client::{
            WebPkiServerVerifier,
            danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        },
        crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature},
        pki_types::{CertificateDer, ServerName, UnixTime},
    },
};
use url::Url;

use crate::{
    causes::with_causes,
    clock::{self, UtcTime},
};

/// How much of an answer is read: a page of Dromon's is no longer.
const MOST: usize = 512 * 1024;

/// Who asks, in a server's log.
const USER_AGENT: &str = concat!("kassa/", env!("CARGO_PKG_VERSION"), " (doctor)");

/// Asks servers outside.
#[derive(Clone, Debug)]
pub struct Asker {
    roots: Arc<RootCertStore>,
    provider: Arc<CryptoProvider>,
    patience: Duration,
}

/// What a server answered.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    /// As much of it as came.
    pub body: String,
    /// The address that was connected to.
    pub from: IpAddr,
    /// Just before the request was sent.
    pub asked_at: UtcTime,
    /// When its head had come.
    pub head_at: UtcTime,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub fn is_html(&self) -> bool {
        self.header("content-type").is_some_and(|content_type| content_type.contains("html"))
    }
}

/// Why no answer came.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// The resolver's words.
    #[error("the name `{0}` leads to no address: {1}")]
    NoAddress(String, String),
    #[error("nobody listens at {0}")]
    Refused(String),
    #[error("there is no way to {0}: {1}")]
    Unreachable(String, String),
    #[error("nothing came from {0} within {1} s")]
    TooSlow(String, u64),
    /// The words of `rustls`.
    #[error("no secure connection could be made to {0}: {1}")]
    Tls(String, String),
    #[error("the connection to {0} broke: {1}")]
    Broken(String, String),
}

impl Asker {
    /// Certificates are checked against Mozilla's roots, which Dromon's server has, too.
    #[must_use]
    pub fn new(patience: Duration) -> Self {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        Self::trusting(roots, patience)
    }

    /// The same with other roots.
    #[must_use]
    pub fn trusting(roots: RootCertStore, patience: Duration) -> Self {
        let provider = Arc::new(ring::default_provider());
        Self { roots: Arc::new(roots), provider, patience }
    }

    /// # Errors
    /// `AskError`.
    pub(super) async fn get(&self, url: &Url) -> Result<Answer, AskError> {
        self.ask(Method::GET, url, &[], String::new()).await
    }

    /// # Errors
    /// `AskError`.
    pub(super) async fn ask(
        &self,
        method: Method,
        url: &Url,
        headers: &[(header::HeaderName, &str)],
        body: String,
    ) -> Result<Answer, AskError> {
        let deadline = tokio::time::Instant::now() + self.patience;
        let broken = |error: &dyn Error| AskError::Broken(place(url), with_causes(error));
        let asking = async {
            let tcp = self.connect(url).await?;
            let from = tcp.peer_addr().map_err(|error| broken(&error))?.ip();
            let mut request = Request::builder()
                .method(method)
                .uri(&url[url::Position::BeforePath..])
                .header(header::HOST, &url[url::Position::BeforeHost..url::Position::AfterPort])
                .header(header::USER_AGENT, USER_AGENT)
                // As people in the shop's country see a page.
                .header(header::ACCEPT_LANGUAGE, "ru")
                .header(header::CONNECTION, "close");
            for (name, value) in headers {
                request = request.header(name, *value);
            }
            let request = request.body(Full::from(body)).map_err(|error| broken(&error))?;
            let exchanged = if url.scheme() == "https" {
                let strict = WebPkiServerVerifier::builder_with_provider(
                    Arc::clone(&self.roots),
                    Arc::clone(&self.provider),
                )
                .build()
                .map_err(|error| AskError::Tls(place(url), error.to_string()))?;
                exchange(self.secure(url, tcp, strict).await?, request).await
            } else {
                exchange(tcp, request).await
            };
            Ok((from, exchanged.map_err(|error| broken(&error))?))
        };
        let slow = |_| AskError::TooSlow(place(url), self.patience.as_secs());
        let (from, head) = tokio::time::timeout_at(deadline, asking).await.map_err(slow)??;
        let Head { asked_at, head_at, answer } = head;
        let (parts, incoming) = answer.into_parts();
        let mut body = Vec::new();
        // What breaks off after the head, or takes too long, is as good as what came.
        tokio::time::timeout_at(deadline, read(incoming, &mut body)).await.ok();
        Ok(Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
            from,
            asked_at,
            head_at,
        })
    }

    /// The certificates that a server shows, good or bad; its own first.
    ///
    /// # Errors
    /// `AskError`.
    pub(super) async fn certificates(
        &self,
        url: &Url,
    ) -> Result<Vec<CertificateDer<'static>>, AskError> {
        let shown =
            Arc::new(Shown { provider: Arc::clone(&self.provider), chain: Mutex::default() });
        let looking = async {
            let tcp = self.connect(url).await?;
            self.secure(url, tcp, Arc::clone(&shown) as Arc<_>).await
        };
        let slow = |_| AskError::TooSlow(place(url), self.patience.as_secs());
        let _stream = tokio::time::timeout(self.patience, looking).await.map_err(slow)??;
        Ok(std::mem::take(&mut *shown.chain()))
    }

    /// Whether a server of that name may show these certificates at that time.
    ///
    /// # Errors
    /// Why it may not.
    pub(super) fn verify(
        &self,
        chain: &[CertificateDer<'static>],
        name: &ServerName<'_>,
        at: UnixTime,
    ) -> Result<(), rustls::Error> {
        let verifier = WebPkiServerVerifier::builder_with_provider(
            Arc::clone(&self.roots),
            Arc::clone(&self.provider),
        );
        let verifier =
            verifier.build().map_err(|error| rustls::Error::General(error.to_string()))?;
        let (own, between) = chain.split_first().ok_or(rustls::Error::NoCertificatesPresented)?;
        verifier.verify_server_cert(own, between, name, &[], at).map(drop)
    }

    async fn connect(&self, url: &Url) -> Result<TcpStream, AskError> {
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let port = url.port_or_known_default().unwrap_or_default();
        let addresses = tokio::net::lookup_host((host, port)).await;
        let no_address = |error: io::Error| AskError::NoAddress(host.to_owned(), error.to_string());
        let addresses: Vec<_> = addresses.map_err(no_address)?.collect();
        TcpStream::connect(&addresses[..]).await.map_err(|error| match error.kind() {
            io::ErrorKind::ConnectionRefused => AskError::Refused(place(url)),
            io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => {
                AskError::Unreachable(place(url), error.to_string())
            }
            _ => AskError::Broken(place(url), error.to_string()),
        })
    }

    async fn secure(
        &self,
        url: &Url,
        tcp: TcpStream,
        verifier: Arc<dyn ServerCertVerifier>,
    ) -> Result<TlsStream<TcpStream>, AskError> {
        let failed = |error: &dyn Error| AskError::Tls(place(url), with_causes(error));
        let config = ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| failed(&error))?
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth();
        let name = server_name(url).map_err(|error| failed(&error))?;
        let connector = TlsConnector::from(Arc::new(config));
        connector.connect(name, tcp).await.map_err(|error| failed(&error))
    }
}

/// The name that a certificate has to be of.
///
/// # Errors
/// Where the host is none.
pub(super) fn server_name(
    url: &Url,
) -> Result<ServerName<'static>, rustls::pki_types::InvalidDnsNameError> {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    ServerName::try_from(host.to_owned())
}

/// Where a URL leads, for people.
fn place(url: &Url) -> String {
    url[url::Position::BeforeHost..url::Position::AfterPort].to_owned()
}

/// An answer whose body may still be on its way.
struct Head {
    asked_at: UtcTime,
    head_at: UtcTime,
    answer: hyper::Response<Incoming>,
}

async fn exchange(
    stream: impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Send + Unpin + 'static,
    request: Request<Full<Bytes>>,
) -> Result<Head, hyper::Error> {
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    // It ends with the answer, which the request asks for, or is dropped with this runtime.
    tokio::spawn(connection);
    let asked_at = clock::now();
    let answer = sender.send_request(request).await?;
    Ok(Head { asked_at, head_at: clock::now(), answer })
}

/// Adds what comes of a body, up to `MOST` bytes in all.
async fn read(mut incoming: Incoming, body: &mut Vec<u8>) {
    while let Some(Ok(frame)) = incoming.frame().await {
        let Ok(data) = frame.into_data() else { continue };
        let room = MOST - body.len();
        body.extend_from_slice(&data[..data.len().min(room)]);
        if body.len() == MOST {
            return;
        }
    }
}

/// Looks at certificates and accepts all of them: nothing is said over that connection.
#[derive(Debug)]
struct Shown {
    provider: Arc<CryptoProvider>,
    chain: Mutex<Vec<CertificateDer<'static>>>,
}

impl Shown {
    fn chain(&self) -> std::sync::MutexGuard<'_, Vec<CertificateDer<'static>>> {
        self.chain.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ServerCertVerifier for Shown {
    fn verify_server_cert(
        &self,
        own: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let all = [own].into_iter().chain(between);
        *self.chain() = all.map(|one| one.clone().into_owned()).collect();
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        own: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, own, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        own: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, own, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
