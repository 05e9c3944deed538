//! Whether a callback gets through to this shop, as Dromon sends it.

use std::net::IpAddr;

use hyper::{Method, header};
use url::{Host, Url};

use super::{AskError, Asker, Finding, Running, web::Answer};
use crate::{
    config::Config,
    web::{CALLBACK_MARKER, CALLBACK_PROBE},
    webhooks::Targets,
};

/// What a callback on trial, with a token that is none, was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallbackPath {
    /// Kassa itself has refused it, as it should.
    Ours,
    /// So it has, and nobody outside gets to that address.
    Inside {
        address: IpAddr,
        named: Named,
    },
    /// Dromon follows no redirect.
    Redirected {
        status: u16,
        to: String,
    },
    /// A proxy is there and Kassa is not.
    BehindIsNobody {
        status: u16,
    },
    /// Something else than Kassa answers there.
    Stranger {
        status: u16,
        what: String,
    },
    Unreachable(AskError),
}

/// How the public URL comes to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// It stands there, or `localhost` does.
    ByItself,
    /// By a name, which may lead elsewhere from outside.
    ByName,
}

impl CallbackPath {
    /// Sends one. It cannot be mistaken for a payment, and is kept nowhere.
    pub async fn of(config: &Config, asker: &Asker) -> Self {
        let token = format!("Bearer {CALLBACK_PROBE}");
        let headers =
            [(header::AUTHORIZATION, token.as_str()), (header::CONTENT_TYPE, "application/json")];
        let url = config.callback_url();
        match asker.ask(Method::POST, &url, &headers, "{}".to_owned()).await {
            Ok(answer) => match Self::from_answer(&answer) {
                // A sandbox is for this machine alone.
                Self::Ours if !config.is_sandbox() => Self::reached(&url, answer.from),
                path => path,
            },
            Err(error) => Self::Unreachable(error),
        }
    }

    /// A real shop's, which was found at that address.
    fn reached(url: &Url, address: IpAddr) -> Self {
        let everybody = Targets::new(Vec::new());
        if everybody.check(address, true).is_ok() {
            Self::Ours
        } else {
            Self::Inside { address, named: named(url) }
        }
    }

    fn from_answer(answer: &Answer) -> Self {
        let status = answer.status;
        if status == 401 && answer.header(CALLBACK_MARKER).is_some() {
            return Self::Ours;
        }
        match status {
            300..=399 => {
                let to = answer.header("location").unwrap_or("nowhere").to_owned();
                Self::Redirected { status, to }
            }
            502..=504 => Self::BehindIsNobody { status },
            _ => {
                let what = if answer.is_html() { "a page" } else { "an answer" };
                let who = answer.header("server").map(|server| format!(" of `{server}`"));
                Self::Stranger { status, what: format!("{what}{}", who.unwrap_or_default()) }
            }
        }
    }

    #[must_use]
    pub fn finding(&self, config: &Config, running: Running) -> Finding {
        const CHECK: &str = "callback";
        let url = config.callback_url();
        match self {
            Self::Ours => Finding::ok(
                CHECK,
                format!("{url} leads here, without a redirect (as far as this machine can tell)"),
            ),
            Self::Inside { address, named: Named::ByItself } => Finding::failed(
                CHECK,
                format!("{url} leads to {address}, which Dromon cannot reach: it is not public"),
                "set KASSA_PUBLIC_URL, and «URL события» in Dromon's form, to a name of the public internet that leads here",
            ),
            Self::Inside { address, named: Named::ByName } => Finding::warning(
                CHECK,
                format!(
                    "{url} leads here, by {address}, which is not public: whether Dromon gets here could not be told"
                ),
                format!(
                    "this machine may know the name from its own /etc/hosts or network; from elsewhere, {}",
                    from_elsewhere(&url)
                ),
            ),
            Self::Redirected { status, to } => Finding::failed(
                CHECK,
                format!(
                    "{url} is redirected (status {status}) to {to}, and Dromon follows no redirect"
                ),
                "let the proxy pass `POST /callback` on as it is; where the shop has moved, set KASSA_PUBLIC_URL, and «URL события» in Dromon's form, to where it leads",
            ),
            Self::BehindIsNobody { status } => Finding::failed(
                CHECK,
                format!("a proxy answers at {url}, and cannot reach Kassa (status {status})"),
                "start Kassa, or let the proxy pass on to KASSA_LISTEN",
            ),
            Self::Stranger { status, what } => Finding::failed(
                CHECK,
                format!("something else than Kassa answers at {url}: {what} with status {status}"),
                "let the proxy pass `POST /callback` on to Kassa, without asking for a password or a browser; «Behind a proxy» in docs/operations.md has an example",
            ),
            // An address that stands there and is this machine's or its neighbours' is no router's business.
            Self::Unreachable(error) if may_be_ours(error, running) && !is_inside(&url) => {
                Finding::warning(
                    CHECK,
                    format!("this could not be told: {error}"),
                    format!(
                        "some networks do not let a machine reach itself by its public name; from elsewhere, {}",
                        from_elsewhere(&url)
                    ),
                )
            }
            Self::Unreachable(error) => Finding::failed(
                CHECK,
                format!("no callback gets through: {error}"),
                "start Kassa and the proxy before it; let the host's name lead to this machine, and the firewall let Dromon in",
            ),
        }
    }
}

