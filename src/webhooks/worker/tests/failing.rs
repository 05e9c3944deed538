//! A receiver that fails in every way.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::{
    testing::receiver::Do,
    webhooks::{Again, LASTING, schedule::SLOWED},
};

/// For receivers that never answer: a good answer on a busy machine may take longer, and then it is only sent again.
const LITTLE: Duration = Duration::from_millis(500);

/// All that can be done about a request but take it.
fn every_way() -> Vec<Do> {
    vec![
        Do::status(500),
        Do::Hang,
        Do::Answer(429, "Retry-After: 1200\r\n".to_owned(), "slowly".to_owned()),
        Do::Reset,
        Do::status(410),
        Do::Trickle,
        Do::Answer(302, "Location: /elsewhere\r\n".to_owned(), String::new()),
    ]
}

/// When something is to be sent next.
fn next_due(db: &mut TestDatabase) -> UtcTime {
    let next = "SELECT COALESCE(MIN(CASE WHEN endpoint.rests > delivery.next_at THEN endpoint.rests ELSE delivery.next_at END), 0) AS number
        FROM webhook_deliveries AS delivery JOIN (
            SELECT id, CASE WHEN left_until > rests_until THEN left_until ELSE rests_until END AS rests FROM webhook_endpoints
        ) AS endpoint ON endpoint.id = delivery.endpoint_id
        WHERE delivery.status = 'waiting' AND NOT EXISTS (
            SELECT 1 FROM webhook_deliveries AS earlier
            WHERE earlier.order_id = delivery.order_id AND earlier.status = 'waiting' AND earlier.event_id < delivery.event_id
        )";
    UtcTime::from_micros(db.number(next))
}

/// The endpoints that somebody should look at; every page of staff counts them its own way.
fn troubled(connection: &mut Connection, now: UtcTime) -> Vec<webhooks::Trouble> {
    let found = webhooks::troubles(connection, now).unwrap();
    let counted = webhooks::in_trouble(connection, now).unwrap();
    assert_eq!(usize::try_from(counted), Ok(found.len()));
    found
}

/// For nearly three days it is one failure after the other: connections are refused, requests hang, get errors, are told to come
/// later or that nobody is there, are reset and trickle; now and then something is taken. Orders are placed and paid meanwhile, and the shop is
/// restarted again and again. Then the receiver is mended.
#[tokio::test]
async fn for_three_days_everything_fails_and_everything_arrives() {
    let mut scene = Scene::with_patience(LITTLE).await;
    let (begin, mended) = (at(0), at(0).plus(LASTING.saturating_sub(Duration::from_hours(2))));
    // One success among so many failures, so that orders go on at different times.
    for _ in 0..60 {
        scene.receiver.next(every_way());
        scene.receiver.next([Do::Take]);
    }
    let (mut now, mut placed, mut steps) = (begin, 0_u64, 0_u64);
    while now < mended {
        let hours = now.since(begin).as_secs() / 3600;
        while placed * 5 <= hours {
            let order = scene.paid(&format!("A-{placed}"), now);
            scene.pay(&order, 5, now.plus(Duration::from_secs(1)));
            placed += 1;
        }
        // For the second half of each day nobody listens.
        if hours % 24 >= 12 {
            scene.receiver.shut();
        } else {
            scene.receiver.open_again();
        }
        scene.rest(now).await;
        steps += 1;
        if steps.is_multiple_of(10) {
            scene.node.stop(now).await;
            scene.node = Node::with_patience(&scene.db, LITTLE);
            scene.rest(now).await;
        }
        // Something new may happen before something is due.
        let next_hour = begin.plus(Duration::from_hours(hours + 1));
        now = next_due(&mut scene.db).max(now.plus(Duration::from_secs(1))).min(next_hour);
    }
    let failed = scene.receiver.got();
    for way in every_way() {
        assert!(failed.iter().any(|got| got.done == way), "{way:?} should have been tried");
    }
    assert!(scene.db.count("webhook_attempts WHERE status IS NULL AND error LIKE '%refused%'") > 0);
    scene.receiver.open_again();
    scene.receiver.mend();
    let events = usize::try_from(scene.db.count("events")).unwrap();
    assert!(events >= 3 * 14, "{events}");
    while scene.statuses().contains(&"waiting") {
        now = next_due(&mut scene.db).max(now);
        scene.rest(now).await;
        assert!(now < begin.plus(LASTING * 3), "{:?}", scene.statuses());
    }
    assert_eq!(scene.statuses(), vec!["delivered"; events]);

    // Every event arrived, and duplicates are what they were.
    let got = scene.receiver.got();
    let mut bodies: BTreeMap<&str, &str> = BTreeMap::new();
    for each in &got {
        assert_eq!(*bodies.entry(each.id()).or_insert(&each.body), each.body);
    }
    let arrived: BTreeSet<&str> = got.iter().filter(|got| got.taken()).map(Got::id).collect();
    let sent = scene.deliveries();
    let wanted: BTreeSet<&str> = sent.iter().map(|delivery| delivery.message_id.as_str()).collect();
    assert_eq!(wanted.len(), events);
    assert_eq!(arrived, wanted);
    // In order per order, at the first as at every further time.
    let place: BTreeMap<&str, i64> =
        sent.iter().map(|delivery| (delivery.message_id.as_str(), delivery.id)).collect();
    let mut reached: BTreeMap<String, i64> = BTreeMap::new();
    for each in &got {
        let (order, nth) = (told(each).1, place[each.id()]);
        let before = reached.insert(order.clone(), nth).unwrap_or(0);
        assert!(before <= nth, "{order}: {nth} after {before}");
    }
}

