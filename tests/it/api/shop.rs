//! Goods, payment links and customers.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{App, Reply};

#[actix_web::test]
async fn a_good_is_added_changed_and_deleted() {
    let app = App::real();
    let body = json!({ "name": "Губка <б>", "price": 3, "stock": 10, "stack": "64" });
    let made = app.send(Method::POST, "/goods", &body).await;
    let good = made.expect(201).json();
    let path = format!("/goods/{}", good["id"]);
    assert_eq!(made.header("location"), format!("/api/v1{path}"));
    assert_eq!(app.ask(&path).await.expect(200).json(), good);
    let patch = json!({ "price": 4, "stock": null, "hidden": true });
    let changed = app.send(Method::PATCH, &path, &patch).await.expect(200).json();
    assert_eq!((&changed["price"], &changed["stock"]), (&json!(4), &Value::Null));
    assert_eq!((&changed["name"], &changed["hidden"]), (&good["name"], &json!(true)));
    let unchanged = app.send(Method::PATCH, &path, &json!({})).await.expect(200).json();
    assert_eq!(unchanged, changed);
    let request = app.request(Method::PATCH, &format!("/api/v1{path}")).bearer_auth(&app.key);
    let stale = request.header("If-Match", format!("\"{}\"", good["version"])).body("{}");
    Reply::of(stale).await.expect_problem(412);
    let all = app.ask("/goods").await.expect(200).json();
    assert!(all["data"].as_array().unwrap().contains(&changed));
    app.send(Method::DELETE, &path, &Value::Null).await.expect(204);
    app.ask(&path).await.expect_problem(404);
    for (body, field) in [
        (json!({ "name": "x", "price": 0 }), "price"),
        (json!({ "name": "x", "price": 2_000_000_000 }), "price"),
        (json!({ "name": "", "price": 1 }), "name"),
        (json!({ "name": "x", "price": 1, "stock": -1 }), "stock"),
        (json!({ "name": "x", "price": 1, "stack": "32" }), "stack"),
        (json!({ "name": "x", "price": 1, "description": "я".repeat(1001) }), "description"),
    ] {
        let problem = app.send(Method::POST, "/goods", &body).await.expect_problem(422);
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    let log = app.owner().get("/admin/audit?what=goods").await;
    log.expect(200).expect_text(&["api:tests", "Губка &#60;б&#62;"]);
}

async fn add_good(app: &App, body: &Value) -> Value {
    app.send(Method::POST, "/goods", body).await.expect(201).json()
}

/// As at the checkout: at its price, and put aside.
#[actix_web::test]
async fn a_good_is_ordered_by_its_id() {
    let app = App::real();
    let good = add_good(&app, &json!({ "name": "Алмаз", "price": 4, "stock": 3 })).await;
    let path = format!("/goods/{}", good["id"]);
    let order =
        |lines: Value| {
            Reply::of(app.placing(
                json!({ "items": lines, "customer": { "nickname": "Steve_01" } }).to_string(),
            ))
        };
    let two = json!([
        { "good": good["id"], "quantity": 2 },
        { "name": "Доставка", "price": 1, "quantity": 1 },
    ]);
    let placed = order(two.clone()).await.expect(201).json();
    assert_eq!((&placed["total"], &placed["items"][0]["good"]), (&json!(9), &good["id"]));
    assert_eq!(
        (&placed["items"][0]["name"], &placed["items"][0]["price"]),
        (&json!("Алмаз"), &json!(4))
    );
    assert_eq!(placed["items"][1]["good"], Value::Null);
    assert_eq!(app.ask(&path).await.json()["stock"], 1);
    let problem = order(two).await.expect_problem(422);
    assert_eq!(problem["errors"][0]["field"], "items", "{problem}");
    let hidden = add_good(&app, &json!({ "name": "Тайна", "price": 4, "hidden": true })).await;
    for (line, field) in [
        (json!({ "good": hidden["id"], "quantity": 1 }), "items[0].good"),
        (json!({ "good": 999, "quantity": 1 }), "items[0].good"),
        (json!({ "good": "1", "quantity": 1 }), "items[0].good"),
        (json!({ "good": good["id"] }), "items[0].quantity"),
        (json!({ "good": good["id"], "quantity": 1, "price": 1 }), "items[0].price"),
    ] {
        let problem = order(json!([line])).await.expect_problem(422);
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    assert_eq!(app.ask(&path).await.json()["stock"], 1);
}

/// Sales change what a good is told as, and refuse only whoever sets what they change.
#[actix_web::test]
async fn a_tag_tells_of_sales_and_sales_refuse_no_change() {
    let app = App::real();
    let good = add_good(&app, &json!({ "name": "Алмаз", "price": 4, "stock": 10 })).await;
    let path = format!("/api/v1/goods/{}", good["id"]);
    let shown = Reply::of(app.get(&path).bearer_auth(&app.key)).await;
    let tag = shown.expect(200).header("etag").to_owned();
    let known =
        |tag: &str| Reply::of(app.get(&path).bearer_auth(&app.key).header("If-None-Match", tag));
    assert_eq!(known(&tag).await.expect(304).header("etag"), tag);
    let line = json!([{ "good": good["id"], "quantity": 1 }]);
    app.place(json!({ "items": line, "customer": { "nickname": "Steve_01" } })).await;
    let sold = known(&tag).await;
    assert_eq!(sold.expect(200).json()["stock"], 9);
    let change = |tag: &str, patch: Value| {
        let request = app.request(Method::PATCH, &path).bearer_auth(&app.key);
        Reply::of(request.header("If-Match", tag).body(patch.to_string()))
    };
    change(&tag, json!({ "stock": 15 })).await.expect_problem(412);
    // A proxy that compresses makes it a weak one.
    let weak = format!("W/{}", sold.header("etag"));
    let set = change(&weak, json!({ "stock": 15 })).await;
    assert_eq!(set.expect(200).json()["stock"], 15);
    change(&tag, json!({ "price": 5 })).await.expect_problem(412);
    assert_eq!(
        change(set.header("etag"), json!({ "price": 5 })).await.expect(200).json()["price"],
        5
    );
    let stale = app.request(Method::DELETE, &path).bearer_auth(&app.key).header("If-Match", tag);
    Reply::of(stale).await.expect_problem(412);
}

#[actix_web::test]
async fn a_payment_link_offers_what_can_be_ordered() {
    let app = App::real();
    let good = add_good(&app, &json!({ "name": "Алмаз", "price": 4 })).await["id"].clone();
    let hidden = json!({ "name": "Тайна", "price": 4, "hidden": true });
    let hidden = add_good(&app, &hidden).await["id"].clone();
    let add = async |goods: Value| {
        let body = json!({ "slug": "set", "name": "Набор", "goods": goods });
        app.send(Method::POST, "/payment-links", &body).await
    };
    let much = json!([{ "good": good, "quantity": 1_000_000_000 }]);
    add(much.clone()).await.expect_problem(422);
    let twice = json!([{ "good": good, "quantity": 1 }, { "good": good, "quantity": 1 }]);
    add(twice).await.expect_problem(422);
    add(json!([{ "good": hidden, "quantity": 1 }])).await.expect_problem(409);
    add(json!([{ "good": good, "quantity": 1 }])).await.expect(201);
    let path = "/payment-links/set";
    app.send(Method::PATCH, path, &json!({ "goods": much })).await.expect_problem(422);
    // What was good when it was made may stay, and its tag tells of what became of it.
    let tag = app.ask(path).await.header("etag").to_owned();
    let hide = json!({ "hidden": true });
    app.send(Method::PATCH, &format!("/goods/{good}"), &hide).await.expect(200);
    let known = app.get(&format!("/api/v1{path}")).bearer_auth(&app.key);
    let gone = Reply::of(known.header("If-None-Match", tag)).await;
    assert_eq!(gone.expect(200).json()["standing"], "goods_gone");
    app.send(Method::PATCH, path, &json!({ "name": "Комплект" })).await.expect(200);
}

#[actix_web::test]
async fn a_payment_link_is_made_taken_and_switched_off() {
    let app = App::real();
    let body = json!({ "slug": "tips", "name": "На чай", "free": { "suggested": 5, "least": 2 } });
    let link = app.send(Method::POST, "/payment-links", &body).await.expect(201).json();
    assert_eq!(link["url"], "http://shop.example/l/tips");
    assert_eq!((&link["asks"], &link["standing"]), (&json!("free"), &json!("open")));
    Reply::of(app.get("/l/tips")).await.expect(200).expect_text(&["На чай"]);
    let taken = app.send(Method::POST, "/payment-links", &body).await;
    assert!(taken.expect_problem(409)["detail"].as_str().unwrap().contains("tips"));
    let patch = json!({ "closed": true, "sum": 9, "most_uses": 3 });
    let path = "/payment-links/tips";
    let changed = app.send(Method::PATCH, path, &patch).await.expect(200).json();
    assert_eq!((&changed["asks"], &changed["sum"]), (&json!("sum"), &json!(9)));
    assert_eq!((&changed["standing"], &changed["most_uses"]), (&json!("closed"), &json!(3)));
    let patch = json!({ "closed": false, "most_uses": null });
    let changed = app.send(Method::PATCH, path, &patch).await.expect(200).json();
    assert_eq!((&changed["standing"], &changed["most_uses"]), (&json!("open"), &Value::Null));
    assert_eq!(app.ask(path).await.expect(200).json(), changed);
    let all = app.ask("/payment-links").await.expect(200).json();
    assert_eq!(all["data"], json!([changed]));
    app.send(Method::DELETE, path, &Value::Null).await.expect(204);
    app.ask(path).await.expect_problem(404);
    for (body, field) in [
        (json!({ "name": "x" }), "sum"),
        (json!({ "name": "x", "sum": 1, "free": {} }), "sum"),
        (json!({ "name": "x", "sum": 0 }), "sum"),
        (json!({ "name": "x", "goods": [] }), "goods"),
        (json!({ "name": "x", "goods": [{ "good": 1, "quantity": 0 }] }), "goods[0].quantity"),
        (json!({ "name": "x", "free": { "suggested": 1, "least": 2 } }), "free.suggested"),
        (json!({ "name": "x", "sum": 1, "slug": "A B" }), "slug"),
        (json!({ "name": "x", "sum": 1, "ends_at": "soon" }), "ends_at"),
    ] {
        let problem = app.send(Method::POST, "/payment-links", &body).await.expect_problem(422);
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    let unknown = json!({ "name": "x", "goods": [{ "good": 999, "quantity": 1 }] });
    app.send(Method::POST, "/payment-links", &unknown).await.expect_problem(409);
}

#[actix_web::test]
async fn a_customer_is_blocked_and_let_in_again() {
    let app = App::real();
    app.place_sum(8).await;
    let listed = app.ask("/customers").await.expect(200).json();
    assert_eq!(listed["data"][0]["nickname"], "Steve_01");
    let path = "/customers/sTEVE_01";
    let shown = app.ask(path).await.expect(200).json();
    assert_eq!(shown, listed["data"][0]);
    assert_eq!(shown["blocked"], false);
    let reason = json!({ "reason": "спам" });
    let block = format!("{path}/block");
    let blocked = app.send(Method::POST, &block, &reason).await.expect(200).json();
    assert_eq!(blocked["blocked"], true);
    assert_eq!(app.ask("/customers").await.json()["data"][0]["blocked"], true);
    let order = json!({ "sum": 8, "customer": { "nickname": "Steve_01" } }).to_string();
    Reply::of(app.placing(order.clone())).await.expect_problem(403);
    app.send(Method::POST, &format!("{path}/unblock"), &json!({})).await.expect(200);
    Reply::of(app.placing(order)).await.expect(201);
    app.send(Method::POST, &block, &json!({ "reason": "" })).await.expect_problem(422);
    for path in ["/customers/Nobody_1", "/customers/no+body"] {
        app.ask(path).await.expect_problem(404);
    }
    // Somebody who never ordered can be kept from it.
    app.send(Method::POST, "/customers/Nobody_1/block", &reason).await.expect(200);
    let shown = app.ask("/customers/nobody_1").await.expect(200).json();
    assert_eq!((&shown["since"], &shown["blocked"]), (&Value::Null, &json!(true)));
}
