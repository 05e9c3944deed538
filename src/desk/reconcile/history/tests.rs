use super::*;
use crate::{
    desk::reconcile::ReconcileError,
    orders::Order,
    testing::{TestDatabase, body, body_of, callback, moment},
};

const TIME: &str = "2026-11-24T06:15:02.900Z";

fn staff() -> Actor {
    Actor::staff("Аня")
}

/// A line about a payment at [`TIME`], as a server in Moscow would write it.
fn line_of(order: &Order, sum: i64) -> String {
    line("Steve_01", "Shop", sum, order.text.as_str(), order.uid.as_str())
}

fn line(payer: &str, recipient: &str, sum: i64, text: &str, uid: &str) -> String {
    format!("[24.11.2026 09:15:02] {payer} -> {recipient} # {sum} АР | {text} [{uid}]")
}

fn analyse_text(db: &mut TestDatabase, text: &str, recipient: &str) -> Analysis {
    let pasted = Pasted::new(text, recipient).unwrap();
    analyse(&mut db.connection, &pasted).unwrap()
}

/// Pastes the lines and returns their paste.
fn paste(db: &mut TestDatabase, lines: &[&str]) -> i64 {
    let analysis = analyse_text(db, &lines.join("\r\n"), "Shop");
    db.write(|connection| store(connection, &analysis, &staff(), moment(0))).unwrap()
}

fn verdicts(db: &mut TestDatabase, paste: i64) -> Vec<Verdict> {
    kept(db, paste).into_iter().map(|line| line.verdict).collect()
}

fn kept(db: &mut TestDatabase, paste: i64) -> Vec<Line> {
    Line::query()
        .filter(history_lines::paste_id.eq(paste))
        .order(history_lines::place)
        .load(&mut db.connection)
        .unwrap()
}

#[test]
fn each_line_is_told_what_it_is() {
    use Verdict::{Books, Missing, NoOrder, OtherRecipient, Unreadable};

    let mut db = TestDatabase::new();
    let paid = db.place(8);
    db.receive(&callback(body(&paid, 8, TIME)));
    let waiting = db.place(5);
    db.receive(&callback(body_of("gift", "a", 3, TIME)));
    let lines = [
        line_of(&paid, 8),
        line_of(&waiting, 5),
        line("Steve_01", "Alex", 5, "спасибо", waiting.uid.as_str()),
        line("steve_01", "shop", 3, "a", "gift"),
        line("Steve_01", "Shop", 4, "a", "99999-X"),
        "Steve_01 заплатил 8 АР".to_owned(),
        // Another payer, or another sum, is another payment.
        line("Alex", "Shop", 8, "a", paid.uid.as_str()),
        line_of(&paid, 9),
    ];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let paste = paste(&mut db, &lines);
    assert_eq!(
        verdicts(&mut db, paste),
        [Books, Missing, OtherRecipient, Books, NoOrder, Unreadable, Missing, Missing]
    );
    let kept = kept(&mut db, paste);
    assert_eq!((kept[0].payment_id, kept[3].payment_id), (Some(1), Some(2)));
    assert_eq!(kept[1].order_id, Some(waiting.id));
}

#[test]
fn equal_lines_are_as_many_payments() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    db.receive(&callback(body(&order, 8, TIME)));
    let line = line_of(&order, 8);
    let first = paste(&mut db, &[&line, &line]);
    assert_eq!(verdicts(&mut db, first), [Verdict::Books, Verdict::Missing]);
    // The books know one of them, whoever pastes it how often.
    let spaced = format!("  {}", line.replace(" -> ", "  ->  "));
    let second = paste(&mut db, &[&line, &spaced, &line]);
    assert_eq!(verdicts(&mut db, second), [Verdict::Before, Verdict::Before, Verdict::Missing]);
    let kept = kept(&mut db, second);
    let earlier: Vec<Option<i64>> = kept.iter().map(|line| line.earlier).collect();
    assert_eq!(earlier, [Some(1), Some(2), None]);
}

#[test]
fn a_payment_is_told_of_once() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    db.receive(&callback(body(&order, 8, TIME)));
    let line = line_of(&order, 8);
    paste(&mut db, &[&line]);
    // Half a minute later: the same payment cannot be meant.
    let later = line.replace("09:15:02", "09:15:32");
    let second = paste(&mut db, &[&later]);
    assert_eq!(verdicts(&mut db, second), [Verdict::Missing]);
}

