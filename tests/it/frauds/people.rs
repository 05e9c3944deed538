//! What people do who should not, or forget to do.

use kassa::staff::Role;

use super::Story;
use crate::support::Reply;

const DIRT: (&str, i64, i64) = ("Шалкер с землёй", 8, 1);

#[actix_web::test]
async fn a_stolen_session_that_its_owner_has_ended() {
    let story = Story::begin();
    let thief = story.app.staff("Хозяин", Role::Owner);
    thief.get("/admin/orders").await.expect(200);
    // Its owner ends it from another browser.
    let owner = story.app.staff("Хозяин", Role::Owner);
    owner.post("/admin/account/sessions/end-others", &[]).await.expect(303);
    let refused = thief.get("/admin/orders").await;
    assert!(refused.expect(303).header("location").starts_with("/admin/sign-in"));
    owner.get("/admin/orders").await.expect(200);
}

#[actix_web::test]
async fn a_courier_who_would_confirm_his_own_payment() {
    let story = Story::begin();
    let order = story.happens(|scene| scene.place("Courier_1", &[DIRT], 5));
    for role in [Role::Courier, Role::Picker] {
        let colleague = story.app.staff(role.as_str(), role);
        let path = format!("/admin/orders/{}/confirm-payment", order.uid);
        let version = order.last_event.to_string();
        let fields = [("sum", "8"), ("version", version.as_str()), ("reason", "правда платил")];
        colleague.post(&path, &fields).await.expect(403);
    }
    story.cannot_be_assembled(&order).await;
}

#[actix_web::test]
async fn another_site_that_sends_an_owners_forms() {
    let story = Story::begin();
    let order = story.happens(|scene| scene.place("Thief", &[DIRT], 5));
    let owner = story.owner();
    let path = format!("/admin/orders/{}/confirm-payment", order.uid);
    let version = order.last_event.to_string();
    let fields = [("sum", "8"), ("version", version.as_str()), ("reason", "поверьте")];
    for site in ["cross-site", "same-site"] {
        let sent = story.app.post(&path).header("cookie", &owner.cookie);
        let sent = sent.header("sec-fetch-site", site).form(&fields);
        Reply::of(sent).await.expect(403);
    }
    story.cannot_be_assembled(&order).await;
}

#[actix_web::test]
async fn a_customer_who_says_that_he_has_paid() {
    let story = Story::begin();
    let browser = story.app.browser();
    let _ = &browser;
    let order = story.app.place_sum(8).await;
    // Arriving at the return address proves nothing.
    Reply::of(story.app.get("/return")).await.expect(303);
    assert_eq!(story.app.order(&order["uid"]).await["status"], "awaiting_payment");
}
