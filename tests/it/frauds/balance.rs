//! What only Dromon's balance brings to light.

use serde_json::Value;

use super::Story;
use crate::{
    it::admin::reconcile::{PAGE, paid, state},
    support::Reply,
};

/// The owner states the balance that Dromon's site shows, and looks at what follows from it.
async fn looked_up(story: &Story, balance: &str) -> Reply {
    state(&story.app, balance).await.expect(303);
    story.owner().get(PAGE).await
}

#[actix_web::test]
async fn a_callback_lost_on_its_way() {
    let story = Story::begin();
    paid(&story.app, 8).await;
    let lost = story.app.place_sum(5).await;
    let other = story.app.place_sum(9).await;
    let page = looked_up(&story, "13").await;
    page.expect(200).expect_text(&["На 5\u{a0}АР больше, чем знают книги"]);
    // The order that it was for is suggested, and one that it cannot have been for is not.
    let uid = |order: &Value| order["uid"].as_str().unwrap().to_owned();
    page.expect_text(&["Заказ на 5\u{a0}АР", &uid(&lost)]);
    assert!(!page.text.contains(&uid(&other)), "{}", page.text);
    // A suggestion is no payment.
    assert_eq!(story.app.order(&lost["uid"]).await["status"], "awaiting_payment");
}

#[actix_web::test]
async fn a_refund_that_nobody_wrote_down() {
    let story = Story::begin();
    let sent_back = paid(&story.app, 8).await;
    let kept = paid(&story.app, 5).await;
    let page = looked_up(&story, "5").await;
    let uid = sent_back["uid"].as_str().unwrap();
    page.expect(200).expect_text(&[
        "На 8\u{a0}АР меньше, чем знают книги",
        "ровно эта сумма",
        "Возврат, который не записали",
        uid,
    ]);
    let form = [("sum", "8"), ("order", uid), ("payee", "Steve_01"), ("reason", "передумал")];
    story.owner().post(&format!("{PAGE}/refund"), &form).await.expect(303);
    // Nobody assembles what is paid back, and the rest is as it was.
    assert_eq!(story.app.order(&sent_back["uid"]).await["status"], "refunded");
    assert_eq!(story.app.order(&kept["uid"]).await["status"], "paid");
    looked_up(&story, "5").await.expect_text(&["Сошлось: 5"]);
}
