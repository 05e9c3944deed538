//! The ways in and out, each with a database of its own.

use std::{net::IpAddr, time::Duration};

use diesel::{QueryResult, RunQueryDsl};

use super::*;
use crate::{
    clock::UtcTime,
    db::{Connection, Store},
    network::Network,
    staff::{audit::Search, entrance::Attempt},
    testing::{TestDatabase, moment},
};

const PASSWORD: &str = "correct horse battery";

fn minutes(minutes: u64) -> UtcTime {
    moment(minutes * 60_000_000)
}

fn name(text: &str) -> StaffName {
    text.parse().unwrap()
}

fn caller(address: &str) -> Caller {
    Caller { address: address.parse().unwrap(), agent: "tests".to_owned(), device: None }
}

fn command_line() -> By {
    By::command_line()
}

/// A shop whose staff sign in.
struct Shop {
    db: TestDatabase,
    store: Store,
    guard: Guard,
}

impl Shop {
    fn new() -> Self {
        let db = TestDatabase::new();
        let store = Store::open(db.database.clone(), || {}).unwrap();
        Self { db, store, guard: Guard::default() }
    }

    fn write<T>(
        &mut self,
        work: impl FnOnce(&mut Connection) -> Result<T, AccountError>,
    ) -> Result<T, AccountError> {
        self.db.write(work)
    }

    fn query<T>(&mut self, work: impl FnOnce(&mut Connection) -> QueryResult<T>) -> T {
        self.db.write(work).unwrap()
    }

    /// Invites somebody, who comes and chooses [`PASSWORD`].
    async fn hire(&mut self, text: &str, role: Role) -> SignedIn {
        let link =
            self.write(|c| invite(c, &name(text), role, &command_line(), minutes(0))).unwrap();
        let hash = self.guard.passwords.hash(&Password::typed(PASSWORD.to_owned())).await.unwrap();
        let home = caller("192.0.2.1");
        let welcomed = self.query(|c| welcome(c, &link, Some(&hash), &home, None, minutes(1)));
        let Welcomed::In { secret, stage: Stage::Open, .. } = welcomed else {
            panic!("{welcomed:?}")
        };
        self.signed_in(&secret, minutes(1)).unwrap()
    }

    fn signed_in(&mut self, secret: &SessionSecret, now: UtcTime) -> Option<SignedIn> {
        self.query(|c| find(c, secret, now))
    }

    async fn enter(&self, text: &str, password: &str, address: &str, now: UtcTime) -> Entered {
        self.enter_before(text, password, caller(address), None, now).await
    }

    async fn enter_before(
        &self,
        text: &str,
        password: &str,
        caller: Caller,
        before: Option<SessionSecret>,
        now: UtcTime,
    ) -> Entered {
        let password = Password::typed(password.to_owned());
        let attempt = Attempt { name: text.to_owned(), password, caller, before };
        enter(&self.store, &self.guard, attempt, now).await.unwrap()
    }

    /// What the log says, the oldest first.
    fn log(&mut self) -> Vec<String> {
        let (lines, _) = self.query(|c| audit::search(c, &Search::default()));
        lines.iter().rev().map(|line| format!("{} {}", line.who, line.what)).collect()
    }
}

#[track_caller]
fn secret(entered: &Entered) -> SessionSecret {
    match entered {
        Entered::In { secret, .. } => secret.clone(),
        other => panic!("{other:?}"),
    }
}

