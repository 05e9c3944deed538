//! Whatever comes in whatever order, the books agree with themselves.

use proptest::prelude::*;

use super::*;

/// Who is paid: one of two orders, or nobody that there is.
const UIDS: [&str; 3] = ["A-1", "B-2", "nobody"];

const TOTALS: [i64; 2] = [10, 3];

#[derive(Clone, Debug)]
struct Sent {
    uid: usize,
    sum: i64,
    /// Two callbacks that agree in everything are one payment.
    second: u32,
    altered: bool,
    rule: SourceRule,
    /// Offered once more, as the inbox does after a doubtful answer.
    offered_twice: bool,
}

fn sent() -> impl Strategy<Value = Sent> {
    let rule = prop_oneof![
        8 => Just(SourceRule::Allowed),
        1 => Just(SourceRule::Unsaid),
        1 => Just(SourceRule::Refused),
    ];
    (0..UIDS.len(), 1_i64..12, 0_u32..3, prop::bool::weighted(0.2), rule, any::<bool>()).prop_map(
        |(uid, sum, second, altered, rule, offered_twice)| Sent {
            uid,
            sum,
            second,
            altered,
            rule,
            offered_twice,
        },
    )
}

impl Sent {
    fn raw(&self) -> RawCallback {
        let uid = UIDS[self.uid];
        let text =
            if self.altered { "Подарок".to_owned() } else { format!("Заказ {uid}") };
        let time = format!("2026-11-24T07:05:0{}.000Z", self.second);
        RawCallback { rule: self.rule, ..callback(body_of(uid, &text, self.sum, &time)) }
    }
}

fn check_order(db: &mut TestDatabase, id: i64, paid: usize) -> Result<(), TestCaseError> {
    let order = db.order(id);
    let payments = payment::of_order(&mut db.connection, &order).unwrap();
    let counted: i64 = payments.iter().filter(|each| each.counted).map(|each| each.sum.get()).sum();
    prop_assert_eq!(counted, order.counted.get());
    let rows = db.count(&format!("payments WHERE order_id = {id}"));
    prop_assert_eq!(i64::try_from(payments.len()).unwrap(), rows, "the chain has them all");
    let status = if counted < order.total.get() { Status::AwaitingPayment } else { Status::Paid };
    prop_assert_eq!(order.written_status, status);
    prop_assert_eq!(paid, usize::from(status == Status::Paid), "told exactly once");
    let events = feed::timeline(&mut db.connection, order.last_event).unwrap();
    let rows = db.count(&format!("events WHERE order_id = {id}"));
    prop_assert_eq!(i64::try_from(events.len()).unwrap(), rows, "the chain has them all");
    let underpaid = format!(
        "discrepancies WHERE order_id = {id} AND kind = 'underpaid' AND resolved_at IS NULL"
    );
    let part_paid = counted > 0 && status == Status::AwaitingPayment;
    prop_assert_eq!(db.count(&underpaid), i64::from(part_paid));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn the_books_agree_with_themselves(all in prop::collection::vec(sent(), 1..25)) {
        let mut db = TestDatabase::new();
        let orders = [0, 1].map(|n| db.place_with_uid(UIDS[n], TOTALS[n]).id);
        let mut paid = [0; UIDS.len()];
        for sent in &all {
            let raw = sent.raw();
            let received = db.receive(&raw);
            paid[sent.uid] += usize::from(received == Received::Paid);
            if sent.offered_twice {
                prop_assert_eq!(db.receive(&raw), Received::Recorded);
            }
        }
        for (id, paid) in orders.into_iter().zip(paid) {
            check_order(&mut db, id, paid)?;
        }
        let count = i64::try_from(all.len()).unwrap();
        prop_assert_eq!(db.count("callbacks"), count);
        // Two orders were placed, and every callback wrote one event.
        prop_assert_eq!(events(&mut db), count + 2);
        let unsaid = "payments WHERE NOT counted AND id NOT IN
            (SELECT payment_id FROM discrepancies WHERE resolved_at IS NULL AND payment_id IS NOT NULL)";
        prop_assert_eq!(db.count(unsaid), 0, "lost without a word");
        let refused = all.iter().filter(|sent| sent.rule == SourceRule::Refused).count();
        let foreign = db.count("discrepancies WHERE kind = 'foreign_source'");
        prop_assert_eq!(foreign, i64::try_from(refused).unwrap());
    }
}
