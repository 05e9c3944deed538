use super::*;
use crate::{
    feed::{Actor, EventKind},
    notify::{Discord, Webhook},
    orders::{self, About, Change, Order, Status},
    payments::RawCallback,
    testing::{
        DEADLINE, TestDatabase, body, callback,
        discord::{DiscordServer, Say, WEBHOOK_TOKEN},
        moment,
    },
};

fn at(seconds: u64) -> UtcTime {
    moment(0).plus(Duration::from_secs(seconds))
}

fn minutes(minutes: u64) -> UtcTime {
    at(minutes * 60)
}

/// A node that tells staff.
struct Node {
    notifier: Notifier,
    state: NoticeState,
}

impl Node {
    fn of(db: &TestDatabase, server: &DiscordServer) -> Self {
        let store = Store::open(db.database.clone(), || {}).unwrap();
        let channel = Channel::Discord(Discord::new(Webhook::parse(&server.webhook()).unwrap()));
        Self::with(&store, channel)
    }

    fn with(store: &Store, channel: Channel) -> Self {
        let (kind, url) = (channel.kind(), "https://shop.example".parse().unwrap());
        let writer = Writer::new(kind, url, false, chrono_tz::Europe::Moscow);
        let state = NoticeState::new(kind);
        Self { notifier: Notifier::new(store, channel, writer, state.clone()), state }
    }

    /// Steps until something comes of it. The server is shared, and transactions of other tests are waited for, too.
    async fn step(&mut self, now: UtcTime) -> Step {
        let stepping = async {
            loop {
                match self.notifier.step(now).await.unwrap() {
                    Step::Idle | Step::Passed => tokio::task::yield_now().await,
                    step => return step,
                }
            }
        };
        tokio::time::timeout(DEADLINE, stepping).await.expect("there should be something to tell")
    }

