//! Payment links of the shop's own, as whoever follows them sees them.

use futures_util::future::join_all;
use kassa::staff::Role;

use crate::support::{App, Colleague, Customer, JavaScript, between, eventually, payment, png};

/// Makes a payment link with these fields, and returns its id.
pub async fn link(staff: &Colleague<'_>, fields: &[(&str, &str)]) -> String {
    let added = staff.post("/admin/links/new", fields).await;
    let to = added.expect(303).header("location");
    between(to, "/admin/links/", "?").to_owned()
}

#[actix_web::test]
async fn a_tip_is_an_order_like_any_other() {
    let app = App::real();
    let owner = app.owner();
    let fields = [
        ("name", "Чай <b>бариста</b>"),
        ("description", "На сахар\nи печенье"),
        ("slug", "Tips"),
        ("asks", "free"),
        ("suggested", "5"),
        ("least", "2"),
    ];
    let id = link(&owner, &fields).await;
    let browser = app.browser();
    let page = browser.get("/l/tips").await;
    page.expect(200).expect_text(&[
        "Чай &#60;b&#62;бариста&#60;/b&#62;",
        "id=\"sum\" name=\"sum\" type=\"number\"",
        "value=\"5\"",
        &format!("property=\"og:url\" content=\"{}\"", app.at("/l/tips")),
        "name=\"robots\" content=\"noindex\"",
    ]);
    let attempt = between(&page.text, "name=\"attempt\" value=\"", "\"");

    // What is wrong stands beside its field, and nothing that was typed is lost.
    for sum in ["", "1", "1.5", "-7", "10000000001", "много"] {
        let form =
            [("attempt", attempt), ("sum", sum), ("nickname", "Steve_01"), ("note", "спасибо")];
        let refused = browser.post("/l/tips", &form).await;
        refused.expect(422).expect_text(&["id=\"sum-error\"", "from 2 to", "Steve_01", "спасибо"]);
    }
    let form = [("attempt", attempt), ("sum", "7"), ("nickname", "?")];
    let refused = browser.post("/l/tips", &form).await;
    refused.expect(422).expect_text(&["id=\"nickname-error\"", "value=\"7\""]);

    let form =
        [("attempt", attempt), ("sum", " 7 "), ("nickname", "Steve_01"), ("note", "спасибо")];
    let placed = browser.post("/l/tips", &form).await;
    let address = placed.expect(303).header("location").to_owned();
    // A double click.
    let again = browser.post("/l/tips", &form).await;
    assert_eq!(again.expect(303).header("location"), address);
    let order = browser.get(&address).await;
    order.expect(200).expect_text(&["Чай &#60;b&#62;", "спасибо", "7\u{a0}AR"]);
    browser.get("/my").await.expect(200).expect_text(&[&address]);

    // It is paid as any order is, and staff sees where it came from.
    let uid = between(&order.text, "data-copied=\"Copied\">", "<").to_owned();
    let read = app.order(&uid.as_str().into()).await;
    app.pay(&payment(&read, 7, 0)).await;
    browser.get(&address).await.expect(200).expect_text(&["Paid"]);
    let path = format!("/admin/orders/{uid}");
    let seen = owner.get(&path).await;
    seen.expect(200).expect_text(&["По платёжной ссылке", &format!("/admin/links/{id}")]);
    let picker = app.staff("Петя", Role::Picker);
    let seen = picker.get(&path).await;
    seen.expect(200).expect_text(&["По платёжной ссылке"]);
    assert!(!seen.text.contains("/admin/links/"));
    for page in ["/admin/links", &format!("/admin/links/{id}")] {
        owner.get(page).await.expect(200).expect_text(&[
            "Заказов: 1, ждут оплаты: 0, оплачено: 1, получено 7\u{a0}АР",
            app.at("/l/tips").as_str(),
        ]);
    }
}

#[actix_web::test]
async fn a_link_to_goods_takes_them_from_the_stock() {
    let app = App::real();
    let owner = app.owner();
    for (name, price, stock) in [("Песок", "2", "200"), ("Маяк", "30", "")] {
        let good = [("name", name), ("price", price), ("stack", "64"), ("stock", stock)];
        owner.post("/admin/goods/new", &good).await.expect(303);
    }
    let fields = [
        ("name", "Набор"),
        ("slug", "kit"),
        ("asks", "goods"),
        ("quantity_1", "130"),
        ("quantity_2", "1"),
    ];
    link(&owner, &fields).await;
    let browser = app.browser();
    let page = browser.get("/l/kit").await;
    page.expect(200).expect_text(&["Песок", "260\u{a0}AR", "290\u{a0}AR", "name=\"way\""]);
    let form = [("nickname", "Steve_01"), ("way", "courier"), ("place", "у портала")];
    let placed = browser.post("/l/kit", &form).await;
    let order = browser.get(placed.expect(303).header("location")).await;
    order.expect(200).expect_text(&["Песок", "Маяк", "290\u{a0}AR", "у портала"]);

    // 70 are left, which is not enough for a second one.
    let page = browser.get("/l/kit").await;
    page.expect(200).expect_text(&["The goods are gone"]);
    assert!(!page.text.contains("id=\"place-order\""));
    let late = browser.post("/l/kit", &form).await;
    late.expect(409).expect_text(&["The goods are gone"]);

    // A good that a link offers is not deleted under it.
    let kept = owner.post("/admin/goods/2/delete", &[("version", "0")]).await;
    kept.expect(409);
}

