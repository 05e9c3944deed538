//! Books of many orders, with all that the order list looks at: a year of a shop that sells every half minute.

use std::fmt::Write;

/// Numbers are spread as random ones are, and still known.
const SPREAD: u64 = 7_368_787;
const FIRST: u64 = 10_000_000;
const SPAN: u64 = 90_000_000;

/// Microseconds between two orders.
const STEP: u64 = 30_000_000;

/// The words of the goods' names.
const WHICH: [&str; 20] = [
    "Алмазный",
    "Железный",
    "Золотой",
    "Каменный",
    "Деревянный",
    "Незеритовый",
    "Медный",
    "Зачарованный",
    "Прочный",
    "Лёгкий",
    "Тяжёлый",
    "Большой",
    "Малый",
    "Древний",
    "Светящийся",
    "Тёмный",
    "Огненный",
    "Водный",
    "Морской",
    "Лесной",
];
const WHAT: [&str; 10] =
    ["меч", "шлем", "нагрудник", "шалкер", "топор", "лук", "фейерверк", "маяк", "сундук", "якорь"];

pub const PRODUCTS: usize = WHICH.len() * WHAT.len();

/// Which database is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

/// The number of the order of that id, as Kassa gives it.
pub fn uid(order: u64) -> String {
    let number = FIRST + order * SPREAD % SPAN;
    let letter = b"ABEKMHPCTYX"[usize::try_from(number % 11).unwrap()];
    format!("{number}-{}", char::from(letter))
}

/// The nickname of a customer.
pub fn nickname(customer: u64) -> String {
    let letter = |n: u64| char::from(b'a' + u8::try_from(n % 26).unwrap());
    format!("{}{}_player{customer}", letter(customer), letter(customer / 26))
}

/// How many customers a shop of so many orders has.
pub fn customers(orders: u64) -> u64 {
    (orders / 10).max(10)
}

/// How many of the newest orders are open.
pub fn open(orders: u64) -> u64 {
    orders / 200
}

/// When the order of that id was placed, where the newest is placed `now`.
pub fn placed(order: u64, orders: u64, now: u64) -> u64 {
    now - (orders - order) * STEP
}

