//! The shop is killed at any moment, and what it answered is in the books.

use futures_util::future::join_all;

use crate::support::{Mixed, Premises, Process, REAL, eventually};

const ROUNDS: usize = 20;
const SENDERS: usize = 8;

/// How many are answered before it is killed, at most.
const ANSWERS: usize = 80;

#[actix_web::test]
async fn twenty_kills_under_load_lose_nothing_and_double_nothing() {
    let premises = Premises::new();
    premises.add_key();
    let load = Mixed::on(premises.place_many(1000, 8), 8);
    for _ in 0..ROUNDS {
        let shop = start_and_look(&premises, &load).await;
        let enough = load.answer_count() + rand::random_range(1..=ANSWERS);
        let kill = async {
            eventually("the load", async || (load.answer_count() >= enough).then_some(())).await;
            shop.signal("KILL");
        };
        tokio::join!(join_all((0..SENDERS).map(|_| send(&load, &shop))), kill);
    }
    start_and_look(&premises, &load).await;
    // Those that were not answered may be in the books or not.
    let (answered, sent) = (load.answer_count(), load.sent_count());
    assert!(answered >= ROUNDS && sent - answered <= ROUNDS * SENDERS, "{answered} of {sent}");
}

async fn start_and_look(premises: &Premises, load: &Mixed) -> Process {
    let shop = premises.start(&REAL);
    shop.ready().await;
    load.expect_in(premises);
    shop
}

/// Sends one after the other, each once, as Dromon does it, until nobody answers any more.
async fn send(load: &Mixed, shop: &Process) {
    loop {
        let (number, callback) = load.next();
        let Ok(answer) = shop.callback(&callback).send().await else { break };
        assert_eq!(answer.status(), 200);
        load.was_answered(number);
    }
}
