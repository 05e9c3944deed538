//! What waits for a decision, as staff sees it.

mod browser;
mod claims;
mod decisions;
mod missed;
mod refused;
mod silence;

use diesel::prelude::*;
use kassa::{
    clock::{self, UtcTime},
    db::schema::{discrepancies, orders, payments},
    payments::DiscrepancyKind,
    staff::Role,
};
use serde_json::{Value, json};

use crate::support::{App, Reply, payment};

async fn attention(app: &App) -> Reply {
    let page = app.owner().get("/admin/attention").await;
    page.expect(200);
    page
}

/// The one card of that title.
#[track_caller]
fn card<'a>(page: &'a Reply, title: &str) -> &'a str {
    let mut cards =
        page.text.split("<article ").skip(1).map(|card| card.split("</article>").next().unwrap());
    let found = cards.find(|card| card.contains(&format!("\">{title}")));
    found.unwrap_or_else(|| panic!("no card «{title}» in {}", page.text))
}

#[track_caller]
fn expect_words(card: &str, words: &[&str]) {
    for words in words {
        assert!(card.contains(words), "{words:?} in {card}");
    }
}

/// What stands on the buttons of a card, in their order.
fn buttons(card: &str) -> Vec<&str> {
    let texts = card
        .split("<button ")
        .skip(1)
        .map(|button| button.split_once('>').unwrap().1.split("</button>").next().unwrap());
    texts.collect()
}

#[actix_web::test]
async fn where_all_adds_up_the_page_says_so() {
    let app = App::real();
    attention(&app).await.expect_text(&["Всё сходится"]);
}

#[actix_web::test]
async fn only_who_may_decide_sees_it() {
    let app = App::real();
    for (name, role, status) in
        [("Аня", Role::Manager, 200), ("Боря", Role::Picker, 403), ("Вера", Role::Courier, 403)]
    {
        let colleague = app.staff(name, role);
        assert_eq!(colleague.get("/admin/attention").await.status, status);
        let sent = colleague.post("/admin/attention/1", &[("way", "wait"), ("seen", "1")]).await;
        assert_eq!(sent.status, if status == 200 { 404 } else { 403 });
    }
    assert_eq!(Reply::of(app.get("/admin/attention")).await.status, 303);
}

#[actix_web::test]
async fn money_without_an_order_is_told_with_what_it_may_be_for() {
    let app = App::real();
    let order = app.place_sum(8).await;
    let uid = order["uid"].as_str().unwrap();
    let mut stray = payment(&order, 8, 0);
    // Without its dash, in Cyrillic: what somebody typed by hand.
    stray["uid"] = json!(uid.replace('-', "").to_lowercase());
    stray["text"] = json!("<b>за стол</b>");
    assert_eq!(app.pay(&stray).await, "recorded");
    let page = attention(&app).await;
    page.expect_text(&["Сначала это"]);
    let card = card(&page, "Платёж без заказа");
    expect_words(
        card,
        &[
            "От Steve_01 пришло 8\u{a0}АР",
            "127.0.0.1",
            "Если у него есть заказ, тот всё ещё ждёт оплаты",
            "&#60;b&#62;за стол&#60;/b&#62;",
            "номер тот же, только написан иначе; осталось оплатить ровно столько; тот же ник",
            &format!("href=\"/admin/orders/{uid}\""),
        ],
    );
    let expected = format!("Зачесть за {uid}");
    assert_eq!(
        buttons(card),
        [
            &*expected,
            "Зачесть",
            "Вернуть деньги",
            "Оставить магазину",
            "Деньги могли не прийти",
            "Закрыть карточку"
        ],
    );
}

