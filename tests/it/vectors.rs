//! Replays what was recorded from the provider's own page and server: `tests/dromon-vectors.json`.

use std::sync::LazyLock;

use base64::{Engine, prelude::BASE64_STANDARD};
use kassa::{
    dromon::{Callback, Secret, Sign, Token, callback::authenticate},
    sandbox::{
        link::Link,
        page::{self, FormBlock, PageRefusal},
        pay::{self, PayBody},
        registration::Registration,
    },
};
use serde_json::{Value, json};

static RECORDED: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../dromon-vectors.json")).unwrap());

pub fn recorded(list: &str, count: usize) -> impl Iterator<Item = &'static Value> {
    let list = RECORDED[list].as_array().unwrap();
    assert_eq!(list.len(), count, "nothing is left out");
    list.iter()
}

/// JavaScript's `${undefined}` is what an app without a secret signs with.
fn secret(value: &Value) -> Secret {
    Secret::new(value.as_str().unwrap_or("undefined").to_owned())
}

/// The payer's typed sum in the recorded links that have none.
const TYPED: &str = "15";

/// The app of a vector, as it stood in the recorded server's database.
fn registration(vector: &Value) -> Registration {
    let id = vector["app_id"].as_str().unwrap();
    let short_name = match id.strip_prefix("5fd13b3c45a6ee51f1a6f4").unwrap() {
        "d3" => "steveshop",
        "d4" => "nosign",
        "d5" => "signundef",
        "d7" => "noredir",
        "d8" => id,
        "de" => "nosecret",
        "e0" => "UPPER",
        "e1" => "магазин",
        other => panic!("unknown app {other}"),
    };
    Registration {
        id: id.parse().unwrap(),
        short_name: short_name.to_owned(),
        secret: secret(&vector["secret"]),
        signing: vector["app_sign"] == true,
        redirect_uri: (short_name != "noredir").then(|| "http://127.0.0.1:9/thanks".to_owned()),
    }
}

#[test]
fn every_link_fares_as_at_dromon() {
    for vector in recorded("vectors", 360) {
        let app = registration(vector);
        let link = Link::parse(vector["link_path_and_query"].as_str().unwrap()).unwrap();
        let sum = link.sum.as_deref().unwrap_or(TYPED);

        let opened = page::open(&app, &link);
        assert_eq!(opened.is_ok(), vector["accepted_by_page"], "{vector:#}");
        if opened == Err(PageRefusal::AppNotFound) {
            assert_eq!(vector["kind"], "address", "{vector:#}");
        }

        let block = page::form_block(sum);
        if opened.is_ok() {
            let expected = match vector["page_form_blocked_by"].as_str() {
                Some("sumCheck") => Some(FormBlock::Sum),
                Some("cardCheck") => Some(FormBlock::Card),
                Some(other) => panic!("unknown check {other}"),
                None => None,
            };
            assert_eq!(block, expected, "{vector:#}");
        }

        let paid = pay::pay(&app, &page::pay_body(&link, TYPED));
        let (status, error) = paid
            .as_ref()
            .map_or_else(|refusal| (refusal.status(), Some(refusal.code())), |_| (200, None));
        assert_eq!(paid.is_ok(), vector["accepted_by_send"], "{vector:#}");
        assert_eq!(json!(status), vector["send_status"], "{vector:#}");
        assert_eq!(json!(error), vector["send_error"], "{vector:#}");
        let callback = paid.as_ref().map_or(
            Value::Null,
            |paid| json!({"text": paid.text, "uid": paid.uid, "sum": paid.sum}),
        );
        assert_eq!(callback, vector["callback"], "{vector:#}");

        let payable = opened.is_ok() && block.is_none() && paid.is_ok();
        assert_eq!(payable, vector["payable_end_to_end"], "{vector:#}");
    }
}

/// Of the links that a person can pay, those that are signed as the rule says.
#[test]
fn every_payable_link_has_our_sign() {
    let mut checked = 0;
    for vector in recorded("vectors", 360) {
        let unusual = ["missing", "trick"].contains(&vector["kind"].as_str().unwrap())
            || vector["note"].as_str().unwrap().starts_with("dot shift");
        if unusual || vector["app_sign"] == false || vector["payable_end_to_end"] != true {
            continue;
        }
        let (Some(uid), Some(text), Some(sum), Some(expected)) = (
            vector["uid"].as_str(),
            vector["text"].as_str(),
            vector["sum"].as_str(),
            vector["sign"].as_str(),
        ) else {
            continue;
        };
        let app = registration(vector);
        let sign = Sign::new(uid, text, sum, &app.id, &app.secret);
        assert_eq!(sign.as_str(), expected, "{vector:#}");
        checked += 1;
    }
    assert!(checked > 200, "only {checked} were signed as the rule says");
}

