//! Real or sandbox: what is decided by whether an app id and a secret are set.

use std::net::SocketAddr;

use rand::distr::{Alphanumeric, SampleString};
use url::Url;

use super::{
    Derived, Dromon, Mode, SANDBOX_APP, SANDBOX_APP_ID,
    error::{Complaint, Refusal, Refusals},
    names::{self, Setting},
    settings::Settings,
    values,
};
use crate::dromon::{
    App, AppName, Secret, Token,
    link::{Page, ReturnTo},
};

const DROMON: &str = "https://drom.one";
const SANDBOX_SECRET_CHARS: usize = 32;
/// The caption of Dromon's return button; Dromon's page speaks Russian.
const RETURN_CAPTION: &str = "Вернуться в магазин";

/// What the mode decides.
pub struct Side {
    pub mode: Mode,
    pub public_url: Url,
    pub dromon: Dromon,
    pub derived: Vec<Derived>,
}

impl Side {
    /// An app id or a secret makes it real, and then needs the other; without both it is the sandbox.
    pub fn read(
        settings: &Settings,
        listen: Option<SocketAddr>,
        sandbox_listen: Option<SocketAddr>,
        refusals: &mut Refusals,
        warnings: &mut Vec<String>,
    ) -> Option<Self> {
        let of_a_real_app =
            [names::DROMON_APP_ID, names::DROMON_SECRET, names::DROMON_SECRET_PREVIOUS];
        if of_a_real_app.into_iter().any(|setting| settings.is_set(setting)) {
            Self::real(settings, refusals, warnings)
        } else {
            Self::sandbox(settings, listen?, sandbox_listen?, refusals, warnings)
        }
    }

    fn real(
        settings: &Settings,
        refusals: &mut Refusals,
        warnings: &mut Vec<String>,
    ) -> Option<Self> {
        let id = refusals.keep(settings.require(
            names::DROMON_APP_ID,
            secret_without_id,
            values::app_id,
        ));
        let name = refusals.keep(settings.parse(names::DROMON_APP, values::app_name));
        let secret =
            refusals.keep(settings.secret(names::DROMON_SECRET, warnings).and_then(|secret| {
                secret.ok_or_else(|| settings.refuse(names::DROMON_SECRET, id_without_secret()))
            }));
        let previous = refusals.keep(settings.secret(names::DROMON_SECRET_PREVIOUS, warnings));
        let public_url =
            refusals.keep(settings.require(names::PUBLIC_URL, no_public_url, values::public_url));
        let base = refusals
            .keep(or_derived(settings, names::DROMON_URL, values::web_url, || DROMON.to_owned()));
        let redirect_uri =
            refusals.keep(settings.parse(names::DROMON_REDIRECT_URI, values::redirect_uri));

        let (id, secret, previous, public_url) = (id?, secret?, previous?, public_url?);
        if previous.is_some() {
            warnings.push(previous_is_set());
        }
        if public_url.scheme() == "http" && !is_loopback(&public_url) {
            warnings.push(unencrypted(&public_url));
        }
        let tokens = [Some(&secret), previous.as_ref()];
        Some(Self {
            mode: Mode::Real,
            public_url,
            dromon: Dromon {
                tokens: tokens.into_iter().flatten().map(Token::of).collect(),
                app: App { name: name?.unwrap_or_else(|| AppName::from(&id)), id, secret },
                page: Page { base: base?, return_to: redirect_uri?.map(return_to) },
            },
            derived: Vec::new(),
        })
    }

