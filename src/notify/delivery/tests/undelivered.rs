//! What could not be delivered, and messages to customers.

use super::*;
use crate::{
    db::schema::undelivered_notices as rows,
    notify::{
        BotToken, Direct, DiscordBot, Service, Topic, choices,
        undelivered::{Decided, Undelivered, Why, leave, open, try_again},
    },
    testing::bots::{Answer, BOT_TOKEN, BotServer, Service as At},
};
use diesel::prelude::*;

fn all(db: &mut TestDatabase) -> Vec<Undelivered> {
    Undelivered::query().order(rows::id).load(&mut db.connection).unwrap()
}

#[tokio::test]
async fn what_is_refused_waits_for_a_person_and_is_tried_again() {
    let mut scene = Scene::new().await;
    let order = scene.paid("A-1");
    scene.server.next([Say::Malformed]);
    assert_eq!(scene.step(at(2)).await, Step::LeftOut);
    let [left] = &all(&mut scene.db)[..] else { panic!("one that was left out") };
    let id = left.id;
    assert_eq!((left.topic, left.order_id, left.why), (Topic::Paid, Some(order.id), Why::Refused));
    assert_eq!((left.code, left.again_at), (Some(50035), None));
    // Nothing is sent by itself.
    scene.rest(at(3)).await;
    assert_eq!(scene.server.requests().len(), 1);

    let ask = |scene: &mut Scene, now| scene.db.write(|c| try_again(c, id, now)).unwrap();
    assert_eq!(ask(&mut scene, at(4)), Decided::Now);
    scene.server.next([Say::Malformed]);
    assert_eq!(scene.step(at(5)).await, Step::LeftOut);
    scene.rest(at(6)).await;
    assert_eq!(scene.server.requests().len(), 2);
    // However much later: somebody wants it to be told.
    let later = minutes(6 * 24 * 60);
    assert_eq!(ask(&mut scene, later), Decided::Now);
    assert_eq!(scene.step(later).await, Step::Delivered);
    assert_eq!(scene.titles(), ["**Оплачен заказ A-1**"]);
    let waiting = open(&mut scene.db.connection).unwrap();
    assert!(waiting.notices.is_empty());
    assert_eq!(ask(&mut scene, later), Decided::Before);
}

#[tokio::test]
async fn what_is_left_is_not_sent() {
    let mut scene = Scene::new().await;
    scene.paid("A-1");
    scene.server.next([Say::Malformed]);
    assert_eq!(scene.step(at(2)).await, Step::LeftOut);
    let id = all(&mut scene.db)[0].id;
    let by = Actor::staff("Ирина");
    scene.db.write(|c| try_again(c, id, at(3))).unwrap();
    assert_eq!(scene.db.write(|c| leave(c, id, &by, at(3))).unwrap(), Decided::Now);
    assert_eq!(scene.db.write(|c| leave(c, id, &by, at(4))).unwrap(), Decided::Before);
    scene.rest(at(5)).await;
    assert_eq!(scene.server.requests().len(), 1);
    assert_eq!(all(&mut scene.db)[0].resolved_by, Some(by));
}

/// A channel that was dead for days tells no old news, but says that it has not.
#[tokio::test]
async fn what_has_become_too_old_waits_for_a_person() {
    let mut scene = Scene::new().await;
    let order = scene.paid("A-1");
    scene.moved(&order, EventKind::Assembling, Status::Assembling, at(2));
    scene.server.next([Say::Error(500)]);
    assert!(matches!(scene.step(at(3)).await, Step::Wait(_)));
    let later = minutes(3 * 24 * 60 + 5);
    scene.rest(later).await;
    assert_eq!(scene.server.requests().len(), 1);
    let waiting = open(&mut scene.db.connection).unwrap();
    let newest = waiting.notices[0].0.id;
    assert_eq!(waiting.channels, [(ChannelKind::Discord, 1, newest)]);
    let left: Vec<_> =
        all(&mut scene.db).iter().map(|left| (left.topic, left.why, left.code)).collect();
    assert_eq!(left, [(Topic::Paid, Why::Stale, None)]);
}