/// One that is never taken holds up its own order, and no other.
#[tokio::test]
async fn what_is_never_taken_holds_up_its_own_order_alone() {
    let mut scene = Scene::new().await;
    scene.receiver.next([Do::status(500)]);
    let order = scene.db.place_with_uid("A-1", 8);
    scene.rest(at(1)).await;
    let first = scene.receiver.got()[0].id().to_owned();
    scene.pay(&order, 8, at(2));
    scene.paid("A-2", at(2));
    scene.rest(at(3)).await;
    let taken = scene.taken();
    assert_eq!(taken, pairs(&[("order.placed", "A-2"), ("order.paid", "A-2")]));
    scene.rest(minutes(1)).await;
    assert_eq!(scene.taken()[2..], pairs(&[("order.placed", "A-1"), ("order.paid", "A-1")]));
    assert_eq!(scene.receiver.got().iter().filter(|got| got.id() == first).count(), 2);
}

#[tokio::test]
async fn a_dead_endpoint_is_asked_one_thing_at_a_time_and_never_switched_off() {
    let mut scene = Scene::new().await;
    scene.receiver.always(Do::status(500));
    for nth in 0..10 {
        scene.db.place_with_uid(&format!("A-{nth}"), 8);
    }
    scene.rest(at(1)).await;
    let asked = scene.receiver.got().len();
    let at_once = usize::try_from(SLOWED).unwrap() + 3;
    assert!((usize::try_from(SLOWED).unwrap()..=at_once).contains(&asked), "{asked}");
    scene.rest(at(2)).await;
    assert_eq!(scene.receiver.got().len(), asked);
    // An hour later staff is told, and it is still asked.
    for minute in [20, 40, 60, 80] {
        let before = scene.receiver.got().len();
        scene.rest(minutes(minute)).await;
        assert_eq!(scene.receiver.got().len(), before + 1);
    }
    let troubles = troubled(&mut scene.db.connection, minutes(80));
    assert_eq!(troubles.len(), 1);
    assert_eq!((troubles[0].health.waiting, troubles[0].health.given_up), (10, 0));
    assert_eq!(troubled(&mut scene.db.connection, minutes(30)).len(), 0);
    // Three days later all is given up, tried or not; and what happens then is sent all the same.
    let late = at(1).plus(LASTING + Duration::from_mins(1));
    scene.rest(late).await;
    assert_eq!(scene.statuses(), ["given_up"; 10]);
    let troubles = troubled(&mut scene.db.connection, late);
    assert_eq!(troubles[0].health.given_up, 10);
    scene.receiver.always(None);
    scene.db.place_with_uid("B-1", 8);
    scene.rest(late.plus(Duration::from_mins(20))).await;
    assert_eq!(scene.taken(), pairs(&[("order.placed", "B-1")]));
    // Until somebody has looked.
    let id = scene.endpoint;
    let now = late.plus(Duration::from_mins(30));
    assert_eq!(troubled(&mut scene.db.connection, now).len(), 1);
    scene.db.write(|c| webhooks::see(c, id, now)).unwrap();
    assert_eq!(troubled(&mut scene.db.connection, now).len(), 0);
}

