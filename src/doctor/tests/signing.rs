//! What Dromon's page shows, whole and in pieces.

use super::*;

#[tokio::test]
async fn a_page_that_shows_nothing_to_strangers_leaves_it_open_whether_links_are_checked() {
    let login =
        Server::saying("200 OK", &[("Content-Type", "text/html")], "<button>Войти</button>");
    let config = shop_at(&login.url, &[]);
    let found = Signing::of(&config, &asker()).await;
    let Signing::Unclear { unsigned } = &found else { panic!("{found:?}") };
    assert!(!unsigned.as_str().contains("sign="), "{unsigned}");
    let finding = found.finding();
    assert_eq!(finding.verdict, Verdict::Warning);
    assert!(finding.remedy.unwrap().contains(unsigned.as_str()));
}

/// A page as Dromon's server may send it: only in part, or longer than is read.
#[tokio::test]
async fn a_page_that_breaks_off_tells_what_came_of_it() {
    let html = [("Content-Type", "text/html")];
    let refusal = "<h1>Неверная подпись</h1>";
    let long = format!("{refusal}{}", "x".repeat(600 * 1024));
    for server in [
        Server::breaking_off("200 OK", &html, refusal),
        Server::saying("200 OK", &html, &long),
        Server::stopping("200 OK", &html, refusal),
    ] {
        // Long enough for what comes, and the third would keep one waiting for ever.
        let asker = Asker::trusting(RootCertStore::empty(), Duration::from_secs(5));
        let found = Signing::of(&shop_at(&server.url, &[]), &asker).await;
        assert_eq!(found, Signing::WrongSecret, "{}", server.url);
    }
}

#[tokio::test]
async fn a_sandbox_asks_nobody_whether_links_are_checked() {
    let sandbox = Config::from_sources(None, []).unwrap();
    let found = Signing::of(&sandbox, &asker()).await;
    assert_eq!(found, Signing::Sandbox);
    assert_eq!(found.finding().verdict, Verdict::Ok);
    let clock = Clock::of(&sandbox, &asker()).await;
    assert_eq!((&clock, clock.finding().verdict), (&Clock::Sandbox, Verdict::Ok));
}
