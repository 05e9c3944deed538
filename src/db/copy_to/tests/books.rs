//! Books with something in every table and in every column.

use super::*;
use crate::{
    api_keys::{
        ApiKey, NewKey,
        idempotency::{Answer, Request},
    },
    catalog::Stack,
    identity::{self, Books as Mode},
    orders::{BrowserId, Items, NewItem, NewOrder, Order},
    payments::{Completeness, RawCallback, SourceRule},
    testing::{body_of, new_order, sum},
};

pub(super) struct Books {
    pub db: TestDatabase,
    pub key: ApiKey,
    /// Waits for 21 АР.
    pub waiting: Order,
    /// What paid another order.
    pub paid_body: String,
}

impl Books {
    pub fn rich() -> Self {
        let mut db = TestDatabase::sqlite();
        let app = "5f00000000000000000000aa".parse().unwrap();
        db.write(|c| identity::claim(c, Mode::Real, &app, moment(0))).unwrap();
        db.run(
            "INSERT INTO pictures VALUES ('hash', 'image/png', 2, 3, 4, X'00ff');
            INSERT INTO products (name, description, price, position, hidden, created_at, category, stack, stock, version, picture) VALUES
                ('Земля', 'с травой\n\tи \"кавычками\" \\N', 3, 1, false, 1, 'Грунт', '64', 128, 3, 'hash'), ('Песок', '', 4, 2, true, 2, '', 'loose', NULL, 0, NULL);
            INSERT INTO sources VALUES ('2001:db8::1', 5, 6, 'staff:Ирина'), ('203.0.113.7', 5, NULL, NULL);",
        );
        let waiting = db.write(|c| orders::place(c, &of_browser(), moment(7))).unwrap();
        let paid = db.place(8);
        let paid_body = body(&paid, 8, "t1");
        db.receive(&callback(paid_body.clone()));
        db.receive(&callback(paid_body.clone()));
        let over = db.place_with_uid("own-uid_1", 5);
        db.receive(&callback(body(&over, 9, "t2")));
        let part = db.place(1_000_000_000);
        db.receive(&callback(body(&part, 1, "t3")));
        db.receive(&callback(body(&part, 2, "t4")));
        db.receive(&callback(body_of("никто", "altered \u{0} \u{1f600}", (1 << 53) - 1, "t5")));
        db.receive(&callback(all_bytes()));
        db.receive(&callback(""));
        for rule in [SourceRule::Refused, SourceRule::Unsaid] {
            let source = "198.51.100.9".parse().unwrap();
            let told = body(&paid, 8, &format!("{rule:?}")).into_bytes();
            let raw = RawCallback::new(source, rule, told, Completeness::Whole);
            db.receive(&raw);
        }
        db.run(
            "UPDATE discrepancies SET resolved_at = 11, resolved_by = 'staff:Ирина',
                resolution = 'вернули \\ остаток' WHERE kind = 'overpaid'",
        );
        let cancelled = db.place(6);
        db.write(|c| orders::cancel(c, &cancelled, moment(8))).unwrap();
        db.run(
            "INSERT INTO consumers VALUES ('staff-notices', 7, 'a node', 12);
            INSERT INTO untaken VALUES (1, 13, NULL), (2, 14, 15);",
        );
        db.run(STAFF_SIDE);
        let name = "бот".parse().unwrap();
        let key = db.write(|c| api_keys::add(c, &NewKey::named(name), moment(1))).unwrap();
        let program = api_keys::find(&mut db.connection, &key, moment(1)).unwrap().unwrap();
        for (name, location) in [("K-1", Some("/api/v1/orders/1")), ("K-2", None)] {
            let target = "POST /api/v1/orders";
            let request = Request::new(&program, name, target, b"body").unwrap();
            let body = "{\"uid\":\"1\"}".to_owned();
            let answer = Answer {
                status: 201,
                location: location.map(str::to_owned),
                etag: location.map(|_| "\"1.0123456789ab\"".to_owned()),
                body,
            };
            db.write(|c| {
                request.claim(c, moment(2))?;
                request.keep(c, &answer)
            })
            .unwrap();
        }
        db.run("INSERT INTO other_payers VALUES (1, 'alex'); INSERT INTO feed_progress VALUES ('search', 1, 2)");
        Self { db, key, waiting, paid_body }
    }
}

