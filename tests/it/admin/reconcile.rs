//! Comparing the books with Dromon's.

use diesel::prelude::*;
use kassa::{
    db::{
        Connection,
        schema::{balances, events, history_lines, openings, payments},
    },
    staff::Role,
};
use serde_json::{Value, json};

use crate::support::{App, Reply, between, eventually, payment};

pub const PAGE: &str = "/admin/reconcile";

/// An order of that sum, paid.
pub async fn paid(app: &App, sum: i64) -> Value {
    let order = app.place_sum(sum).await;
    assert_eq!(app.pay(&payment(&order, sum, 0)).await, "paid");
    order
}

/// The newest payment that a page knows of.
fn seen(page: &Reply) -> String {
    between(&page.text, "name=\"seen\" value=\"", "\"").to_owned()
}

/// Opens the page and states that balance.
pub async fn state(app: &App, stated: &str) -> Reply {
    let staff = app.owner();
    let page = staff.get(PAGE).await;
    staff.post(PAGE, &[("seen", &seen(page.expect(200))), ("stated", stated)]).await
}

pub fn sure(app: &App) -> Vec<String> {
    payments::table.order(payments::id).select(payments::sure).load(&mut app.books()).unwrap()
}

/// A line of a payment at the time of [`payment`]'s callbacks, in Moscow.
pub fn line(order: &Value, sum: i64) -> String {
    let (uid, text) = (order["uid"].as_str().unwrap(), order["text"].as_str().unwrap());
    format!("[24.11.2026 10:05:03] Steve_01 -> Лавка # {sum} АР | {text} [{uid}]")
}

#[actix_web::test]
async fn a_balance_that_agrees_verifies_what_was_paid() {
    let app = App::real();
    paid(&app, 1200).await;
    let reply = state(&app, "1\u{202f}200 АР").await;
    assert_eq!(reply.expect(303).header("location"), "/admin/reconcile#result");
    assert_eq!(sure(&app), ["balance"]);
    app.owner().get(PAGE).await.expect(200).expect_text(&[
        "Сошлось: 1\u{202f}200\u{a0}АР",
        "Проверен по балансу 1 платёж",
        "гасят друг друга",
    ]);
    let written: Vec<(i64, i64, String, Option<i64>)> = balances::table
        .select((balances::stated, balances::expected, balances::made_by, balances::raised))
        .load(&mut app.books())
        .unwrap();
    assert_eq!(written, [(1200, 1200, "staff:Хозяин".to_owned(), Some(1))]);
    let told: i64 = events::table
        .filter(events::kind.eq("balance").and(events::order_id.is_null()))
        .count()
        .get_result(&mut app.books())
        .unwrap();
    assert_eq!(told, 1);
}

#[actix_web::test]
async fn what_comes_while_somebody_looks_is_not_verified() {
    let app = App::real();
    paid(&app, 8).await;
    let staff = app.owner();
    let page = staff.get(PAGE).await;
    paid(&app, 5).await;
    // He read the balance before the second one came.
    staff.post(PAGE, &[("seen", &seen(&page)), ("stated", "8")]).await.expect(303);
    assert_eq!(sure(&app), ["balance", "callback"]);
    staff.get(PAGE).await.expect_text(&["Сошлось"]);
    // He may have read it before or after.
    let page = staff.get(PAGE).await;
    paid(&app, 4).await;
    staff.post(PAGE, &[("seen", &seen(&page)), ("stated", "20")]).await.expect(303);
    staff
        .get(PAGE)
        .await
        .expect_text(&["На 3\u{a0}АР больше", "Пока страница была открыта, пришло ещё 4\u{a0}АР"]);
}

#[actix_web::test]
async fn what_is_no_balance_is_told_and_kept_as_typed() {
    let app = App::real();
    for typed in ["", "-8", "8,5", "<b>8</b>", "9007199254740992"] {
        let reply = state(&app, typed).await;
        reply.expect(422).expect_text(&["Впишите баланс целым числом", "Ошибка: Сверка"]);
        assert!(!reply.text.contains("<b>8"), "{typed}");
    }
    let rows: i64 = balances::table.count().get_result(&mut app.books()).unwrap();
    assert_eq!(rows, 0);
}

#[actix_web::test]
async fn more_money_than_the_books_say_is_offered_to_those_who_wait() {
    let app = App::real();
    paid(&app, 8).await;
    let waiting = app.place_sum(5).await;
    let (three, two) = (app.place_sum(3).await, app.place_sum(2).await);
    app.place_sum(9).await;
    state(&app, "13").await.expect(303);
    let page = app.owner().get(PAGE).await;
    page.expect(200).expect_text(&[
        "На 5\u{a0}АР больше, чем знают книги",
        "Подтвердить: пришло 5\u{a0}АР",
        "Заказ на 5\u{a0}АР",
        "2 заказа вместе на 5\u{a0}АР",
    ]);
    let place = |order: &Value| page.text.find(order["uid"].as_str().unwrap()).unwrap();
    assert!(place(&waiting) < place(&three) && place(&waiting) < place(&two));
    assert_eq!(sure(&app), ["callback"]);
}

