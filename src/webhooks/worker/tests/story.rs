//! What is told, to whom, and what people do about it.

use std::collections::BTreeSet;

use serde_json::json;

use super::*;
use crate::{
    feed::EventKind,
    testing::receiver::Do,
    webhooks::{
        AddEndpointError, Again, DeliveryStatus, EndpointChange, Pause, Queued, RedeliverError,
        Removed, chores::PAGE,
    },
};

#[tokio::test]
async fn what_happens_is_told_once_and_in_its_order() {
    let mut scene = Scene::new().await;
    let order = scene.paid("A-1", at(1));
    scene.pay(&order, 5, at(2));
    scene.rest(at(3)).await;
    let expected = [("order.placed", "A-1"), ("order.paid", "A-1"), ("order.payment", "A-1")];
    assert_eq!(scene.taken(), pairs(&expected));
    assert_eq!(scene.statuses(), ["delivered"; 3]);
    scene.rest(minutes(60)).await;
    let got = scene.receiver.got();
    assert_eq!(got.len(), 3);
    let payload: serde_json::Value = serde_json::from_str(&got[1].body).unwrap();
    let event = scene.deliveries()[1].event_id.unwrap();
    assert_eq!(
        payload,
        json!({
            "type": "order.paid",
            "timestamp": at(1).rfc3339(),
            "data": { "id": event, "kind": "paid", "by": "dromon", "at": at(1).rfc3339(), "order": "A-1" },
        })
    );
}

#[tokio::test]
async fn a_subscription_and_a_single_order_leave_the_rest_out() {
    let mut scene = Scene::new().await;
    let order = scene.db.place_with_uid("A-2", 8);
    let (some, one) = (Receiver::open(), Receiver::open());
    add(&mut scene.db, &some, Subscription::of([EventKind::Paid]), None);
    // What happened before is not told.
    add(&mut scene.db, &one, Subscription::all(), Some(order.id));
    scene.paid("A-1", at(1));
    scene.pay(&order, 8, at(2));
    scene.db.receive(&callback(crate::testing::body_of("B-1", "x", 3, "t")));
    scene.rest(at(3)).await;
    let told = |receiver: &Receiver| {
        let mut told: Vec<_> = receiver.got().iter().map(told).collect();
        told.sort();
        told
    };
    assert_eq!(told(&some), pairs(&[("order.paid", "A-1"), ("order.paid", "A-2")]));
    assert_eq!(told(&one), pairs(&[("order.paid", "A-2")]));
    assert!(told(&scene.receiver).contains(&("shop.unknown_order".to_owned(), String::new())));
}

#[tokio::test]
async fn a_paused_endpoint_is_left_alone_and_told_what_waited_when_it_goes_on() {
    let mut scene = Scene::new().await;
    scene.receiver.next([Do::status(500)]);
    scene.db.place_with_uid("A-1", 8);
    scene.rest(at(1)).await;
    // Of this nobody has read yet.
    scene.db.place_with_uid("A-0", 8);
    scene.pause(at(2));
    let id = scene.endpoint;
    scene.db.place_with_uid("A-2", 8);
    let later = minutes(60 * 80);
    scene.rest(later).await;
    assert_eq!(scene.receiver.got().len(), 1);
    // Nor of this.
    scene.db.place_with_uid("A-2b", 8);
    scene.go_on(later);
    scene.db.place_with_uid("A-3", 8);
    scene.rest(later).await;
    let mut taken = scene.taken();
    taken.sort();
    let told = ["A-0", "A-1", "A-3"].map(|uid| ("order.placed", uid));
    assert_eq!(taken, pairs(&told));
    // What happened meanwhile can be had all the same.
    let again = Again::Since(moment(0));
    scene.db.write(|c| webhooks::redeliver(c, id, &again, &by(), later)).unwrap();
    scene.rest(later).await;
    let orders: Vec<String> = scene.taken().into_iter().skip(3).map(|(_, order)| order).collect();
    assert_eq!(orders.len(), 5);
    assert!(orders.contains(&"A-2".to_owned()), "{orders:?}");
}

impl Scene {
    fn pause(&mut self, now: UtcTime) {
        self.change(Pause::Rest, now);
    }

    fn go_on(&mut self, now: UtcTime) {
        let after = feed::newest(&mut self.db.connection).unwrap();
        self.change(Pause::GoOn { after }, now);
    }

    fn change(&mut self, pause: Pause, now: UtcTime) {
        let change = EndpointChange { pause: Some(pause), ..EndpointChange::default() };
        let id = self.endpoint;
        self.db.write(|c| webhooks::change(c, id, &change, &by(), now)).unwrap().unwrap();
    }
}

