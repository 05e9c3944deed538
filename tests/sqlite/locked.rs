//! Another process holds the database's lock.

use std::time::Duration;

use kassa::db::Purpose;

use crate::{
    it::stop::{HALF, half_a_callback, kept},
    support::{Premises, REAL},
};

/// The writer waits for a lock, where nothing can be said to it.
#[actix_web::test]
async fn a_locked_database_holds_no_stop_up() {
    let premises = Premises::new();
    let mut shop = premises.start(&REAL);
    let mut other = premises.config(&REAL).database.connect(Purpose::Write).unwrap();
    other.begin_write().unwrap();
    let waiting = half_a_callback(&shop).send("x".repeat(100 - HALF.len()));
    shop.terminate();
    assert!(shop.wait_for(Duration::from_secs(11)).success());
    drop(waiting);
    other.rollback().unwrap();
    // Whether it was kept elsewhere or not answered: it is not in the books.
    assert_eq!(kept(&premises), []);
}