/// Whether it may be this machine that cannot get there, while others can: a silent firewall, or a router that does not lead
/// back in what comes from inside.
fn may_be_ours(error: &AskError, running: Running) -> bool {
    match error {
        AskError::TooSlow(..) => true,
        // Where no shop runs, that is reason enough.
        AskError::Refused(_) | AskError::Unreachable(..) => running == Running::Yes,
        AskError::NoAddress(..) | AskError::Tls(..) | AskError::Broken(..) => false,
    }
}

fn from_elsewhere(url: &Url) -> String {
    format!("`curl -i -X POST {url}` should answer 401 with `{CALLBACK_MARKER}`")
}

fn named(url: &Url) -> Named {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            if name == "localhost" || name.ends_with(".localhost") {
                Named::ByItself
            } else {
                Named::ByName
            }
        }
        Some(Host::Ipv4(_) | Host::Ipv6(_)) | None => Named::ByItself,
    }
}

/// Whether the URL itself says that nobody outside gets there.
fn is_inside(url: &Url) -> bool {
    let address = match url.host() {
        Some(Host::Ipv4(address)) => IpAddr::from(address),
        Some(Host::Ipv6(address)) => IpAddr::from(address),
        Some(Host::Domain(_)) | None => return named(url) == Named::ByItself,
    };
    Targets::new(Vec::new()).check(address, true).is_err()
}

#[cfg(test)]
mod tests {
    use super::{super::Verdict, *};

    /// What is said of a real shop that answers at `address`, where its public URL leads.
    fn reached(url: &str, address: &str) -> CallbackPath {
        CallbackPath::reached(&url.parse().unwrap(), address.parse().unwrap())
    }

    #[test]
    fn an_address_that_is_not_public_is_not_reached_from_outside() {
        for (url, address) in [
            ("http://127.0.0.1:8080/callback", "127.0.0.1"),
            ("https://localhost/callback", "::1"),
            ("https://shop.localhost./callback", "127.0.0.1"),
            ("https://192.168.1.7/callback", "192.168.1.7"),
            ("https://[fd00::1]/callback", "fd00::1"),
        ] {
            let path = reached(url, address);
            assert!(matches!(path, CallbackPath::Inside { named: Named::ByItself, .. }), "{url}");
        }
        let by_name = reached("https://shop.example/callback", "127.0.1.1");
        assert!(matches!(by_name, CallbackPath::Inside { named: Named::ByName, .. }));
        for address in ["1.1.1.1", "2606:4700::1111"] {
            assert_eq!(reached("https://shop.example/callback", address), CallbackPath::Ours);
        }
    }

    #[test]
    fn a_router_that_leads_nothing_back_in_is_not_taken_for_a_dead_shop() {
        let shop = |url| crate::doctor::tests::shop_at(url, &[]);
        let verdict = |error: &AskError, url, running| {
            CallbackPath::Unreachable(error.clone()).finding(&shop(url), running).verdict
        };
        let place = || "shop.example".to_owned();
        let (named, literal) = ("https://shop.example", "https://192.168.1.7");
        for error in
            [AskError::Refused(place()), AskError::Unreachable(place(), "no route".to_owned())]
        {
            assert_eq!(verdict(&error, named, Running::Yes), Verdict::Warning, "{error}");
            assert_eq!(verdict(&error, named, Running::No), Verdict::Failed, "{error}");
            assert_eq!(verdict(&error, literal, Running::Yes), Verdict::Failed, "{error}");
        }
        let unknown = AskError::NoAddress(place(), "it is not known".to_owned());
        assert_eq!(verdict(&unknown, named, Running::Yes), Verdict::Failed);
        let told = CallbackPath::Unreachable(unknown).finding(&shop(named), Running::Yes);
        assert!(told.found.contains("it is not known"), "{told:?}");
    }
}
