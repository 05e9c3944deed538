//! Takes the pictures of `docs/staff.md`, `docs/customers.md` and the README: `scripts/screenshots` runs it. A shop with a whole
//! day behind it is opened, and headless Chromium looks at its pages.

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

use diesel::connection::SimpleConnection;
use kassa::{catalog, clock};
use support::{App, Colleague, Customer, JavaScript, Receiver, look::Light, scene};

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
        ("links", "/admin/links".to_owned(), 1280),
        ("link", "/admin/links/1".to_owned(), 1280),
        ("picks-phone", "/admin/picks/1".to_owned(), 360),
        ("cells", "/admin/cells".to_owned(), 1280),
        ("run-phone", "/admin/runs/1".to_owned(), 360),
        ("settings-shop", "/admin/settings/shop".to_owned(), 1280),
        ("reconcile", "/admin/reconcile".to_owned(), 1280),
        ("account", "/admin/account".to_owned(), 1280),
        ("staff", "/admin/staff".to_owned(), 1280),
        ("keys", "/admin/keys".to_owned(), 1280),
        ("audit", "/admin/audit".to_owned(), 1280),
        ("notifications", "/admin/settings/notifications".to_owned(), 1280),
        ("notification", "/admin/settings/notifications/customers/ready/ru".to_owned(), 1280),
        ("webhooks", "/admin/webhooks".to_owned(), 1280),
        ("webhook", "/admin/webhooks/1".to_owned(), 1280),
    ]
}

/// The same for customers, and in which light.
fn customer_pages(day: &scene::Day) -> Vec<(&'static str, String, u32, Light)> {
    let order = |order: &kassa::orders::Order| format!("/o/{}", order.token.as_str());
    vec![
        ("window", "/".to_owned(), 1280, Light::Light),
        ("window-phone", "/".to_owned(), 360, Light::Dark),
        ("link-phone", "/l/lighthouse".to_owned(), 360, Light::Light),
        ("find-phone", "/find".to_owned(), 360, Light::Dark),
        ("order-unpaid", order(&day.waiting), 1280, Light::Light),
        ("order-unpaid-phone", order(&day.waiting), 360, Light::Light),
        ("order-paid-phone", order(&day.paid), 360, Light::Dark),
        ("order-ready", order(&day.ready), 1280, Light::Light),
    ]
}

#[actix_web::main]
async fn main() {
    let folders = ["docs/staff", "docs/customers"]
        .map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    for folder in &folders {
        fs::create_dir_all(folder).unwrap();
    }
    let [for_staff, for_customers] = folders;
    let app =
        App::real_with(&[("DROMON_SOURCES", "127.0.0.1"), ("WEBHOOK_NETWORKS", "127.0.0.0/8")]);
    let day = scene::whole_day(&mut app.books_to_write()).unwrap();
    let owner = app.owner();
    catalog::add_demo_goods(&mut app.books_to_write(), clock::now()).unwrap();
    let keys =
        [&day.paid, &day.assembling].map(|order| format!("{}:{}", order.uid, order.last_event));
    owner
        .post("/admin/picks", &keys.each_ref().map(|key| ("order", key.as_str())))
        .await
        .expect(303);
    let tips = [
        ("name", "На маяк у северного моста"),
        ("slug", "lighthouse"),
        ("description", "Стекло, фонари и лестница. Каждый, кто скинулся, попадёт на табличку."),
        ("asks", "free"),
        ("suggested", "16"),
        ("least", "2"),
        ("most_uses", "40"),
    ];
    owner.post("/admin/links/new", &tips).await.expect(303);
    let brought = day.brought.each_ref().map(|order| ("uid", order.uid.as_str()));
    owner.post("/admin/runs", &brought).await.expect(303);
    webhooks(&app, &owner).await;
    let customer = Customer::arrive(JavaScript::On).await;
    let take = async |folder: &Path, name: &str, path: &str, width: u32, light: Light| {
        customer.look(width, light).await;
        customer.open(app.url(path)).await;
        customer.find("main").await;
        fs::write(folder.join(format!("{name}.png")), customer.picture().await).unwrap();
    };
    for (name, path, width, light) in customer_pages(&day) {
        take(&for_customers, name, &path, width, light).await;
    }
    customer.look(1280, Light::Light).await;
    customer.open(app.url("/")).await;
    customer.fill("#quantity_1", "128").await;
    customer.fill("#quantity_2", "3").await;
    customer.click("#to-checkout").await;
    customer.find("#nickname").await;
    take(&for_customers, "checkout", "/checkout", 1280, Light::Light).await;
    take(&for_customers, "checkout-phone", "/checkout", 360, Light::Dark).await;
    take(&for_staff, "sign-in", "/admin/sign-in", 1280, Light::Light).await;
    customer.carry(&app.url("/admin"), &owner.cookie).await;
    for (name, path, width) in pages(&day) {
        take(&for_staff, name, &path, width, Light::Light).await;
    }
}

/// A bot that takes what it is told, and a site whose name leads nowhere.
async fn webhooks(app: &App, owner: &Colleague<'_>) {
    let bot = Receiver::open();
    let kinds = [("kind", "paid"), ("kind", "ready"), ("kind", "cancelled")];
    for (url, description) in
        [(bot.url(), "Бот в Telegram"), ("https://site.invalid/kassa".to_owned(), "Сайт города")]
    {
        let form = [&[("url", &*url), ("description", description)][..], &kinds].concat();
        owner.post("/admin/webhooks", &form).await.expect(200);
    }
    for _ in 0..3 {
        owner.post("/admin/webhooks/1/test", &[]).await.expect(303);
    }
    owner.post("/admin/webhooks/2/test", &[]).await.expect(303);
    bot.wait_for(3);
    // Where it would be, were it not on this machine.
    let move_out = "UPDATE webhook_endpoints SET url = 'https://bot.example/kassa' WHERE id = 1";
    app.books_to_write().batch_execute(move_out).unwrap();
}