#[actix_web::test]
async fn whoever_cannot_sign_in_is_told_the_same_for_the_same_work() {
    let mut shop = Shop::new();
    shop.hire("boss", Role::Owner).await;
    shop.hire("gone", Role::Picker).await;
    shop.write(|c| revoke(c, &name("gone"), &command_line(), minutes(2))).unwrap();
    shop.write(|c| invite(c, &name("new"), Role::Picker, &command_line(), minutes(2))).unwrap();
    for (who, password) in [
        ("boss", "not the password"),
        ("nobody", PASSWORD),
        ("gone", PASSWORD),
        ("new", PASSWORD),
        ("no name at all!", PASSWORD),
    ] {
        let before = shop.guard.passwords.hashed();
        let entered = shop.enter(who, password, "203.0.113.7", minutes(3)).await;
        assert!(matches!(entered, Entered::Refused), "{who}: {entered:?}");
        assert_eq!(shop.guard.passwords.hashed(), before + 1, "{who}");
        assert_eq!(shop.log().pop().unwrap(), format!("{who} sign-in-refused"));
    }
    let entered = shop.enter(" BOSS ", PASSWORD, "203.0.113.7", minutes(3)).await;
    assert!(matches!(entered, Entered::In { stage: Stage::Open, .. }), "{entered:?}");
    assert_eq!(shop.log().pop().unwrap(), "boss sign-in");
}

#[actix_web::test]
async fn a_sign_in_ends_the_session_that_the_browser_had() {
    let mut shop = Shop::new();
    shop.hire("boss", Role::Owner).await;
    let first = secret(&shop.enter("boss", PASSWORD, "192.0.2.1", minutes(2)).await);
    let again = shop
        .enter_before("boss", PASSWORD, caller("192.0.2.1"), Some(first.clone()), minutes(3))
        .await;
    assert!(shop.signed_in(&first, minutes(3)).is_none());
    assert!(shop.signed_in(&secret(&again), minutes(3)).is_some());
}

#[actix_web::test]
async fn a_session_lives_as_long_as_it_is_used() {
    let mut shop = Shop::new();
    shop.hire("boss", Role::Owner).await;
    let secret = secret(&shop.enter("boss", PASSWORD, "192.0.2.1", moment(0)).await);
    let day = |day: u64| moment(day * 24 * 3_600_000_000);
    let session = shop.signed_in(&secret, day(29)).unwrap().session;
    assert!(session.is_to_be_touched(day(29)));
    assert!(!session.is_to_be_touched(minutes(4)));
    shop.query(|c| session::touch(c, session.id, day(29)));
    assert!(shop.signed_in(&secret, day(58)).is_some());
    assert!(shop.signed_in(&secret, day(59)).is_none());
    // One that has ended is nobody's, whoever has its secret.
    assert!(shop.query(|c| session::end(c, session.staff_id, session.id, day(30))));
    assert!(shop.signed_in(&secret, day(30)).is_none());
    assert!(!shop.query(|c| session::end(c, session.staff_id, session.id, day(30))));
}

#[actix_web::test]
async fn nobody_ends_the_session_of_somebody_else() {
    let mut shop = Shop::new();
    let boss = shop.hire("boss", Role::Owner).await;
    let picker = shop.hire("picker", Role::Picker).await;
    assert!(!shop.query(|c| session::end(c, picker.staff_id, boss.session.id, minutes(2))));
    let open = shop.query(|c| session::of_staff(c, boss.staff_id, minutes(2)));
    assert_eq!(open.iter().map(|each| each.id).collect::<Vec<_>>(), [boss.session.id]);
}

#[actix_web::test]
async fn a_link_is_looked_at_as_often_as_one_likes_and_used_once() {
    let mut shop = Shop::new();
    let new = name("new");
    let link = shop.write(|c| invite(c, &new, Role::Courier, &command_line(), minutes(0))).unwrap();
    for _ in 0..3 {
        let opened = shop.query(|c| link::look(c, &link, minutes(1)));
        assert!(matches!(opened, Opened::For(Purpose::Invite, _)), "{opened:?}");
    }
    let hash = shop.guard.passwords.hash(&Password::typed(PASSWORD.to_owned())).await.unwrap();
    let mut use_it =
        |now| shop.query(|c| welcome(c, &link, Some(&hash), &caller("192.0.2.1"), None, now));
    assert!(matches!(use_it(minutes(2)), Welcomed::In { stage: Stage::Open, .. }));
    let again = use_it(minutes(3));
    assert!(matches!(again, Welcomed::Not(Opened::Used)), "{again:?}");
    assert!(
        !format!("{link:?}")
            .contains(link.url(&"http://a".parse().unwrap()).rsplit('/').next().unwrap())
    );
}