/// Who asks for time gets it, and who says that nobody is there is asked seldom.
#[tokio::test]
async fn what_is_asked_for_is_obeyed() {
    let mut scene = Scene::new().await;
    scene.receiver.next([Do::Answer(429, "Retry-After: 600\r\n".to_owned(), String::new())]);
    scene.db.place_with_uid("A-1", 8);
    scene.rest(at(1)).await;
    scene.rest(minutes(9)).await;
    assert_eq!(scene.receiver.got().len(), 1);
    scene.rest(minutes(12)).await;
    assert_eq!(scene.receiver.got().len(), 2);
    scene.receiver.next([Do::status(410)]);
    scene.db.place_with_uid("A-2", 8);
    scene.rest(minutes(12)).await;
    assert_eq!(scene.receiver.got().len(), 3);
    scene.rest(minutes(5 * 60)).await;
    assert_eq!(scene.receiver.got().len(), 3);
    scene.rest(minutes(7 * 60)).await;
    assert_eq!(scene.receiver.got().len(), 4);
    assert_eq!(scene.statuses(), ["delivered"; 2]);
}

/// Four are on their way at once: what one of them was answered is not forgotten for what the others were.
#[tokio::test]
async fn what_one_answer_asks_for_outlasts_the_others() {
    let mut scene = Scene::new().await;
    let later = Do::Answer(429, "Retry-After: 600\r\n".to_owned(), String::new());
    scene.receiver.next([Do::Hold, later, Do::Hold, Do::Hold]);
    for nth in 0..4 {
        scene.db.place_with_uid(&format!("A-{nth}"), 8);
    }
    scene
        .until(at(1), |scene| {
            scene.receiver.got().len() == 4 && scene.db.count("webhook_attempts") == 1
        })
        .await;
    scene.receiver.let_go();
    scene.rest(at(1)).await;
    assert_eq!(scene.db.count("webhook_deliveries WHERE status = 'delivered'"), 3);
    scene.db.place_with_uid("B-1", 8);
    scene.rest(minutes(9)).await;
    assert_eq!(scene.receiver.got().len(), 4);
    scene.rest(minutes(12)).await;
    assert_eq!(scene.statuses(), ["delivered"; 5]);
}

/// Whoever mends a bot tries it out, and need not wait until all has come that was missed; and a test that fails is nobody's loss.
#[tokio::test]
async fn what_a_person_asks_for_goes_first() {
    let mut scene = Scene::new().await;
    scene.receiver.always(Do::status(500));
    for nth in 0..10 {
        scene.db.place_with_uid(&format!("A-{nth}"), 8);
    }
    scene.rest(at(1)).await;
    let (id, before) = (scene.endpoint, scene.receiver.got().len());
    let tested = minutes(1);
    scene.db.write(|c| webhooks::test(c, id, &by(), tested)).unwrap().unwrap();
    scene.rest(tested).await;
    let got = scene.receiver.got();
    assert_eq!(got.len(), before + 1);
    assert_eq!(told(&got[before]).0, "webhook.test");
    let last = scene.deliveries().into_iter().rfind(|each| each.event_id.is_some()).unwrap();
    // Before the test is tried again.
    let (again, asked) = (Again::Deliveries(vec![last.id]), at(62));
    scene.db.write(|c| webhooks::redeliver(c, id, &again, &by(), asked)).unwrap();
    scene.rest(asked).await;
    let got = scene.receiver.got();
    assert_eq!(got.len(), before + 2);
    assert_eq!(got[before + 1].id(), last.message_id);
    // All is given up: the test is not counted.
    let late = minutes(3).plus(LASTING + Duration::from_mins(20));
    for hours in 0..30 {
        scene.rest(late.plus(Duration::from_hours(hours * 3))).await;
    }
    assert!(!scene.statuses().contains(&"waiting"), "{:?}", scene.statuses());
    let troubles = troubled(&mut scene.db.connection, late);
    let given_up = scene.db.count("webhook_deliveries WHERE status = 'given_up'");
    assert_eq!(troubles[0].health.given_up, given_up - 1);
}

/// What is kept of a try is what somebody needs to understand it.
#[tokio::test]
async fn a_try_is_written_down() {
    let mut scene = Scene::with_patience(LITTLE).await;
    scene.receiver.next([Do::status(500), Do::Hang]);
    scene.db.place_with_uid("A-1", 8);
    for minute in [1, 10, 30] {
        scene.rest(minutes(minute)).await;
    }
    let delivery = scene.deliveries().remove(0);
    let attempts = webhooks::attempts(&mut scene.db.connection, delivery.id, 10).unwrap();
    let told: Vec<_> =
        attempts.iter().map(|each| (each.nth, each.status, each.answer.as_str())).collect();
    assert_eq!(told, [(3, Some(200), "ok"), (2, None, ""), (1, Some(500), "no")]);
    assert_eq!(attempts[1].error.as_deref(), Some("no answer came within 0.5 s"));
    assert!(attempts[1].took_ms >= 500);
    assert_eq!(attempts[0].at, minutes(30));
    assert!(attempts[2].headers.contains(&delivery.message_id));
    assert!(!attempts[2].headers.contains("v1,"));
}
