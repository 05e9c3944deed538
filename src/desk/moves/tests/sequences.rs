//! Whatever staff does in whatever order, the one table of moves holds, and so do the books.

use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::check;

#[derive(Clone, Copy, Debug)]
enum Deed {
    Pay(i64),
    Take(Move, Role),
    /// On a page that was opened before the last change.
    TakeLate(Move, Role),
    Note,
    Wait(u64),
}

fn deed() -> impl Strategy<Value = Deed> {
    let step = || prop::sample::select(Move::ALL);
    let role = || prop::sample::select(Role::ALL);
    prop_oneof![
        3 => (1_i64..9).prop_map(Deed::Pay),
        10 => (step(), role()).prop_map(|(step, role)| Deed::Take(step, role)),
        1 => (step(), role()).prop_map(|(step, role)| Deed::TakeLate(step, role)),
        1 => Just(Deed::Note),
        1 => (1_u64..60).prop_map(Deed::Wait),
    ]
}

/// What a role is offered is what it can do, and nothing else.
fn dare(
    db: &mut TestDatabase,
    seen: &Order,
    version: i64,
    (step, role): (Move, Role),
    now: UtcTime,
) -> Result<(), TestCaseError> {
    let discrepancies = payments::discrepancies_of_order(&mut db.connection, seen.id).unwrap();
    let offered = allowed(seen, &discrepancies, role, now).contains(&step);
    if !staff::may(role, step.right(seen, now)) {
        prop_assert!(!offered);
        return Ok(());
    }
    let done = db.write(|c| move_order(c, seen.id, version, step, &because("так надо"), now));
    if version != seen.last_event {
        prop_assert!(matches!(done, Err(DeskError::Changed)), "{done:?}");
        return Ok(());
    }
    prop_assert_eq!(done.is_ok(), offered, "{:?} of {:?}: {:?}", step, seen, done);
    let after = db.order(seen.id);
    if let Ok(moved) = done {
        let (from, to) = (seen.status_at(now), after.written_status);
        prop_assert!(may_move(from, to, Mover::Staff), "{from:?} to {to:?}");
        prop_assert_eq!(format!("{moved:?}"), format!("{after:?}"));
    } else {
        prop_assert_eq!(after.last_event, seen.last_event);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn any_sequence_keeps_the_table_and_the_books(deeds in prop::collection::vec(deed(), 1..30)) {
        let mut db = TestDatabase::new();
        let id = db.place(10).id;
        let mut now = moment(0);
        let mut before = 0;
        for (n, deed) in deeds.into_iter().enumerate() {
            now = now.plus(Duration::from_secs(1));
            let seen = db.order(id);
            match deed {
                Deed::Pay(ar) => {
                    let time = format!("2026-11-24T07:05:03.{n:03}Z");
                    let raw = callback(body(&seen, ar, &time));
                    db.receive(&RawCallback { received_at: now, ..raw });
                }
                Deed::Take(step, role) => {
                    dare(&mut db, &seen, seen.last_event, (step, role), now)?;
                }
                Deed::TakeLate(step, role) => {
                    dare(&mut db, &seen, before, (step, role), now)?;
                }
                Deed::Note => {
                    let text: Reason = "заметка".parse().unwrap();
                    db.write(|c| note(c, id, &text, &vera(), now)).unwrap();
                }
                Deed::Wait(hours) => {
                    now = now.plus(Duration::from_hours(hours));
                    db.write(|c| orders::expire_due(c, now, 100)).unwrap();
                }
            }
            if db.order(id).last_event != seen.last_event {
                before = seen.last_event;
            }
            let report = db.connection.reading(|c| check::run(c, now)).unwrap();
            prop_assert!(report.is_clean(), "{report}");
        }
    }
}