    /// Steps until there is nothing more to look at: everything that happened has been dealt with.
    async fn rest(&mut self, db: &mut TestDatabase, now: UtcTime) {
        let resting = async {
            loop {
                let step = self.notifier.step(now).await.unwrap();
                assert!(matches!(step, Step::Idle | Step::Passed), "{step:?}");
                let left = "SELECT COUNT(*) AS number FROM events
                    WHERE id > (SELECT cursor FROM consumers)";
                if step == Step::Idle && db.count("consumers") == 1 && db.number(left) == 0 {
                    return;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(DEADLINE, resting).await.expect("it should come to rest");
    }
}

struct Scene {
    db: TestDatabase,
    server: DiscordServer,
    node: Node,
}

impl Scene {
    /// A shop where somebody is told what happens from now on.
    async fn new() -> Self {
        let mut db = TestDatabase::new();
        let server = DiscordServer::open();
        let mut node = Node::of(&db, &server);
        node.rest(&mut db, at(0)).await;
        Self { db, server, node }
    }

    /// An order that is paid a second after the beginning.
    fn paid(&mut self, uid: &str) -> Order {
        let order = self.db.place_with_uid(uid, 8);
        self.pay(&order, 8, at(1));
        self.db.order(order.id)
    }

    fn pay(&mut self, order: &Order, sum: i64, received_at: UtcTime) {
        let raw = callback(body(order, sum, &received_at.rfc3339()));
        self.db.receive(&RawCallback { received_at, ..raw });
    }

    /// Staff moves an order.
    fn moved(&mut self, order: &Order, kind: EventKind, status: Status, now: UtcTime) {
        let order = self.db.order(order.id);
        let change = Change {
            kind,
            actor: Actor::staff("Ирина"),
            note: None,
            status,
            counted: order.counted,
            payment: None,
            about: About::Nothing,
        };
        self.db.write(|c| orders::advance(c, &order, &change, now)).unwrap();
    }

    async fn step(&mut self, now: UtcTime) -> Step {
        self.node.step(now).await
    }

    async fn rest(&mut self, now: UtcTime) {
        self.node.rest(&mut self.db, now).await;
    }

    /// The first lines of what is in the channel.
    fn titles(&self) -> Vec<String> {
        let messages = self.server.messages();
        messages.iter().map(|text| text.lines().next().unwrap().to_owned()).collect()
    }
}

#[tokio::test]
async fn what_happens_is_told_once_and_in_its_order() {
    let mut scene = Scene::new().await;
    let one = scene.paid("A-1");
    let other = scene.paid("A-2");
    scene.moved(&one, EventKind::Assembling, Status::Assembling, at(2));
    scene.moved(&other, EventKind::Assembling, Status::Assembling, at(2));
    scene.moved(&other, EventKind::Ready, Status::Ready, at(3));
    scene.moved(&one, EventKind::Ready, Status::Ready, at(3));
    scene.pay(&one, 5, at(4));
    for _ in 0..5 {
        assert_eq!(scene.step(at(5)).await, Step::Delivered);
    }
    scene.rest(at(5)).await;
    let expected = [
        "**Оплачен заказ A-1**",
        "**Оплачен заказ A-2**",
        "**Готов заказ A-2**",
        "**Готов заказ A-1**",
        "⚠️ **Расхождение: оплаченный заказ оплатили ещё раз, 5\u{a0}АР**",
    ];
    assert_eq!(scene.titles(), expected);
    assert_eq!(scene.server.requests().len(), 5);
    assert_eq!(scene.node.state.complaint(), None);
}

#[tokio::test]
async fn what_happened_before_anybody_wanted_to_know_is_not_told() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    db.receive(&callback(body(&order, 8, "t1")));
    let server = DiscordServer::open();
    Node::of(&db, &server).rest(&mut db, at(2)).await;
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn what_was_in_vain_is_tried_again_later_each_time() {
    let mut scene = Scene::new().await;
    scene.paid("A-1");
    scene.paid("A-2");
    scene.server.next([Say::Error(500), Say::HangUp, Say::Error(502)]);
    let mut now = at(2);
    for (nth, longest) in [1, 2, 4].into_iter().enumerate() {
        let Step::Wait(wait) = scene.step(now).await else { panic!("it should wait") };
        let longest = Duration::from_secs(longest);
        assert!((longest / 2..=longest).contains(&wait), "{wait:?}");
        assert_eq!(scene.node.state.complaint().is_some(), nth == 2);
        // Until then nothing is sent.
        assert!(matches!(scene.step(now).await, Step::Wait(_)));
        assert_eq!(scene.server.requests().len(), nth + 1);
        // The pause is counted from the answer, which a busy machine may have waited for.
        now = now.plus(wait + Duration::from_mins(1));
    }
    let complaint = scene.node.state.complaint().unwrap();
    assert!(complaint.contains("the server answered 502"), "{complaint}");
    assert_eq!(scene.step(now).await, Step::Delivered);
    assert_eq!(scene.step(now).await, Step::Delivered);
    assert_eq!(scene.titles(), ["**Оплачен заказ A-1**", "**Оплачен заказ A-2**"]);
    assert_eq!(scene.node.state.complaint(), None);
}

#[tokio::test]
async fn too_many_messages_wait_as_long_as_discord_says() {
    let mut scene = Scene::new().await;
    scene.paid("A-1");
    scene.paid("A-2");
    scene.server.next([Say::Limited { body: 61.5, header: 61 }, Say::LastForNow(30.0)]);
    let wait = Duration::from_millis(61_500);
    assert_eq!(scene.step(at(2)).await, Step::Wait(wait));
    assert!(matches!(scene.step(at(60)).await, Step::Wait(_)));
    assert_eq!(scene.server.requests().len(), 1);
    assert_eq!(scene.step(minutes(3)).await, Step::Delivered);
    // That was the last that may come now.
    let Step::Wait(wait) = scene.step(minutes(3)).await else { panic!("it should wait") };
    assert!(wait >= Duration::from_secs(30), "{wait:?}");
    assert_eq!(scene.server.requests().len(), 2);
    assert_eq!(scene.step(minutes(5)).await, Step::Delivered);
    assert_eq!(scene.titles(), ["**Оплачен заказ A-1**", "**Оплачен заказ A-2**"]);
    assert_eq!(scene.node.state.complaint(), None);
}

#[tokio::test]
async fn a_message_that_discord_does_not_take_is_left_out() {
    let mut scene = Scene::new().await;
    scene.paid("A-1");
    scene.paid("A-2");
    scene.server.next([Say::Malformed]);
    assert_eq!(scene.step(at(2)).await, Step::LeftOut);
    assert!(scene.node.state.complaint().unwrap().contains("status 400"));
    assert_eq!(scene.step(at(2)).await, Step::Delivered);
    scene.rest(at(2)).await;
    assert_eq!(scene.titles(), ["**Оплачен заказ A-2**"]);
    assert_eq!(scene.node.state.complaint(), None);
}

#[tokio::test]
async fn a_webhook_that_is_gone_is_left_alone_and_said() {
    let mut scene = Scene::new().await;
    let order = scene.paid("A-1");
    scene.server.next([Say::Unknown]);
    let hour = Duration::from_hours(1);
    assert_eq!(scene.step(at(2)).await, Step::Refused(hour));
    let complaint = scene.node.state.complaint().unwrap();
    assert!(complaint.contains("status 404") && complaint.contains("KASSA_DISCORD_WEBHOOK"));
    assert!(!complaint.contains(WEBHOOK_TOKEN) && !complaint.contains("http"), "{complaint}");
    assert!(matches!(scene.step(minutes(59)).await, Step::Refused(_)));
    assert_eq!(scene.server.requests().len(), 1);

    // A node that was restarted with another webhook need not wait. The lease was left when the answer had come, which a
    // busy machine may have waited for.
    let better = DiscordServer::open();
    let mut other = Node::of(&scene.db, &better);
    assert_eq!(other.step(minutes(2)).await, Step::Delivered);
    assert_eq!(better.messages().len(), 1);
    other.notifier.release(minutes(2)).await;
    // Nor is it given up for ever. Somebody takes the first order, or an hour later that nobody has is news as well.
    scene.moved(&order, EventKind::Assembling, Status::Assembling, minutes(3));
    scene.paid("A-2");
    assert_eq!(scene.step(minutes(62)).await, Step::Delivered);
    assert_eq!(scene.titles(), ["**Оплачен заказ A-2**"]);
    assert_eq!(scene.node.state.complaint(), None);
}

#[tokio::test]
async fn a_restart_loses_nothing() {
    let mut scene = Scene::new().await;
    scene.paid("A-1");
    scene.paid("A-2");
    scene.server.next([Say::Error(500)]);
    assert!(matches!(scene.step(at(2)).await, Step::Wait(_)));
    // As a power cut does it: the lease is nobody's until it runs out.
    let mut after = Node::of(&scene.db, &scene.server);
    assert_eq!(after.step(at(3)).await, Step::Theirs);
    assert_eq!(after.step(minutes(1)).await, Step::Delivered);
    assert_eq!(after.step(minutes(1)).await, Step::Delivered);
    after.rest(&mut scene.db, minutes(1)).await;
    assert_eq!(scene.titles(), ["**Оплачен заказ A-1**", "**Оплачен заказ A-2**"]);
}

#[tokio::test]
async fn of_two_nodes_one_tells_and_the_other_takes_over() {
    let mut scene = Scene::new().await;
    let mut other = Node::of(&scene.db, &scene.server);
    scene.paid("A-1");
    assert_eq!(other.step(at(2)).await, Step::Theirs);
    assert_eq!(scene.step(at(2)).await, Step::Delivered);
    scene.paid("A-2");
    assert_eq!(other.step(minutes(1)).await, Step::Delivered);
    assert_eq!(scene.step(minutes(1)).await, Step::Theirs);
    scene.paid("A-3");
    // It stops as it should, and the first need not wait.
    other.notifier.release(minutes(1)).await;
    assert_eq!(scene.step(minutes(1)).await, Step::Delivered);
    let paid = ["**Оплачен заказ A-1**", "**Оплачен заказ A-2**", "**Оплачен заказ A-3**"];
    assert_eq!(scene.titles(), paid);
}

mod untaken {
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

    /// Whoever dies while he says it has said it.
    #[tokio::test]
    async fn a_restart_while_it_is_said_does_not_say_it_again() {
        let (mut scene, order) = told_of_a_paid_order().await;
        scene.server.next([Say::Never]);
        let saying = scene.node.notifier.step(minutes(16));
        let came = async {
            while scene.server.requests().len() < 2 {
                tokio::task::yield_now().await;
            }
        };
        // Dropped while the answer is waited for.
        tokio::select! {
            step = saying => panic!("{step:?}"),
            () = came => {}
        }
        let mut after = Node::of(&scene.db, &scene.server);
        after.rest(&mut scene.db, minutes(30)).await;
        assert_eq!(scene.server.requests().len(), 2);
        let said = format!("untaken_notices WHERE order_id = {} AND said_at IS NOT NULL", order.id);
        assert_eq!(scene.db.count(&said), 1);
    }
}

mod undelivered {
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
        assert_eq!(
            (left.topic, left.order_id, left.why),
            (Topic::Paid, Some(order.id), Why::Refused)
        );
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

    #[tokio::test]
    async fn what_nobody_wants_is_not_told() {
        let mut scene = Scene::new().await;
        let topics: Vec<Topic> = Topic::of(crate::notify::Audience::Staff)
            .iter()
            .copied()
            .filter(|topic| !matches!(topic, Topic::Paid | Topic::Untaken))
            .collect();
        let changed =
            scene.db.write(|c| choices::choose(c, ChannelKind::Discord, &topics)).unwrap();
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
}
