//! Requests that cannot be carried out: each wrong field is named.

use serde_json::{Value, json};

use crate::support::{App, Reply, Wire};

/// An order that would be placed, with one member changed; `null` removes it.
fn order_with(member: &str, value: Value) -> Value {
    let mut order = json!({
        "items": [{ "name": "Земля", "price": 2, "quantity": 4 }],
        "customer": { "nickname": "Steve_01" },
    });
    let (parent, name) = member.rsplit_once('/').unwrap();
    match order.pointer_mut(parent).unwrap() {
        Value::Array(items) => items[name.parse::<usize>().unwrap()] = value,
        object => object[name] = value,
    }
    order
}

/// The fields that the answer names.
fn fields(problem: &Value) -> Vec<&str> {
    let errors = problem["errors"].as_array().unwrap();
    for error in errors {
        assert!(error["problem"].as_str().unwrap().len() > 10, "{problem}");
    }
    errors.iter().map(|error| error["field"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn each_wrong_field_is_named() {
    let app = App::real();
    let big = 1_000_000_000_000_000_000_i64;
    let item = json!({ "name": "Земля", "price": 1, "quantity": 1 });
    for (member, value, field) in [
        ("/customer/nickname", json!("Ab"), "customer.nickname"),
        ("/customer/nickname", json!("A2345678901234567"), "customer.nickname"),
        ("/customer/nickname", json!("Стив"), "customer.nickname"),
        ("/customer/nickname", json!("Steve 01"), "customer.nickname"),
        ("/customer/nickname", json!("Steve-01"), "customer.nickname"),
        ("/customer/nickname", json!(""), "customer.nickname"),
        ("/customer/nickname", json!(17), "customer.nickname"),
        ("/customer/nickname", json!(null), "customer.nickname"),
        ("/customer", json!("Steve_01"), "customer.nickname"),
        ("/customer/name", json!("Steve"), "customer.name"),
        ("/items", json!([]), "items"),
        ("/items", json!(null), "items"),
        ("/items", json!({}), "items"),
        ("/items", json!("Земля"), "items"),
        ("/items", json!(vec![item.clone(); 201]), "items"),
        ("/items/0", json!("Земля"), "items[0]"),
        ("/items/0/quantity", json!(0), "items[0].quantity"),
        ("/items/0/quantity", json!(-1), "items[0].quantity"),
        ("/items/0/quantity", json!(big), "items[0].quantity"),
        ("/items/0/quantity", json!(1.5), "items[0].quantity"),
        ("/items/0/quantity", json!("4"), "items[0].quantity"),
        ("/items/0/quantity", json!(null), "items[0].quantity"),
        ("/items/0/price", json!(0), "items[0].price"),
        ("/items/0/price", json!(-8), "items[0].price"),
        ("/items/0/price", json!(big), "items[0].price"),
        ("/items/0/price", json!(8.5), "items[0].price"),
        ("/items/0/price", json!("8"), "items[0].price"),
        ("/items/0/name", json!(""), "items[0].name"),
        ("/items/0/name", json!("a\u{7}b"), "items[0].name"),
        ("/items/0/name", json!("я".repeat(201)), "items[0].name"),
        ("/items/0/name", json!(null), "items[0].name"),
        ("/items/0/colour", json!("red"), "items[0].colour"),
        // Over 10^9 together, and over 2^63.
        ("/items/0/quantity", json!(500_000_001), "items"),
        (
            "/items",
            json!([{ "name": "Земля", "price": 1_000_000_000, "quantity": 1_000_000_000 }]),
            "items",
        ),
        (
            "/items",
            json!(vec![json!({ "name": "З", "price": 9_000_000, "quantity": 1 }); 112]),
            "items",
        ),
        ("/sum", json!(8), "sum"),
        ("/text", json!("соль & перец"), "text"),
        ("/text", json!("1+1"), "text"),
        ("/text", json!("#1"), "text"),
        ("/text", json!("a\nb"), "text"),
        ("/text", json!("a\u{0}b"), "text"),
        ("/text", json!("a\u{7f}b"), "text"),
        ("/text", json!("a\u{85}b"), "text"),
        ("/text", json!("я".repeat(201)), "text"),
        ("/text", json!(""), "text"),
        ("/text", json!(17), "text"),
        ("/uid", json!("0"), "uid"),
        ("/uid", json!(""), "uid"),
        ("/uid", json!("A.B"), "uid"),
        ("/uid", json!("A B"), "uid"),
        ("/uid", json!("48817-Х"), "uid"),
        ("/uid", json!("A&B"), "uid"),
        ("/uid", json!("a".repeat(65)), "uid"),
        ("/uid", json!(48817), "uid"),
        ("/nickname", json!("Steve"), "nickname"),
    ] {
        let order = order_with(member, value);
        let reply = Reply::of(app.placing(order.to_string())).await;
        assert_eq!(reply.status, 422, "{order}: {}", reply.text);
        let problem = reply.expect_problem(422);
        assert_eq!(problem["type"], "urn:kassa:problem:invalid-fields");
        assert_eq!(fields(&problem), [field], "{order}");
    }
}

#[actix_web::test]
async fn sums_are_as_strict_as_items() {
    let app = App::real();
    for sum in [json!(0), json!(-1), json!(1_000_000_001), json!(8.5), json!("8")] {
        let order = json!({ "sum": sum, "customer": { "nickname": "Steve_01" } });
        let reply = Reply::of(app.placing(order.to_string())).await;
        assert_eq!(fields(&reply.expect_problem(422)), ["sum"], "{order}");
    }
}

/// Many a serializer writes `null` for what is left out.
#[actix_web::test]
async fn what_is_null_is_left_out() {
    let app = App::real();
    let item = json!({ "good": null, "name": "Земля", "price": 2, "quantity": 4 });
    for (items, sum, total) in [(json!([item]), Value::Null, 8), (Value::Null, json!(5), 5)] {
        let order = json!({
            "items": items,
            "sum": sum,
            "customer": { "nickname": "Steve_01" },
            "uid": null,
            "text": null,
        });
        assert_eq!(app.place(order).await["total"], total);
    }
}

#[actix_web::test]
async fn all_wrong_fields_are_named_at_once() {
    let app = App::real();
    let order = json!({
        "items": [
            { "name": "", "price": 0, "quantity": 1 },
            { "name": "Земля", "price": 1, "quantity": 0 },
        ],
        "customer": { "nickname": "?" },
        "uid": "0",
        "text": "&",
    });
    let reply = Reply::of(app.placing(order.to_string())).await;
    let problem = reply.expect_problem(422);
    let mut fields = fields(&problem);
    fields.sort_unstable();
    let all = [
        "customer.nickname",
        "items[0].name",
        "items[0].price",
        "items[1].quantity",
        "text",
        "uid",
    ];
    assert_eq!(fields, all);
}

/// What is on the edge is inside.
#[actix_web::test]
async fn the_largest_values_are_good() {
    let app = App::real();
    let mut order = order_with("/text", json!("я".repeat(200)));
    order["uid"] = json!("a".repeat(64));
    order["customer"]["nickname"] = json!("A234567890123456");
    order["items"] = json!([
        { "name": "я".repeat(200), "price": 1, "quantity": 999_999_999 },
        { "name": "1", "price": 1, "quantity": 1 },
    ]);
    assert_eq!(app.place(order).await["total"], 1_000_000_000);
    let mut order = order_with("/uid", json!("00"));
    order["customer"]["nickname"] = json!("A_1");
    order["text"] = json!("' \" % = ; / ? 😀 <b>");
    app.place(order).await;
}

#[actix_web::test]
async fn what_is_no_json_object_is_malformed() {
    let app = App::real();
    let deep = "[".repeat(100_000);
    for body in ["", "{", "sum=8", "[]", "8", "null", "\"\"", &deep, "{\"sum\":8}}"] {
        Reply::of(app.placing(body.to_owned())).await.expect_problem(400);
    }
    Reply::of(app.placing(b"{\"text\":\"\xff\"}".to_vec())).await.expect_problem(400);
}

#[actix_web::test]
async fn a_uid_is_one_orders_in_any_spelling() {
    let app = App::real();
    let with_uid = |uid: &str| order_with("/uid", json!(uid)).to_string();
    Reply::of(app.placing(with_uid("48817-X"))).await.expect(201);
    for uid in ["48817-X", "48817-x", "48817X", "48817x", "4-8-8-1-7-X"] {
        let problem = Reply::of(app.placing(with_uid(uid))).await.expect_problem(409);
        assert_eq!(problem["type"], "urn:kassa:problem:uid-taken");
        assert!(problem["detail"].as_str().unwrap().contains(uid), "{problem}");
    }
    Reply::of(app.placing(with_uid("48817_X"))).await.expect(201);
}

/// It is decided by the length alone: the body is not sent.
#[actix_web::test]
async fn a_body_over_a_mebibyte_is_too_large() {
    let app = App::real();
    let head = format!(
        "POST /api/v1/orders HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\
         Authorization: Bearer {}\r\nContent-Length: {}\r\n\r\n",
        app.key,
        1024 * 1024 + 1
    );
    Wire::connect(app.address).send(head).reply().expect_problem(413);
    let mut order = order_with("/uid", json!(null));
    order["text"] = json!("x".repeat(1_000_000));
    Reply::of(app.placing(order.to_string())).await.expect_problem(422);
}