#[test]
fn the_pay_step_takes_the_sums_that_dromons_takes() {
    let unsigned = Registration {
        id: "5fd13b3c45a6ee51f1a6f4d4".parse().unwrap(),
        short_name: "nosign".to_owned(),
        secret: Secret::new("7654321q1234567q2222222q1111111".to_owned()),
        signing: false,
        redirect_uri: None,
    };
    let signed = Registration { signing: true, ..unsigned.clone() };
    let sign = Sign::new("U", "T", "8", &signed.id, &signed.secret);
    let body = |sum: &Value| PayBody {
        app: "nosign".to_owned(),
        sum: sum.clone(),
        text: Some(json!("T")),
        uid: Some(json!("U")),
        sign: Some(json!(sign.as_str())),
        redirect_uri: None,
    };
    for row in recorded("send_sum_values", 41) {
        let sent = match row["sent_json_literal"].as_str() {
            Some(literal) => serde_json::from_str(literal).unwrap(),
            None => row["sent"].clone(),
        };
        let paid = pay::pay(&unsigned, &body(&sent));
        let status = paid.as_ref().map_or_else(|refusal| refusal.status(), |_| 200);
        assert_eq!(json!(status), row["status"], "{row}");
        let callback_sum = paid.map_or(Value::Null, |paid| json!(paid.sum.to_string()));
        assert_eq!(callback_sum, row["callback_sum"], "{row}");

        if let Some(expected) = row["signed_as_8"].as_str() {
            let outcome = pay::pay(&signed, &body(&sent)).map_or_else(
                |refusal| format!("{} {}", refusal.status(), refusal.code()),
                |_| "200 ok".to_owned(),
            );
            assert_eq!(outcome, expected, "{row}");
        }
    }
}

#[test]
fn every_captured_callback_is_authentic_and_read() {
    let mut read = 0;
    for capture in recorded("callbacks", 51) {
        if capture["callback_sent"] == false {
            continue;
        }
        let token = Token::of(&secret(&capture["secret"]));
        assert_eq!(token.expose(), capture["expected_token"], "{capture:#}");
        let headers = capture["headers"].as_array().unwrap().iter();
        let authorization = headers
            .filter(|header| header[0] == "Authorization")
            .map(|header| header[1].as_str().unwrap().as_bytes());
        assert_eq!(authenticate(authorization, &[token]), Ok(()), "{capture:#}");

        let raw = raw_body(capture);
        let callback = Callback::parse(&raw).unwrap();
        read += 1;
        let Some(body) = capture["body"].as_object() else {
            // The two monsters, which no JSON value can hold or which are too long to be kept as one.
            assert_eq!(callback.sum.get(), 8, "{}", capture["name"]);
            assert!(callback.uid.is_some() && callback.time.is_some());
            continue;
        };
        assert_eq!(json!(callback.sum), body["sum"]);
        for (value, expected) in [(callback.uid, &body["uid"]), (callback.text, &body["text"])] {
            let value = value.unwrap();
            assert_eq!(value.as_string().as_deref(), expected.as_str());
            let value: Value = serde_json::from_str(value.as_json()).unwrap();
            assert_eq!(&value, expected);
        }
        assert_eq!(callback.time.as_deref(), body["time"].as_str());
        let user = &body["user"];
        assert_eq!(callback.payer.username.as_deref(), user["username"].as_str());
        assert_eq!(callback.payer.discord.as_deref(), user["id"].as_str());
        assert_eq!(callback.payer.minecraft.as_deref(), user["uuid"].as_str());
        assert_eq!(callback.payer.id.as_deref(), user["_id"].as_str());
    }
    assert_eq!(read, 46);
}

#[test]
fn a_lone_surrogate_does_not_hide_the_payment() {
    let name = "nosign|direct send: lone surrogate";
    let capture = recorded("callbacks", 51).find(|c| c["name"] == name).unwrap();
    let raw = raw_body(capture);
    let callback = Callback::parse(&raw).unwrap();
    let monstrous = [callback.text, callback.uid]
        .into_iter()
        .flatten()
        .filter(|value| value.as_json().contains("\\ud800"));
    for value in monstrous.clone() {
        assert_eq!(value.as_string(), None, "Unicode has no such character");
    }
    assert_ne!(monstrous.count(), 0);
}

#[test]
fn the_documented_pair_of_secret_and_token_fits() {
    let known = &RECORDED["known_token"];
    let token = Token::of(&secret(&known["secret"]));
    assert!(token.fits(known["md5"].as_str().unwrap().as_bytes()));
}

/// The body as it came over the wire. The 5 MB capture has kept its length only: it is made again.
fn raw_body(capture: &Value) -> Vec<u8> {
    let Some(raw) = capture["raw_request_base64"].as_str() else {
        let body = format!(
            r#"{{"text":"{}","uid":"1","time":"2026-11-24T07:05:06.000Z","sum":8,"user":{{}}}}"#,
            "x".repeat(5_000_000)
        );
        return body.into_bytes();
    };
    let raw = BASE64_STANDARD.decode(raw).unwrap();
    let head = raw.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    raw[head + 4..].to_vec()
}
