//! What goes wrong on demand.

use kassa::dromon::{Callback, Token};
use serde_json::json;

use super::{BUTTON, RETURN_BUTTON};
use crate::support::{Answer, Stand};

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
    for (fault, sum, uid, text) in [
        ("paid-less", 5, "U-1", "T"),
        ("paid-more", 18, "U-1", "T"),
        ("altered-text", 9, "U-1", "T (altered)"),
        ("gift", 9, "0", "Пожертвование"),
        ("no-time", 9, "U-1", "T"),
    ] {
        stand.pay(&link, &[("fault", fault)]).await.expect(200, &["Оплачено"]);
        let callback = stand.callback().await;
        let told = (&callback["sum"], &callback["uid"], &callback["text"]);
        assert_eq!(told, (&json!(sum), &json!(uid), &json!(text)), "{fault}");
        assert_eq!(callback["time"].is_null(), fault == "no-time", "{fault}");
    }
    stand.pay(&link, &[("fault", "long-text"), ("long-text", "2")]).await;
    let (_, body) = stand.callback_parts().await;
    assert_eq!(body.len(), 2 * 1024 * 1024);
    let text = Callback::parse(body.as_bytes()).unwrap().text.unwrap().as_string().unwrap();
    assert!(text.starts_with("Txxx"));
    stand.close().await;
}

#[actix_web::test]
async fn faults_on_the_way() {
    let stand = Stand::open();
    let link = stand.link("U-1", "T", 8);
    let genuine = Token::of(&stand.config.app.secret);
    for (fault, is_genuine) in
        [("wrong-token", false), ("slow", true), ("trickle", true), ("late=0", true)]
    {
        let paid = stand.pay(&link, &[("fault", fault)]).await;
        paid.expect(200, &["Оплачено"]);
        let (head, body) = stand.callback_parts().await;
        assert_eq!(head.contains(genuine.expose()), is_genuine, "{fault}");
        assert_eq!(Callback::parse(body.as_bytes()).unwrap().sum.get(), 8);
    }
    stand.close().await;
}

#[actix_web::test]
async fn a_late_callback_waits_as_long_as_was_chosen() {
    let stand = Stand::open();
    let link = stand.link("U-1", "T", 8);
    stand.pay(&link, &[("fault", "late"), ("late", "3600")]).await.expect(200, &["Оплачено"]);
    let home = stand.home_saying("Уведомление задержано").await;
    assert!(home.contains("(late=3600)"), "{home}");
    stand.close().await;
}

/// Every other one is held until the next has been sent.
#[actix_web::test]
async fn callbacks_come_in_the_wrong_order() {
    let stand = Stand::open();
    let pay = async |uid, fault| {
        stand.pay(&stand.link(uid, "T", 8), &[("fault", fault)]).await.expect(200, &["Оплачено"]);
    };
    pay("U-1", "swapped").await;
    stand.home_saying("Уведомление придержано").await;
    // What sends nothing is not the next one.
    pay("U-2", "lost").await;
    stand.shop.expect_silence();
    pay("U-3", "none").await;
    assert_eq!(stand.callback().await["uid"], "U-3");
    assert_eq!(stand.callback().await["uid"], "U-1");
    pay("U-4", "swapped").await;
    stand.home_saying("Уведомление придержано").await;
    pay("U-5", "swapped").await;
    assert_eq!(stand.callback().await["uid"], "U-5");
    assert_eq!(stand.callback().await["uid"], "U-4");
    stand.close().await;
}

#[actix_web::test]
async fn the_journal_tells_what_was_sent_and_answered() {
    let stand = Stand::with(Answer::Unauthorized, |_| {});
    let link = stand.link("U-1", "<b>", 8);
    stand.pay(&link, &[("fault", "sent-twice")]).await;
    let (_, body) = stand.callback_parts().await;
    stand.shop.take().await;
    let home = stand.home_saying("Магазин ответил 401.").await;
    let length = format!("Тело уведомления, байт: {}", body.len());
    let escaped = "{&#34;text&#34;:&#34;&#60;b&#62;&#34;,&#34;uid&#34;:&#34;U-1&#34;";
    for words in ["Подстроено: Уведомление придёт дважды", &length, escaped]
    {
        assert!(home.contains(words), "{words} in {home}");
    }
    assert!(!home.contains(Token::of(&stand.config.app.secret).expose()));
    stand.close().await;
}

/// `kassa sandbox --fault NAME`: for every payment, unless its payer chooses something else.
#[actix_web::test]
async fn a_stand_in_can_have_a_fault_by_default() {
    let stand = Stand::with(Answer::Ok, |config| config.fault = "late=0.5".parse().unwrap());
    let link = stand.link("U-1", "T", 8);
    let shown = [
        "<details open>",
        "value=\"late\" aria-describedby=\"help-late\" checked",
        "name=\"late\" value=\"0.5\"",
    ];
    stand.get(&link).await.expect(200, &shown);
    stand.get(&stand.base).await.expect(200, &["Уведомление опоздает (late=0.5)"]);
    stand.pay(&link, &[("fault", "none")]).await;
    stand.callback().await;
    stand.pay(&link, &[]).await;
    let home = stand.home_saying("Подстроено: Уведомление опоздает (late=0.5)").await;
    assert_eq!(home.matches("Подстроено").count(), 1, "{home}");
    stand.callback().await;
    stand.close().await;
}

#[actix_web::test]
async fn a_fault_that_there_is_not_is_told() {
    let stand = Stand::open();
    let link = stand.link("U-1", "T", 8);
    for (form, words) in [
        (vec![("fault", "nonsense")], "Такой неполадки"),
        (vec![("fault", "lost=1")], "Такой неполадки"),
        (vec![("fault", "late"), ("late", "-1")], "от 0 до 2592000"),
        (vec![("fault", "late=soon")], "от 0 до 2592000"),
        (vec![("fault", "long-text"), ("long-text", "65")], "от 1 до 64"),
    ] {
        stand.pay(&link, &form).await.expect(400, &[words, BUTTON]);
    }
    // The fields of other faults are nobody's business.
    stand.pay(&link, &[("fault", "none"), ("late", "x"), ("long-text", "")]).await.expect(200, &[]);
    stand.callback().await;
    stand.close().await;
}
