//! A day at a shop: orders wherever they can stand, and one discrepancy of every kind.

use std::{net::IpAddr, time::Duration};

use chrono::{TimeDelta, Utc};
use kassa::{
    catalog::Stack,
    clock::UtcTime,
    db::Connection,
    delivery::{self, CellChoice, Plan},
    desk::{
        By, DeskError, Reason, hand_over, money,
        moves::{self, Move},
    },
    dromon::Sum,
    feed::Actor,
    orders::{self, Items, NewItem, NewOrder, Order, TextSource, Wish},
    payments::{self, Completeness, RawCallback, Received, SourceRule},
};
use serde_json::json;

/// Where Dromon's callbacks come from.
pub const DROMON: [u8; 4] = [198, 51, 100, 7];
/// Where nobody has ever seen one come from.
pub const STRANGER: [u8; 4] = [203, 0, 113, 66];

/// Writes into a shop's books as customers, Dromon and staff do.
pub struct Scene<'a> {
    pub connection: &'a mut Connection,
    /// Tells payments apart: each has a second of its own.
    payments: i64,
}

/// A payment as Dromon tells it, and how it comes.
#[derive(Clone, Debug)]
pub struct Paying<'a> {
    pub uid: &'a str,
    pub text: &'a str,
    pub sum: i64,
    pub payer: &'a str,
    pub from: [u8; 4],
    pub rule: SourceRule,
    pub minutes_ago: i64,
}

/// So many minutes ago.
pub fn minutes_ago(minutes: i64) -> UtcTime {
    (Utc::now() - TimeDelta::minutes(minutes)).into()
}

/// A colleague who decides, and says why.
pub fn by(name: &str, reason: &str) -> By {
    let reason: Reason = reason.parse().unwrap();
    By::new(Actor::staff(name), Some(reason))
}

impl<'a> Scene<'a> {
    pub fn new(connection: &'a mut Connection) -> Self {
        Self { connection, payments: 0 }
    }

    /// Somebody orders.
    pub fn place(&mut self, nickname: &str, items: &[(&str, i64, i64)], minutes: i64) -> Order {
        let lines = items
            .iter()
            .map(|(name, price, quantity)| NewItem {
                product_id: None,
                name: name.parse().unwrap(),
                price: Sum::new(*price).unwrap(),
                quantity: *quantity,
                stack: Stack::Loose,
            })
            .collect();
        let new = NewOrder {
            nickname: nickname.parse().unwrap(),
            browser: None,
            origin: None,
            attempt: None,
            uid: None,
            text: TextSource::Made("Заказ {uid}".parse().unwrap()),
            items: Items::of(lines).unwrap(),
            wish: Wish::default(),
            lifetime: Duration::from_hours(24),
            hold: Duration::from_mins(30),
            actor: Actor::CUSTOMER,
        };
        let at = minutes_ago(minutes);
        self.write(|connection| orders::place(connection, &new, at)).unwrap()
    }