#[test]
fn the_app_is_whom_most_lines_about_our_orders_name() {
    use Verdict::{NoOrder, OtherRecipient};

    let mut db = TestDatabase::new();
    let order = db.place(8);
    let others = line("Steve_01", "Alex", 5, "a", "b");
    let ours = line_of(&order, 8);
    let text = format!("{others}\n{others}\n{ours}");
    let analysis = analyse_text(&mut db, &text, "");
    assert_eq!((analysis.recipient.as_str(), analysis.recipient_is_typed), ("Shop", false));
    let analysis = analyse_text(&mut db, &text, " alex ");
    assert_eq!((analysis.recipient.as_str(), analysis.recipient_is_typed), ("alex", true));
    let verdicts: Vec<Verdict> = analysis.lines.iter().map(|line| line.verdict).collect();
    assert_eq!(verdicts, [NoOrder, NoOrder, OtherRecipient]);
    assert_eq!(analyse_text(&mut db, "nonsense", "").recipient, "");
}

#[test]
fn what_comes_later_is_seen() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    let paste = paste(&mut db, &[&line_of(&order, 8)]);
    let seen = |db: &mut TestDatabase| {
        let view = view(&mut db.connection, paste, None, 0, 10).unwrap();
        view.lines[0].payment.as_ref().map(|payment| payment.id)
    };
    assert_eq!(seen(&mut db), None);
    db.receive(&callback(body(&order, 8, TIME)));
    assert_eq!(seen(&mut db), Some(1));
    // It is not confirmed once more.
    let order = db.order(order.id);
    let why = ByLine::Reason("видел сам".parse().unwrap());
    let found =
        db.write(|connection| confirm(connection, 1, order.last_event, &why, &staff(), moment(0)));
    assert!(matches!(found, Err(ReconcileError::Changed)), "{found:?}");
}

#[test]
fn lines_are_shown_by_verdict_and_by_key() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    let lines: Vec<String> =
        (0..5).map(|second| line_of(&order, 8).replace(":02]", &format!(":1{second}]"))).collect();
    let mut lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    lines.push("nonsense");
    let paste = paste(&mut db, &lines);
    let page = view(&mut db.connection, paste, None, 0, 3).unwrap();
    assert_eq!((page.shown, page.counts[&Verdict::Missing]), (Verdict::Missing, 5));
    assert_eq!(page.counts[&Verdict::Unreadable], 1);
    assert_eq!((page.lines.len(), page.more), (3, Some(3)));
    let page = view(&mut db.connection, paste, Some(Verdict::Missing), 3, 3).unwrap();
    assert_eq!((page.lines.len(), page.more), (2, None));
    let page = view(&mut db.connection, paste, Some(Verdict::Books), 0, 3).unwrap();
    assert!(page.lines.is_empty());
    let nothing = view(&mut db.connection, paste + 1, None, 0, 3);
    assert!(matches!(nothing, Err(ReconcileError::NotFound)));
}

#[test]
fn two_who_paste_the_same_at_once_do_not_both_come_first() {
    let mut db = TestDatabase::new();
    let order = db.place(8);
    let analysis = analyse_text(&mut db, &line_of(&order, 8), "Shop");
    let mut store = || db.write(|connection| store(connection, &analysis, &staff(), moment(0)));
    store().unwrap();
    assert!(matches!(store(), Err(ReconcileError::Changed)));
}

#[test]
fn what_is_pasted_has_its_limits() {
    assert_eq!(Pasted::new(" \n\r\n", "").unwrap_err(), PasteError::Empty);
    let most = "a\n".repeat(MOST_LINES);
    assert!(Pasted::new(&most, "").is_ok());
    assert_eq!(Pasted::new(&format!("{most}a"), "").unwrap_err(), PasteError::TooMany);
    assert!(Pasted::new(&"a".repeat(MOST_BYTES), "").is_ok());
    assert_eq!(Pasted::new(&"a".repeat(MOST_BYTES + 1), "").unwrap_err(), PasteError::TooLong);
    let mut db = TestDatabase::new();
    let long = line("Steve_01", "Shop", 8, &"я".repeat(MOST_CHARACTERS), "a");
    let paste = paste(&mut db, &[&long, "zero\0byte"]);
    let kept = kept(&mut db, paste);
    assert_eq!(kept[0].read().unwrap_err(), LineError::TooLong);
    assert_eq!(kept[1].line, "zero\u{fffd}byte");
}
