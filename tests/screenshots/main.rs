//! Takes the pictures of `docs/staff.md`: `scripts/screenshots` runs it. A shop with a whole day behind it is opened, and
//! headless Chromium looks at each page for staff.

#![allow(clippy::unwrap_used, clippy::expect_used)]
#![allow(
    dead_code,
    unused_imports,
    reason = "the support of the tests has more than pictures need"
)]

#[path = "../sqlite/database.rs"]
mod database;
#[path = "../it/support/mod.rs"]
mod support;

use std::{fs, path::Path};

use kassa::{catalog, clock};
use support::{App, Customer, JavaScript, look::Light, scene};

/// What is looked at: a name for the file, the page, and how wide the window is.
fn pages(day: &scene::Day) -> Vec<(&'static str, String, u32)> {
    let order = |order: &kassa::orders::Order| format!("/admin/orders/{}", order.uid);
    vec![
        ("orders", "/admin/orders".to_owned(), 1280),
        ("orders-phone", "/admin/orders".to_owned(), 360),
        ("order", order(&day.paid), 1280),
        ("order-held", order(&day.held), 1280),
        ("slip", format!("{}/slip", order(&day.paid)), 800),
        ("attention", "/admin/attention".to_owned(), 1280),
        ("overview", "/admin".to_owned(), 1280),
        ("goods", "/admin/goods".to_owned(), 1280),
        ("picks-phone", "/admin/picks/1".to_owned(), 360),
        ("cells", "/admin/cells".to_owned(), 1280),
        ("run-phone", "/admin/runs/1".to_owned(), 360),
        ("settings-shop", "/admin/settings/shop".to_owned(), 1280),
        ("reconcile", "/admin/reconcile".to_owned(), 1280),
        ("account", "/admin/account".to_owned(), 1280),
        ("staff", "/admin/staff".to_owned(), 1280),
        ("keys", "/admin/keys".to_owned(), 1280),
        ("audit", "/admin/audit".to_owned(), 1280),
    ]
}

#[actix_web::main]
async fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/staff");
    fs::create_dir_all(&folder).unwrap();
    let app = App::real();
    let day = scene::whole_day(&mut app.books_to_write()).unwrap();
    let owner = app.owner();
    catalog::add_demo_goods(&mut app.books_to_write(), clock::now()).unwrap();
    let keys =
        [&day.paid, &day.assembling].map(|order| format!("{}:{}", order.uid, order.last_event));
    owner
        .post("/admin/picks", &keys.each_ref().map(|key| ("order", key.as_str())))
        .await
        .expect(303);
    let brought = day.brought.each_ref().map(|order| ("uid", order.uid.as_str()));
    owner.post("/admin/runs", &brought).await.expect(303);
    let customer = Customer::arrive(JavaScript::On).await;
    let take = async |name: &str, path: &str, width: u32| {
        customer.look(width, Light::Light).await;
        customer.open(app.url(path)).await;
        customer.find("main").await;
        fs::write(folder.join(format!("{name}.png")), customer.picture().await).unwrap();
    };
    take("sign-in", "/admin/sign-in", 1280).await;
    customer.carry(&app.url("/admin"), &owner.cookie).await;
    for (name, path, width) in pages(&day) {
        take(name, &path, width).await;
    }
}
