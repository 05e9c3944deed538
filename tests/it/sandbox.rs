//! The sandbox as a payer and a shop see it: a real listener, a real callback.

use actix_web::http::header;
use kassa::dromon::{Callback, Sign, Sum, Token, callback::authenticate};
use serde_json::json;
use url::Url;

use crate::support::{Answer, Page, Stand};

const BUTTON: &str = "<button type=\"submit\">";
const RETURN_BUTTON: &str =
    "<a class=\"button\" href=\"http://127.0.0.1:9/return?a=b\">В лавку</a>";

#[actix_web::test]
async fn a_link_is_paid_and_the_shop_hears_of_it() {
    let stand = Stand::open();
    let link = stand.link("48817-X", "Шалкер <с> землёй", 8);
    stand.get(&link).await.expect(
        200,
        &[
            BUTTON,
            "8 АР",
            "спишется 9 АР",
            "48817-X",
            "Шалкер &#60;с&#62; землёй",
            "value=\"Steve_01\"",
        ],
    );

    let paid = stand.pay(&link, &[("nickname", "Alex_99")]).await;
    paid.expect(200, &["Оплачено", RETURN_BUTTON]);

    let (head, body) = stand.callback_parts().await;
    assert!(head.starts_with("POST /callback HTTP/1.1\r\n"), "{head}");
    let authorization = head.lines().find_map(|line| line.strip_prefix("Authorization: "));
    let token = Token::of(&stand.config.app.secret);
    let authorization = authorization.into_iter().map(str::as_bytes);
    assert_eq!(authenticate(authorization, &[token]), Ok(()));
    let callback = Callback::parse(body.as_bytes()).unwrap();
    assert_eq!(callback.sum, Sum::new(8).unwrap());
    assert_eq!(callback.uid.unwrap().as_string().unwrap(), "48817-X");
    let text = callback.text.unwrap().as_string();
    assert_eq!(text.unwrap(), "Шалкер <с> землёй");
    assert_eq!(callback.time.unwrap().len(), 24);
    assert_eq!(callback.payer.username.unwrap(), "Alex_99");
    assert_eq!(callback.payer.minecraft.unwrap().len(), 32);

    let home = stand.home_saying("Магазин ответил 200.").await;
    assert!(home.contains("8 АР от Alex_99"), "{home}");
    stand.close().await;
}

#[actix_web::test]
async fn every_press_of_the_button_is_a_payment() {
    let stand = Stand::open();
    let link = stand.link("U-1", "T", 8);
    for _ in 0..2 {
        stand.pay(&link, &[]).await.expect(200, &["Оплачено"]);
        assert_eq!(stand.callback().await["uid"], "U-1");
    }
    stand.close().await;
}

#[actix_web::test]
async fn the_payer_is_told_of_success_whatever_the_shop_says() {
    for (answer, words) in [
        (Answer::Unauthorized, "Магазин ответил 401."),
        (Answer::Unavailable, "Магазин ответил 503."),
    ] {
        let stand = Stand::with(answer, |_| {});
        let link = stand.link("U-1", "T", 8);
        stand.pay(&link, &[]).await.expect(200, &["Оплачено"]);
        stand.shop.take().await;
        stand.home_saying(words).await;
        stand.close().await; // and never again
    }
}

#[actix_web::test]
async fn without_a_usable_callback_url_the_home_page_says_so() {
    let stand = Stand::with(Answer::Ok, |config| config.callback_url = None);
    let link = stand.link("U-1", "T", 8);
    stand.pay(&link, &[]).await.expect(200, &["Оплачено"]);
    let home = stand.home_saying("Уведомление не отправлено.").await;
    assert!(home.contains("«URL события» не задан"));
    stand.close().await;

    let stand = Stand::with(Answer::Ok, |config| {
        config.callback_url = Some("https://shop.example/callback".parse().unwrap());
    });
    let link = stand.link("U-1", "T", 8);
    stand.pay(&link, &[]).await.expect(200, &["Оплачено"]);
    let home = stand.home_saying("Магазин не ответил (").await;
    assert!(home.contains("начинается с https://"));
    stand.close().await;
}

/// Neither the page nor, where somebody asks it directly, the pay step takes these.
#[actix_web::test]
async fn what_is_not_signed_is_refused_with_a_hint() {
    let stand = Stand::open();
    let app = &stand.config.app;
    let sign = |uid: &str, text: &str| Sign::new(uid, text, "8", &app.id, &app.secret);
    for (app, query, status, words) in [
        (
            "steveshop",
            format!("text=T&uid=U&sign={}", sign("U", "other")),
            400,
            ["Неверная подпись", "Подпись — это md5"],
        ),
        (
            "steveshop",
            format!("text=a%2Bb&uid=U&sign={}", sign("U", "a+b")),
            400,
            ["Неверная подпись", "не экранирует эти знаки"],
        ),
        (
            "steveshop",
            format!("uid=U&sign={}", sign("U", "undefined")),
            400,
            ["Неверная подпись", "нет текста или номера"],
        ),
        (
            "another",
            format!("text=T&uid=U&sign={}", sign("U", "T")),
            404,
            ["Приложение не найдено", "5fd13b3c45a6ee51f1a6f4d3"],
        ),
    ] {
        let link = stand.base.join(&format!("/app/{app}/8?{query}")).unwrap();
        stand.get(&link).await.expect(status, &words);
        stand.pay(&link, &[]).await.expect(status, &words);
    }
    stand.close().await;
}

