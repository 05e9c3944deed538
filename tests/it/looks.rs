//! Every page for staff as people see it: on a phone and at a desk, in light and in dark.

use diesel::connection::SimpleConnection;
use kassa::{
    clock,
    looks::{Colour, Palette},
    orders::Order,
    staff::Role,
    web::admin::table,
};

use crate::support::{
    App, Colleague, Customer, JavaScript,
    look::{Light, WIDTHS},
    png, scene,
};

/// The addresses that are pages, filled in from a whole day at the shop. What is in none of the lists is asked for: a new
/// page has to be looked at, too.
fn pages(day: &scene::Day) -> Vec<String> {
    let no_pages = [
        "/admin/settings",
        "/admin/orders/events",
        "/admin/goods/export",
        "/admin/orders/{uid}/events",
        "/admin/orders/{uid}/customer",
        "/admin/callbacks/{id}",
        "/admin/export/orders.csv",
        "/admin/export/payments.csv",
        "/admin/export/lines.csv",
    ];
    // They lead back to their order's page.
    let back = [
        "/hand-over",
        "/deliver",
        "/deliver-without-code",
        "/code",
        "/nobody",
        "/move",
        "/note",
        "/confirm-payment",
        "/override",
        "/refunds",
        "/substitute",
        "/refund",
        "/needs-refund",
        "/wait",
    ];
    let mut pages = Vec::new();
    for route in table().into_iter().filter(|route| route.method == "GET") {
        let path = route.path;
        let is_of_order = path.starts_with("/admin/orders/{uid}");
        if no_pages.contains(&path) || is_of_order && back.iter().any(|end| path.ends_with(end)) {
            continue;
        }
        match path {
            "/admin/orders/{uid}" => {
                let orders = [
                    &day.waiting,
                    &day.part_paid,
                    &day.paid,
                    &day.held,
                    &day.assembling,
                    &day.ready,
                    &day.brought[0],
                    &day.missed,
                    &day.completed,
                    &day.cancelled,
                    &day.refunded,
                ];
                pages.extend(orders.map(|order| path.replace("{uid}", order.uid.as_str())));
            }
            "/admin/orders/{uid}/slip" => pages.push(path.replace("{uid}", day.paid.uid.as_str())),
            "/admin/orders/{uid}/lines/{position}" => {
                let path = path.replace("{position}", "0");
                pages.push(path.replace("{uid}", day.assembling.uid.as_str()));
            }
            // They lead back to their list.
            "/admin/picks/{id}/tick" | "/admin/picks/{id}/end" => {}
            // They lead back to their run.
            path if path.starts_with("/admin/runs/{id}/") => {}
            "/admin/runs/{id}"
            | "/admin/picks/{id}"
            | "/admin/reconcile/history/{id}"
            | "/admin/links/{id}"
            | "/admin/webhooks/{id}"
            | "/admin/links/{id}/poster" => {
                pages.push(path.replace("{id}", "1"));
            }
            "/admin/webhooks/{id}/deliveries/{delivery}" => {
                pages.push("/admin/webhooks/1/deliveries/1".to_owned());
            }
            "/admin/goods/{id}" => {
                pages.extend(["/admin/goods/1", "/admin/goods/2"].map(str::to_owned));
            }
            "/admin/welcome/{secret}" => pages.push(path.replace("{secret}", "nobody-knows")),
            "/admin/settings/notifications/{audience}/{topic}/{lang}" => pages.extend(
                ["staff/paid/ru", "customers/ready/en"]
                    .map(|text| format!("/admin/settings/notifications/{text}")),
            ),
            path if path.contains('{') => panic!("what is to be put into {path}?"),
            path => pages.push(path.to_owned()),
        }
    }
    pages
}

