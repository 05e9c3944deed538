use super::*;
use crate::{
    catalog::Stack,
    delivery::{HandOver, Way},
    i18n::Lang,
    notify::{News, OrderFacts, sample},
    orders::{self, Items, NewItem, NewOrder},
    payments::Discrepancy,
    payments::DiscrepancyKind,
    testing::{TestDatabase, body, callback, moment, new_order, sum},
};

fn writer(channel: ChannelKind) -> Writer {
    let url = "https://shop.example".parse().unwrap();
    Writer::new(channel, url, false, chrono_tz::Europe::Moscow)
}

/// What a notice says on a channel in Kassa's own words.
fn said_by(writer: &Writer, notice: &Notice, lang: Lang) -> Message {
    let audience = writer.channel.audience();
    writer.message(notice, &Wording::usual(audience, notice.topic(), lang).unwrap())
}

fn in_sandbox(url: &str) -> Writer {
    Writer::new(ChannelKind::Discord, url.parse().unwrap(), true, chrono_tz::Europe::Moscow)
}

fn item(name: &str, price: i64, quantity: i64) -> NewItem {
    NewItem {
        product_id: None,
        name: name.parse().unwrap(),
        price: sum(price),
        quantity,
        stack: Stack::Loose,
    }
}

/// An order of these goods, paid in full.
fn paid(lines: Vec<NewItem>, change: impl FnOnce(String) -> String) -> OrderFacts {
    let mut db = TestDatabase::sqlite();
    let uid = Some("48817-X".parse().unwrap());
    let items = if lines.is_empty() { Items::just(sum(21)) } else { Items::of(lines) };
    let new = NewOrder { uid, items: items.unwrap(), ..new_order(21) };
    let order = db.write(|c| orders::place(c, &new, moment(0))).unwrap();
    db.receive(&callback(change(body(&order, order.total.get(), "t1"))));
    OrderFacts::read(&mut db.connection, order.id).unwrap().unwrap()
}

fn text(notice: &Notice) -> String {
    said_by(&writer(ChannelKind::Discord), notice, Lang::Ru).text
}

fn told(news: News, facts: OrderFacts) -> String {
    text(&Notice { news: Some(news), order: Some(facts), ..Notice::default() })
}

fn raised(kind: DiscrepancyKind, amount: Option<i64>, times: i64) -> Discrepancy {
    Discrepancy {
        id: 1,
        kind,
        order_id: None,
        payment_id: None,
        callback_id: None,
        amount,
        times,
        opened_at: moment(0),
        last_at: moment(0),
        resolved_at: None,
        resolved_by: None,
        resolution: None,
        way: None,
        overridden_at: None,
        overridden_by: None,
        waits_since: None,
    }
}

/// What a mailbox knows a letter by: its event, also when that is told again, and nothing that another shop could have.
#[test]
fn a_message_is_the_same_whenever_it_is_tried() {
    let writer = writer(ChannelKind::Email);
    let key = |event| {
        let notice = Notice { news: Some(PAID), event, ..Notice::default() };
        said_by(&writer, &notice, Lang::Ru).key
    };
    assert_eq!(key(Some((7, moment(0)))), Some("kassa.email.event.7.1795503903000000".to_owned()));
    assert_ne!(key(Some((7, moment(0)))), key(Some((7, moment(1)))));
    assert_ne!(key(Some((7, moment(0)))), key(Some((8, moment(0)))));
    let facts = paid(Vec::new(), |body| body);
    let untaken = Notice { news: Some(News::Untaken), order: Some(facts), ..Notice::default() };
    let keys = [0; 2].map(|_| said_by(&writer, &untaken, Lang::Ru).key.unwrap());
    assert_eq!(keys[0], keys[1]);
    assert!(keys[0].starts_with("kassa.email.untaken."), "{}", keys[0]);
}

const PAID: News = News::Paid { late: false };

#[test]
fn a_paid_order_says_what_it_takes_to_assemble_it() {
    let facts = paid(vec![item("Шалкер с землёй", 3, 5), item("Кирка", 1006, 1)], |body| body);
    assert_eq!(
        told(PAID, facts),
        "**Оплачен заказ 48817-X**\n\
        Покупатель: Steve\\_01\n\
        • Шалкер с землёй × 5: 15\u{a0}АР\n\
        • Кирка × 1: 1\u{202f}006\u{a0}АР\n\
        Итого: 1\u{202f}021\u{a0}АР\n\
        Можно собирать.\n\
        <https://shop.example/admin/orders/48817-X>"
    );
}