/// The feed's reader may come to all of it at once.
#[tokio::test]
async fn a_pause_is_as_long_as_it_was_however_late_the_feed_is_read() {
    let mut scene = Scene::new().await;
    scene.db.place_with_uid("A-1", 8);
    scene.pause(at(1));
    scene.db.place_with_uid("A-2", 8);
    scene.go_on(at(2));
    scene.db.place_with_uid("A-3", 8);
    scene.rest(at(3)).await;
    let mut taken = scene.taken();
    taken.sort();
    assert_eq!(taken, pairs(&[("order.placed", "A-1"), ("order.placed", "A-3")]));
}

/// However much waits, and however long it has been tried: when it goes on it is tried at once, and for three days.
#[tokio::test]
async fn a_backlog_has_its_time_anew_when_its_endpoint_goes_on() {
    let mut scene = Scene::new().await;
    let count = usize::try_from(PAGE).unwrap() + 20;
    for nth in 0..count {
        scene.db.place_with_uid(&format!("A-{nth}"), 8);
    }
    scene.pause(at(1));
    scene.rest(at(1)).await;
    // Each was tried often and in vain, and would be tried for the last time in hours.
    let late = at(1).plus(webhooks::LASTING * 2);
    let next_at = late.plus(Duration::from_hours(5)).utc().timestamp_micros();
    scene.db.run(&format!("UPDATE webhook_deliveries SET tries = 20, next_at = {next_at}"));
    scene.go_on(late);
    let due = format!("webhook_deliveries WHERE next_at < {next_at}");
    scene.node.step(late).await;
    assert_eq!(scene.db.count(&due), PAGE);
    // Nothing is given up for what was before.
    scene.receiver.next(vec![Do::status(500); 2]);
    scene.rest(late).await;
    assert_eq!(scene.db.count("webhook_deliveries WHERE status = 'delivered'"), PAGE + 18);
    assert_eq!(scene.db.count("webhook_deliveries WHERE status = 'waiting'"), 2);
}

/// Of all that happened, as far as it is wanted, and a page at a time: callbacks wait behind each transaction.
#[tokio::test]
async fn all_since_a_time_is_queued_a_page_at_a_time() {
    let mut scene = Scene::new().await;
    let late = Receiver::open();
    let (page, more) = (usize::try_from(PAGE).unwrap(), 20);
    for nth in 0..page + more {
        scene.db.place_with_uid(&format!("A-{nth}"), 8);
    }
    scene.paid("B-1", at(1));
    let added = add(&mut scene.db, &late, Subscription::of([EventKind::Placed]), None);
    let (id, since) = (added.endpoint.id, Again::Since(moment(0)));
    let ask = |scene: &mut Scene| {
        scene.db.write(|c| webhooks::redeliver(c, id, &since, &by(), at(2))).unwrap()
    };
    assert_eq!(ask(&mut scene), Queued::Soon);
    let queued = format!("webhook_deliveries WHERE endpoint_id = {id}");
    scene.node.step(at(2)).await;
    assert_eq!(scene.db.count(&queued), PAGE);
    scene.rest(at(2)).await;
    let told = |receiver: &Receiver| {
        let told: BTreeSet<_> = receiver.got().iter().map(told).collect();
        told
    };
    assert_eq!((late.got().len(), told(&late).len()), (page + more + 1, page + more + 1));
    assert!(told(&late).iter().all(|(kind, _)| kind == "order.placed"));
    // And once more, also what it does not want any more: that is left alone.
    let change = EndpointChange {
        subscription: Some(Subscription::of([EventKind::Paid])),
        ..EndpointChange::default()
    };
    scene.db.write(|c| webhooks::change(c, id, &change, &by(), at(3))).unwrap().unwrap();
    ask(&mut scene);
    scene.rest(at(3)).await;
    assert_eq!(late.got().len(), page + more + 2);
    assert_eq!(late.got().last().map(self::told), pairs(&[("order.paid", "B-1")]).pop());
}

/// A callback that waited in the inbox happened before what was written before it.
#[tokio::test]
async fn all_since_a_time_is_found_also_where_older_things_were_written_after_it() {
    let mut scene = Scene::new().await;
    scene.paid("A-1", minutes(10));
    for uid in ["A-2", "A-3"] {
        scene.paid(uid, minutes(5));
    }
    scene.rest(minutes(60)).await;
    let (id, since) = (scene.endpoint, Again::Since(minutes(8)));
    scene.db.write(|c| webhooks::redeliver(c, id, &since, &by(), minutes(60))).unwrap();
    scene.rest(minutes(60)).await;
    let again = scene.taken().split_off(6);
    assert!(again.contains(&pairs(&[("order.paid", "A-1")])[0]), "{again:?}");
}

