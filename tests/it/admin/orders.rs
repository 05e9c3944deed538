//! The order list.

use kassa::staff::Role;
use serde_json::{Value, json};

use crate::support::{App, Colleague, Customer, JavaScript, PATIENCE, Reply, eventually, payment};

async fn place(app: &App, uid: &str, nickname: &str, item: &str) -> Value {
    app.place(json!({
        "uid": uid,
        "customer": { "nickname": nickname },
        "items": [{ "name": item, "price": 8, "quantity": 1 }],
    }))
    .await
}

/// The numbers that a page lists, in its order.
fn listed(page: &Reply) -> Vec<String> {
    page.text
        .split("id=\"o-")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

async fn list(colleague: &Colleague<'_>, query: &str) -> Vec<String> {
    listed(colleague.get(&format!("/admin/orders{query}")).await.expect(200))
}

/// What stands in a tab.
fn tab(page: &Reply, label: &str) -> String {
    let tabs = page.text.split("id=\"tabs\"").nth(1).unwrap().split("</nav>").next().unwrap();
    let tab = tabs.split("</a>").find(|tab| tab.contains(&format!(">{label}"))).unwrap();
    tab.split("class=\"count\">")
        .nth(1)
        .map_or("", |rest| rest.split('<').next().unwrap())
        .to_owned()
}

#[actix_web::test]
async fn an_empty_shop_says_so() {
    let app = App::real();
    let page = app.owner().get("/admin/orders").await;
    page.expect(200).expect_text(&["Заказов пока нет"]);
    assert!(!page.text.contains("<table"));
}

#[actix_web::test]
async fn orders_are_listed_searched_and_filtered() {
    let app = App::real();
    let owner = app.owner();
    let first = place(&app, "a-1", "Steve_01", "Шалкер с землёй").await;
    place(&app, "a-2", "Alex", "Алмазный меч").await;
    place(&app, "a-3", "Steven", "Кирка").await;
    app.pay(&payment(&first, 8, 0)).await;

    let page = owner.get("/admin/orders").await;
    page.expect_text(&["Steve_01", "Шалкер с землёй", "Оплачен", "8\u{a0}АР", "0\u{a0}мин"]);
    assert_eq!(listed(&page), ["a-3", "a-2", "a-1"]);
    assert_eq!((tab(&page, "Ждут оплаты"), tab(&page, "Собрать")), ("2".into(), "1".into()));
    let cases: [(&str, &[&str]); 13] = [
        ("?sort=waiting", &["a-1", "a-2", "a-3"]),
        ("?status=to_assemble", &["a-1"]),
        ("?status=awaiting_payment", &["a-3", "a-2"]),
        ("?q=a1", &["a-1"]),
        ("?q=%D0%B0-1", &["a-1"]),
        ("?q=steve", &["a-3", "a-1"]),
        ("?q=%D0%BC%D0%B5%D1%87", &["a-2"]),
        ("?payer=steve_01", &["a-1"]),
        ("?from=2001-01-01&to=2001-01-02", &[]),
        ("?from=2001-01-01", &["a-3", "a-2", "a-1"]),
        ("?after=a-2", &["a-1"]),
        ("?before=a-2", &["a-3"]),
        ("?status=nonsense&trouble=x&from=never&after=%00", &["a-3", "a-2", "a-1"]),
    ];
    for (query, expected) in cases {
        assert_eq!(list(&owner, query).await, expected, "{query}");
    }
    owner.get("/admin/orders?q=48817-A").await.expect_text(&["похоже, в номере опечатка"]);
    owner.get("/admin/orders?q=nothing").await.expect_text(&["Таких заказов нет"]);
}

#[actix_web::test]
async fn what_people_typed_is_shown_as_text() {
    let app = App::real();
    place(&app, "a-1", "Steve_01", "<script>alert(1)</script>").await;
    let page = app.owner().get("/admin/orders?q=%3Cb%3E&payer=%22x").await;
    assert!(!page.text.contains("<b>") && !page.text.contains("value=\"\"x"));
    let page = app.owner().get("/admin/orders").await;
    assert_eq!(listed(&page), ["a-1"]);
    assert!(!page.text.contains("<script>alert"));
}

#[actix_web::test]
async fn a_held_order_says_so_and_is_not_one_to_assemble() {
    let app = App::real_with(&[]);
    let order = place(&app, "a-1", "Steve_01", "Кирка").await;
    app.pay(&payment(&order, 8, 0)).await;
    let page = app.owner().get("/admin/orders").await;
    page.expect_text(&["Удержан: новый адрес"]);
    assert_eq!((tab(&page, "Собрать"), tab(&page, "Внимание")), (String::new(), "1".into()));
    assert!(list(&app.owner(), "?status=to_assemble").await.is_empty());
    assert_eq!(list(&app.owner(), "?trouble=hold").await, ["a-1"]);
}

#[actix_web::test]
async fn couriers_and_pickers_see_no_sums() {
    let app = App::real_with(&[]);
    let order = place(&app, "a-1", "Steve_01", "Кирка").await;
    app.pay(&payment(&order, 8, 0)).await;
    for role in [Role::Courier, Role::Picker] {
        let colleague = app.staff(role.as_str(), role);
        // Nor what would tell them, as somebody else's address.
        for query in ["", "?payer=alex", "?trouble=new_source"] {
            let page = colleague.get(&format!("/admin/orders{query}")).await;
            assert_eq!(listed(&page), ["a-1"], "{query}");
            page.expect_text(&["Steve_01", "Кирка", "Удержан"]);
            for secret in ["АР", "новый адрес", "payer", "/admin/attention"] {
                assert!(!page.text.contains(secret), "{role:?}: {secret}");
            }
        }
    }
}

#[actix_web::test]
async fn a_stranger_sees_nothing() {
    let app = App::real();
    for path in ["/admin/orders", "/admin/orders/events?after=0"] {
        assert_eq!(Reply::of(app.get(path)).await.status, 303, "{path}");
    }
    let form = app.post("/admin/orders/move").form(&[("move", "assemble")]);
    assert_eq!(Reply::of(form.header("sec-fetch-site", "same-origin")).await.status, 303);
}

#[actix_web::test]
async fn what_a_role_may_not_do_it_does_not_do_for_many_either() {
    let app = App::real();
    let courier = app.staff("Курьер", Role::Courier);
    let sent = [("order", "a-1:1"), ("move", "assemble")];
    assert_eq!(courier.post("/admin/orders/move", &sent).await.status, 403);
    for step in ["cancel", "undo", "restore"] {
        let sent = [("order", "a-1:1"), ("move", step)];
        assert_eq!(app.owner().post("/admin/orders/move", &sent).await.status, 403, "{step}");
    }
    for sent in [[("order", "a-1"), ("move", "ready")], [("order", "a-1:1"), ("move", "x")]] {
        assert_eq!(app.owner().post("/admin/orders/move", &sent).await.status, 400);
    }
}

/// Each on its own: the answer tells which went through and why another did not, and leads back to the same list.
#[actix_web::test]
async fn several_are_moved_at_once() {
    let app = App::real();
    let owner = app.owner();
    let gone = [("order", "a-9:1"), ("move", "assemble"), ("back", "status=paid&x=y")];
    let answer = owner.post("/admin/orders/move", &gone).await;
    let way = answer.expect(303).header("location").to_owned();
    assert_eq!(way, "/admin/orders?status=paid&refused=a-9.gone");
    owner.get(&way).await.expect(200).expect_text(&["Не получилось", "a-9", "такого заказа нет"]);
    owner
        .get("/admin/orders?moved=a-1&moved=a-2")
        .await
        .expect_text(&["Готово: 2 заказа (a-1, a-2)"]);
    // Nothing was chosen.
    let answer = owner.post("/admin/orders/move", &[("move", "ready")]).await;
    assert_eq!(answer.expect(303).header("location"), "/admin/orders");
}

/// Signs a browser in, as the sign-in page would.
async fn sign_in(browser: &Customer, app: &App) {
    browser.open(app.at("/")).await;
    let cookie = app.owner().cookie;
    let script = format!("document.cookie = '{cookie}; path=/admin'");
    browser.client().execute(&script, vec![]).await.unwrap();
}

#[actix_web::test]
async fn a_new_paid_order_appears_by_itself_and_nothing_else_moves() {
    let app = App::sandbox();
    let browser = Customer::arrive(JavaScript::On).await;
    let (old, other) =
        (place(&app, "a-1", "Steve_01", "Кирка").await, place(&app, "a-2", "Alex", "Меч").await);
    sign_in(&browser, &app).await;
    browser.open(app.at("/admin/orders")).await;
    browser.find("#sound").await;
    browser.client().execute("window.keptFromBefore = true", vec![]).await.unwrap();
    browser.click("#c-a-1").await;
    browser.click("#c-a-2").await;
    browser.fill("#q", "недописан").await;

    place(&app, "a-3", "Bober_77", "Шалкер").await;
    browser.find("#o-a-3").await;
    app.pay(&payment(&other, 8, 0)).await;
    browser.find("tr:nth-child(2) .tint-good").await;

    let kept =
        browser.client().execute("return window.keptFromBefore === true", vec![]).await.unwrap();
    assert_eq!(kept, true, "the page was loaded again");
    assert_eq!(browser.typed("#q").await, "недописан");
    assert_eq!(browser.focused().await, "q");
    assert_eq!(browser.count("#c-a-1:checked").await, 1);
    // It is not what was chosen any more.
    assert_eq!(browser.count("#c-a-2:checked").await, 0);
    let title = eventually("the title", async || {
        let title = browser.client().title().await.unwrap();
        // A headless window may or may not have the focus.
        title.contains("Заказы").then_some(title)
    });
    let _ = tokio::time::timeout(PATIENCE, title).await.unwrap();
    assert_eq!(browser.complaints().await, [""; 0]);
    drop(old);
}

#[actix_web::test]
async fn the_list_is_used_by_keyboard() {
    let app = App::sandbox();
    let browser = Customer::arrive(JavaScript::On).await;
    for uid in ["a-1", "a-2", "a-3"] {
        place(&app, uid, "Steve_01", "Кирка").await;
    }
    sign_in(&browser, &app).await;
    browser.open(app.at("/admin/orders")).await;
    browser.find("#sound").await;
    for (key, focused) in [
        ("j", "o-a-3"),
        ("j", "o-a-2"),
        ("j", "o-a-1"),
        ("j", "o-a-1"),
        ("k", "o-a-2"),
        ("x", "o-a-2"),
    ] {
        browser.type_there(key).await;
        assert_eq!(browser.focused().await, focused, "after {key}");
    }
    assert_eq!(browser.count("#c-a-2:checked").await, 1);
    browser.type_there("/").await;
    assert_eq!(browser.focused().await, "q");
    // There letters are letters.
    browser.type_there("jx/").await;
    assert_eq!((browser.typed("#q").await, browser.focused().await), ("jx/".into(), "q".into()));
}

#[actix_web::test]
async fn without_a_script_everything_is_there() {
    let app = App::sandbox();
    let browser = Customer::arrive(JavaScript::On).await;
    place(&app, "a-1", "Steve_01", "Кирка").await;
    place(&app, "a-2", "Alex", "Меч").await;
    let page = app.owner().get("/admin/orders").await;
    page.expect(200);
    assert!(page.text.contains("<button class=\"button\">Найти</button>"));
    sign_in(&browser, &app).await;
    browser.open(app.at("/admin/orders")).await;
    browser.fill("#q", "меч").await;
    browser.click(".finder .search button").await;
    browser.find("#o-a-2").await;
    assert_eq!(browser.count("#o-a-1").await, 0);
}

#[actix_web::test]
async fn an_open_list_is_told_at_most_once_a_second() {
    let app = App::real();
    let owner = app.owner();
    let reply = owner.get("/admin/orders/events").await;
    assert_eq!(reply.status, 400);
    let order = place(&app, "a-1", "Steve_01", "Кирка").await;
    // Behind already: told at once.
    let mut line = app
        .get("/admin/orders/events?after=0")
        .header("cookie", &owner.cookie)
        .send()
        .await
        .unwrap();
    let mut told = String::new();
    let mut until = async |what: &str| {
        while !told.contains(what) {
            let more = tokio::time::timeout(PATIENCE, line.chunk()).await.unwrap().unwrap();
            told.push_str(std::str::from_utf8(&more.expect("more")).unwrap());
        }
        std::mem::take(&mut told)
    };
    until("event: changed").await;
    app.pay(&payment(&order, 8, 0)).await;
    let told = until("data: 1\n\n").await;
    assert!(told.contains("event: changed"), "{told}");
}