#[actix_web::test]
async fn a_link_ends_after_two_days_and_by_a_newer_one() {
    let mut shop = Shop::new();
    let new = name("new");
    let first =
        shop.write(|c| invite(c, &new, Role::Courier, &command_line(), minutes(0))).unwrap();
    let look = |shop: &mut Shop, link: &LinkSecret, now| {
        matches!(shop.query(|c| link::look(c, link, now)), Opened::For(..))
    };
    assert!(look(&mut shop, &first, minutes(48 * 60 - 1)));
    assert!(!look(&mut shop, &first, minutes(48 * 60)));
    let second = shop.write(|c| reset(c, &new, &command_line(), minutes(5))).unwrap();
    assert!(!look(&mut shop, &first, minutes(6)));
    assert!(look(&mut shop, &second, minutes(6)));
    shop.write(|c| revoke(c, &new, &command_line(), minutes(7))).unwrap();
    assert!(!look(&mut shop, &second, minutes(8)));
    let unknown: LinkSecret = "x".parse().unwrap();
    assert!(matches!(shop.query(|c| link::look(c, &unknown, minutes(8))), Opened::Unknown));
}

#[actix_web::test]
async fn a_reset_leaves_no_way_in_but_its_link() {
    let mut shop = Shop::new();
    let boss = shop.hire("boss", Role::Owner).await;
    let totp = TotpSecret::random();
    let code = totp.code(minutes(2));
    let by = command_line();
    shop.query(|c| switch_on(c, &boss, &totp, &code, &by, minutes(2))).unwrap();
    let session = secret(&shop.enter("boss", PASSWORD, "192.0.2.1", minutes(3)).await);
    shop.write(|c| reset(c, &name("boss"), &command_line(), minutes(4))).unwrap();
    assert!(shop.signed_in(&session, minutes(4)).is_none());
    let entered = shop.enter("boss", PASSWORD, "192.0.2.1", minutes(5)).await;
    assert!(matches!(entered, Entered::Refused), "{entered:?}");
    assert_eq!(shop.query(|c| second_factor::codes_left(c, boss.staff_id)), None);
    let listed = shop.query(|c| list(c, minutes(5)));
    assert_eq!(listed[0].1, Standing::Invited);
}

#[actix_web::test]
async fn another_password_ends_all_other_sessions() {
    let mut shop = Shop::new();
    let boss = shop.hire("boss", Role::Owner).await;
    let other = secret(&shop.enter("boss", PASSWORD, "203.0.113.7", minutes(2)).await);
    let own = secret(&shop.enter("boss", PASSWORD, "192.0.2.1", minutes(2)).await);
    let mine = shop.signed_in(&own, minutes(2)).unwrap();
    let hash = shop.guard.passwords.hash(&Password::typed("another long one".to_owned())).await;
    let (hash, by) = (hash.unwrap(), boss.by("192.0.2.1".parse().unwrap()));
    shop.query(|c| change_password(c, &mine, &hash, &by, minutes(3)));
    assert!(shop.signed_in(&other, minutes(3)).is_none());
    assert!(shop.signed_in(&own, minutes(3)).is_some());
    let entered = shop.enter("boss", PASSWORD, "192.0.2.1", minutes(4)).await;
    assert!(matches!(entered, Entered::Refused), "{entered:?}");
}