#[actix_web::test]
async fn a_gift_and_a_body_that_cannot_be_read() {
    let app = App::real();
    app.pay(&json!({ "uid": "0", "text": "Пожертвование", "sum": 30 })).await;
    app.callback(r#"{"uid":"48817-X"}"#).await.expect(400);
    let page = attention(&app).await;
    expect_words(
        card(&page, "Платёж без заказа"),
        &[
            "От неизвестного игрока пришло 30\u{a0}АР без номера заказа",
            "Похожих заказов не нашлось",
        ],
    );
    let unreadable = card(&page, "Уведомление, которое не прочитать");
    expect_words(unreadable, &["Возможно, кто-то заплатил", "127.0.0.1"]);
    assert_eq!(buttons(unreadable), ["Отложить до сверки", "Закрыть карточку"]);
}

#[actix_web::test]
async fn what_holds_an_order_comes_first_and_says_what_the_customer_sees() {
    let app = App::real();
    let (held, more) = (app.place_sum(8).await, app.place_sum(8).await);
    let mut altered = payment(&held, 8, 0);
    altered["text"] = json!("Алмазная кирка");
    assert_eq!(app.pay(&altered).await, "paid");
    assert_eq!(app.pay(&payment(&more, 11, 1)).await, "paid");
    let page = attention(&app).await;
    let (first, rest) = page.text.split_once("Не срочно").unwrap();
    assert!(first.contains("Плательщик видел другой текст"));
    assert!(rest.contains("Заплачено больше, чем нужно"));
    expect_words(
        card(&page, "Плательщик видел другой текст"),
        &[
            "удерживает заказ",
            "Алмазная кирка",
            held["text"].as_str().unwrap(),
            "Состояние заказа: «Магазин проверяет платёж».",
            "Отложить до сверки",
        ],
    );
    expect_words(
        card(&page, "Заплачено больше, чем нужно"),
        &[
            "на 3\u{a0}АР больше",
            "Вы заплатили на 3\u{a0}АР больше, чем нужно. Магазин это видит.",
            "Вернуть лишнее",
        ],
    );
    // Of every page.
    page.expect_text(&["<span class=\"count\">2</span>"]);
}

#[actix_web::test]
async fn too_little_too_late_and_twice() {
    let app = App::real();
    let part = app.place_sum(8).await;
    assert_eq!(app.pay(&payment(&part, 3, 0)).await, "part_paid");
    let twice = app.place_sum(8).await;
    for (nth, result) in [(1, "paid"), (2, "recorded"), (2, "repeated"), (2, "repeated")] {
        assert_eq!(app.pay(&payment(&twice, 8, nth)).await, result);
    }
    let late = app.place_sum(8).await;
    let long_ago = UtcTime::from(chrono::Utc::now() - chrono::TimeDelta::days(8));
    diesel::update(orders::table.filter(orders::uid.eq(late["uid"].as_str().unwrap())))
        .set(orders::expires_at.eq(long_ago))
        .execute(&mut app.books_to_write())
        .unwrap();
    assert_eq!(app.pay(&payment(&late, 8, 4)).await, "recorded");
    let cancelled = app.place_sum(8).await;
    let page = url::Url::parse(cancelled["order_url"].as_str().unwrap()).unwrap();
    app.browser().post(&format!("{}/cancel", page.path()), &[]).await.expect(303);
    assert_eq!(app.pay(&payment(&cancelled, 8, 5)).await, "recorded");

    let page = attention(&app).await;
    expect_words(
        card(&page, "Заплачено меньше, чем нужно"),
        &["не хватает 5\u{a0}АР", "Состояние заказа: «Оплачен частично».", "Подождать доплаты"],
    );
    expect_words(
        card(&page, "Оплаченный заказ оплачен ещё раз"),
        &["Лишних денег у магазина 8\u{a0}АР"],
    );
    expect_words(
        card(&page, "То же уведомление пришло ещё раз"),
        &[
            "2 раза",
            "Сам Dromon ничего не присылает дважды",
            "Отложить до сверки",
            "Это повтор, денег не было",
            "Это второй платёж, зачесть",
        ],
    );
    expect_words(
        card(&page, "Заказ оплачен слишком поздно"),
        &[
            "Состояние заказа: «Время на оплату вышло».",
            "решает, что с ними делать",
            "Принять оплату",
        ],
    );
    expect_words(
        card(&page, "Оплачен отменённый заказ"),
        &["Состояние заказа: «Отменён».", "Вернуть деньги", "Вернуть заказ в работу"],
    );
}

#[actix_web::test]
async fn a_strange_address_is_explained() {
    let app = App::real_with(&[]);
    let order = app.place_sum(8).await;
    assert_eq!(app.pay(&payment(&order, 8, 0)).await, "paid");
    let page = attention(&app).await;
    let new = card(&page, "Уведомление с незнакомого адреса");
    expect_words(new, &["Источник — это сервер", "127.0.0.1", "Доверять этому адресу"]);

    let app = App::real_with(&[("DROMON_SOURCES", "203.0.113.7")]);
    let order = app.place_sum(8).await;
    app.callback(payment(&order, 8, 0).to_string()).await.expect_problem(403);
    let page = attention(&app).await;
    let foreign = card(&page, "Уведомление с запрещённого адреса");
    expect_words(foreign, &["о 8\u{a0}АР от Steve_01", "KASSA_DROMON_SOURCES", "127.0.0.1"]);
}

/// A discrepancy that only a decision of staff's brings about.
fn add(app: &App, kind: DiscrepancyKind, order: &Value, amount: Option<i64>) -> i64 {
    let connection = &mut app.books_to_write();
    let order: i64 = orders::table
        .filter(orders::uid.eq(order["uid"].as_str().unwrap()))
        .select(orders::id)
        .get_result(connection)
        .unwrap();
    let payment: Option<i64> = payments::table
        .filter(payments::order_id.eq(order))
        .select(diesel::dsl::max(payments::id))
        .get_result(connection)
        .unwrap();
    diesel::insert_into(discrepancies::table)
        .values((
            discrepancies::kind.eq(kind),
            discrepancies::order_id.eq(order),
            discrepancies::payment_id.eq(payment),
            discrepancies::amount.eq(amount),
            discrepancies::times.eq(1),
            discrepancies::opened_at.eq(clock::now()),
            discrepancies::last_at.eq(clock::now()),
        ))
        .returning(discrepancies::id)
        .get_result(connection)
        .unwrap()
}

#[actix_web::test]
async fn what_staffs_decisions_bring_about_is_told_too() {
    let app = App::real();
    let order = app.place_sum(8).await;
    assert_eq!(app.pay(&payment(&order, 8, 0)).await, "paid");
    for (kind, amount) in [
        (DiscrepancyKind::ConfirmedTwice, None),
        (DiscrepancyKind::PaidAfterRefund, Some(8)),
        (DiscrepancyKind::RefundDue, Some(8)),
        (DiscrepancyKind::Contested, None),
    ] {
        add(&app, kind, &order, amount);
    }
    let page = attention(&app).await;
    expect_words(
        card(&page, "Платёж, который уже подтвердили вручную"),
        &["подтвердил вручную 8\u{a0}АР", "Это один и тот же платёж"],
    );
    expect_words(card(&page, "Оплачен заказ, за который деньги вернули"), &["Вернуть деньги"]);
    expect_words(
        card(&page, "Покупателю нужно вернуть деньги"),
        &["8\u{a0}АР", "Steve_01", "Возвращать не нужно"],
    );
    expect_words(
        card(&page, "Неясно, пришли ли деньги"),
        &["удерживает заказ", "Отложить до сверки", "Деньги пришли", "Денег не было"],
    );
}

#[actix_web::test]
async fn what_was_put_aside_stands_at_the_end_without_a_suggestion() {
    let app = App::real();
    for sum in [5, 6] {
        app.pay(&json!({ "uid": "no-such", "sum": sum })).await;
    }
    app.callback("{}").await.expect(400);
    diesel::update(
        discrepancies::table.filter(discrepancies::kind.eq(DiscrepancyKind::Unreadable)),
    )
    .set(discrepancies::waits_since.eq(clock::now()))
    .execute(&mut app.books_to_write())
    .unwrap();
    let page = attention(&app).await;
    let (before, aside) = page.text.split_once("id=\"aside\"").unwrap();
    assert_eq!(before.matches("<article ").count(), 2);
    assert!(before.find("пришло 6\u{a0}АР") < before.find("пришло 5\u{a0}АР"), "the newest first");
    expect_words(aside, &["Уведомление, которое не прочитать", "href=\"/admin/reconcile\""]);
    assert_eq!(buttons(card(&page, "Уведомление, которое не прочитать")), ["Закрыть карточку"]);
}

#[actix_web::test]
async fn the_rest_is_on_further_pages() {
    let app = App::real();
    for sum in 1..=51 {
        app.pay(&json!({ "uid": "no-such", "sum": sum })).await;
    }
    let page = attention(&app).await;
    assert_eq!(page.text.matches("<article ").count(), 50);
    let next = crate::support::between(&page.text, "rel=\"next\" href=\"", "\"");
    let next = app.owner().get(next).await;
    assert_eq!(next.text.matches("<article ").count(), 1);
    next.expect_text(&["пришло 1\u{a0}АР", "К началу списка"]);
    // An address that somebody made up shows the beginning.
    assert_eq!(
        app.owner().get("/admin/attention?after=nonsense").await.text.matches("<article ").count(),
        50
    );
}

#[actix_web::test]
async fn a_refund_that_has_not_ended_is_listed() {
    use kassa::db::schema::refunds;
    let app = App::real();
    let order = app.place_sum(8).await;
    let connection = &mut app.books_to_write();
    let order_id: i64 = orders::table.select(orders::id).get_result(connection).unwrap();
    diesel::insert_into(refunds::table)
        .values((
            refunds::order_id.eq(order_id),
            refunds::sum.eq(3),
            refunds::state.eq("intended"),
            refunds::payee.eq("Steve_01"),
            refunds::reason.eq("лишнее"),
            refunds::created_at.eq(clock::now()),
            refunds::created_by.eq("staff:Аня"),
            refunds::changed_at.eq(clock::now()),
            refunds::changed_by.eq("staff:Аня"),
        ))
        .execute(connection)
        .unwrap();
    attention(&app).await.expect_text(&[
        "3\u{a0}АР для Steve_01",
        "нужно отправить",
        &format!("href=\"/admin/orders/{}\">заказ", order["uid"].as_str().unwrap()),
    ]);
}