    /// The usual payment of an order by its customer: all of it, a minute after it was placed.
    #[expect(clippy::unused_self, reason = "it reads like the others")]
    pub fn paying<'o>(&self, order: &'o Order) -> Paying<'o> {
        let age = Utc::now() - order.created_at.utc();
        Paying {
            uid: order.uid.as_str(),
            text: order.text.as_str(),
            sum: order.total.get(),
            payer: order.nickname.as_str(),
            from: DROMON,
            rule: SourceRule::Allowed,
            minutes_ago: (age.num_minutes() - 1).max(0),
        }
    }

    /// Dromon tells of a payment. Returns the body, to be told again.
    pub fn pay(&mut self, paying: &Paying<'_>) -> Vec<u8> {
        self.payments += 1;
        let at = Utc::now() - TimeDelta::minutes(paying.minutes_ago);
        let body = json!({
            "text": paying.text,
            "uid": paying.uid,
            "time": (at + TimeDelta::milliseconds(self.payments)).to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
            "sum": paying.sum,
            "user": { "username": paying.payer, "_id": hex::encode(paying.payer) },
        });
        let body = body.to_string().into_bytes();
        self.tell(&body, paying.from, paying.rule, paying.minutes_ago);
        body
    }

    /// The usual payment comes.
    pub fn paid(&mut self, order: &Order) -> Vec<u8> {
        let paying = self.paying(order);
        self.pay(&paying)
    }

    /// A callback comes, whatever is in it.
    pub fn tell(&mut self, body: &[u8], from: [u8; 4], rule: SourceRule, minutes: i64) -> Received {
        let raw = RawCallback::new(IpAddr::from(from), rule, body.to_vec(), Completeness::Whole);
        let raw = RawCallback { received_at: minutes_ago(minutes), ..raw };
        self.write(|connection| payments::receive(connection, &raw)).unwrap()
    }

    /// The order as it is now.
    pub fn now(&mut self, order: &Order) -> Order {
        orders::find(self.connection, order.id).unwrap().unwrap()
    }

    /// Staff moves an order, step by step.
    pub fn moved(&mut self, order: &Order, steps: &[Move], by: &By) -> Order {
        let mut order = self.now(order);
        for step in steps {
            let (id, version, step) = (order.id, order.last_event, *step);
            order = self
                .write(|connection| {
                    moves::move_order(connection, id, version, step, by, minutes_ago(0))
                })
                .unwrap();
        }
        order
    }

    /// An assembled order is put into a cell, to be fetched within so many minutes.
    pub fn in_a_cell(&mut self, order: &Order, by: &By, minutes: i64) -> Order {
        self.write(|connection| {
            if !delivery::are_there_any(connection)? {
                let names = "A1-A3, Сундук у входа".parse().unwrap();
                delivery::add(connection, &names, &"у фонтана, 120 64 -30".parse().unwrap())
                    .unwrap();
            }
            let cell = CellChoice::FirstFree;
            let plan = Plan::Cell { cell, until: minutes_ago(-minutes) };
            let version = order.last_event;
            hand_over::ready(connection, order.id, version, &plan, by, minutes_ago(1))
        })
        .unwrap()
    }

    /// A courier brings an assembled order in so many minutes.
    pub fn by_courier(&mut self, order: &Order, by: &By, minutes: i64) -> Order {
        let plan = Plan::Courier {
            place: "у портала, 8 70 -220".parse().unwrap(),
            at: minutes_ago(-minutes),
        };
        let (id, version) = (order.id, order.last_event);
        self.write(|connection| {
            hand_over::ready(connection, id, version, &plan, by, minutes_ago(1))
        })
        .unwrap()
    }

    /// Staff confirms a payment that nobody told of.
    pub fn confirmed(&mut self, order: &Order, by: &By) {
        let order = self.now(order);
        let sum = order.left_to_pay().unwrap();
        self.write(|connection| {
            money::confirm(connection, order.id, order.last_event, sum, by, minutes_ago(0))
        })
        .unwrap();
    }

    /// One transaction, which waits for others that write: the shop runs.
    pub fn write<T, E: From<diesel::result::Error>>(
        &mut self,
        work: impl FnOnce(&mut Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        self.connection.begin_write()?;
        let done = work(self.connection);
        if done.is_ok() {
            self.connection.commit()?;
        } else {
            self.connection.rollback()?;
        }
        done
    }
}

/// The orders of [`whole_day`], by what happened to them.
pub struct Day {
    pub waiting: Order,
    pub part_paid: Order,
    pub paid: Order,
    pub held: Order,
    pub assembling: Order,
    pub ready: Order,
    /// Couriers bring these; of the first one they have found nobody once.
    pub brought: [Order; 3],
    /// Ready, and nobody came in time.
    pub missed: Order,
    pub completed: Order,
    pub cancelled: Order,
    pub refunded: Order,
}

