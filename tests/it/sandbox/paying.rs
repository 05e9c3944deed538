//! What a payer does, and what the shop hears of it.

use kassa::dromon::{Callback, Sign, Sum, Token, callback::authenticate};
use serde_json::json;

use super::{BUTTON, RETURN_BUTTON};
use crate::support::{Answer, Stand};

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
