//! What Dromon would refuse.

use kassa::dromon::Sign;

use super::BUTTON;
use crate::support::{Page, Stand};

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