/// Everything that can happen at a shop.
#[expect(clippy::too_many_lines, reason = "a day is long")]
pub fn whole_day(connection: &mut Connection) -> Result<Day, DeskError> {
    let mut scene = Scene::new(connection);
    let vanya = by("Ваня", "договорились в чате сервера");
    let dirt: (&str, i64, i64) = ("Шалкер с землёй", 8, 2);
    let sand = ("Шалкер с песком", 12, 1);
    let pick = ("Зачарованная кирка", 96, 1);

    let waiting = scene.place("Alex_Fox", &[dirt], 25);
    let part_paid = scene.place("Beaver", &[dirt, sand], 90);
    let paying = Paying { sum: 10, ..scene.paying(&part_paid) };
    scene.pay(&paying);

    let paid = scene.place("Steve_01", &[dirt, pick], 40);
    scene.paid(&paid);
    let by_a_friend = scene.place("Kitty_Kat", &[sand], 35);
    let paying = Paying { payer: "RichUncle", ..scene.paying(&by_a_friend) };
    scene.pay(&paying);
    let held = scene.place("Miner_77", &[pick], 31);
    let paying = Paying { text: "Кирка со скидкой", ..scene.paying(&held) };
    scene.pay(&paying);
    let from_a_stranger = scene.place("Notch_jr", &[sand, sand], 20);
    let paying =
        Paying { from: STRANGER, rule: SourceRule::Unsaid, ..scene.paying(&from_a_stranger) };
    scene.pay(&paying);
    let from_outside = scene.place("Outsider", &[dirt], 19);
    let paying =
        Paying { from: STRANGER, rule: SourceRule::Refused, ..scene.paying(&from_outside) };
    scene.pay(&paying);

    let assembling = scene.place("Redstoner", &[dirt, sand, pick], 120);
    scene.paid(&assembling);
    let assembling = scene.moved(&assembling, &[Move::Assemble], &vanya);
    let ready = scene.place("Farmer_Bob", &[dirt], 180);
    scene.paid(&ready);
    let ready = scene.moved(&ready, &[Move::Assemble], &vanya);
    let ready = scene.in_a_cell(&ready, &vanya, 30);
    let brought = ["Wanderer", "Islander", "HermitOfTheHills"].map(|nickname| {
        let order = scene.place(nickname, &[dirt, sand], 170);
        scene.paid(&order);
        let order = scene.moved(&order, &[Move::Assemble], &vanya);
        scene.by_courier(&order, &vanya, 60)
    });
    let again =
        hand_over::Meeting { place: "у маяка".parse().unwrap(), at: minutes_ago(-90) };
    let (id, version) = (brought[0].id, brought[0].last_event);
    scene.write(|connection| {
        hand_over::found_nobody(connection, id, version, Some(&again), &vanya, minutes_ago(1))
    })?;
    let missed = scene.place("Forgetful", &[sand], 190);
    scene.paid(&missed);
    let missed = scene.moved(&missed, &[Move::Assemble], &vanya);
    let missed = scene.in_a_cell(&missed, &vanya, 0);
    let completed = scene.place("Steve_01", &[sand], 60 * 30);
    let body = scene.paid(&completed);
    let completed = scene.moved(&completed, &[Move::Assemble, Move::Ready, Move::Complete], &vanya);
    // The same once more, and another payment of the same order.
    scene.tell(&body, DROMON, SourceRule::Allowed, 50);
    let paying = Paying { minutes_ago: 45, ..scene.paying(&completed) };
    scene.pay(&paying);

    let overpaid = scene.place("Generous", &[dirt], 70);
    let paying = Paying { sum: 20, ..scene.paying(&overpaid) };
    scene.pay(&paying);
    let late = scene.place("Sleepy", &[sand], 60 * 24 * 12);
    scene.write(|connection| {
        orders::expire_due(connection, minutes_ago(0), 100).map_err(DeskError::from)
    })?;
    let paying = Paying { minutes_ago: 15, ..scene.paying(&late) };
    scene.pay(&paying);

    let cancelled = scene.place("Fickle", &[pick], 200);
    let cancelled = scene.moved(&cancelled, &[Move::Cancel], &vanya);
    let paying = Paying { minutes_ago: 14, ..scene.paying(&cancelled) };
    scene.pay(&paying);
    let due = scene.place("Regretful", &[dirt, dirt], 210);
    scene.paid(&due);
    scene.moved(&due, &[Move::Cancel], &vanya);
    let refunded = scene.place("Unlucky", &[sand], 300);
    scene.paid(&refunded);
    let order = scene.now(&refunded);
    let sum = order.total;
    scene.write(|connection| {
        money::refund(
            connection,
            money::RefundOf::Order(order.id),
            sum,
            money::RefundState::Confirmed,
            "Unlucky",
            &vanya,
            minutes_ago(100),
        )
    })?;
    let paying = Paying { minutes_ago: 13, ..scene.paying(&refunded) };
    scene.pay(&paying);

    let confirmed = scene.place("Patient", &[dirt], 150);
    scene.confirmed(&confirmed, &vanya);
    let paying = Paying { minutes_ago: 12, ..scene.paying(&confirmed) };
    scene.pay(&paying);
    let doubtful = scene.place("Shady", &[pick], 130);
    scene.paid(&doubtful);
    let payment = scene.now(&doubtful).last_payment.expect("a payment");
    scene.write(|connection| {
        money::contest(connection, payment, &by("Ваня", "баланс меньше на 96"), minutes_ago(11))
    })?;

    // A wrong number, a gift, and what cannot be read at all.
    let typed = waiting.uid.as_str().replacen('-', "", 1);
    let nobodys = Paying { uid: &typed, minutes_ago: 10, ..scene.paying(&waiting) };
    scene.pay(&nobodys);
    let gift = Paying {
        uid: "0",
        text: "Пожертвование",
        sum: 5,
        payer: "KindSoul",
        minutes_ago: 9,
        ..scene.paying(&waiting)
    };
    scene.pay(&gift);
    scene.tell(b"{\"hello\":true}", DROMON, SourceRule::Allowed, 8);

    let vanya_notes = by("Ваня", "-");
    let order = scene.now(&paid);
    scene.write(|connection| {
        moves::note(
            connection,
            order.id,
            &"просил отдать у спавна в 20:00".parse().unwrap(),
            &vanya_notes,
            minutes_ago(5),
        )
    })?;
    let paid = scene.now(&paid);
    Ok(Day {
        waiting,
        part_paid,
        paid,
        held,
        assembling,
        ready,
        brought,
        missed,
        completed,
        cancelled,
        refunded,
    })
}