#[test]
fn a_held_order_says_so_and_why() {
    let facts = paid(vec![item("Кирка", 21, 1)], |body| body.replace("Заказ", "Подарок"));
    let notice = Notice {
        news: Some(PAID),
        order: Some(facts),
        raised: vec![raised(DiscrepancyKind::Altered, None, 1)],
        ..Notice::default()
    };
    let text = text(&notice);
    assert!(!text.contains("Можно собирать"), "{text}");
    assert!(
        text.contains(
            "⚠️ Заказ удержан: пока не разобрано расхождение, собирать его нельзя.\n\
            ⚠️ **Расхождение: плательщик видел не тот текст**\n\
            <https://shop.example/admin/orders/48817-X>\n\
            <https://shop.example/admin/attention>"
        ),
        "{text}"
    );
}

#[test]
fn a_discrepancy_says_what_it_is_and_of_which_order() {
    let facts = paid(Vec::new(), |body| body);
    let again = raised(DiscrepancyKind::Repeated, None, 3);
    assert_eq!(
        text(&Notice { order: Some(facts), raised: vec![again], ..Notice::default() }),
        "⚠️ **Расхождение: то же уведомление пришло ещё раз** (уже 3-й раз)\n\
        Заказ 48817-X\n\
        Покупатель: Steve\\_01\n\
        <https://shop.example/admin/orders/48817-X>\n\
        <https://shop.example/admin/attention>"
    );
    let nobodys = raised(DiscrepancyKind::UnknownOrder, Some(1234), 1);
    assert_eq!(
        text(&Notice { raised: vec![nobodys], ..Notice::default() }),
        "⚠️ **Расхождение: платёж не подходит ни к одному заказу, 1\u{202f}234\u{a0}АР**\n\
        <https://shop.example/admin/attention>"
    );
}

fn said_as(template: &str, notice: &Notice) -> String {
    let (messages, audience) = (Messages::for_lang(Lang::Ru), Audience::Staff);
    let template = Template::parse(template, audience).unwrap();
    writer(ChannelKind::Discord).message(notice, &Wording { messages, template }).text
}

/// Staff's own text may have no place for what does not add up; it is told all the same.
#[test]
fn no_text_swallows_what_does_not_add_up() {
    let notice = Notice {
        news: Some(PAID),
        order: Some(paid(Vec::new(), |body| body)),
        raised: vec![raised(DiscrepancyKind::Overpaid, Some(3), 1)],
        ..Notice::default()
    };
    let what = "⚠️ **Расхождение: переплата, 3\u{a0}АР**";
    let attention = "<https://shop.example/admin/attention>";
    assert_eq!(said_as("Ура, {uid}!", &notice), format!("Ура, 48817-X!\n{what}\n{attention}"));
    assert_eq!(said_as("{attention}", &notice), format!("{attention}\n{what}"));
    assert_eq!(said_as("{discrepancies}", &notice), what);
    let fine = Notice { raised: Vec::new(), ..notice };
    assert_eq!(said_as("Ура, {uid}!", &fine), "Ура, 48817-X!");
}

/// A text of which nothing is left is no message, and would never be delivered.
#[test]
fn a_text_of_which_nothing_is_left_is_said_in_kassas_words() {
    let order = Some(paid(Vec::new(), |body| body));
    let notice = Notice { news: Some(PAID), order, ..Notice::default() };
    assert_eq!(said_as("{hand_over}", &notice), text(&notice));
}

#[test]
fn every_kind_has_words() {
    for lang in [Lang::Ru, Lang::En] {
        let writer = in_sandbox("https://shop.example");
        for kind in DiscrepancyKind::ALL {
            let raised = vec![raised(*kind, None, 1)];
            let text = said_by(&writer, &Notice { raised, ..Notice::default() }, lang).text;
            // A text that is missing shows its key.
            assert!(!text.contains("notify-"), "{text}");
        }
    }
}

#[test]
fn what_is_ready_or_untaken_is_told_without_sums() {
    let facts = paid(vec![item("Кирка", 21, 2)], |body| body);
    assert_eq!(
        told(News::Ready, facts.clone()),
        "**Готов заказ 48817-X**\nПокупатель: Steve\\_01\n• Кирка × 2\n\
        <https://shop.example/admin/orders/48817-X>"
    );
    let untaken = told(News::Untaken, facts);
    let title = "**Заказ 48817-X оплачен, но уже 15 минут его никто не взял**\n";
    assert!(untaken.starts_with(title), "{untaken}");
}