#[actix_web::test]
async fn with_a_second_factor_the_password_opens_nothing() {
    let mut shop = Shop::new();
    let boss = shop.hire("boss", Role::Owner).await;
    let (totp, by) = (TotpSecret::random(), command_line());
    let code = |now| totp.code(now);
    let wrong = if code(minutes(2)) == "000000" { "000001" } else { "000000" };
    assert_eq!(shop.query(|c| switch_on(c, &boss, &totp, wrong, &by, minutes(2))), None);
    let first = code(minutes(2));
    let paper = shop.query(|c| switch_on(c, &boss, &totp, &first, &by, minutes(2))).unwrap();
    assert_eq!(paper.len(), 8);

    let give = async |shop: &mut Shop, code: &str, now| {
        let entered = shop.enter("boss", PASSWORD, "192.0.2.1", now).await;
        let half = secret(&entered);
        assert!(matches!(entered, Entered::In { stage: Stage::SecondFactor, .. }));
        let waiting = shop.signed_in(&half, now).unwrap();
        assert_eq!(waiting.session.stage, Stage::SecondFactor);
        // Half-way in lasts ten minutes.
        assert!(shop.signed_in(&half, now.plus(Duration::from_mins(10))).is_none());
        let given =
            give_code(&shop.store, &shop.guard, waiting, code.to_owned(), caller("192.0.2.1"), now)
                .await
                .unwrap();
        // The secret of before opens nothing in either case.
        let session = shop.signed_in(&half, now).map(|found| found.session.stage);
        assert_ne!(session, Some(Stage::Open));
        given
    };
    // The code that switched it on was used by that.
    let given = give(&mut shop, &first, minutes(2)).await;
    assert!(matches!(given, Entered::Refused), "{given:?}");
    let later = code(minutes(4));
    let given = give(&mut shop, &later, minutes(4)).await;
    let open = shop.signed_in(&secret(&given), minutes(4)).unwrap();
    assert_eq!(open.session.stage, Stage::Open);
    let given = give(&mut shop, &later, minutes(4)).await;
    assert!(matches!(given, Entered::Refused), "a code was used twice: {given:?}");

    // On paper, however it is typed.
    let typed = paper[0].to_lowercase().replace('-', " ");
    assert!(matches!(give(&mut shop, &typed, minutes(5)).await, Entered::In { .. }));
    assert!(matches!(give(&mut shop, &paper[0], minutes(5)).await, Entered::Refused));
    assert_eq!(shop.query(|c| second_factor::codes_left(c, boss.staff_id)), Some(7));
    assert!(shop.log().iter().any(|line| line == "boss recovery-code"));

    // Six digits are soon guessed.
    assert!(matches!(give(&mut shop, "123", minutes(6)).await, Entered::Refused));
    let given = give(&mut shop, "123", minutes(6)).await;
    assert!(matches!(given, Entered::Wait(_)), "{given:?}");
}

#[actix_web::test]
async fn a_new_address_is_told_to_its_owner_elsewhere() {
    let mut shop = Shop::new();
    let boss = shop.hire("boss", Role::Owner).await;
    assert_eq!(boss.new_places, 0, "the first place is no news");
    let home = secret(&shop.enter("boss", PASSWORD, "192.0.2.1", minutes(2)).await);
    let thief = secret(&shop.enter("boss", PASSWORD, "203.0.113.7", minutes(3)).await);
    let here = Network::of("203.0.113.7".parse().unwrap());
    // Whoever came from there does not vouch for it.
    assert_eq!(shop.signed_in(&thief, minutes(3)).unwrap().new_places, 0);
    assert_eq!(shop.query(|c| acknowledge(c, boss.staff_id, &here, minutes(3))), 0);
    assert_eq!(shop.signed_in(&home, minutes(3)).unwrap().new_places, 1);
    let here = Network::of("192.0.2.1".parse().unwrap());
    assert_eq!(shop.query(|c| acknowledge(c, boss.staff_id, &here, minutes(4))), 1);
    assert_eq!(shop.signed_in(&home, minutes(4)).unwrap().new_places, 0);
    // It is known from now on.
    shop.enter("boss", PASSWORD, "203.0.113.7", minutes(5)).await;
    assert_eq!(shop.signed_in(&home, minutes(5)).unwrap().new_places, 0);
}