/// What staff writes, table by table; in every column that may be empty something stands, and nothing.
const STAFF_SIDE: &str = "
    INSERT INTO staff (name, name_folded, role, password_hash, totp_secret, totp_step, created_at, revoked_at) VALUES
        ('Ирина', 'ирина', 'owner', '$argon2id$x', 'JBSWY3DP', 58, 20, 21), ('Ваня', 'ваня', 'picker', NULL, NULL, NULL, 22, NULL);
    INSERT INTO staff_links (staff_id, secret_hash, purpose, made_by, created_at, expires_at, used_at) VALUES
        (1, 'h1', 'password', 'staff:Ирина', 23, 24, 25), (2, 'h2', 'password', 'cli', 23, 24, NULL);
    INSERT INTO recovery_codes (staff_id, code_hash, used_at) VALUES (1, 'c1', 26), (1, 'c2', NULL);
    INSERT INTO sessions (secret_hash, staff_id, stage, source, agent, created_at, seen_at, confirmed_at, ended_at) VALUES
        ('s1', 1, 'open', '2001:db8::1', 'Mozilla \\ \"x\"', 27, 28, 29, 30), ('s2', 2, 'second_factor', '', '', 27, 28, 29, NULL);
    INSERT INTO staff_addresses (staff_id, address, first_seen_at, seen_at) VALUES (1, '2001:db8::1', 31, 32), (2, '203.0.113.7', 31, NULL);
    INSERT INTO audit (at, who, what, source, subject, note) VALUES
        (33, 'Ирина', 'sign-in', '2001:db8::1', '48817-X', 'заметка'), (34, 'никто', 'sign-in-refused', '', NULL, NULL);
    INSERT INTO refunds (order_id, payment_id, sum, state, payee, reason, created_at, created_by, changed_at, changed_by, discrepancy_id) VALUES
        (2, NULL, 3, 'sent', 'Steve_01', 'причина', 35, 'staff:Ирина', 36, 'staff:Ваня', 1), (NULL, 1, 1, 'unknown', '', '', 35, 'staff:Ирина', 36, 'staff:Ваня', NULL);
    INSERT INTO withdrawals (sum, reason, at, made_by) VALUES (5, 'на ставку', 37, 'staff:Ирина');
    INSERT INTO refused_callbacks (uuid, received_at, source, cause, token_hash, body, completeness, taken_at, taken_by) VALUES
        ('u1', 38, '203.0.113.7', 'wrong_token', 'hash', X'00ff', 'whole', 39, 'staff:Ирина'), ('u2', 38, '', 'missing', NULL, X'', 'cut_short', NULL, NULL);
    INSERT INTO silence_signs (order_id, sign, since) VALUES (1, 'returned', 40);
    INSERT INTO openings (sum, reason, at, made_by) VALUES (0, '', 41, 'staff:Ирина');
    INSERT INTO balances (stated, expected, newest_payment, meanwhile, at, made_by, decisions, raised) VALUES
        (8, 8, 1, 0, 42, 'staff:Ирина', 0, 1), (9, 8, 1, 0, 43, 'staff:Ирина', 1, NULL);
    INSERT INTO history_pastes (recipient, recipient_is_typed, at, made_by) VALUES ('Shop', true, 44, 'staff:Ирина');
    INSERT INTO history_lines (paste_id, place, line, fingerprint, nth, verdict, payment_id, order_id, earlier, confirmed_at, confirmed_by) VALUES
        (1, 1, '[24.11.2026 09:15:02] a -> b # 8 АР | c [d]', 'f', 1, 'books', 1, 2, NULL, 45, 'staff:Ирина'), (1, 2, 'x', 'g', 1, 'unreadable', NULL, NULL, 1, NULL, NULL);
    INSERT INTO claims VALUES (2, 1, 2, 0);
    INSERT INTO hold_ends VALUES (49, 1);
    INSERT INTO placings VALUES (1, 'browser', '2001:db8::/64');
    INSERT INTO blocks (kind, value, reason, made_at, made_by, lifted_at, lifted_by) VALUES
        ('nickname', 'steve_01', 'спам', 50, 'staff:Ирина', 51, 'staff:Ваня'), ('network', '203.0.113.7', '', 50, 'staff:Ирина', NULL, NULL);
    INSERT INTO shop_looks VALUES (1, 2, 'Лавка <Бобра>', 'строка\n\tи ещё', 'с 9', 'спавн', 'Discord', '#0f6b62', 'hash', 'Скидки!', 53, 'до <субботы>'), (2, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    INSERT INTO pick_lists (made_by, made_at, ended_by, ended_at) VALUES ('staff:Ваня', 49, 'staff:Ирина', 50), ('staff:Ваня', 51, NULL, NULL);
    INSERT INTO pick_list_orders (list_id, order_id, standing) VALUES (1, 1, 'done'), (2, 1, 'open');
    INSERT INTO pick_ticks (list_id, order_id, position, nth, quantity, ticked_by, ticked_at) VALUES (1, 1, 1, 0, 5, 'staff:Ваня', 52);
    INSERT INTO line_remedies (order_id, position, nth, kind, quantity, words, instead, instead_quantity, instead_stack, instead_product, refund_id, event_id, ended_event, taken) VALUES
        (1, 0, 1, 'substitute', 1, 'Discord', 'Гравий', 2, '64', 3, NULL, 1, 2, 2), (2, 0, 1, 'refund', 1, 'нет', NULL, NULL, NULL, NULL, 1, 1, NULL, NULL);
    INSERT INTO cells (name, name_folded, place, position) VALUES ('А1', 'A1', '(120; 64; -30) \\ \"вход\"', 1);
    INSERT INTO hand_overs (order_id, cell_id, place, due_at, missed_at, attempts) VALUES (1, 1, NULL, 49, 50, 0), (2, NULL, 'спавн', 51, NULL, 2);
    INSERT INTO hand_over_codes (order_id, code, wrong) VALUES (2, '012345', 3);
    INSERT INTO runs (made_by, made_at, ended_by, ended_at) VALUES ('staff:Ваня', 49, 'staff:Ирина', 50), ('staff:Ваня', 51, NULL, NULL);
    INSERT INTO run_stops (run_id, order_id, position, standing) VALUES (1, 2, 1, 'nobody'), (2, 2, 1, 'open');
    INSERT INTO order_wishes VALUES (1, 'Steve#1', 'courier', 'у <портала>', 'после 8', 'строка
и ещё'), (2, NULL, NULL, NULL, NULL, NULL);
    INSERT INTO offers (slug, name, description, asks, sum, least, most_uses, ends_at, once_each, closed_at, picture, version, created_at) VALUES
        ('tips', 'Чай <и>', 'строка\n\tи ещё', 'free', 5, 2, 10, 54, true, 55, 'hash', 3, 56), ('kit', 'Набор', '', 'goods', NULL, NULL, NULL, NULL, false, NULL, NULL, 0, 57);
    INSERT INTO offer_goods VALUES (2, 0, 1, 64);
    INSERT INTO offer_orders VALUES (2, 1);
    INSERT INTO payment_claims VALUES (1, 1, '[24.11.2026 09:15:02] a -> b # 8 АР | <c> [d]', 55, 56, 'staff:Ирина', 'no_payment'), (1, 2, NULL, 57, NULL, NULL, NULL);
    INSERT INTO webhook_endpoints (url, description, secret, old_secret, old_secret_until, kinds, order_id, after_event, created_at, paused_at, paused_after, resumed_after, failures, failing_since, rests_until, left_until, took_at, seen_at, anew_at, hurry_at, give_up_at, again_since, again_after, again_to, removed_at) VALUES
        ('https://bot.example/hook', 'бот', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_bm8=', 62, 'paid ready', 1, 3, 63, 64, 1, 2, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 4, 5, 75), ('https://bot.example/all', '', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', NULL, NULL, '', NULL, 0, 63, NULL, NULL, NULL, 0, NULL, 0, 0, NULL, NULL, 63, NULL, NULL, NULL, NULL, NULL, NULL);
    INSERT INTO webhook_deliveries (endpoint_id, event_id, order_id, type, message_id, payload, at, status, attempts, tries, next_at, ends_at, ended_at, asked_at) VALUES
        (1, 1, 1, 'order.placed', 'msg_1', '{\"x\": 1}', 70, 'delivered', 2, 1, 71, 72, 73, 74), (2, NULL, NULL, 'webhook.test', 'msg_2', '{}', 70, 'waiting', 0, 0, 71, 72, NULL, NULL);
    INSERT INTO webhook_attempts VALUES (1, 1, 74, 75, 'content-type: x\nу: z', 500, 'ой', 'broke off'), (1, 2, 74, 75, '', NULL, '', NULL);
    INSERT INTO notice_choices VALUES ('telegram', 'paid', false);
    INSERT INTO notice_languages VALUES ('telegram', 'en');
    INSERT INTO notice_templates VALUES ('staff', 'paid', 'ru', '**Оплачен {uid}**\n{items}');
    INSERT INTO undelivered_notices (channel, topic, order_id, event_id, why, code, at, again_at, resolved_at, resolved_by) VALUES
        ('discord-dm', 'ready', 1, 2, 'refused', 403, 58, 59, 60, 'staff:Ирина'), ('email', 'discrepancy', NULL, NULL, 'stale', NULL, 58, NULL, NULL, NULL);
    INSERT INTO untaken_notices VALUES ('telegram', 1, 13, NULL), ('telegram', 2, 14, 15);
    UPDATE events SET discrepancy_id = 1 WHERE id = (SELECT MAX(id) FROM events);
    UPDATE payments SET merged_with = 1 WHERE id = 2;
    UPDATE discrepancies SET overridden_at = 46, overridden_by = 'staff:Ирина', waits_since = 47, way = 'refund' WHERE id = 1;
    UPDATE api_keys SET revoked_at = 48 WHERE id = 0;
    INSERT INTO api_keys (name, secret_hash, created_at, revoked_at, scopes, expires_at, last_used_at) VALUES
        ('старый', 'hash', 58, 59, 'settle admin', 60, 61);
";

fn of_browser() -> NewOrder {
    let line = |name: &str, product_id, price, quantity| NewItem {
        product_id,
        name: name.parse().unwrap(),
        price: sum(price),
        quantity,
        stack: Stack::Of64,
    };
    NewOrder {
        browser: Some(BrowserId::random()),
        attempt: Some("attempt".to_owned()),
        items: Items::of(vec![line("Земля", Some(1), 3, 5), line("Своё", None, 6, 1)]).unwrap(),
        ..new_order(21)
    }
}

/// No text in any encoding, and every byte that could mean something on the way.
fn all_bytes() -> Vec<u8> {
    (0..=u8::MAX).chain((0..=u8::MAX).rev()).collect()
}

/// A table's rows with all their columns, as both databases can say them.
pub(super) fn rows(connection: &mut Connection, table: &Table) -> Vec<String> {
    let sqlite = matches!(connection, Connection::Sqlite(_));
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|column| {
            let name = format!("\"{}\"", column.name);
            let said = match column.kind {
                Kind::Integer => format!("CAST({name} AS TEXT)"),
                Kind::Bool => format!("CASE WHEN {name} THEN 'yes' ELSE 'no' END"),
                Kind::Text => format!("'<' || {name} || '>'"),
                Kind::Bytes if sqlite => format!("LOWER(HEX({name}))"),
                Kind::Bytes => format!("ENCODE({name}, 'hex')"),
            };
            format!("COALESCE({said}, 'NULL')")
        })
        .collect();
    let sql = format!("SELECT {} AS name FROM {}", columns.join(" || ' ' || "), table.name);
    let mut rows = super::names(connection, &sql);
    // They sort texts differently.
    rows.sort();
    rows
}