#[test]
fn an_order_of_just_a_sum_shows_its_text() {
    let text = told(PAID, paid(Vec::new(), |body| body));
    assert!(text.contains("\n• Заказ 48817-X\nИтого: 21\u{a0}АР\n"), "{text}");
}

#[test]
fn the_sandbox_says_that_it_is_one() {
    let writer = in_sandbox("http://127.0.0.1:8080");
    let raised = vec![raised(DiscrepancyKind::Unreadable, None, 1)];
    let text = said_by(&writer, &Notice { raised, ..Notice::default() }, Lang::Ru).text;
    assert!(text.starts_with("*Песочница: деньги ненастоящие.*\n"), "{text}");
}

/// The longest order there is, all of it marks that need another mark before them.
#[test]
fn the_longest_message_is_one_that_discord_takes() {
    let name = "_".repeat(200);
    let line = NewItem { stack: Stack::Of64, ..item(&name, 1_000, 5_000) };
    let lines = vec![line; 200];
    let facts = paid(lines, |body| body.replace("Заказ", "Подарок"));
    let all = |amount| {
        let kinds = DiscrepancyKind::ALL.iter();
        kinds.map(|kind| raised(*kind, Some(amount), i64::MAX)).collect()
    };
    let notice =
        Notice { news: Some(PAID), order: Some(facts), raised: all(1 << 53), ..Notice::default() };
    let writer = in_sandbox(&format!("https://{}.example", "a".repeat(39)));
    let text = said_by(&writer, &notice, Lang::Ru).text;
    assert!(text.encode_utf16().count() <= 2000, "{}: {text}", text.encode_utf16().count());
    assert!(text.contains("\n• и ещё 193 товара\n"), "{text}");
    assert!(
        text.contains(&format!("• {}…, 2 шалкера, 24 стака, 8\u{a0}шт.: ", "\\_".repeat(59))),
        "{text}"
    );
}

#[test]
fn a_ready_order_says_where_it_is_and_until_when() {
    let told_of = |way| {
        let hand_over = HandOver { way, due_at: moment(0), missed_at: None, attempts: 0 };
        let facts = OrderFacts { hand_over: Some(hand_over), ..paid(Vec::new(), |body| body) };
        told(News::Ready, facts)
    };
    let place = |text: &str| text.parse().unwrap();
    let cell = |at| Way::Cell { id: 1, name: "A_1".parse().unwrap(), place: place(at) };
    let time = "<t:1795503903:f>";
    assert!(told_of(cell("")).contains(&format!("Ячейка A\\_1, забрать до {time}")));
    assert!(told_of(cell("вход")).contains(&format!("Ячейка A\\_1 (вход), забрать до {time}")));
    let courier = Way::Courier { place: place("спавн") };
    assert!(told_of(courier).contains(&format!("Курьером: спавн, {time}")));
}

#[test]
fn what_a_customer_says_is_told_in_his_words_and_none_of_it_is_markup() {
    for (news, title) in [
        (News::Claimed, "Покупатель говорит, что оплатил заказ 48817-X, а уведомления нет"),
        (News::CustomerNote, "Покупатель пишет о заказе 48817-X"),
    ] {
        let facts = paid(vec![item("Кирка", 21, 1)], |body| body);
        let words = Some("**нет**\n@everyone".to_owned());
        let text =
            text(&Notice { news: Some(news), order: Some(facts), words, ..Notice::default() });
        let said = format!(
            "**{title}**\nПокупатель: Steve\\_01\n> \\*\\*нет\\*\\* \\@everyone\n<https://shop.example/admin/orders/48817-X>"
        );
        assert!(text.starts_with(&said), "{text}");
        assert_eq!(text.ends_with("/admin/attention>"), news == News::Claimed, "{text}");
    }
}

#[test]
fn without_markup_it_says_the_same() {
    let facts = paid(vec![item("Шалкер *с* землёй", 4, 2)], |body| body);
    let notice = Notice { news: Some(PAID), order: Some(facts), ..Notice::default() };
    let letter = said_by(&writer(ChannelKind::Email), &notice, Lang::Ru);
    assert_eq!(letter.title, "Оплачен заказ 48817-X");
    assert_eq!(
        letter.text,
        "Оплачен заказ 48817-X\nПокупатель: Steve_01\n• Шалкер *с* землёй × 2: 8\u{a0}АР\n\
        Итого: 8\u{a0}АР\nМожно собирать.\nhttps://shop.example/admin/orders/48817-X"
    );
    let told = said_by(&writer(ChannelKind::Telegram), &notice, Lang::En).text;
    assert!(told.starts_with("Order 48817-X is paid\nCustomer: Steve_01\n"), "{told}");
}