#[actix_web::test]
async fn strangers_keep_nobody_out_who_signed_in_before() {
    let mut shop = Shop::new();
    shop.hire("boss", Role::Owner).await;
    let mut waits = false;
    for nth in 1..=12 {
        let address = format!("203.0.113.{nth}");
        let entered = shop.enter("boss", "a guess", &address, minutes(2)).await;
        waits |= matches!(entered, Entered::Wait(_));
    }
    assert!(waits, "strangers should have to wait");
    // With the right password too: nobody learns anything by it.
    let entered = shop.enter("boss", PASSWORD, "203.0.113.99", minutes(2)).await;
    assert!(matches!(entered, Entered::Wait(_)), "{entered:?}");
    // From where he was before.
    let entered = shop.enter("boss", PASSWORD, "192.0.2.1", minutes(2)).await;
    let Entered::In { staff_id, .. } = entered else { panic!("{entered:?}") };
    // And from elsewhere, with his own browser.
    let device = Some(Device::new(staff_id));
    let on_the_way = Caller { device, ..caller("198.51.100.7") };
    let entered = shop.enter_before("boss", PASSWORD, on_the_way, None, minutes(2)).await;
    assert!(matches!(entered, Entered::In { .. }), "{entered:?}");
    // Somebody else's browser is a stranger's.
    let device = Some(Device::new(staff_id + 1));
    let other = Caller { device, ..caller("198.51.100.8") };
    let entered = shop.enter_before("boss", PASSWORD, other, None, minutes(2)).await;
    assert!(matches!(entered, Entered::Wait(_)), "{entered:?}");
    assert!(shop.log().iter().any(|line| line == "boss sign-in-limited"));
}

#[actix_web::test]
async fn an_owner_is_left() {
    let mut shop = Shop::new();
    shop.hire("boss", Role::Owner).await;
    let by = command_line();
    let boss = name("boss");
    // One who was invited and has not come is none yet.
    shop.write(|c| invite(c, &name("second"), Role::Owner, &by, minutes(2))).unwrap();
    for _ in 0..2 {
        let demoted = shop.write(|c| change_role(c, &boss, Role::Manager, &by, minutes(3)));
        assert!(matches!(demoted, Err(AccountError::LastOwner(_))), "{demoted:?}");
        let revoked = shop.write(|c| revoke(c, &boss, &by, minutes(3)));
        assert!(matches!(revoked, Err(AccountError::LastOwner(_))), "{revoked:?}");
    }
    shop.hire("third", Role::Owner).await;
    shop.write(|c| change_role(c, &boss, Role::Manager, &by, minutes(4))).unwrap();
    assert!(shop.query(has_owner));
    assert!(shop.write(|c| revoke(c, &name("third"), &by, minutes(5))).is_err());
    assert!(shop.log().iter().any(|line| line == "kassa role-changed"));
}

#[actix_web::test]
async fn whoever_was_let_go_has_no_session_and_may_be_let_in_again() {
    let mut shop = Shop::new();
    shop.hire("boss", Role::Owner).await;
    let gone = shop.hire("gone", Role::Picker).await;
    let own = secret(&shop.enter("gone", PASSWORD, "192.0.2.1", minutes(2)).await);
    let by = command_line();
    shop.write(|c| revoke(c, &gone.name, &by, minutes(3))).unwrap();
    assert!(shop.signed_in(&own, minutes(3)).is_none());
    let taken = shop.write(|c| invite(c, &name("GONE"), Role::Picker, &by, minutes(4)));
    assert!(matches!(taken, Err(AccountError::NameTaken(_))), "{taken:?}");
    assert!(shop.write(|c| change_role(c, &gone.name, Role::Owner, &by, minutes(4))).is_err());
    let link = shop.write(|c| reset(c, &gone.name, &by, minutes(5))).unwrap();
    let opened = shop.query(|c| link::look(c, &link, minutes(6)));
    assert!(matches!(opened, Opened::For(Purpose::Reset, _)), "{opened:?}");
}

