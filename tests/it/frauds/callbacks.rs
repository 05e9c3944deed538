//! What comes as a callback, and is not what it seems.

use kassa::{
    desk::{WayOutKind, moves::Move},
    orders::{self, Status},
    payments::{DiscrepancyKind, Received, SourceRule},
};

use super::Story;
use crate::support::{
    payment,
    scene::{DROMON, Paying, STRANGER, by, minutes_ago},
};

const DIRT: (&str, i64, i64) = ("Шалкер с землёй", 8, 1);

#[actix_web::test]
async fn a_callback_forged_with_the_right_token() {
    let story = Story::begin();
    let order = story.happens(|scene| {
        let order = scene.place("Thief", &[DIRT], 5);
        let paying = Paying { from: STRANGER, rule: SourceRule::Unsaid, ..scene.paying(&order) };
        scene.pay(&paying);
        order
    });
    story.ends_with(Some(&order), DiscrepancyKind::NewSource, WayOutKind::TrustSource).await;
    story.cannot_be_assembled(&order).await;
}

#[actix_web::test]
async fn a_callback_from_where_none_may_come() {
    let story = Story::begin();
    let order = story.happens(|scene| {
        let order = scene.place("Thief", &[DIRT], 5);
        let paying = Paying { from: STRANGER, rule: SourceRule::Refused, ..scene.paying(&order) };
        scene.pay(&paying);
        order
    });
    story.ends_with(Some(&order), DiscrepancyKind::ForeignSource, WayOutKind::Wait).await;
    story.cannot_be_assembled(&order).await;
}

#[actix_web::test]
async fn a_sum_altered_to_less() {
    let story = Story::begin();
    let order = story.happens(|scene| {
        let order = scene.place("Miser", &[DIRT], 5);
        let paying = Paying { sum: 1, ..scene.paying(&order) };
        scene.pay(&paying);
        order
    });
    story.ends_with(Some(&order), DiscrepancyKind::Underpaid, WayOutKind::Wait).await;
    story.cannot_be_assembled(&order).await;
}

#[actix_web::test]
async fn a_text_altered() {
    let story = Story::begin();
    let order = story.happens(|scene| {
        let order = scene.place("Editor", &[DIRT], 5);
        let paying = Paying { text: "<b>Даром</b>", ..scene.paying(&order) };
        scene.pay(&paying);
        order
    });
    story.ends_with(Some(&order), DiscrepancyKind::Altered, WayOutKind::Wait).await;
    story.cannot_be_assembled(&order).await;
    let page = story.owner().get("/admin/attention").await;
    assert!(!page.text.contains("<b>Даром"), "what a payer wrote is no markup");
}

#[actix_web::test]
async fn a_callback_replayed() {
    let story = Story::begin();
    let order = story.happens(|scene| {
        let order = scene.place("Steve_01", &[DIRT], 60);
        let body = scene.paid(&order);
        scene.moved(&order, &[Move::Assemble], &by("Ваня", "-"));
        assert_eq!(scene.tell(&body, DROMON, SourceRule::Allowed, 1), Received::Repeated);
        order
    });
    story.ends_with(Some(&order), DiscrepancyKind::Repeated, WayOutKind::Wait).await;
    story.cannot_be_assembled(&order).await;
}

#[actix_web::test]
async fn a_callback_replayed_for_another_order() {
    let story = Story::begin();
    let order = story.happens(|scene| {
        let paid = scene.place("Thief", &[DIRT], 60);
        let body = String::from_utf8(scene.paid(&paid)).unwrap();
        let order = scene.place("Thief", &[DIRT], 5);
        let forged = body.replace(paid.uid.as_str(), order.uid.as_str());
        scene.tell(forged.as_bytes(), STRANGER, SourceRule::Unsaid, 1);
        order
    });
    story.ends_with(Some(&order), DiscrepancyKind::NewSource, WayOutKind::TrustSource).await;
    story.cannot_be_assembled(&order).await;
}

#[actix_web::test]
async fn paid_twice_by_one() {
    let story = Story::begin();
    let order = story.happens(|scene| {
        let order = scene.place("Hasty", &[DIRT], 60);
        scene.paid(&order);
        let order = scene.moved(&order, &[Move::Assemble], &by("Ваня", "-"));
        scene.paid(&order);
        order
    });
    story.ends_with(Some(&order), DiscrepancyKind::PaidAgain, WayOutKind::Refund).await;
    story.cannot_be_assembled(&order).await;
}

#[actix_web::test]
async fn paid_twice_by_two() {
    let story = Story::begin();
    let order = story.happens(|scene| {
        let order = scene.place("Steve_01", &[DIRT], 60);
        scene.paid(&order);
        let order = scene.moved(&order, &[Move::Assemble], &by("Ваня", "-"));
        let paying = Paying { payer: "Alex_Fox", ..scene.paying(&order) };
        scene.pay(&paying);
        order
    });
    story.ends_with(Some(&order), DiscrepancyKind::PaidAgain, WayOutKind::Refund).await;
    story.owner().get("/admin/attention").await.expect_text(&["Alex_Fox"]);
    story.cannot_be_assembled(&order).await;
}

