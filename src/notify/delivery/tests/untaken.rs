//! Paid orders that nobody takes.

use super::*;

const SAID: &str = "**Заказ A-1 оплачен, но уже 15 минут его никто не взял**";

async fn told_of_a_paid_order() -> (Scene, Order) {
    let mut scene = Scene::new().await;
    let order = scene.paid("A-1");
    assert_eq!(scene.step(at(2)).await, Step::Delivered);
    (scene, order)
}

#[tokio::test]
async fn an_order_that_nobody_takes_is_said_once() {
    let (mut scene, order) = told_of_a_paid_order().await;
    scene.rest(minutes(15)).await;
    assert_eq!(scene.step(minutes(16)).await, Step::Delivered);
    assert_eq!(scene.titles()[1], SAID);
    scene.rest(minutes(60)).await;
    // Nor by another process, nor when it is put back.
    scene.moved(&order, EventKind::Assembling, Status::Assembling, minutes(61));
    scene.moved(&order, EventKind::BackToPaid, Status::Paid, minutes(62));
    let mut other = Node::of(&scene.db, &scene.server);
    other.rest(&mut scene.db, minutes(90)).await;
    assert_eq!(scene.server.requests().len(), 2);
}

#[tokio::test]
async fn an_order_that_is_taken_is_not_said() {
    let (mut scene, order) = told_of_a_paid_order().await;
    scene.moved(&order, EventKind::Assembling, Status::Assembling, minutes(5));
    scene.rest(minutes(6)).await;
    assert_eq!(scene.db.count("untaken_notices"), 0);
    // Whoever puts it back gives it another quarter of an hour.
    scene.moved(&order, EventKind::BackToPaid, Status::Paid, minutes(10));
    scene.rest(minutes(24)).await;
    assert_eq!(scene.step(minutes(25)).await, Step::Delivered);
    assert_eq!(scene.titles()[1], SAID);
}

/// The books are asked again, whatever of the feed was read by then.
#[tokio::test]
async fn an_order_that_has_just_been_taken_is_not_said() {
    let (mut scene, order) = told_of_a_paid_order().await;
    scene.db.run(&format!("UPDATE orders SET status = 'assembling' WHERE id = {}", order.id));
    scene.rest(minutes(20)).await;
    assert_eq!(scene.server.requests().len(), 1);
    assert_eq!(scene.db.count("untaken_notices"), 0);
}

#[tokio::test]
async fn a_held_order_is_not_said_until_it_is_free() {
    let mut scene = Scene::new().await;
    let order = scene.db.place_with_uid("A-1", 8);
    let altered = body(&order, 8, "t1").replace("Заказ", "Подарок");
    scene.db.receive(&callback(altered));
    assert_eq!(scene.step(at(2)).await, Step::Delivered);
    scene.rest(minutes(20)).await;
    scene.db.run("UPDATE discrepancies SET resolved_at = 1");
    scene.moved(&order, EventKind::Resolved, Status::Paid, minutes(30));
    scene.rest(minutes(44)).await;
    assert_eq!(scene.step(minutes(45)).await, Step::Delivered);
    assert_eq!(scene.titles()[1], SAID);
}

#[tokio::test]
async fn what_was_not_taken_for_a_day_is_not_said_after_an_outage() {
    let (mut scene, _) = told_of_a_paid_order().await;
    scene.paid("A-2");
    let day = 24 * 60;
    // It is told that it was paid, but not that it waits.
    assert_eq!(scene.step(minutes(day + 1)).await, Step::Delivered);
    scene.rest(minutes(day + 1)).await;
    assert_eq!(scene.titles(), ["**Оплачен заказ A-1**", "**Оплачен заказ A-2**"]);
    assert_eq!(scene.db.count("untaken_notices"), 0);
}

/// An order that staff could not be told of for its message's own sake keeps nothing from the others.
#[tokio::test]
async fn an_order_whose_message_is_always_in_vain_holds_up_no_other() {
    let (mut scene, one) = told_of_a_paid_order().await;
    scene.paid("A-2");
    assert_eq!(scene.step(at(3)).await, Step::Delivered);
    scene.db.run(&format!(
        "INSERT INTO undelivered_notices (channel, topic, order_id, event_id, why, at)
        VALUES ('discord', 'paid', {}, 1, 'failed', 1)",
        one.id
    ));
    scene.server.next([Say::Malformed]);
    assert_eq!(scene.step(minutes(16)).await, Step::LeftOut);
    let of_the_other = "undelivered_notices WHERE topic = 'untaken'
        AND order_id = (SELECT MAX(id) FROM orders)";
    assert_eq!(scene.db.count(of_the_other), 1);
    // Somebody has seen to it.
    scene.db.run("UPDATE undelivered_notices SET resolved_at = 1");
    assert_eq!(scene.step(minutes(17)).await, Step::Delivered);
    assert_eq!(scene.titles()[2], SAID);
}

#[tokio::test]
async fn what_could_not_be_said_is_said_later() {
    let (mut scene, _) = told_of_a_paid_order().await;
    scene.server.next([Say::Limited { body: 2.0, header: 2 }, Say::Error(500)]);
    assert_eq!(scene.step(minutes(16)).await, Step::Wait(Duration::from_secs(2)));
    assert!(matches!(scene.step(minutes(17)).await, Step::Wait(_)));
    assert_eq!(scene.step(minutes(18)).await, Step::Delivered);
    scene.rest(minutes(30)).await;
    assert_eq!(scene.titles(), ["**Оплачен заказ A-1**", SAID]);
}

/// Whoever dies while it is said may not have said it, so the next one says it.
#[tokio::test]
async fn a_restart_while_it_is_said_says_it_again() {
    let (mut scene, order) = told_of_a_paid_order().await;
    scene.server.next([Say::Never]);
    let saying = scene.node.notifier.step(minutes(16));
    let came = async {
        while scene.server.requests().len() < 2 {
            wait_a_little().await;
        }
    };
    // Dropped while the answer is waited for.
    tokio::select! {
        step = saying => panic!("{step:?}"),
        () = came => {}
    }
    let mut after = Node::of(&scene.db, &scene.server);
    assert_eq!(after.step(minutes(17)).await, Step::Delivered);
    after.rest(&mut scene.db, minutes(30)).await;
    assert_eq!(scene.titles(), ["**Оплачен заказ A-1**", SAID]);
    let said = format!("untaken_notices WHERE order_id = {} AND said_at IS NOT NULL", order.id);
    assert_eq!(scene.db.count(&said), 1);
}