/// The statements that make the books. They begin and end no transaction.
pub fn sql(dialect: Dialect, orders: u64, now: u64) -> String {
    let series = |count: u64| match dialect {
        Dialect::Sqlite => format!(
            "(WITH RECURSIVE n (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id < {count}) SELECT id FROM n)"
        ),
        Dialect::Postgres => format!("(SELECT id::bigint FROM generate_series(1, {count}) id)"),
    };
    let token = match dialect {
        Dialect::Sqlite => {
            "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8'
                || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))"
        }
        Dialect::Postgres => "gen_random_uuid()::text",
    };
    let (customers, open) = (customers(orders), open(orders));
    let first_open = orders - open;
    let abc = "'abcdefghijklmnopqrstuvwxyz'";
    let letter = |n: &str| format!("substr({abc}, CAST({n} % 26 AS INTEGER) + 1, 1)");
    let nick = |c: &str| {
        format!("({} || {} || '_player' || {c})", letter(c), letter(&format!("({c} / 26)")))
    };
    let check = "substr('ABEKMHPCTYX', CAST(number % 11 AS INTEGER) + 1, 1)";
    let mut sql = goods(now);
    write!(
        sql,
        "INSERT INTO customers (id, nickname, nickname_folded, created_at)
            SELECT id, {nick}, {nick}, {now} FROM {customers_series} c;
        CREATE TEMP TABLE n AS SELECT
            id, {FIRST} + id * {SPREAD} % {SPAN} AS number, id * 31 % {customers} + 1 AS customer,
            id * 7919 % 1000 AS r,
            CASE WHEN id > {first_open} THEN
                CASE WHEN id % 10 < 6 THEN 'awaiting_payment' WHEN id % 10 < 8 THEN 'paid'
                    WHEN id % 10 = 8 THEN 'assembling' ELSE 'ready' END
                WHEN id % 10007 = 0 THEN 'paid'
                WHEN id * 7919 % 1000 < 5 THEN 'refunded'
                WHEN id * 7919 % 1000 < 35 THEN 'cancelled'
                WHEN id * 7919 % 1000 < 135 THEN 'expired'
                ELSE 'completed' END AS status
            FROM {orders_series} o;
        INSERT INTO orders (id, uid, uid_folded, token, customer_id, nickname, text, total, counted, status, last_event,
                last_payment, created_at, expires_at)
            SELECT id, number || '-' || {check}, number || {check}, {token}, customer, {nick_of},
                'Заказ ' || number || '-' || {check}, 8,
                CASE WHEN status IN ('awaiting_payment', 'expired', 'cancelled') THEN 0 ELSE 8 END, status, id,
                CASE WHEN status IN ('awaiting_payment', 'expired', 'cancelled') THEN NULL ELSE id END,
                {now} - ({orders} - id) * {STEP}, 4070908800000000
            FROM n;
        INSERT INTO events (order_id, kind, actor, at)
            SELECT id, 'placed', 'customer', {now} - ({orders} - id) * {STEP} FROM n ORDER BY id;
        INSERT INTO payments (id, order_id, sum, counted, sure, payer, at)
            SELECT last_payment, id, counted, TRUE, 'callback', nickname, created_at FROM orders
            WHERE last_payment IS NOT NULL ORDER BY last_payment;
        INSERT INTO order_shelves (order_id, shelf)
            SELECT id, CASE WHEN status IN ('awaiting_payment', 'paid') THEN 'open' ELSE status END
            FROM n;
        INSERT INTO order_items (order_id, position, product_id, name, price, quantity)
            SELECT n.id, 0, p.id, p.name, 4, 1 FROM n JOIN products p ON p.id = 1 + n.r * n.r * {products} / 1000000;
        INSERT INTO order_items (order_id, position, product_id, name, price, quantity)
            SELECT n.id, 1, p.id, p.name, 4, 1 FROM n JOIN products p ON p.id = 1 + n.id * 17 % {products}
            WHERE n.id % 2 = 0;
        INSERT INTO words (id, word) SELECT id + 1000, {nick} FROM {customers_series} c;
        INSERT INTO order_words (word_id, order_id)
            SELECT DISTINCT word_id, order_id FROM (
                SELECT 1 AS word_id, id AS order_id FROM n
                UNION ALL SELECT customer + 1000, id FROM n
                UNION ALL SELECT product_words.word_id, order_items.order_id
                    FROM order_items JOIN product_words ON product_words.product_id = order_items.product_id
            ) w ORDER BY word_id, order_id;
        INSERT INTO other_payers (order_id, payer)
            SELECT id, {nick_of_next} FROM n WHERE id % 33 = 0 AND status IN ('completed', 'paid', 'ready');
        INSERT INTO discrepancies (kind, order_id, amount, times, opened_at, last_at)
            SELECT CASE id % 4 WHEN 0 THEN 'overpaid' WHEN 1 THEN 'new_source' WHEN 2 THEN 'paid_again' ELSE 'altered' END,
                id, 1, 1, {now}, {now} FROM n
            WHERE id > {first_open} AND status = 'paid' AND id % 7 = 0 OR id % {sparse} = 0;
        INSERT INTO discrepancies (kind, order_id, amount, times, opened_at, last_at, resolved_at, resolved_by, resolution)
            SELECT CASE id % 2 WHEN 0 THEN 'overpaid' ELSE 'new_source' END, id, 1, 1, {now}, {now}, {now}, 'staff:a', 'b'
            FROM n WHERE id % 50 = 0;
        DROP TABLE product_words;
        DROP TABLE n;",
        nick = nick("id"),
        nick_of = nick("customer"),
        nick_of_next = nick("(customer % 1000 + 1)"),
        customers_series = series(customers),
        orders_series = series(orders),
        products = PRODUCTS,
        sparse = (orders / 200).max(1),
    )
    .unwrap();
    sql
}

/// The goods, the dictionary's words of their names, and which has which.
fn goods(now: u64) -> String {
    let mut sql = String::from(
        "CREATE TEMP TABLE product_words (product_id BIGINT, word_id BIGINT);
        INSERT INTO words (id, word) VALUES (1, 'заказ');",
    );
    let fold = |word: &str| word.to_lowercase().replace('ё', "е");
    for (n, word) in WHICH.iter().chain(&WHAT).enumerate() {
        writeln!(sql, "INSERT INTO words (id, word) VALUES ({}, '{}');", n + 2, fold(word))
            .unwrap();
    }
    for id in 1..=PRODUCTS {
        let (which, what) = ((id - 1) % WHICH.len(), (id - 1) / WHICH.len());
        writeln!(
            sql,
            "INSERT INTO products (id, name, description, price, position, hidden, created_at)
                VALUES ({id}, '{} {}', '', 4, {id}, FALSE, {now});
            INSERT INTO product_words VALUES ({id}, {}), ({id}, {});",
            WHICH[which],
            WHAT[what],
            which + 2,
            what + 2 + WHICH.len(),
        )
        .unwrap();
    }
    sql
}