/// The page shows its form for these, and the payment fails all the same.
#[actix_web::test]
async fn what_passes_the_page_can_still_fail() {
    let stand = Stand::open();
    let app = &stand.config.app;
    let signed = |app_name: &str, sum: &str, more: &str| {
        let sign = Sign::new("U", "T", sum, &app.id, &app.secret);
        let link = format!("/app/{app_name}/{sum}?text=T&uid=U&sign={sign}{more}");
        stand.base.join(&link).unwrap()
    };
    for (link, status, words) in [
        (
            signed("steveshop", "8", "&redirect_uri=http://127.0.0.1:9/other&ok=Назад"),
            400,
            // The button is there after a failed payment too, and leads where the link says.
            ["Неверный redirect uri", "href=\"http://127.0.0.1:9/other\">Назад</a>"],
        ),
        (signed("steveshop", "08", ""), 400, ["Неверная подпись", "без нулей впереди"]),
        (signed("SteveShop", "8", ""), 404, ["Приложение не найдено", "строчными буквами"]),
        (signed("steveshop", "9007199254740992", ""), 400, ["Неверная сумма", "9007199254740991"]),
        // The form's own checks.
        (signed("steveshop", "0", ""), 400, ["Неверная сумма", BUTTON]),
        (signed("steveshop", "99999999999999999999", ""), 400, ["Недостаточно средств", BUTTON]),
    ] {
        stand.get(&link).await.expect(200, &[BUTTON]);
        stand.pay(&link, &[]).await.expect(status, &words);
    }
    stand.close().await;
}

#[actix_web::test]
async fn a_link_without_a_sum_asks_the_payer() {
    let stand = Stand::with(Answer::Ok, |config| config.signing = false);
    for path in ["/app/steveshop", "/app/steveshop/"] {
        let link = stand.base.join(path).unwrap();
        stand.get(&link).await.expect(200, &["name=\"sum\""]);
        stand.pay(&link, &[]).await.expect(400, &["Неверная сумма"]);
        let paid = stand.pay(&link, &[("sum", "15")]).await;
        paid.expect(200, &["15 АР"]);
        let callback = stand.callback().await;
        assert_eq!(callback["sum"], 15);
        assert_eq!((&callback["uid"], &callback["text"]), (&json!("0"), &json!("Пожертвование")));
    }
    stand.close().await;
}

#[actix_web::test]
async fn repeated_parameters_arrive_as_arrays() {
    let stand = Stand::open();
    let app = &stand.config.app;
    let sign = Sign::new("1,2", "a,b", "8", &app.id, &app.secret);
    let link = format!("/app/steveshop/8?text=a&text=b&uid=1&uid=2&sign={sign}");
    let link = stand.base.join(&link).unwrap();
    stand.pay(&link, &[]).await.expect(200, &["Оплачено"]);
    let callback = stand.callback().await;
    assert_eq!(callback["text"], json!(["a", "b"]));
    assert_eq!(callback["uid"], json!(["1", "2"]));
    stand.close().await;
}

#[actix_web::test]
async fn faults_that_send_no_callback() {
    let stand = Stand::open();
    let link = stand.link("U-1", "T", 8);
    let failed = stand.pay(&link, &[("fault", "fails")]).await;
    failed.expect(400, &["Оплата не прошла", RETURN_BUTTON]);
    let lost = stand.pay(&link, &[("fault", "lost")]).await;
    lost.expect(200, &["Оплачено"]);
    let home = stand.home_saying("Уведомление не отправлено.").await;
    assert_eq!(home.matches("8 АР от Steve_01").count(), 1, "{home}");
    stand.close().await;
}

#[actix_web::test]
async fn faults_that_send_two_callbacks() {
    let stand = Stand::open();
    let link = stand.link("U-1", "T", 8);
    stand.pay(&link, &[("fault", "sent-twice")]).await;
    let (first, second) = (stand.shop.take().await, stand.shop.take().await);
    assert_eq!(first, second);

    stand.pay(&link, &[("fault", "paid-twice")]).await;
    let (mut first, second) = (stand.callback().await, stand.callback().await);
    assert_ne!(first["time"], second["time"]);
    first["time"] = second["time"].clone();
    assert_eq!(first, second);
    stand.close().await;
}

