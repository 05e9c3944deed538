mod undelivered;
mod untaken;

use super::*;
use crate::{
    feed::{Actor, EventKind},
    notify::{Discord, Webhook},
    orders::{self, About, Change, Order, Status},
    payments::RawCallback,
    testing::{
        DEADLINE, TestDatabase, body, callback,
        discord::{DiscordServer, Say, WEBHOOK_TOKEN},
        moment, wait_a_little,
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
                    Step::Idle => wait_a_little().await,
                    Step::Passed => {}
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
                if step == Step::Idle {
                    wait_a_little().await;
                }
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

/// One message that is always in vain holds up nobody else's, nor is anything of its own order told out of its order.
#[tokio::test]
async fn what_is_always_in_vain_is_left_out_once_another_comes_through() {
    let mut scene = Scene::new().await;
    let orders = ["A-1", "A-2", "A-3"].map(|uid| scene.paid(uid));
    for order in &orders {
        scene.moved(order, EventKind::Assembling, Status::Assembling, at(2));
    }
    scene.moved(&orders[0], EventKind::Ready, Status::Ready, at(2));
    scene.server.next(vec![Say::Error(500); usize::try_from(DOUBTED).unwrap()]);
    for nth in 1..=u64::from(DOUBTED) {
        assert!(matches!(scene.step(minutes(nth * 6)).await, Step::Wait(_)));
    }
    let now = minutes(70);
    assert_eq!(scene.step(now).await, Step::Delivered);
    assert_eq!(scene.titles(), ["**Оплачен заказ A-2**"]);
    scene.server.next([Say::Error(500)]);
    assert_eq!(scene.step(now).await, Step::LeftOut);
    let now = minutes(75);
    assert_eq!(scene.step(now).await, Step::Delivered);
    assert_eq!(scene.step(now).await, Step::Delivered);
    scene.rest(now).await;
    let titles = ["**Оплачен заказ A-2**", "**Оплачен заказ A-3**", "**Готов заказ A-1**"];
    assert_eq!(scene.titles(), titles);
    let left = format!("undelivered_notices WHERE why = 'failed' AND order_id = {}", orders[0].id);
    assert_eq!((scene.db.count(&left), scene.db.count("undelivered_notices")), (1, 1));
}

/// A channel that is dead is waited for, and nothing is left out when it lives again.
#[tokio::test]
async fn a_channel_that_is_dead_for_long_leaves_nothing_out() {
    let mut scene = Scene::new().await;
    for uid in ["A-1", "A-2"] {
        let order = scene.paid(uid);
        scene.moved(&order, EventKind::Assembling, Status::Assembling, at(2));
    }
    scene.server.always(Say::Error(503));
    let tries = u64::from(DOUBTED) + 4;
    for nth in 1..=tries {
        assert!(matches!(scene.step(minutes(nth * 6)).await, Step::Wait(_)));
    }
    // Both were tried.
    let different: std::collections::HashSet<_> =
        scene.server.requests().iter().map(|request| request.content().to_owned()).collect();
    assert_eq!(different.len(), 2);
    scene.server.always(None);
    let now = minutes(tries * 6 + 6);
    assert_eq!(scene.step(now).await, Step::Delivered);
    assert_eq!(scene.step(now).await, Step::Delivered);
    scene.rest(now).await;
    let mut titles = scene.titles();
    titles.sort();
    assert_eq!(titles, ["**Оплачен заказ A-1**", "**Оплачен заказ A-2**"]);
    assert_eq!(scene.db.count("undelivered_notices"), 0);
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
    assert!(matches!(scene.step(minutes(59)).await, Step::Wait(_)));
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

/// Of two nodes the one that cannot reach the service leaves the channel to the one that can.
#[tokio::test]
async fn a_node_that_cannot_reach_the_service_gives_way() {
    let mut db = TestDatabase::new();
    let server = DiscordServer::open();
    let nowhere = Webhook::parse("http://127.0.0.1:9/api/webhooks/1/x").unwrap();
    let store = Store::open(db.database.clone(), || {}).unwrap();
    let mut dead = Node::with(&store, Channel::Discord(Discord::new(nowhere)));
    dead.rest(&mut db, at(0)).await;
    let mut other = Node::of(&db, &server);
    let order = db.place_with_uid("A-1", 8);
    db.receive(&callback(body(&order, 8, "t1")));
    for now in [at(5), at(12), at(20)] {
        assert_eq!(other.step(now).await, Step::Theirs);
        assert!(matches!(dead.step(now).await, Step::Wait(_)));
    }
    assert_eq!(other.step(at(40)).await, Step::Delivered);
    assert_eq!(dead.step(at(40)).await, Step::Theirs);
    assert_eq!(server.messages().len(), 1);
}