/// Payment links of each kind: one for any sum, with a picture and every limit, one for goods, one that is over.
async fn links(owner: &Colleague<'_>) {
    let name = ("name", "Чай для тех, кто строил ратушу, мост и маяк на северном берегу");
    let tips = [
        name,
        ("slug", "tips"),
        ("description", "На стекло и фонари.\nСпасибо!"),
        ("asks", "free"),
        ("suggested", "16"),
        ("least", "2"),
        ("most_uses", "40"),
        ("ends_at", "2040-01-01T12:00"),
        ("once_each", "yes"),
    ];
    let kit =
        [name, ("slug", "kit"), ("asks", "goods"), ("quantity_3", "1"), ("quantity_4", "130")];
    let over =
        [name, ("slug", "over"), ("asks", "sum"), ("sum", "5"), ("ends_at", "2020-01-01T12:00")];
    for fields in [&tips[..], &kit[..], &over[..]] {
        owner.post("/admin/links/new", fields).await.expect(303);
    }
    let file = ("picture", "a.png", &*png(900, 450, [40, 90, 40]));
    owner.post_file("/admin/links/1/picture", &[("version", "0")], file).await.expect(303);
}

/// An endpoint whose name leads nowhere, and what it was to be sent.
async fn webhooks(owner: &Colleague<'_>) {
    let url = (
        "url",
        "https://bot.invalid/a-very-long-address/that/somebody/has/copied/from/somewhere?token=0123456789",
    );
    let endpoint = [url, ("kind", "paid"), ("kind", "ready")];
    owner.post("/admin/webhooks", &endpoint).await.expect(200);
    owner.post("/admin/webhooks/1/test", &[]).await.expect(303);
}

/// Messages that could not be delivered, for each of the reasons there are.
fn undelivered(app: &App, order: &Order) {
    let rows = format!(
        "INSERT INTO undelivered_notices (channel, topic, order_id, why, code, at, again_at) VALUES
            ('discord-dm', 'ready', {id}, 'refused', 50007, 1, NULL), ('email', 'paid', {id}, 'refused', 552, 1, 2),
            ('email', 'discrepancy', NULL, 'stale', NULL, 1, NULL)",
        id = order.id
    );
    app.books_to_write().batch_execute(&rows).unwrap();
}

#[actix_web::test]
async fn no_page_for_staff_is_hard_to_use() {
    let app = App::real();
    let day = scene::whole_day(&mut app.books_to_write()).unwrap();
    undelivered(&app, &day.paid);
    let owner = app.staff("Хозяин", Role::Owner);
    let history = format!(
        "[24.11.2026 09:15:02] Alex_Fox -> Shop # 16 АР | Заказ {uid} [{uid}]\nне строка",
        uid = day.waiting.uid
    );
    owner.post("/admin/reconcile/history", &[("lines", &history)]).await.expect(303);
    owner.post("/admin/reconcile", &[("stated", "100"), ("seen", "0")]).await;
    for (name, category, stock, hidden) in [
        ("Земля", "Блоки", "0", ""),
        ("Песок", "Блоки", "7", "yes"),
        ("Маяк", "", "", ""),
        ("Меч", "Железо", "400", ""),
    ] {
        let form = [
            ("name", name),
            ("category", category),
            ("price", "8"),
            ("stack", "64"),
            ("stock", stock),
            ("hidden", hidden),
        ];
        owner.post("/admin/goods/new", &form).await.expect(303);
    }
    pick(&owner, &[&day.paid, &day.assembling, &day.held]).await;
    let [first, second, _] = &day.brought;
    let on = [("uid", first.uid.as_str()), ("uid", second.uid.as_str())];
    owner.post("/admin/runs", &on).await.expect(303);
    for (id, side) in [(1, 16), (3, 900)] {
        let file = ("picture", "a.png", &*png(side, side, [40, 90, 40]));
        owner
            .post_file(&format!("/admin/goods/{id}/picture"), &[("version", "0")], file)
            .await
            .expect(303);
    }
    links(&owner).await;
    webhooks(&owner).await;
    let customer = Customer::arrive(JavaScript::On).await;
    customer.open(app.url("/admin/sign-in")).await;
    let mut wrong = Vec::new();
    // The ways in are for those who have not come in yet; the window is full of categories and goods that are out.
    for path in ["/admin/sign-in", "/admin/welcome/nobody-knows", "/"] {
        look(&customer, &app, path, &mut wrong).await;
    }
    customer.open(app.url("/")).await;
    customer.fill(".goods input", "1").await;
    customer.click("#to-checkout").await;
    customer.find("#way-courier").await;
    look(&customer, &app, "/checkout", &mut wrong).await;
    for path in ["/l/tips", "/l/kit", "/l/over"] {
        look(&customer, &app, path, &mut wrong).await;
    }
    owner.post("/admin/settings/shop/closed", &[("closed", "yes")]).await.expect(303);
    let fields = [("version", "1"), ("announcement", "Скидки до субботы на всё, что растёт")];
    owner.post("/admin/settings/shop", &fields).await.expect(303);
    for path in ["/", "/?q=nothing-like-that", "/checkout"] {
        look(&customer, &app, path, &mut wrong).await;
    }
    customer.carry(&app.url("/admin"), &owner.cookie).await;
    for path in pages(&day) {
        look(&customer, &app, &path, &mut wrong).await;
    }
    assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong.join("\n"));
    let mut complaints = customer.complaints().await;
    // A link that nobody knows is not found, one that is over is gone, and the browser says so.
    complaints.retain(|each| !each.contains("nobody-knows") && !each.contains("/l/over"));
    assert_eq!(complaints, Vec::<String>::new());
}