#[actix_web::test]
async fn a_link_that_is_over_says_so() {
    let app = App::real();
    let owner = app.owner();
    let free = ("asks", "free");
    let ended = [("name", "Турнир"), ("slug", "past"), free, ("ends_at", "2020-01-01T12:00")];
    link(&owner, &ended).await;
    let off = link(&owner, &[("name", "Сбор"), ("slug", "off"), free]).await;
    owner.post(&format!("/admin/links/{off}/closed"), &[("closed", "yes")]).await.expect(303);
    let browser = app.browser();
    for (path, words) in
        [("/l/past", "The time of this link is over"), ("/l/off", "not paid by any more")]
    {
        let page = browser.get(path).await;
        page.expect(410).expect_text(&[words]);
        assert!(!page.text.contains("id=\"place-order\""), "{path}");
        let late = browser.post(path, &[("sum", "5"), ("nickname", "Steve_01")]).await;
        late.expect(409).expect_text(&[words]);
    }
    owner.post(&format!("/admin/links/{off}/closed"), &[("closed", "no")]).await.expect(303);
    browser.get("/l/off").await.expect(200).expect_text(&["id=\"place-order\""]);
    for nothing in ["/l/nothing", "/l/%3Cb%3E", "/l/a%00b", "/l/Tips%20"] {
        browser.get(nothing).await.expect(404);
        browser.post(nothing, &[("sum", "5")]).await.expect(404);
    }

    // A closed shop takes no orders this way either.
    owner.post("/admin/settings/shop/closed", &[("closed", "yes")]).await.expect(303);
    let page = browser.get("/l/off").await;
    page.expect(200).expect_text(&["id=\"closed\""]);
    assert!(!page.text.contains("id=\"place-order\""));
    let form = [("sum", "5"), ("nickname", "Steve_01")];
    browser.post("/l/off", &form).await.expect(409);
}

#[actix_web::test]
async fn one_of_each_is_one_of_each() {
    let app = App::real();
    let owner = app.owner();
    let fields = [
        ("name", "Билет"),
        ("slug", "ticket"),
        ("asks", "sum"),
        ("sum", "16"),
        ("most_uses", "2"),
        ("once_each", "yes"),
    ];
    link(&owner, &fields).await;
    let take = async |nickname: &str| {
        let browser = app.browser();
        browser.get("/l/ticket").await.expect(200);
        browser.post("/l/ticket", &[("nickname", nickname)]).await
    };
    let first = take("Steve_01").await;
    let first = first.expect(303).header("location").to_owned();
    take("sTEVE_01").await.expect(409).expect_text(&[
        "id=\"nickname-error\"",
        "it can be taken once",
        "Left: 1 of 2",
    ]);
    take("Alex_02").await.expect(303);
    take("Third_03").await.expect(409).expect_text(&["All of them are taken"]);
    // Who gives his place back makes room for the next.
    app.browser().post(&format!("{first}/cancel"), &[]).await.expect(303);
    take("Third_03").await.expect(303);
}

/// Over two connections at once, many times over: the limit holds, and whoever is too late is told so.
#[actix_web::test]
async fn of_many_who_take_the_last_one_at_once_one_has_it() {
    let app = App::real();
    let owner = app.owner();
    let fields =
        [("name", "Билет"), ("slug", "last"), ("asks", "sum"), ("sum", "16"), ("most_uses", "1")];
    link(&owner, &fields).await;
    let buyers: Vec<_> = (0..6).map(|_| app.browser()).collect();
    for buyer in &buyers {
        buyer.get("/l/last").await.expect(200);
    }
    let taking = buyers.iter().map(|buyer| buyer.post("/l/last", &[("nickname", "Steve_01")]));
    let answers = join_all(taking).await;
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409, 409, 409, 409, 409]);
    for late in answers.iter().filter(|answer| answer.status == 409) {
        late.expect_text(&["All of them are taken"]);
    }
}

/// The same two as people: each has the page open, both press the button.
#[actix_web::test]
async fn two_people_want_the_last_ticket() {
    let app = App::sandbox();
    let owner = app.owner();
    let fields = [
        ("name", "Билет на турнир"),
        ("slug", "final"),
        ("asks", "sum"),
        ("sum", "16"),
        ("most_uses", "1"),
    ];
    let id = link(&owner, &fields).await;
    let file = ("picture", "a.png", &*png(900, 450, [40, 90, 40]));
    owner
        .post_file(&format!("/admin/links/{id}/picture"), &[("version", "0")], file)
        .await
        .expect(303);
    let (fast, slow) =
        (Customer::arrive(JavaScript::On).await, Customer::arrive(JavaScript::Off).await);
    for (customer, nickname) in [(&fast, "Bober_77"), (&slow, "Alex_02")] {
        customer.open(app.url("/l/final")).await;
        customer.find(".offer-picture").await;
        assert_eq!(customer.read(".offer-price").await, "16 АР");
        assert!(customer.read(".offer-limits").await.contains("1 из 1"));
        customer.fill("#nickname", nickname).await;
    }
    fast.click("#place-order").await;
    fast.find("main.order").await;
    slow.click("#place-order").await;
    assert_eq!(slow.read("#over h2").await, "Всё разобрали");
    assert_eq!(slow.count("form.checkout").await, 0);

    // The one pays; after that the other one's page says the same.
    fast.click("#pay-link").await;
    fast.click("main form button").await;
    assert_eq!(fast.read(".outcome.good h1").await, "Оплачено");
    eventually("the ticket is paid", async || {
        let list = owner.get("/admin/links").await;
        list.text.contains("оплачено: 1").then_some(())
    })
    .await;
    slow.open(app.url("/l/final")).await;
    assert_eq!(slow.read("#over h2").await, "Всё разобрали");
}
