use super::*;
use crate::{
    i18n::Lang,
    web::pages::tests::{frame, moment},
};

fn page(state: OrderState) -> OrderPage {
    OrderPage {
        hand_over: None,
        code: None,
        wish: None,
        frame: frame(Lang::Ru),
        token: "0c8f".to_owned(),
        uid: "48817-X".to_owned(),
        short_code: "123-456".to_owned(),
        nickname: "Steve_01".to_owned(),
        state,
        items: vec![Item {
            name: "<b>Шалкер".to_owned(),
            quantity: 2,
            count: crate::catalog::Count::Loose(2),
            price: 32,
            sum: 64,
        }],
        total: 64,
        paid: 0,
        refunded: 0,
        payment: None,
        can_cancel: false,
        paid_by: Vec::new(),
        back: None,
        claim: None,
        note: NoteView::default(),
        is_answer: false,
        timeline: vec![TimelineEvent {
            told: None,
            kind: "placed".to_owned(),
            actor: "customer".to_owned(),
            at: moment("24 ноября, 10:05"),
            sum: None,
            detail: None,
        }],
        version: 12,
    }
}

fn payable(state: OrderState) -> OrderPage {
    OrderPage {
        payment: Some(Payment {
            link: "https://drom.one/app/shop/64?uid=48817-X&sign=00".to_owned(),
            qr_pixels: Some(244),
            until: Some(moment("25 ноября, 10:05")),
            held: None,
        }),
        can_cancel: true,
        ..page(state)
    }
}

#[test]
fn an_order_that_waits_can_be_paid_and_cancelled() {
    let html = payable(OrderState::AwaitingPayment).render().unwrap();
    assert!(html.contains("href=\"https://drom.one/app/shop/64?uid=48817-X&#38;sign=00\""));
    assert!(html.contains("rel=\"noreferrer\""));
    assert!(html.contains("64\u{a0}АР") && html.contains("65\u{a0}АР"), "with the fee");
    assert!(html.contains("<img src=\"/o/0c8f/qr/64.svg\""), "as a picture, too");
    assert!(html.contains("width=\"244\" height=\"244\" loading=\"lazy\""));
    assert!(html.contains("25 ноября, 10:05"));
    assert!(html.contains("action=\"/o/0c8f/cancel\""));
    assert!(html.contains("data-live=\"/o/0c8f/events?after=12\""));
    assert!(html.contains("&#60;b&#62;Шалкер"));
    assert_eq!(html.matches("aria-current=\"step\"").count(), 1);
}

#[test]
fn a_part_paid_order_asks_for_the_rest() {
    let mut page = payable(OrderState::PartPaid);
    page.paid = 60;
    let html = page.render().unwrap();
    assert!(html.contains("4\u{a0}АР") && html.contains("5\u{a0}АР"), "the rest, with the fee");
}

#[test]
fn an_order_that_is_done_asks_for_nothing() {
    for state in [OrderState::Paid, OrderState::Expired, OrderState::Refunded] {
        let html = page(state).render().unwrap();
        assert!(!html.contains("drom.one") && !html.contains("/cancel\""), "{state:?}");
    }
}

#[test]
fn every_state_has_a_meaning_of_its_own_in_both_languages() {
    for lang in [Lang::Ru, Lang::En] {
        let mut meanings: Vec<_> = OrderState::ALL
            .map(|state| OrderPage { frame: frame(lang), ..page(state) }.meaning())
            .into();
        meanings.sort_unstable();
        meanings.dedup();
        assert_eq!(meanings.len(), OrderState::ALL.len());
    }
}

#[test]
fn money_that_does_not_fit_is_told() {
    let mut late = page(OrderState::Expired);
    late.paid = 64;
    assert!(late.money_note().is_some());
    late.refunded = 64;
    assert_eq!(late.money_note(), None);

    let mut twice = page(OrderState::Paid);
    twice.paid = 64;
    assert_eq!(twice.money_note(), None);
    twice.paid = 128;
    assert!(twice.money_note().is_some_and(|note| note.contains("64\u{a0}АР")));
}

/// Where the order cannot be paid any more there is no button to pay with.
#[test]
fn whoever_is_back_is_told_what_he_can_still_do() {
    const NOW: i64 = 1_800_000_000;
    for ago in [60, 400] {
        let back = Back::of(NOW - ago, NOW);
        let waiting = OrderPage { back, ..payable(OrderState::AwaitingPayment) }.render().unwrap();
        let expired = OrderPage { back, ..page(OrderState::Expired) }.render().unwrap();
        let instead = "не списались, оформите новый заказ";
        assert!(!waiting.contains(instead) && expired.contains(instead), "{ago}");
        for button in ["кнопкой ниже", "оплатите ещё раз"] {
            assert!(!expired.contains(button), "{ago}");
        }
    }
}

/// It was said in time, and is answered also when nobody may say it any more.
#[test]
fn a_claim_of_long_ago_has_its_answer_and_no_form() {
    let over = ClaimView { is_over: true, ..ClaimView::default() };
    let refused = ClaimView { is_refused: true, ..over.clone() };
    let waits = ClaimView { waits: Some(moment("24 ноября, 10:05")), ..over };
    for (claim, said) in [(refused, "claim-refused"), (waits, "claim-waits")] {
        let html = OrderPage { claim: Some(claim), ..page(OrderState::Expired) }.render().unwrap();
        assert!(html.contains(said) && !html.contains("claim-button"), "{said}");
    }
}

/// That it came too soon is not told as if it were wrong.
#[test]
fn what_came_too_soon_comes_back_to_be_sent_again() {
    for (why, is_wrong) in [(WhyUnsent::Mistyped, true), (WhyUnsent::TooFast, false)] {
        let unsent = Unsent { text: "моя строка".to_owned(), why };
        let claim = ClaimView { unsent: Some(unsent.clone()), ..ClaimView::default() };
        let note = NoteView { unsent: Some(unsent), ..NoteView::default() };
        let waiting = payable(OrderState::AwaitingPayment);
        let html = OrderPage { claim: Some(claim), note, ..waiting }.render().unwrap();
        assert_eq!(html.matches("моя строка").count(), 2);
        assert_eq!(html.matches("aria-invalid").count(), if is_wrong { 2 } else { 0 });
        assert_eq!(html.matches("Слишком много сообщений").count(), if is_wrong { 0 } else { 2 });
    }
}

#[test]
fn the_order_page_is_not_indexed() {
    assert!(page(OrderState::Paid).render().unwrap().contains("noindex"));
}