/// An order's page in every state, with everything that can be said on it, and what leads there.
#[actix_web::test]
async fn no_page_of_an_order_is_hard_to_use() {
    let app = App::real();
    let day = scene::whole_day(&mut app.books_to_write()).unwrap();
    let browser = app.browser();
    let path = |order: &Order| format!("/o/{}", order.token.as_str());
    let (waiting, part_paid) = (path(&day.waiting), path(&day.part_paid));
    let line = [("line", "[24.11.2026 09:15:02] Alex_Fox -> Shop # 16 АР | Заказ [99999-X]")];
    for order in [&waiting, &part_paid] {
        browser.post(&format!("{order}/claim"), &line).await.expect(303);
    }
    let refuse = format!("/admin/attention/claims/{}", day.part_paid.uid);
    app.owner().post(&refuse, &[("nth", "1")]).await.expect(303);
    let note = [("note", "Буду после восьми, позовите дважды. Очень-очень жду, и спасибо!")];
    browser.post(&format!("{waiting}/note"), &note).await.expect(303);
    let now = clock::now().utc().timestamp();
    let mut pages =
        vec!["/find".to_owned(), "/api/docs".to_owned(), "/my".to_owned(), "/o/nothing".to_owned()];
    pages.extend([10, 100, 1000].map(|ago| format!("{waiting}?back={}", now - ago)));
    let orders = [
        &day.waiting,
        &day.part_paid,
        &day.paid,
        &day.held,
        &day.assembling,
        &day.ready,
        &day.brought[0],
        &day.missed,
        &day.completed,
        &day.cancelled,
        &day.refunded,
    ];
    pages.extend(orders.map(path));
    pages.extend([&day.part_paid, &day.paid, &day.refunded].map(|order| path(order) + "/receipt"));
    let customer = Customer::arrive(JavaScript::On).await;
    let mut wrong = Vec::new();
    for path in pages {
        look(&customer, &app, &path, &mut wrong).await;
    }
    // What somebody may open.
    for (path, form) in [(&waiting, "#write"), (&part_paid, "#claim-form")] {
        customer.open(app.url(path)).await;
        customer.find(form).await;
        let open = format!("document.querySelector('{form}').open = true");
        customer.client().execute(&open, Vec::new()).await.unwrap();
        look_here(&customer, path, &mut wrong).await;
    }
    let owner = app.owner();
    customer.open(app.url("/admin/sign-in")).await;
    customer.carry(&app.url("/admin"), &owner.cookie).await;
    look(&customer, &app, "/admin/attention", &mut wrong).await;
    assert_eq!(customer.count("#claims li").await, 1);
    assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong.join("\n"));
    let mut complaints = customer.complaints().await;
    complaints.retain(|each| !each.contains("/o/nothing"));
    assert_eq!(complaints, Vec::<String>::new());
}