#[actix_web::test]
async fn faults_that_alter_the_payment() {
    let stand = Stand::open();
    let link = stand.link("U-1", "T", 9);
    stand.pay(&link, &[("fault", "paid-less")]).await;
    let less = stand.callback().await;
    assert_eq!((&less["sum"], &less["text"]), (&json!(5), &json!("T")));

    stand.pay(&link, &[("fault", "altered-text")]).await;
    let altered = stand.callback().await;
    assert_eq!(altered["sum"], 9);
    assert_ne!(altered["text"], "T");
    stand.close().await;
}

#[actix_web::test]
async fn faults_on_the_way() {
    let stand = Stand::open();
    let link = stand.link("U-1", "T", 8);
    let genuine = Token::of(&stand.config.app.secret);
    for (fault, is_genuine) in [("wrong-token", false), ("slow", true), ("late", true)] {
        let paid = stand.pay(&link, &[("fault", fault)]).await;
        paid.expect(200, &["Оплачено"]);
        let (head, body) = stand.callback_parts().await;
        assert_eq!(head.contains(genuine.expose()), is_genuine, "{fault}");
        assert_eq!(Callback::parse(body.as_bytes()).unwrap().sum.get(), 8);
    }
    stand.close().await;
}

#[actix_web::test]
async fn what_the_form_cannot_take_is_shown_again() {
    let stand = Stand::open();
    let link = stand.link("U-1", "T", 8);
    let page = stand.pay(&link, &[("nickname", "Стив")]).await;
    page.expect(400, &["Такого ника", "value=\"Стив\"", BUTTON]);
    let page = stand.pay(&link, &[("fault", "nonsense")]).await;
    page.expect(400, &["Такой неполадки", BUTTON]);
    stand.close().await;
}

#[actix_web::test]
async fn another_site_cannot_pay() {
    let stand = Stand::open();
    let link = stand.link("U-1", "T", 8);
    let own = format!("http://{}", stand.base.authority());
    for (name, value, allowed) in [
        ("Sec-Fetch-Site", "same-origin", true),
        ("Sec-Fetch-Site", "none", true),
        ("Sec-Fetch-Site", "cross-site", false),
        ("Sec-Fetch-Site", "same-site", false),
        ("Origin", &own, true),
        ("Origin", "http://evil.example", false),
        ("Origin", "null", false),
        ("X-Nothing", "at all", false),
    ] {
        let request = stand.post(&link, &[]).header(name, value);
        let page = Page::of(request).await;
        assert_eq!(page.status == 200, allowed, "{name}: {value}");
        if allowed {
            stand.callback().await;
        } else {
            page.expect(403, &[]);
        }
    }
    stand.close().await;
}

#[actix_web::test]
async fn the_return_button_runs_no_script() {
    let stand = Stand::open();
    let app = &stand.config.app;
    let sign = Sign::new("U", "T", "8", &app.id, &app.secret);
    let link =
        format!("/app/steveshop/8?text=T&uid=U&sign={sign}&redirect_uri=javascript:alert(1)");
    let page = stand.pay(&stand.base.join(&link).unwrap(), &[]).await;
    page.expect(400, &["Неверный redirect uri"]);
    assert!(!page.html.contains("href=\"javascript:"));
    stand.close().await;
}

#[actix_web::test]
async fn every_page_is_locked_down_and_works_without_script() {
    let stand = Stand::open();
    let link = stand.link("U-1", "T", 8);
    for url in [&stand.base, &link, &stand.base.join("/app/").unwrap()] {
        let page = stand.get(url).await;
        let header = |name| page.headers[name].to_str().unwrap();
        let policy = header(header::CONTENT_SECURITY_POLICY.as_str());
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"));
        assert!(policy.contains("frame-ancestors 'none'"));
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("cache-control"), "no-store");
        assert!(!page.html.contains("<script") && !page.html.contains("style="));
        page.expect(page.status, &["Песочница. Деньги ненастоящие."]);
    }
    let css = stand.get(stand.base.join("/sandbox.css").unwrap()).await;
    css.expect(200, &["prefers-color-scheme"]);
    stand.close().await;
}

#[actix_web::test]
async fn english_browsers_are_answered_in_english() {
    let stand = Stand::open();
    for url in [stand.base.clone(), stand.link("U-1", "T", 8)] {
        let url: Url = url;
        let request = reqwest::Client::new().get(url.as_str());
        let page = Page::of(request.header("Accept-Language", "en-GB,ru;q=0.5")).await;
        page.expect(200, &["<html lang=\"en\">", "No real money"]);
    }
    stand.close().await;
}

#[test]
fn both_languages_have_the_same_texts() {
    let keys = |source: &'static str| -> Vec<&str> {
        let texts = source.lines().filter(|line| line.starts_with("sandbox-"));
        texts.map(|line| line.split(' ').next().unwrap()).collect()
    };
    let ru = keys(include_str!("../../locales/ru/sandbox.ftl"));
    assert_eq!(ru, keys(include_str!("../../locales/en/sandbox.ftl")));
}
