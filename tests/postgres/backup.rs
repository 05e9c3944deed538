//! Backups are the server's own business.

use std::fs;

use crate::support::{Premises, REAL, Reply, eventually};

#[actix_web::test]
async fn a_daily_backup_that_a_server_has_tools_for_is_said_and_is_no_fault() {
    let premises = Premises::new();
    let mut settings = REAL.to_vec();
    settings.push(("BACKUP_DIR", "backups"));
    let shop = premises.start(&settings);
    let said = eventually("the backups being spoken of", async || {
        let log = fs::read_to_string(premises.path().join("kassa.log")).unwrap();
        log.lines().find(|line| line.contains("KASSA_BACKUP_DIR DOES NOTHING")).map(str::to_owned)
    })
    .await;
    assert!(said.contains("pg_dump"), "{said}");
    let ready = Reply::of(shop.get("/readyz")).await.expect(200).json();
    assert_eq!(ready["status"], "ready", "{ready}");
    assert!(!premises.path().join("backups").exists());
}