    fn sandbox(
        settings: &Settings,
        listen: SocketAddr,
        sandbox_listen: SocketAddr,
        refusals: &mut Refusals,
        warnings: &mut Vec<String>,
    ) -> Option<Self> {
        for (setting, address) in [(names::LISTEN, listen), (names::SANDBOX_LISTEN, sandbox_listen)]
        {
            if !address.ip().is_loopback() {
                refusals.push(settings.refuse(setting, not_loopback()));
            }
        }
        if settings.is_set(names::DROMON_APP) {
            warnings.push(app_without_id());
        }

        let mut derived = Vec::new();
        let mut url = |setting, parse: fn(&str) -> Result<Url, Complaint>, address, what| {
            refusals.keep(or_derived(settings, setting, parse, || {
                derived.push(what);
                format!("http://{address}")
            }))
        };
        let public_url = url(names::PUBLIC_URL, values::public_url, listen, Derived::PublicUrl);
        let base = url(names::DROMON_URL, values::web_url, sandbox_listen, Derived::PageBase);
        let redirect_uri =
            refusals.keep(settings.parse(names::DROMON_REDIRECT_URI, values::redirect_uri));

        let public_url = public_url?;
        let redirect_uri = redirect_uri?.unwrap_or_else(|| {
            // After the public URL in the list, since it is made from it.
            derived.push(Derived::RedirectUri);
            values::return_url(&public_url).into()
        });
        let secret =
            Secret::new(Alphanumeric.sample_string(&mut rand::rng(), SANDBOX_SECRET_CHARS));
        let id = values::app_id(SANDBOX_APP_ID)
            .map_err(|complaint| settings.refuse(names::DROMON_APP_ID, complaint));
        let name = values::app_name(SANDBOX_APP)
            .map_err(|complaint| settings.refuse(names::DROMON_APP, complaint));
        Some(Self {
            mode: Mode::Sandbox { listen: sandbox_listen },
            public_url,
            dromon: Dromon {
                tokens: vec![Token::of(&secret)],
                app: App { id: refusals.keep(id)?, name: refusals.keep(name)?, secret },
                page: Page { base: base?, return_to: Some(return_to(redirect_uri)) },
            },
            derived,
        })
    }
}

/// The URL that somebody set, or else the one that follows from something.
fn or_derived(
    settings: &Settings,
    setting: Setting,
    parse: fn(&str) -> Result<Url, Complaint>,
    derive: impl FnOnce() -> String,
) -> Result<Url, Refusal> {
    match settings.parse(setting, parse)? {
        Some(url) => Ok(url),
        None => parse(&derive()).map_err(|complaint| settings.refuse(setting, complaint)),
    }
}

pub fn return_to(redirect_uri: String) -> ReturnTo {
    ReturnTo { redirect_uri, caption: RETURN_CAPTION.to_owned() }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(domain)) => domain == "localhost" || domain.ends_with(".localhost"),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

fn no_public_url() -> Complaint {
    Complaint::new(
        "a shop that sells for real must know where Dromon and its customers reach it",
        "set it to the shop's address, such as `https://shop.example`",
    )
}

fn id_without_secret() -> Complaint {
    Complaint::new(
        "an app id or a previous secret is, and the two need the app's secret",
        "set it (or KASSA_DROMON_SECRET_FILE to a file's name) to the app's «Secret», or remove the others to try Kassa in its sandbox",
    )
}

fn secret_without_id() -> Complaint {
    Complaint::new(
        "a secret is, and links are signed with both",
        "set it to the app's id, 24 hexadecimal digits, or remove the secret to try Kassa in its sandbox",
    )
}

fn not_loopback() -> Complaint {
    Complaint::new(
        "the sandbox gives goods away for play money, so it is for this machine alone",
        "write `127.0.0.1` with a port, or set KASSA_DROMON_APP_ID and KASSA_DROMON_SECRET to sell for real",
    )
}

fn previous_is_set() -> String {
    format!(
        "{} is set: callbacks with the old secret's token are accepted too; remove it as soon as Dromon uses the new secret",
        names::DROMON_SECRET_PREVIOUS.variable()
    )
}

fn unencrypted(public_url: &Url) -> String {
    format!(
        "{} is {public_url}, which is not https: Dromon's token and the customers' cookies travel unencrypted; put a TLS proxy in front of Kassa and write https",
        names::PUBLIC_URL.variable()
    )
}

fn app_without_id() -> String {
    format!(
        "{} counts in real mode only; the sandbox's app is `{SANDBOX_APP}`",
        names::DROMON_APP.variable()
    )
}