/// A channel that nobody wanted for weeks begins anew, and what happened meanwhile waits for nobody.
#[tokio::test]
async fn a_channel_that_was_switched_off_for_long_begins_anew() {
    let mut scene = Scene::new().await;
    scene.node.notifier.release(at(0)).await;
    scene.paid("A-1");
    let later = minutes(20 * 24 * 60);
    let mut on_again = Node::of(&scene.db, &scene.server);
    on_again.rest(&mut scene.db, later).await;
    assert_eq!((scene.server.requests().len(), all(&mut scene.db).len()), (0, 0));
    let order = scene.db.place_with_uid("A-2", 8);
    scene.pay(&order, 8, later);
    assert_eq!(on_again.step(later).await, Step::Delivered);
    assert!(scene.titles()[0].contains("оплата пришла слишком поздно"));
    assert_eq!(scene.server.requests().len(), 1);
}

#[tokio::test]
async fn an_untaken_order_that_is_refused_waits_as_well() {
    let mut scene = Scene::new().await;
    scene.paid("A-1");
    assert_eq!(scene.step(at(2)).await, Step::Delivered);
    scene.server.next([Say::Malformed]);
    assert_eq!(scene.step(minutes(16)).await, Step::LeftOut);
    let id = all(&mut scene.db)[0].id;
    scene.db.write(|c| try_again(c, id, minutes(17))).unwrap();
    assert_eq!(scene.step(minutes(18)).await, Step::Delivered);
    assert!(scene.titles()[1].contains("уже 15 минут"));
}

/// Nobody is told that an order is not taken that has been taken since.
#[tokio::test]
async fn what_is_no_longer_true_is_not_sent_again() {
    let mut scene = Scene::new().await;
    let order = scene.paid("A-1");
    assert_eq!(scene.step(at(2)).await, Step::Delivered);
    scene.server.next([Say::Malformed]);
    assert_eq!(scene.step(minutes(16)).await, Step::LeftOut);
    let id = all(&mut scene.db)[0].id;
    scene.moved(&order, EventKind::Assembling, Status::Assembling, minutes(17));
    scene.rest(minutes(17)).await;
    scene.db.write(|c| try_again(c, id, minutes(17))).unwrap();
    assert_eq!(scene.step(minutes(18)).await, Step::LeftOut);
    assert_eq!(scene.server.requests().len(), 2);
    let left = &all(&mut scene.db)[0];
    assert_eq!((left.why, left.code, left.again_at), (Why::Refused, None, None));
}

/// Who asks once has it tried once, and what the channel is not told of by now is left out of it.
#[tokio::test]
async fn what_somebody_asks_for_is_tried_once_and_tells_what_is_wanted() {
    let mut scene = Scene::new().await;
    let order = scene.db.place_with_uid("A-1", 8);
    scene.pay(&order, 9, at(1));
    scene.moved(&order, EventKind::Assembling, Status::Assembling, at(2));
    scene.server.next([Say::Malformed]);
    assert_eq!(scene.step(at(2)).await, Step::LeftOut);
    scene.rest(at(2)).await;
    let id = all(&mut scene.db)[0].id;
    let ask = |scene: &mut Scene, now| scene.db.write(|c| try_again(c, id, now)).unwrap();
    for (nth, say) in [(1, Say::Error(500)), (90, Say::Unknown)] {
        ask(&mut scene, minutes(nth));
        scene.server.next([say]);
        let step = scene.step(minutes(nth)).await;
        assert!(matches!(step, Step::Wait(_) | Step::Refused(_)), "{step:?}");
        scene.rest(minutes(nth + 70)).await;
        let left = &all(&mut scene.db)[0];
        assert_eq!((left.why, left.again_at), (Why::Failed, None));
    }
    assert_eq!(scene.server.requests().len(), 3);
    // How long to wait is said, so it is waited.
    ask(&mut scene, minutes(200));
    scene.server.next([Say::Limited { body: 2.0, header: 2 }]);
    assert!(matches!(scene.step(minutes(200)).await, Step::Wait(_)));
    scene.db.write(|c| choices::choose(c, ChannelKind::Discord, &[])).unwrap();
    assert_eq!(scene.step(minutes(201)).await, Step::Delivered);
    let [text] = &scene.server.messages()[..] else { panic!("one message") };
    assert!(text.contains("Оплачен заказ A-1") && !text.contains("Расхождение"), "{text}");
}

