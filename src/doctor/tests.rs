//! The checks against servers on this machine that misbehave.

mod books;
mod certificates;
mod clocks;
mod findings;
mod inbox;
mod servers;
mod signing;

use std::{collections::HashMap, time::Duration};

use tokio_rustls::rustls::RootCertStore;

use super::*;
use crate::testing::{DEADLINE, moment};
use servers::{Server, closed_port};

/// A shop that sells for real, whose public URL is that server's.
pub(super) fn shop_at(public_url: &str, settings: &[(&str, &str)]) -> Config {
    let all = [
        ("PUBLIC_URL", public_url),
        ("DROMON_APP_ID", "5f00000000000000000000aa"),
        ("DROMON_SECRET", "2967104"),
        ("DROMON_URL", public_url),
        ("DATA_DIR", "/nonexistent"),
    ];
    let env: HashMap<_, _> = all.iter().chain(settings).copied().collect();
    let env = env.into_iter().map(|(name, value)| (format!("KASSA_{name}"), value.to_owned()));
    Config::from_sources(None, env).unwrap()
}

fn asker() -> Asker {
    Asker::trusting(RootCertStore::empty(), DEADLINE)
}

async fn callback_at(server: &Server) -> CallbackPath {
    CallbackPath::of(&shop_at(&server.url, &[]), &asker()).await
}

#[tokio::test]
async fn a_callback_that_kassa_refuses_gets_through() {
    let server = Server::saying("401 Unauthorized", &[("X-Kassa-Callback", "refused")], "{}");
    // By an address that no other machine gets to, which is worth a word of its own.
    let address = std::net::Ipv4Addr::LOCALHOST.into();
    let found = callback_at(&server).await;
    assert_eq!(found, CallbackPath::Inside { address, named: Named::ByItself });
    let finding = found.finding(&shop_at(&server.url, &[]), Running::Yes);
    assert_eq!(finding.verdict, Verdict::Failed);
    assert!(finding.found.contains("127.0.0.1"), "{finding:?}");
    let asked = server.asked();
    assert!(asked.starts_with("POST /callback HTTP/1.1\r\n"), "{asked}");
    assert!(asked.to_lowercase().contains("authorization: bearer kassa-doctor"), "{asked}");
}

#[tokio::test]
async fn a_password_of_a_proxy_is_not_kassas_refusal() {
    let basic = [("WWW-Authenticate", "Basic realm=\"shop\""), ("Content-Type", "text/html")];
    let server = Server::saying("401 Unauthorized", &basic, "<h1>401</h1>");
    let CallbackPath::Stranger { status: 401, .. } = callback_at(&server).await else {
        panic!("it is not ours")
    };
}

#[tokio::test]
async fn a_redirect_is_told_with_where_it_leads() {
    let to = "https://www.shop.example/callback";
    let server = Server::saying("308 Permanent Redirect", &[("Location", to)], "");
    let found = callback_at(&server).await;
    assert_eq!(found, CallbackPath::Redirected { status: 308, to: to.to_owned() });
    let finding = found.finding(&shop_at(&server.url, &[]), Running::No);
    assert_eq!(finding.verdict, Verdict::Failed);
    assert!(finding.found.contains(to) && finding.remedy.is_some(), "{finding:?}");
}

#[tokio::test]
async fn a_proxys_own_page_is_told() {
    let html = [("Content-Type", "text/html"), ("Server", "nginx")];
    let server = Server::saying("404 Not Found", &html, "<html>nginx</html>");
    let what = "a page of `nginx`".to_owned();
    assert_eq!(callback_at(&server).await, CallbackPath::Stranger { status: 404, what });
    let server = Server::saying("502 Bad Gateway", &html, "<html>nginx</html>");
    assert_eq!(callback_at(&server).await, CallbackPath::BehindIsNobody { status: 502 });
}

#[tokio::test]
async fn an_address_where_nobody_listens_fails_and_one_that_is_silent_cannot_be_told() {
    let config = shop_at(&format!("http://127.0.0.1:{}", closed_port()), &[]);
    let found = CallbackPath::of(&config, &asker()).await;
    assert!(matches!(found, CallbackPath::Unreachable(AskError::Refused(_))), "{found:?}");
    assert_eq!(found.finding(&config, Running::No).verdict, Verdict::Failed);

    let server = Server::silent();
    let config = shop_at(&server.url, &[]);
    let impatient = Asker::trusting(RootCertStore::empty(), Duration::from_millis(50));
    let found = CallbackPath::of(&config, &impatient).await;
    assert!(matches!(found, CallbackPath::Unreachable(AskError::TooSlow(..))), "{found:?}");
    let finding = found.finding(&shop_at("https://shop.example", &[]), Running::No);
    assert_eq!(finding.verdict, Verdict::Warning);
    assert!(finding.found.contains("could not be told"), "{finding:?}");
}

#[test]
fn all_settings_that_are_wrong_are_told_each_with_its_remedy() {
    let env = [("KASSA_LISTEN", "nowhere"), ("KASSA_ORDER_TEXT", "a & b")];
    let config = Config::from_sources(None, env.map(|(n, v)| (n.to_owned(), v.to_owned())));
    let findings = Settings::Refused(config.unwrap_err()).findings();
    assert_eq!(findings.len(), 2, "{findings:?}");
    for (finding, (name, value)) in findings.iter().zip(env) {
        assert_eq!(finding.verdict, Verdict::Failed);
        assert!(finding.found.contains(name) && finding.found.contains(value), "{finding:?}");
        let remedy = finding.remedy.as_ref().unwrap();
        assert!(!remedy.is_empty() && !finding.found.contains(remedy), "{finding:?}");
    }
}

#[test]
fn lengths_and_text_are_told_as_they_are() {
    let config = shop_at("https://shop.example", &[("DROMON_URL", "https://drom.one")]);
    let Links::Fit { callback_url: 29, redirect_uri: None, link } = Links::of(&config) else {
        panic!("{:?}", Links::of(&config))
    };
    assert!(link > 2400, "{link}");
    let long = format!("https://drom.one/{}", "x".repeat(2000));
    let config = shop_at("https://shop.example", &[("DROMON_URL", long.as_str())]);
    assert_eq!(Links::of(&config).finding().verdict, Verdict::Warning);
    let text = |template| Text::of(&shop_at("https://shop.example", &[("ORDER_TEXT", template)]));
    assert_eq!(
        text("Заказ {uid}"),
        Text::Fits { example: "Заказ 48817-X".to_owned(), longest: 70 }
    );
    assert_eq!(text("Заказ"), Text::WithoutUid { text: "Заказ".to_owned() });
}

#[test]
fn a_report_fails_where_a_check_does() {
    let ok = Finding::ok("a", "fine");
    let warning = Finding::warning("b", "so so\nand more", "look at it");
    let report = Report::of(vec![ok.clone(), warning.clone()]);
    assert!(report.ok && report.failed() == 0);
    assert_eq!(
        report.to_string(),
        "ok       a            fine\n\
         warning  b            so so\n\
         \x20                     and more\n\
         \x20                     -> look at it\n"
    );
    let report = Report::of(vec![ok, warning, Finding::failed("c", "bad", "mend it")]);
    assert!(!report.ok && report.failed() == 1);
}