/// Colours that are hard to write in or on.
const ACCENTS: [&str; 3] = ["#ffe066", "#0b1d51", "#ff0000"];

#[actix_web::test]
async fn whatever_colour_a_shop_has_its_pages_can_be_read() {
    let app = App::sandbox();
    let owner = app.owner();
    let order = app.browser().order().await;
    let customer = Customer::arrive(JavaScript::On).await;
    customer.open(app.url("/admin/sign-in")).await;
    customer.carry(&app.url("/admin"), &owner.cookie).await;
    let mut wrong = Vec::new();
    let name = "Лавка ".repeat(6);
    // A logo as wide as they come, beside a name that is long.
    let file = ("picture", "logo.png", &*png(800, 100, [200, 120, 30]));
    let logo = "/admin/settings/shop/logo";
    owner.post_file(logo, &[("version", "0")], file).await.expect(303);
    for (version, accent) in (1..).zip(ACCENTS) {
        let version = i32::to_string(&version);
        let form = [("version", version.as_str()), ("accent", accent), ("name", &name)];
        owner.post("/admin/settings/shop", &form).await.expect(303);
        for path in ["/", &order, "/admin/settings/shop", "/admin/orders"] {
            look(&customer, &app, path, &mut wrong).await;
        }
        // What is seen is what was chosen, and not the usual colour.
        customer.open(app.url("/")).await;
        for light in Light::BOTH {
            customer.look(1280, light).await;
            let colour: Colour = accent.parse().unwrap();
            let palette = Palette::of(colour);
            let shades = if light == Light::Light { palette.light } else { palette.dark };
            let seen = "return getComputedStyle(document.documentElement).getPropertyValue('--button').trim()";
            let seen = customer.client().execute(seen, Vec::new()).await.unwrap();
            assert_eq!(seen, shades.button.to_string(), "{accent}, {}", light.as_str());
        }
    }
    assert!(wrong.is_empty(), "{} things are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(customer.complaints().await, Vec::<String>::new());
}

/// A list of these, one of which cannot be picked, with something ticked.
async fn pick(owner: &Colleague<'_>, orders: &[&Order]) {
    let keys: Vec<String> =
        orders.iter().map(|order| format!("{}:{}", order.uid, order.last_event)).collect();
    let chosen: Vec<(&str, &str)> = keys.iter().map(|key| ("order", key.as_str())).collect();
    owner.post("/admin/picks", &chosen).await.expect(303);
    let entry = format!("{}.0.0.2", orders[0].uid);
    let tick = [("entry", entry.as_str()), ("to", "on")];
    owner.post("/admin/picks/1/tick", &tick).await.expect(303);
    // Of what is being assembled something is missing.
    let line = format!("/admin/orders/{}/lines/0", orders[1].uid);
    let version = orders[1].last_event.to_string();
    let wait = [("version", version.as_str()), ("quantity", "1"), ("reason", "до завтра")];
    owner.post(&format!("{line}/wait"), &wait).await.expect(303);
}

async fn look(customer: &Customer, app: &App, path: &str, wrong: &mut Vec<String>) {
    customer.open(app.url(path)).await;
    customer.find("main").await;
    look_here(customer, path, wrong).await;
}

async fn look_here(customer: &Customer, path: &str, wrong: &mut Vec<String>) {
    for width in WIDTHS {
        for light in Light::BOTH {
            customer.look(width, light).await;
            let place = format!("{path} at {width} px, {}", light.as_str());
            let found = customer.violations().await;
            wrong.extend(found.into_iter().map(|each| format!("{place}: {each}")));
            let squeezed = customer.squeezed().await;
            wrong.extend(squeezed.into_iter().map(|each| format!("{place}: squeezed, {each}")));
            let overflow = customer.overflow().await;
            wrong.extend(overflow.map(|each| format!("{place}: sideways scroll, {each}")));
        }
    }
}
