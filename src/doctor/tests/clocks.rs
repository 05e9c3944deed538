//! Clocks as servers tell them.

use super::*;

/// What is told of the time where Dromon's site is one server and the shop's address the other.
async fn told_by(dromon: &Server, shop: &Server, asker: &Asker) -> Clock {
    let config = shop_at(&shop.url, &[("DROMON_URL", dromon.url.as_str())]);
    Clock::of(&config, asker).await
}

fn saying(date: &str) -> Server {
    Server::saying("200 OK", &[("Date", date)], "")
}

fn right() -> Server {
    saying(&time::now().utc().to_rfc2822())
}

#[tokio::test]
async fn a_clock_is_compared_with_what_servers_say() {
    assert_eq!(told_by(&right(), &right(), &asker()).await, Clock::Right { servers: 2 });
    let wrong = saying("Tue, 24 Nov 2020 07:05:03 GMT");
    let found = told_by(&wrong, &right(), &asker()).await;
    assert!(matches!(found, Clock::Wrong { ahead: clock::Ahead::Ours, .. }), "{found:?}");
    assert_eq!(found.finding().verdict, Verdict::Failed);
    let wrong = saying("Fri, 24 Nov 2090 07:05:03 GMT");
    let found = told_by(&right(), &wrong, &asker()).await;
    assert!(matches!(found, Clock::Wrong { ahead: clock::Ahead::Theirs, .. }), "{found:?}");
    let dateless = Server::saying("200 OK", &[], "");
    let untold = told_by(&dateless, &dateless, &asker()).await;
    assert_eq!(untold, Clock::Untold(vec![]));
    assert_eq!(untold.finding().verdict, Verdict::Warning);
}

#[tokio::test]
async fn a_server_that_is_silent_makes_no_other_ones_date_wrong() {
    // Longer than a clock may be off.
    let impatient = Asker::trusting(RootCertStore::empty(), Duration::from_secs(6));
    let silent = Server::silent();
    assert_eq!(told_by(&right(), &silent, &impatient).await, Clock::Right { servers: 1 });
    let found = told_by(&silent, &right(), &impatient).await;
    assert!(matches!(&found, Clock::OnlyOurs(errors) if errors.len() == 1), "{found:?}");
    assert_eq!(found.finding().verdict, Verdict::Warning);
}
