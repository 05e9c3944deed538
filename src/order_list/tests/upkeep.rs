use super::*;
use std::time::Instant;

use crate::{
    db::{Store, StoreError},
    feed,
    order_list::{Reached, Upkeep},
    testing::{DEADLINE, wait_a_little},
};

/// Returns how far each step came.
async fn keep_up(db: &TestDatabase) -> Vec<Reached> {
    let store = Store::open(db.database.clone(), || {}).unwrap();
    let mut upkeep = Upkeep::start(&store).await.unwrap();
    let mut reached = Vec::new();
    let newest = store.read(|c| Ok::<_, StoreError>(feed::newest(c)?)).await.unwrap();
    // On a server an event is settled only when whoever was writing elsewhere is done.
    let deadline = Instant::now() + DEADLINE;
    while upkeep.cursor() < newest {
        assert!(Instant::now() < deadline, "it should have come to the newest event");
        let before = upkeep.cursor();
        reached.push(upkeep.step(&store).await.unwrap());
        if upkeep.cursor() == before {
            wait_a_little().await;
        }
    }
    store.close().await;
    reached
}

fn found(db: &mut TestDatabase, text: &str) -> Vec<String> {
    listed(db, &Filter { search: Some(Search::of(text)), ..Filter::default() })
}

fn paid_by(db: &mut TestDatabase, payer: &str) -> Vec<String> {
    listed(db, &Filter { payer: Some(payer.to_owned()), ..Filter::default() })
}

/// As the migration leaves books that were there before.
#[actix_web::test]
async fn what_was_there_before_is_found_afterwards() {
    let mut db = TestDatabase::new();
    let first = place(&mut db, &named("Steve_01", "u1", &["Шалкер"]), 0);
    place(&mut db, &named("Alex", "u2", &["Кирка"]), 1);
    pay(&mut db, &first, 4, "Rich");
    db.run("DELETE FROM order_words; DELETE FROM words; DELETE FROM other_payers");
    assert!(found(&mut db, "шалкер").is_empty() && paid_by(&mut db, "rich").is_empty());
    keep_up(&db).await;
    assert_eq!(found(&mut db, "шалкер"), ["u1"]);
    assert_eq!(found(&mut db, "alex"), ["u2"]);
    assert_eq!(paid_by(&mut db, "rich"), ["u1"]);
}

/// While an upgrade lasts, the program of before places and changes orders beside this one.
#[actix_web::test]
async fn what_an_older_program_writes_meanwhile_is_put_right() {
    let mut db = TestDatabase::new();
    let cancelled = place(&mut db, &named("Steve_01", "u1", &["Шалкер"]), 0);
    keep_up(&db).await;
    let placed = place(&mut db, &named("Alex", "u2", &["Кирка"]), 1);
    db.run(&format!(
        "DELETE FROM order_words WHERE order_id = {0}; DELETE FROM order_shelves WHERE order_id = {0}",
        placed.id
    ));
    move_to(&mut db, &cancelled, Status::Cancelled);
    db.run("UPDATE order_shelves SET shelf = 'open'");
    assert!(listed(&mut db, &show("cancelled")).is_empty());
    assert!(listed(&mut db, &show("awaiting_payment")).is_empty());
    keep_up(&db).await;
    assert_eq!(listed(&mut db, &show("cancelled")), ["u1"]);
    assert_eq!(listed(&mut db, &show("awaiting_payment")), ["u2"]);
    assert_eq!(found(&mut db, "кирка"), ["u2"]);
}

#[actix_web::test]
async fn it_notes_how_far_it_is_and_goes_on_from_there() {
    let mut db = TestDatabase::new();
    let order = place(&mut db, &named("Steve_01", "u1", &["Шалкер"]), 0);
    db.write(|c| {
        for _ in 0..2500 {
            feed::record(
                c,
                &feed::NewEvent {
                    order_id: Some(order.id),
                    previous: None,
                    kind: feed::EventKind::Note,
                    actor: feed::Actor::CLOCK,
                    at: moment(0),
                    payment_id: None,
                    note: None,
                    discrepancy_id: None,
                },
            )?;
        }
        Ok::<_, diesel::result::Error>(())
    })
    .unwrap();
    // It works through what there is, and only then waits for more.
    let reached = keep_up(&db).await;
    assert!(reached.contains(&Reached::Further), "{reached:?}");
    assert_eq!(reached.last(), Some(&Reached::Newest));
    let noted = db.number("SELECT event_id AS number FROM feed_progress");
    assert!(noted >= 2000, "{noted}");
    assert_eq!(db.number("SELECT history AS number FROM feed_progress"), 2501);
    // What it has passed it does not look at again.
    db.run("DELETE FROM order_words");
    keep_up(&db).await;
    assert!(found(&mut db, "шалкер").is_empty());
}