#[actix_web::test]
async fn who_has_no_right_to_more_is_asked_again_after_an_hour() {
    let mut shop = Shop::new();
    let boss = shop.hire("boss", Role::Owner).await;
    assert!(boss.is_fresh(Right::ManageStaff, minutes(61)));
    assert!(!boss.is_fresh(Right::ManageStaff, minutes(62)));
    assert!(boss.is_fresh(Right::SeeOrders, minutes(62)));
    let by = command_line();
    let prove = async |shop: &Shop, password: &str| {
        let password = Password::typed(password.to_owned());
        prove(&shop.store, &shop.guard, &boss, &password, &by, minutes(62)).await.unwrap()
    };
    assert_eq!(prove(&shop, "a guess").await, Proof::Wrong);
    assert_eq!(prove(&shop, PASSWORD).await, Proof::Given);
    shop.query(|c| confirm(c, &boss, &by, minutes(62)));
    let open = shop.query(|c| session::of_staff(c, boss.staff_id, minutes(62)));
    assert_eq!(open[0].confirmed_at, minutes(62));
    // Whoever sits at an open browser does not guess on.
    let mut last = Proof::Wrong;
    for _ in 0..10 {
        last = prove(&shop, "a guess").await;
    }
    assert!(matches!(last, Proof::Wait(_)), "{last:?}");
}

#[test]
fn the_log_is_only_ever_added_to() {
    let mut db = TestDatabase::new();
    let by = By::person("boss", IpAddr::from([192, 0, 2, 1]));
    let entry = audit::Entry {
        by: &by,
        what: What::SignOut,
        subject: None,
        note: Some("a\0b"),
        at: moment(0),
    };
    db.write(|c| audit::record(c, &entry)).unwrap();
    for sql in ["UPDATE audit SET who = 'x'", "DELETE FROM audit"] {
        let refused = db.write(|c| diesel::sql_query(sql).execute(c)).unwrap_err();
        assert!(refused.to_string().contains("only ever added"), "{refused}");
    }
    assert_eq!(db.count("audit WHERE who = 'boss' AND note = 'ab'"), 1);
}

#[test]
fn the_log_is_searched_by_beginnings_and_paged_by_its_newest() {
    let mut db = TestDatabase::new();
    let people = ["Ваня", "Василиса", "boss"];
    for nth in 0..250_u64 {
        let by = By::person(people[usize::try_from(nth % 3).unwrap()], [192, 0, 2, 1].into());
        let subject = format!("488{nth:02}-X");
        let what = if nth % 2 == 0 { What::SignIn } else { What::Order };
        let (subject, at) = (Some(subject.as_str()), moment(nth));
        let entry = audit::Entry { by: &by, what, subject, note: None, at };
        db.write(|c| audit::record(c, &entry)).unwrap();
    }
    let mut found = |search: &Search| db.write(|c| audit::search(c, search)).unwrap();
    let everything = Search::default();
    let (first, more) = found(&everything);
    assert_eq!((first.len(), more), (100, true));
    assert_eq!(first[0].subject.as_deref(), Some("488249-X"));
    let before = first.last().map(|line| line.id);
    let (second, more) = found(&Search { before, ..everything.clone() });
    assert_eq!((second.len(), more), (100, true));
    let before = second.last().map(|line| line.id);
    assert_eq!(found(&Search { before, ..everything.clone() }).0.len(), 50);

    let who = |who: &str| Search { who: who.to_owned(), ..everything.clone() };
    assert_eq!(found(&who("Ва")).0.len(), 100);
    assert_eq!(found(&who("Вас")).0.len(), 83);
    assert_eq!(found(&who("аня")).0.len(), 0);
    assert_eq!(found(&who("%")).0.len(), 0);
    let narrow = Search {
        what: Some(What::Order),
        source: "192.0.".to_owned(),
        subject: "48824".to_owned(),
        ..who("boss")
    };
    let subjects: Vec<_> = found(&narrow).0.into_iter().filter_map(|line| line.subject).collect();
    assert!(
        !subjects.is_empty() && subjects.iter().all(|uid| uid.starts_with("48824")),
        "{subjects:?}"
    );
}
