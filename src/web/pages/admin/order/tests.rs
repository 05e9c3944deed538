use super::*;
use crate::{
    feed::EventKind,
    i18n::Lang,
    payments::Sure,
    staff::Role,
    web::pages::{
        admin::{Payer, TypedHandOver, Who},
        tests::{frame, moment},
    },
};

fn page(role: Role) -> AdminOrderPage {
    AdminOrderPage {
        hand_over: None,
        hand_over_forms: None,
        courier: None,
        admin: AdminFrame {
            frame: frame(Lang::Ru),
            name: "Вера".to_owned(),
            role,
            attention: 0,
            new_places: 0,
        },
        uid: "48817-X".to_owned(),
        version: 12,
        state: OrderState::Paid,
        holds: Vec::new(),
        nickname: "Steve_01".to_owned(),
        placed: moment("24 ноября, 10:05"),
        age: Age(5),
        lines: vec![LineView {
            position: 0,
            item: Item {
                name: "<b>Шалкер".to_owned(),
                quantity: 2,
                count: crate::catalog::Count::Loose(2),
                price: 32,
                sum: 64,
            },
            missing: Vec::new(),
            can_be_missing: true,
        }],
        list: None,
        run: None,
        offer: None,
        waits: Vec::new(),
        money: None,
        moves: vec![Move::Assemble],
        decisions: Vec::new(),
        password_first: false,
        inbox: 0,
        customer: CustomerView {
            orders: 1,
            is_more: false,
            spent: None,
            others: Vec::new(),
            wish: None,
        },
        timeline: Vec::new(),
        trouble: None,
        filled: Filled::default(),
    }
}

fn money() -> MoneyView {
    MoneyView {
        total: 64,
        paid: 64,
        left: None,
        confirmable: 0,
        refundable: 64,
        payee: "Steve_01".to_owned(),
        payments: vec![PaymentView {
            id: 7,
            sum: 64,
            counted: true,
            sure: Sure::Callback,
            payer: Some(Payer::Other("<i>Alex".to_owned())),
            at: moment("24 ноября, 10:06"),
            callback: None,
            can_contest: true,
        }],
        discrepancies: Vec::new(),
        refunds: Vec::new(),
    }
}

#[test]
fn what_others_typed_is_text() {
    let mut page = AdminOrderPage { money: Some(money()), ..page(Role::Owner) };
    page.timeline = vec![DeskEvent {
        told: None,
        kind: EventKind::Note,
        at: moment("24 ноября, 10:07"),
        who: Who::Colleague("Вера".to_owned()),
        sum: None,
        note: Some("<u>раз\nдва".to_owned()),
        is_late: false,
        detail: None,
    }];
    let html = page.render().unwrap();
    for escaped in ["&#60;b&#62;Шалкер", "&#60;i&#62;Alex", "&#60;u&#62;раз<br>два</q>"]
    {
        assert!(html.contains(escaped), "{escaped}\n{html}");
    }
    assert!(html.contains("data-live=\"/admin/orders/48817-X/events?after=12\""));
    assert!(html.contains("name=\"version\" value=\"12\""));
}

#[test]
fn a_payer_who_is_not_the_customer_is_marked() {
    let m = Messages::for_lang(Lang::Ru);
    let mut page = AdminOrderPage { money: Some(money()), ..page(Role::Owner) };
    assert!(page.render().unwrap().contains(&m.text("desk-other-payer")));
    page.money.as_mut().unwrap().payments[0].payer = Some(Payer::Customer("Steve_01".to_owned()));
    assert!(!page.render().unwrap().contains(&m.text("desk-other-payer")));
}

#[test]
fn the_inbox_warns_where_a_payment_is_confirmed() {
    let mut page = AdminOrderPage { money: Some(money()), ..page(Role::Owner) };
    page.decisions = vec![Decision::Confirm, Decision::Cancel];
    assert!(!page.render().unwrap().contains("inbox-waits"));
    page.inbox = 2;
    assert_eq!(page.render().unwrap().matches("inbox-waits").count(), 1);
}

#[test]
fn what_was_typed_stands_in_its_form_again() {
    let mut page = AdminOrderPage { money: Some(money()), ..page(Role::Owner) };
    page.decisions = vec![Decision::Refund, Decision::Cancel];
    page.filled = Filled {
        hand_over: TypedHandOver::default(),
        decision: Some(Decision::Refund),
        reason: "передумал".to_owned(),
        sum: "65".to_owned(),
        payee: "Alex".to_owned(),
        note: String::new(),
    };
    let html = page.render().unwrap();
    assert_eq!(html.matches("передумал").count(), 1);
    assert!(html.contains("value=\"65\"") && html.contains("value=\"Alex\""));
    assert!(html.contains("<details id=\"decide-refund\" class=\"decision\" open>"));
}

#[test]
fn an_age_is_told_in_the_largest_unit_that_fits() {
    let m = Messages::for_lang(Lang::Ru);
    let told = [-3, 0, 1, 59, 60, 2879, 2880].map(|minutes| Age(minutes).label(m));
    let expected = ["только что", "только что", "1 мин назад", "59 мин назад", "1 ч назад"];
    assert_eq!(told[..5], expected);
    assert_eq!(told[5..], ["47 ч назад", "2 дн назад"]);
}

/// A text that is missing shows its key.
#[test]
fn everything_has_a_name_in_both_languages() {
    for lang in [Lang::Ru, Lang::En] {
        let m = Messages::for_lang(lang);
        let events = EventKind::ALL.iter().map(|kind| desk_event::label(m, *kind));
        let kinds = DiscrepancyKind::ALL.iter().map(|kind| discrepancy_label(m, *kind));
        let refunds = RefundState::ALL.iter().map(|state| refund_label(m, *state));
        let sure = Sure::ALL.iter().map(|sure| m.text(&format!("desk-sure-{}", sure.as_str())));
        let moves = Move::ALL.iter().map(|step| move_label(m, *step, OrderState::Ready));
        for label in events.chain(kinds).chain(refunds).chain(sure).chain(moves) {
            assert!(!label.starts_with("desk-"), "{label}");
        }
    }
}
