//! Several nodes, restarts, and a stop.

use std::collections::BTreeSet;

use super::*;
use crate::testing::receiver::Do;

#[tokio::test]
async fn of_two_nodes_one_sends_and_the_other_takes_over() {
    let mut scene = Scene::new().await;
    let mut other = Node::of(&scene.db);
    scene.paid("A-1", at(1));
    assert_eq!(other.step(at(2)).await, Step::Theirs);
    scene.rest(at(2)).await;
    assert_eq!(scene.receiver.got().len(), 2);
    // The lease has run out.
    scene.paid("A-2", at(3));
    other.rest(&mut scene.db, minutes(1)).await;
    assert_eq!(scene.node.step(minutes(1)).await, Step::Theirs);
    // It stops as it should, and the first need not wait.
    other.0.release(minutes(1)).await;
    scene.paid("A-3", at(4));
    scene.rest(minutes(1)).await;
    let got = scene.receiver.got();
    assert_eq!(got.len(), 6);
    let ids: BTreeSet<&str> = got.iter().map(Got::id).collect();
    assert_eq!(ids.len(), 6, "each once");
}

/// Both step while much happens.
#[tokio::test]
async fn two_nodes_at_once_send_each_event_once() {
    let mut scene = Scene::new().await;
    let mut other = Node::of(&scene.db);
    for nth in 0..20 {
        scene.paid(&format!("A-{nth}"), at(1));
        let (one, two) = tokio::join!(scene.node.0.step(at(2)), other.0.step(at(2)));
        assert_ne!(one.unwrap(), Step::Theirs);
        assert_eq!(two.unwrap(), Step::Theirs);
    }
    scene.rest(at(3)).await;
    let got = scene.receiver.got();
    assert_eq!(got.len(), 40);
    let ids: BTreeSet<&str> = got.iter().map(Got::id).collect();
    assert_eq!(ids.len(), 40, "each once");
}

/// As a power cut does it: what was on its way is sent again, under the same id.
#[tokio::test]
async fn a_restart_loses_nothing() {
    let mut scene = Scene::new().await;
    scene.receiver.next([Do::status(500), Do::Hang]);
    scene.db.place_with_uid("A-1", 8);
    scene.rest(at(1)).await;
    let flying = async {
        while scene.receiver.got().len() < 2 {
            scene.node.0.step(minutes(1)).await.unwrap();
        }
    };
    tokio::time::timeout(DEADLINE, flying).await.expect("it should be tried again");
    let mut after = Node::of(&scene.db);
    scene.node = Node::of(&scene.db);
    assert_eq!(after.step(minutes(1)).await, Step::Theirs);
    after.rest(&mut scene.db, minutes(2)).await;
    let got = scene.receiver.got();
    assert_eq!(got.len(), 3);
    assert!(got.iter().all(|each| each.id() == got[0].id() && each.body == got[0].body));
    // How often it was tried is known across restarts, but for the try that nobody saw the end of.
    let delivery = &scene.deliveries()[0];
    assert_eq!((delivery.attempts, delivery.status.as_str()), (2, "delivered"));
}

/// A stop waits for what is on its way.
#[tokio::test]
async fn a_stop_writes_down_what_was_on_its_way() {
    let mut scene = Scene::new().await;
    scene.receiver.next([Do::Hold]);
    scene.paid("A-1", at(1));
    scene.until(at(2), |scene| scene.receiver.got().len() == 1).await;
    scene.receiver.let_go();
    scene.node.0.release(at(2)).await;
    assert_eq!(scene.statuses(), ["delivered", "waiting"]);
    let mut other = Node::of(&scene.db);
    other.rest(&mut scene.db, at(3)).await;
    assert_eq!(scene.receiver.got().len(), 2);
}

/// What came to its end and could not be written down at once, since the database was away for a moment.
#[tokio::test]
async fn a_stop_writes_down_what_has_come_to_its_end() {
    let mut scene = Scene::new().await;
    scene.receiver.next([Do::Hold]);
    scene.db.place_with_uid("A-1", 8);
    scene.until(at(1), |scene| scene.receiver.got().len() == 1).await;
    scene.receiver.let_go();
    scene.node.0.wait(DEADLINE).await;
    assert_eq!(scene.statuses(), ["waiting"]);
    scene.node.0.release(at(1)).await;
    assert_eq!(scene.statuses(), ["delivered"]);
}

/// Another node takes over when the lease ends: what might come to its end later is not begun.
#[tokio::test]
async fn what_does_not_fit_into_the_lease_is_not_sent() {
    let mut scene = Scene::new().await;
    scene.paid("A-1", at(1));
    let spare = std::mem::take(&mut scene.node.0.spare);
    scene.rest(at(1)).await;
    assert_eq!((scene.receiver.got().len(), scene.statuses()), (0, vec!["waiting"; 2]));
    scene.node.0.spare = spare;
    scene.rest(at(1)).await;
    assert_eq!(scene.statuses(), ["delivered"; 2]);
}