/// What a stranger writes is never a line of its own, a mention, or a part of a letter's heading.
#[test]
fn a_strangers_words_stay_words_everywhere() {
    let facts = paid(vec![item("@everyone <@1> **x**", 4, 2)], |body| body);
    let words = Some("привет\r\nBcc: a@b.example\n@durov https://a.example".to_owned());
    let notice =
        Notice { news: Some(News::CustomerNote), order: Some(facts), words, ..Notice::default() };
    let letter = said_by(&writer(ChannelKind::Email), &notice, Lang::Ru);
    assert_eq!(letter.title, "Покупатель пишет о заказе 48817-X");
    assert!(letter.text.contains("\n> привет  Bcc: a@b.example @durov https://a.example\n"));
    let told = said_by(&writer(ChannelKind::Telegram), &notice, Lang::Ru).text;
    assert!(!told.contains("@durov") && !told.contains("https://a."), "{told}");
    let paid = Notice { news: Some(PAID), words: None, ..notice };
    let said = text(&paid);
    assert!(said.contains("• \\@everyone \\<\\@1\\> \\*\\*x\\*\\* × 2"), "{said}");
}

#[test]
fn a_customer_is_told_of_his_order_and_only_he_gets_its_address() {
    let facts = paid(vec![item("Кирка", 21, 1)], |body| body);
    let page = format!("<https://shop.example/o/{}>", facts.order.token.as_str());
    let customers = writer(ChannelKind::DiscordDm);
    let mut notice = Notice {
        news: Some(PAID),
        order: Some(facts),
        is_for_its_customer: true,
        ..Notice::default()
    };
    let told = said_by(&customers, &notice, Lang::Ru).text;
    assert_eq!(
        told,
        format!(
            "**Ваш заказ 48817-X оплачен**\n• Кирка × 1: 21\u{a0}АР\nИтого: 21\u{a0}АР\n{page}"
        )
    );
    notice.is_for_its_customer = false;
    let told = said_by(&customers, &notice, Lang::Ru).text;
    assert!(told.starts_with("**Ваш заказ") && !told.contains("/o/"), "{told}");
}

/// Whatever there is to tell has words in both languages, fills all of its places, and fits.
#[test]
fn every_topic_has_words_for_whoever_is_told_of_it() {
    for channel in ChannelKind::ALL {
        for topic in Topic::of(channel.audience()) {
            for lang in [Lang::Ru, Lang::En] {
                let m = Messages::for_lang(lang);
                let notice = sample(channel.audience(), *topic, m, moment(0)).unwrap();
                assert_eq!(notice.topic(), *topic);
                let message = said_by(&writer(*channel), &notice, lang);
                for text in [&message.title, &message.text] {
                    assert!(!text.contains("notify-") && !text.contains(['{', '}']), "{text}");
                    assert!(text.contains("48817-X"), "{text}");
                }
            }
        }
    }
}

/// Whatever staff writes, a message is one that its channel takes; what is cut is the list of goods, before anything else.
#[test]
fn a_long_text_of_staffs_still_fits() {
    let name = "_".repeat(200);
    let facts = paid(vec![item(&name, 4, 2); 9], |body| body);
    let notice = Notice { news: Some(PAID), order: Some(facts), ..Notice::default() };
    let wording = |text: &str| Wording {
        messages: Messages::for_lang(Lang::Ru),
        template: crate::notify::Template::parse(text, crate::notify::Audience::Staff).unwrap(),
    };
    let long = format!("{{items}}\n{}\n{{link}}", "я".repeat(900));
    let text = writer(ChannelKind::Discord).message(&notice, &wording(&long)).text;
    assert!(text.encode_utf16().count() <= 2000 && text.ends_with("/48817-X>"), "{text}");
    let longer = "{items}".repeat(100);
    let text = writer(ChannelKind::Telegram).message(&notice, &wording(&longer)).text;
    assert_eq!(text.encode_utf16().count(), 2000);
    assert!(text.ends_with('…'));
    let letter = writer(ChannelKind::Email).message(&notice, &wording(&longer)).text;
    assert!(!letter.ends_with('…'));
}