#[actix_web::test]
async fn paid_after_it_was_confirmed_by_hand() {
    let story = Story::begin();
    let order = story.happens(|scene| {
        let order = scene.place("Patient", &[DIRT], 60);
        scene.confirmed(&order, &by("Ваня", "показал снимок перевода"));
        let paying = Paying { minutes_ago: 1, ..scene.paying(&order) };
        scene.pay(&paying);
        order
    });
    story.ends_with(Some(&order), DiscrepancyKind::ConfirmedTwice, WayOutKind::Merge).await;
    story.cannot_be_assembled(&order).await;
}

#[actix_web::test]
async fn paid_under_a_mistyped_number() {
    let story = Story::begin();
    let order = story.happens(|scene| {
        let order = scene.place("Typist", &[DIRT], 10);
        let typed = order.uid.as_str().to_lowercase().replace('-', "");
        let paying = Paying { uid: &typed, ..scene.paying(&order) };
        scene.pay(&paying);
        order
    });
    story.ends_with(None, DiscrepancyKind::UnknownOrder, WayOutKind::Attach).await;
    // The order that was meant is suggested.
    story.owner().get("/admin/attention").await.expect_text(&[order.uid.as_str()]);
    story.cannot_be_assembled(&order).await;
}

#[actix_web::test]
async fn money_for_no_order_at_all() {
    let story = Story::begin();
    let order = story.happens(|scene| {
        let order = scene.place("Steve_01", &[DIRT], 10);
        let gift = Paying { uid: "0", text: "Пожертвование", ..scene.paying(&order) };
        scene.pay(&gift);
        order
    });
    story.ends_with(None, DiscrepancyKind::UnknownOrder, WayOutKind::Attach).await;
    story.cannot_be_assembled(&order).await;
}

#[actix_web::test]
async fn a_number_that_is_no_text() {
    let story = Story::begin();
    let order = story.happens(|scene| {
        let order = scene.place("Steve_01", &[DIRT], 10);
        scene.tell(br#"{"uid":["x"],"text":{},"sum":8}"#, DROMON, SourceRule::Allowed, 1);
        order
    });
    story.ends_with(None, DiscrepancyKind::UnknownOrder, WayOutKind::Attach).await;
    story.cannot_be_assembled(&order).await;
}

#[actix_web::test]
async fn a_callback_that_cannot_be_read() {
    let story = Story::begin();
    story.happens(|scene| scene.tell(b"<html>", DROMON, SourceRule::Allowed, 1));
    story.ends_with(None, DiscrepancyKind::Unreadable, WayOutKind::Wait).await;
}

#[actix_web::test]
async fn paid_long_after_it_had_expired() {
    let story = Story::begin();
    let order = story.happens(|scene| {
        let order = scene.place("Sleepy", &[DIRT], 60 * 24 * 12);
        scene.write(|connection| orders::expire_due(connection, minutes_ago(0), 10)).unwrap();
        let paying = Paying { minutes_ago: 1, ..scene.paying(&order) };
        scene.pay(&paying);
        order
    });
    story.ends_with(Some(&order), DiscrepancyKind::PaidLate, WayOutKind::Accept).await;
    story.cannot_be_assembled(&order).await;
}

#[actix_web::test]
async fn paid_after_it_was_cancelled() {
    let story = Story::begin();
    let order = story.happens(|scene| {
        let order = scene.place("Fickle", &[DIRT], 10);
        let order = scene.moved(&order, &[Move::Cancel], &by("Ваня", "передумал"));
        scene.paid(&order);
        order
    });
    story.ends_with(Some(&order), DiscrepancyKind::PaidAfterCancel, WayOutKind::Refund).await;
    story.cannot_be_assembled(&order).await;
}

#[actix_web::test]
async fn cancelled_after_it_was_paid() {
    let story = Story::begin();
    let order = story.happens(|scene| {
        let order = scene.place("Regretful", &[DIRT], 10);
        scene.paid(&order);
        scene.moved(&order, &[Move::Cancel], &by("Ваня", "земля кончилась"))
    });
    assert_eq!(order.written_status, Status::Cancelled);
    story.ends_with(Some(&order), DiscrepancyKind::RefundDue, WayOutKind::Refund).await;
    story.cannot_be_assembled(&order).await;
}

#[actix_web::test]
async fn a_token_that_does_not_fit() {
    let story = Story::begin();
    let order = story.app.place_sum(8).await;
    let body = payment(&order, 8, 1).to_string();
    let refused =
        story.app.post("/callback").bearer_auth("0123456789abcdef0123456789abcdef").body(body);
    assert_eq!(refused.send().await.unwrap().status(), 401);
    let uid = order["uid"].as_str().unwrap();
    crate::support::eventually("the refused callback is told", async || {
        let page = story.owner().get("/admin/attention").await;
        (page.text.contains("KASSA_DROMON_SECRET") && page.text.contains(uid)).then_some(())
    })
    .await;
    assert_eq!(story.app.order(&order["uid"]).await["status"], "awaiting_payment");
}