#[actix_web::test]
async fn less_money_than_the_books_say_is_looked_for_among_payments() {
    let app = App::real();
    let order = paid(&app, 8).await;
    paid(&app, 5).await;
    state(&app, "5").await.expect(303);
    let page = app.owner().get(PAGE).await;
    page.expect(200).expect_text(&[
        "На 8\u{a0}АР меньше, чем знают книги",
        "ровно эта сумма",
        order["uid"].as_str().unwrap(),
        "Вывод, который не записали",
        "Возврат, который не записали",
        "не вычтены",
    ]);
    // Nothing is decided without a reason.
    let staff = app.owner();
    for (path, fields) in [
        ("contest", &[("payment", "1"), ("reason", " ")][..]),
        ("withdraw", &[("sum", "8"), ("reason", "")]),
        ("refund", &[("sum", "8"), ("order", "1"), ("payee", "a"), ("reason", "")]),
    ] {
        let reply = staff.post(&format!("{PAGE}/{path}"), fields).await;
        reply.expect(422).expect_text(&["Нужна причина"]);
    }
    let reply = staff.post("/admin/reconcile/contest", &[("reason", "a")]).await;
    reply.expect(422).expect_text(&["Выберите платёж"]);
    let reply = staff.post("/admin/reconcile/withdraw", &[("sum", "0"), ("reason", "a")]).await;
    reply.expect(422).expect_text(&["Впишите сумму"]);
    assert_eq!(sure(&app), ["callback", "callback"]);
}

#[actix_web::test]
async fn nothing_is_concluded_while_callbacks_wait() {
    let app = App::real();
    paid(&app, 8).await;
    let order = app.place_sum(5).await;
    let staff = app.owner();
    let page = staff.get(PAGE).await;
    let mut lock = app.books_to_write();
    lock.begin_write().unwrap();
    if let Connection::Postgres(_) = lock {
        diesel::sql_query("LOCK TABLE callbacks").execute(&mut lock).unwrap();
    }
    assert_eq!(app.pay(&payment(&order, 5, 0)).await, "kept");
    let stated = [("seen", seen(&page)), ("stated", "8".to_owned())];
    let stated: Vec<(&str, &str)> = stated.iter().map(|(name, value)| (*name, &**value)).collect();
    let reply = staff.post(PAGE, &stated).await;
    reply.expect(409).expect_text(&["В почтовом ящике ждёт 1 уведомление", "value=\"8\""]);
    assert_eq!(sure(&app), ["callback"]);

    lock.rollback().unwrap();
    eventually("the callback in the books", async || {
        (app.order(&order["uid"]).await["status"] == "paid").then_some(())
    })
    .await;
    // Its segment is taken away a moment later.
    eventually("a balance that agrees", async || {
        (state(&app, "13").await.status == 303).then_some(())
    })
    .await;
    assert_eq!(sure(&app), ["balance", "balance"]);
}

#[actix_web::test]
async fn the_opening_balance_is_written_down_once_and_corrected_with_a_reason() {
    let app = App::real();
    let staff = app.owner();
    staff.get(PAGE).await.expect_text(&["Начальный баланс не записан"]);
    let path = "/admin/reconcile/opening";
    let reply = staff.post(path, &[("seen", "0"), ("sum", "1 000")]).await;
    assert_eq!(reply.expect(303).header("location"), "/admin/reconcile?done=opening");
    let page = staff.get("/admin/reconcile?done=opening").await;
    page.expect_text(&["Начальный баланс записан.", "было 1\u{202f}000\u{a0}АР"]);
    let again = [("seen", "1"), ("sum", "900"), ("reason", "")];
    staff.post(path, &again).await.expect(422).expect_text(&["Нужна причина"]);
    let stale = [("seen", "0"), ("sum", "900"), ("reason", "a")];
    staff.post(path, &stale).await.expect(409).expect_text(&["что-то изменилось"]);
    let corrected = [("seen", "1"), ("sum", "900"), ("reason", "<i>опечатка</i>")];
    staff.post(path, &corrected).await.expect(303);
    let page = staff.get(PAGE).await;
    page.expect_text(&["было 900\u{a0}АР", "&#60;i&#62;опечатка"]);
    let rows: i64 = openings::table.count().get_result(&mut app.books()).unwrap();
    assert_eq!(rows, 2);
    state(&app, "900").await.expect(303);
    staff.get(PAGE).await.expect_text(&["Сошлось: 900"]);
}