#[tokio::test]
async fn one_several_or_all_since_are_told_again_under_the_same_id() {
    let mut scene = Scene::new().await;
    for (uid, paid_at) in [("A-1", 10), ("A-2", 20), ("A-3", 30)] {
        scene.paid(uid, minutes(paid_at));
    }
    scene.rest(minutes(60)).await;
    assert_eq!(scene.receiver.got().len(), 6);
    let deliveries = scene.deliveries();
    let id = scene.endpoint;
    let again = |scene: &mut Scene, again: Again| {
        scene.db.write(|c| webhooks::redeliver(c, id, &again, &by(), minutes(70)))
    };
    let one = Again::Deliveries(vec![deliveries[1].id]);
    assert_eq!(again(&mut scene, one).unwrap(), Queued::Now(1));
    scene.rest(minutes(70)).await;
    let got = scene.receiver.got();
    assert_eq!(got.len(), 7);
    assert_eq!(got[6].id(), deliveries[1].message_id);
    assert_eq!(got[6].body, deliveries[1].payload);
    let several = Again::Events(deliveries[2..4].iter().filter_map(|each| each.event_id).collect());
    assert_eq!(again(&mut scene, several).unwrap(), Queued::Now(2));
    scene.rest(minutes(71)).await;
    assert_eq!(scene.receiver.got().len(), 9);
    // From the first event of that time on.
    let since = Again::Since(minutes(25));
    assert_eq!(again(&mut scene, since).unwrap(), Queued::Soon);
    scene.rest(minutes(72)).await;
    assert_eq!(
        scene.receiver.got().last().map(told),
        Some(pairs(&[("order.paid", "A-3")]).remove(0))
    );
    assert_eq!(scene.receiver.got().len(), 10);
    again(&mut scene, Again::Since(minutes(31))).unwrap();
    scene.rest(minutes(73)).await;
    assert_eq!(scene.receiver.got().len(), 10);
    assert_eq!(scene.statuses(), ["delivered"; 6]);
    let unknown =
        scene.db.write(|c| webhooks::redeliver(c, 99, &Again::Events(vec![1]), &by(), at(0)));
    assert!(matches!(unknown, Err(RedeliverError::Unknown(99))));
}

/// Who asks for something while it is on its way does not know what will become of it.
#[tokio::test]
async fn what_is_asked_for_again_while_it_is_on_its_way_is_sent_once_more() {
    let mut scene = Scene::new().await;
    scene.receiver.next([Do::Hold]);
    scene.db.place_with_uid("A-1", 8);
    scene.until(at(1), |scene| scene.receiver.got().len() == 1).await;
    let (id, again) = (scene.endpoint, Again::Deliveries(vec![scene.deliveries()[0].id]));
    scene.db.write(|c| webhooks::redeliver(c, id, &again, &by(), at(2))).unwrap();
    scene.receiver.let_go();
    scene.rest(at(3)).await;
    let got = scene.receiver.got();
    assert_eq!(got.len(), 2);
    assert_eq!(got[0].id(), got[1].id());
    assert_eq!((scene.deliveries()[0].attempts, scene.statuses()), (2, vec!["delivered"]));
}

#[tokio::test]
async fn a_new_secret_signs_beside_the_old_one_for_a_day() {
    let mut scene = Scene::new().await;
    // The library wants it to be of now.
    let now = clock::now();
    let (id, old) = (scene.endpoint, scene.secret.clone());
    let new = scene.db.write(|c| webhooks::rotate_secret(c, id, &by(), now)).unwrap().unwrap();
    scene.db.write(|c| webhooks::test(c, id, &by(), now)).unwrap().unwrap();
    scene.rest(now).await;
    let got = scene.receiver.got();
    assert_eq!(told(&got[0]).0, "webhook.test");
    got[0].verify(new.expose()).unwrap();
    got[0].verify(old.expose()).unwrap();
    let endpoint = webhooks::find(&mut scene.db.connection, id).unwrap().unwrap();
    let tomorrow = now.plus(webhooks::BOTH_SECRETS);
    let exposed: Vec<String> =
        endpoint.secrets(tomorrow).iter().map(|secret| secret.expose().to_owned()).collect();
    assert_eq!(exposed, [new.expose()]);
    assert!(!format!("{endpoint:?}").contains(new.expose()));
}