#[tokio::test]
async fn what_nobody_wants_is_not_told() {
    let mut scene = Scene::new().await;
    let topics: Vec<Topic> = Topic::of(crate::notify::Audience::Staff)
        .iter()
        .copied()
        .filter(|topic| !matches!(topic, Topic::Paid | Topic::Untaken))
        .collect();
    let changed = scene.db.write(|c| choices::choose(c, ChannelKind::Discord, &topics)).unwrap();
    assert_eq!(changed, [Topic::Paid, Topic::Untaken]);
    let order = scene.paid("A-1");
    scene.rest(at(2)).await;
    scene.pay(&order, 5, at(3));
    assert_eq!(scene.step(at(4)).await, Step::Delivered);
    scene.rest(minutes(30)).await;
    assert_eq!(scene.titles().len(), 1);
    assert!(scene.titles()[0].contains("оплатили ещё раз"));
}

fn of_customers(db: &TestDatabase, server: &BotServer) -> Node {
    let bot = DiscordBot {
        token: BotToken::parse(BOT_TOKEN).unwrap(),
        service: Service::parse(&server.url()).unwrap(),
    };
    let store = Store::open(db.database.clone(), || {}).unwrap();
    Node::with(&store, Channel::Direct(Direct::new(bot)))
}

/// One customer who takes no messages keeps nothing from the others, and each is told what becomes of his own order.
#[tokio::test]
async fn customers_are_told_and_one_who_is_not_holds_up_nobody() {
    let mut db = TestDatabase::new();
    let server = BotServer::open(At::Discord);
    let mut node = of_customers(&db, &server);
    node.rest(&mut db, at(0)).await;
    let pay = |db: &mut TestDatabase, uid: &str, discord: &str| {
        let order = db.place_with_uid(uid, 8);
        let body = body(&order, 8, uid).replace("\"_id\"", "\"id\":\"D\",\"_id\"");
        db.receive(&callback(body.replace("\"D\"", &format!("\"{discord}\""))));
    };
    pay(&mut db, "A-1", "17");
    // Nobody knows who that is.
    let other = db.place_with_uid("A-2", 8);
    db.receive(&callback(body(&other, 8, "t1")));
    pay(&mut db, "A-3", "18");
    let closed =
        serde_json::json!({ "message": "Cannot send messages to this user", "code": 50007 });
    server.next([Answer::Say(403, "", closed)]);
    assert_eq!(node.step(at(2)).await, Step::LeftOut);
    assert_eq!(node.state.complaint(), None);
    assert_eq!(node.step(at(2)).await, Step::Delivered);
    node.rest(&mut db, at(2)).await;
    let messages = server.messages();
    assert_eq!(messages.len(), 1);
    assert!(messages[0].starts_with("**Ваш заказ A-3 оплачен**"), "{}", messages[0]);
    let [left] = &all(&mut db)[..] else { panic!("one that was left out") };
    assert_eq!((left.channel, left.code), (ChannelKind::DiscordDm, Some(50007)));
}

/// A channel that is dead holds up no other: each has a place of its own.
#[tokio::test]
async fn each_channel_goes_on_by_itself() {
    let mut scene = Scene::new().await;
    let server = BotServer::open(At::Discord);
    server.always(Answer::Say(503, "", serde_json::json!({})));
    let mut customers = of_customers(&scene.db, &server);
    customers.notifier.step(at(0)).await.unwrap();
    assert_eq!(scene.db.count("consumers"), 2);
    let order = scene.db.place_with_uid("A-1", 8);
    let paid = body(&order, 8, "t1").replace("\"_id\"", "\"id\":\"17\",\"_id\"");
    scene.db.receive(&callback(paid));
    assert!(matches!(customers.step(at(2)).await, Step::Wait(_)));
    assert_eq!(scene.step(at(2)).await, Step::Delivered);
}