#[actix_web::test]
async fn lines_of_a_history_are_told_what_they_are() {
    let app = App::real();
    let known = paid(&app, 8).await;
    let lost = app.place_sum(5).await;
    let text = [
        line(&known, 8),
        line(&lost, 5),
        line(&lost, 5).replace("Лавка", "<b>Alex</b>"),
        "<script>alert(1)</script>".to_owned(),
    ]
    .join("\n");
    let staff = app.owner();
    let reply = staff.post("/admin/reconcile/history", &[("lines", &text)]).await;
    let address = reply.expect(303).header("location").to_owned();
    let page = staff.get(&address).await;
    page.expect(200).expect_text(&[
        "Нет в книгах",
        "Приложение в них, похоже, Лавка",
        "это слова, а не доказательство",
        lost["uid"].as_str().unwrap(),
        "осталось 5\u{a0}АР",
    ]);
    assert!(!page.text.contains("<script>alert") && !page.text.contains("<b>Alex"));
    let books = staff.get(&format!("{address}?show=books")).await;
    books.expect(200).expect_text(&["Платёж на 8\u{a0}АР", known["uid"].as_str().unwrap()]);
    let other = staff.get(&format!("{address}?show=other_recipient")).await;
    other.expect(200).expect_text(&["&#60;b&#62;Alex"]);
    let unreadable = staff.get(&format!("{address}?show=unreadable")).await;
    unreadable.expect(200).expect_text(&["Строка начинается со времени в скобках"]);
    assert_eq!(staff.get(&format!("{address}?show=nonsense")).await.status, 404);

    // A colleague pastes the same.
    let colleague = app.staff("Аня", Role::Manager);
    let reply = colleague.post("/admin/reconcile/history", &[("lines", &text)]).await;
    let again = colleague.get(reply.expect(303).header("location")).await;
    again.expect(200).expect_text(&["Уже вставляли", "Вставил Хозяин", &address]);
    // The name is remembered.
    colleague.get(PAGE).await.expect_text(&["value=\"Лавка\""]);
}

#[actix_web::test]
async fn a_line_alone_confirms_nothing() {
    let app = App::real();
    let lost = app.place_sum(5).await;
    let staff = app.owner();
    let text = line(&lost, 5);
    staff.post("/admin/reconcile/history", &[("lines", &text)]).await.expect(303);
    let reply = staff.post("/admin/reconcile/lines/1", &[("version", "1"), ("reason", "")]).await;
    reply.expect(422).expect_text(&["Строку может написать кто угодно"]);
    // Nor with a balance that differs by something else.
    state(&app, "6").await.expect(303);
    let reply = staff.post("/admin/reconcile/lines/1", &[("version", "1"), ("reason", "")]).await;
    reply.expect(422);
    assert_eq!(staff.post("/admin/reconcile/lines/2", &[("version", "1")]).await.status, 404);
    assert!(sure(&app).is_empty());
}

#[actix_web::test]
async fn too_much_is_not_pasted_and_not_lost() {
    let app = App::real();
    let staff = app.owner();
    let path = "/admin/reconcile/history";
    staff.post(path, &[("lines", " \n")]).await.expect(422).expect_text(&["хотя бы одну строку"]);
    let many = "я\n".repeat(2001);
    let reply = staff.post(path, &[("lines", &many), ("recipient", "Лавка")]).await;
    reply.expect(422).expect_text(&["не больше 2\u{202f}000 строк", "я\nя\n", "value=\"Лавка\""]);
    // As large as it may be, in letters that grow on their way.
    let most = format!("{}\n", "я".repeat(511)).repeat(64);
    assert_eq!(most.len(), 1023 * 64);
    staff.post(path, &[("lines", &most)]).await.expect(303);
    let large = "я".repeat(32 * 1024 + 1);
    staff.post(path, &[("lines", &large)]).await.expect(422).expect_text(&["64\u{a0}КиБ"]);
    let huge = "я".repeat(200 * 1024);
    staff.post(path, &[("lines", &huge)]).await.expect(422).expect_text(&["64\u{a0}КиБ"]);
    let kept: i64 = history_lines::table.count().get_result(&mut app.books()).unwrap();
    assert_eq!(kept, 64);
}

#[actix_web::test]
async fn who_assembles_and_who_delivers_sees_no_balance() {
    let app = App::real();
    for role in [Role::Picker, Role::Courier] {
        let staff = app.staff("Петя", role);
        assert_eq!(staff.get(PAGE).await.status, 403);
        assert_eq!(staff.post(PAGE, &[("stated", "8")]).await.status, 403);
        let path = "/admin/reconcile/history";
        assert_eq!(staff.post(path, &[("lines", "a")]).await.status, 403);
        assert_eq!(staff.get("/admin/reconcile/history/1").await.status, 403);
        assert_eq!(staff.post("/admin/reconcile/lines/1", &[]).await.status, 403);
    }
    let rows = json!(balances::table.count().get_result::<i64>(&mut app.books()).unwrap());
    assert_eq!(rows, 0);
}