#[tokio::test]
async fn what_is_removed_is_gone() {
    let mut scene = Scene::new().await;
    scene.paid("A-1", at(1));
    scene.rest(at(2)).await;
    let id = scene.endpoint;
    let mut remove = || scene.db.write(|c| webhooks::remove(c, id, &by(), at(3))).unwrap();
    assert_eq!((remove(), remove()), (Removed::Now, Removed::Unknown));
    assert!(webhooks::list(&mut scene.db.connection).unwrap().is_empty());
    assert!(webhooks::find(&mut scene.db.connection, id).unwrap().is_none());
    scene.paid("A-2", at(4));
    scene.rest(at(5)).await;
    assert_eq!(scene.receiver.got().len(), 2);
    assert_eq!(scene.db.count("audit WHERE what = 'webhooks'"), 2);
    // What was on its way has ended before the rest goes, bit by bit.
    let mut forget = |now: UtcTime| scene.db.write(|c| webhooks::forget(c, now, 1)).unwrap();
    assert_eq!(forget(minutes(5)), 0);
    assert_eq!([minutes(20); 3].map(&mut forget), [1, 1, 0]);
    for table in ["webhook_endpoints", "webhook_deliveries", "webhook_attempts"] {
        assert_eq!(scene.db.count(table), 0, "{table}");
    }
    // Its number is nobody else's.
    let added = add(&mut scene.db, &scene.receiver, Subscription::all(), None);
    assert!(added.endpoint.id > id);
}

#[test]
fn endpoints_of_one_order_have_a_limit_of_their_own() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    let most = webhooks::MOST_ENDPOINTS;
    db.run(&format!(
        "WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < {most})
        INSERT INTO webhook_endpoints
            (url, description, secret, kinds, after_event, created_at, failures, rests_until, left_until, anew_at)
        SELECT 'https://bot.example/', '', 'whsec_', '', 0, 0, 0, 0, 0, 0 FROM numbers"
    ));
    let mut add = |order_id| {
        let new = NewEndpoint {
            url: "https://bot.example/".parse().unwrap(),
            description: "".parse().unwrap(),
            subscription: Subscription::all(),
            order_id,
        };
        db.write(|c| webhooks::add(c, &new, 0, &by(), at(0)))
    };
    assert!(matches!(add(None), Err(AddEndpointError::TooMany(limit)) if limit == most));
    assert!(add(Some(order.id)).is_ok());
}

/// A program that has itself told of each of its orders does not come to the limit of endpoints.
#[tokio::test]
async fn an_endpoint_of_one_order_goes_when_that_has_been_at_its_end_for_a_month() {
    let mut scene = Scene::new().await;
    let orders = ["A-1", "A-2"].map(|uid| scene.db.place_with_uid(uid, 8));
    let endpoints = orders.each_ref().map(|order| {
        add(&mut scene.db, &scene.receiver, Subscription::all(), Some(order.id)).endpoint.id
    });
    scene.rest(at(1)).await;
    let expired = "UPDATE orders SET status = 'expired' WHERE uid = 'A-1'";
    scene.db.run(expired);
    let mut forget = |now: UtcTime| scene.db.write(|c| webhooks::forget(c, now, 100)).unwrap();
    forget(at(0).plus(webhooks::REMEMBERED));
    assert_eq!(webhooks::list(&mut scene.db.connection).unwrap().len(), 3);
    let mut forget = |now: UtcTime| scene.db.write(|c| webhooks::forget(c, now, 100)).unwrap();
    let month = at(10).plus(webhooks::REMEMBERED);
    while forget(month) > 0 {}
    let left = webhooks::list(&mut scene.db.connection).unwrap();
    let left: Vec<i64> = left.iter().map(|endpoint| endpoint.id).collect();
    assert_eq!(left, [endpoints[1], scene.endpoint]);
}

#[tokio::test]
async fn what_came_to_its_end_is_forgotten_after_a_month() {
    let mut scene = Scene::new().await;
    scene.paid("A-1", at(1));
    scene.rest(at(2)).await;
    scene.receiver.always(Do::status(500));
    scene.db.place_with_uid("A-2", 8);
    scene.rest(at(3)).await;
    let mut forget = |now: UtcTime| scene.db.write(|c| webhooks::forget(c, now, 100)).unwrap();
    assert_eq!(forget(at(1).plus(webhooks::REMEMBERED)), 0);
    // The last took a moment of real time.
    assert_eq!(forget(minutes(60).plus(webhooks::REMEMBERED)), 2);
    let left = scene.deliveries();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].status, DeliveryStatus::Waiting);
}
