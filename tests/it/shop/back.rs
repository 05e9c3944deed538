//! A payer comes back from Dromon's page, and nothing has come: what is said to him.

use kassa::clock;

use super::order::page;
use crate::support::{App, Reply, payment};

/// The page as it is seen so many seconds after the return.
async fn seen(app: &App, path: &str, ago: i64) -> Reply {
    let back = clock::now().utc().timestamp() - ago;
    app.browser().get(&format!("{path}?back={back}")).await
}

#[actix_web::test]
async fn what_is_known_is_said_at_once_and_later_and_much_later() {
    let app = App::real();
    let order = app.place_sum(8).await;
    let path = page(&order);
    let plain = app.browser().get(&path).await;
    assert!(!plain.text.contains("id=\"back\"") && !plain.text.contains("http-equiv"));
    for (ago, stage, goes_on, links) in
        [(5, "now", true, 1), (60, "late", true, 2), (400, "long", false, 1)]
    {
        let shown = seen(&app, &path, ago).await;
        shown.expect(200).expect_text(&[&format!("data-stage=\"{stage}\"")]);
        assert_eq!(shown.text.contains("data-next="), goes_on, "{stage}");
        // Without JavaScript the page is fetched again by itself only at first: later its reader may be typing what was
        // taken from him, and would lose it. He fetches it himself then, and is still who came back.
        let by_itself = shown.text.contains("<noscript><meta http-equiv=\"refresh\" content=\"");
        assert_eq!(by_itself, stage == "now", "{stage}");
        let by_hand = format!("<noscript><p><a href=\"{path}?back=");
        assert_eq!(shown.text.matches(&by_hand).count(), links, "{stage}");
        assert_eq!(shown.text.contains("id=\"claim-form\" open"), stage == "long");
        assert_eq!(shown.text.contains("href=\"#claim\""), stage == "long");
    }
    seen(&app, &path, 400).await.expect_text(&["6 minutes have passed"]);
}

#[actix_web::test]
async fn once_something_has_come_the_page_tells_that() {
    let app = App::real();
    let order = app.place_sum(8).await;
    app.pay(&payment(&order, 3, 0)).await;
    let shown = seen(&app, &page(&order), 5).await;
    assert!(!shown.text.contains("id=\"back\""), "{}", shown.text);
    app.pay(&payment(&order, 5, 1)).await;
    assert!(!seen(&app, &page(&order), 400).await.text.contains("id=\"back\""));
}

#[actix_web::test]
async fn whoever_has_told_the_shop_is_not_asked_to() {
    let app = App::real();
    let path = page(&app.place_sum(8).await);
    app.browser().post(&format!("{path}/claim"), &[]).await.expect(303);
    let shown = seen(&app, &path, 400).await;
    shown.expect_text(&["id=\"claim-waits\""]);
    for asked in ["id=\"back\"", "id=\"claim-form\" open"] {
        assert!(!shown.text.contains(asked), "{asked}");
    }
}

/// Anybody can write an address.
#[actix_web::test]
async fn a_time_that_cannot_be_says_nothing() {
    let app = App::real();
    let path = page(&app.place_sum(8).await);
    for back in [
        "",
        "x",
        "-1",
        "0",
        "9223372036854775807",
        "-9223372036854775808",
        "-9223372036854",
        "1e9",
        "%00",
    ] {
        let shown = app.browser().get(&format!("{path}?back={back}")).await;
        assert!(!shown.expect(200).text.contains("id=\"back\""), "{back}");
    }
    assert!(!seen(&app, &path, -3600).await.text.contains("id=\"back\""));
}
