//! Every table with its columns, for what is done to all of them.

use std::io::Write;

use diesel::{
    ExecuteCopyFromDsl, Expression, PgConnection, QueryResult,
    pg::CopyFormat,
    sql_types::{BigInt, Binary, Bool, Nullable, SqlType, Text},
};

use super::schema;

/// A table. What it has is what diesel sees of it (`schema`), so only its name and its key are said here.
pub struct Table {
    pub name: &'static str,
    /// The columns of its primary key.
    pub key: &'static [&'static str],
    /// All of them, in the order in which they were made.
    pub columns: &'static [Column],
    /// Writes its rows into PostgreSQL.
    pub copy_in: fn(&mut PgConnection, &WriteRows<'_>) -> QueryResult<usize>,
}

/// Writes rows in the binary format of PostgreSQL's `COPY`.
pub type WriteRows<'a> = dyn Fn(&mut dyn Write) -> QueryResult<()> + 'a;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
}

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Integer,
    Bool,
    Text,
    Bytes,
}

macro_rules! tables {
    ($($table:ident by $($key:ident),+;)+) => {
        /// All tables, each after those that it refers to.
        pub const TABLES: &[Table] = &[$(Table {
            name: stringify!($table),
            key: &[$(<schema::$table::$key as diesel::Column>::NAME),+],
            columns: <<schema::$table::table as diesel::Table>::AllColumns as Columns>::LIST,
            copy_in: |connection, write| {
                diesel::copy_from(schema::$table::table)
                    .from_raw_data(schema::$table::table, write)
                    .with_format(CopyFormat::Binary)
                    .execute(connection)
            },
        }),+];
    };
}

tables! {
    identity by id;
    pictures by hash;
    products by id;
    customers by id;
    orders by id;
    order_items by order_id, position;
    expirations by due_at, order_id;
    callbacks by id;
    payments by id;
    discrepancies by id;
    events by id;
    sources by address;
    api_keys by id;
    idempotency_keys by api_key_id, key;
    staff by id;
    staff_links by id;
    recovery_codes by staff_id, code_hash;
    sessions by id;
    staff_addresses by staff_id, address;
    audit by id;
    refunds by id;
    withdrawals by id;
    order_shelves by order_id;
    words by id;
    order_words by word_id, order_id;
    other_payers by order_id, payer;
    feed_progress by reader;
    consumers by name;
    untaken by order_id;
    refused_callbacks by id;
    silence_signs by order_id;
    openings by id;
    balances by id;
    history_pastes by id;
    history_lines by id;
    claims by order_id, product_id;
    hold_ends by due_at, order_id;
    placings by order_id;
    blocks by id;
    pick_lists by id;
    pick_list_orders by list_id, order_id;
    pick_ticks by list_id, order_id, position, nth;
    line_remedies by order_id, position, nth;
    cells by id;
    hand_overs by order_id;
    shop_looks by id;
    hand_over_codes by order_id;
    runs by id;
    run_stops by run_id, order_id;
    order_wishes by order_id;
    offers by id;
    offer_goods by offer_id, position;
    offer_orders by order_id;
    payment_claims by order_id, nth;
    webhook_endpoints by id;
    webhook_deliveries by id;
    webhook_attempts by delivery_id, nth;
    notice_choices by channel, topic;
    notice_languages by channel;
    notice_templates by audience, topic, lang;
    undelivered_notices by id;
    untaken_notices by channel, order_id;
}

impl Table {
    /// The names of its columns, with commas between them.
    #[must_use]
    pub fn column_list(&self) -> String {
        let names: Vec<String> = self.columns.iter().map(|each| quoted(each.name)).collect();
        names.join(", ")
    }

    /// The names of its key's columns, with commas between them.
    #[must_use]
    pub fn key_list(&self) -> String {
        let names: Vec<String> = self.key.iter().map(|name| quoted(name)).collect();
        names.join(", ")
    }

    /// Whether the database gives its rows their numbers.
    #[must_use]
    pub fn numbering(&self) -> Numbering {
        // A database's own identity is row 1 and no other, and so is how its shop looks.
        match self.key {
            ["id"] if !["identity", "shop_looks"].contains(&self.name) => Numbering::Database,
            _ => Numbering::Nobody,
        }
    }
}

/// Who gives a table's rows their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbering {
    Database,
    /// Its key means something.
    Nobody,
}

/// `key` and `position` are words of SQL's.
fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

/// The columns that a tuple of diesel's names.
trait Columns {
    const LIST: &'static [Column];
}

macro_rules! columns {
    () => {};
    ($first:ident $($rest:ident)*) => {
        impl<$first: diesel::Column, $($rest: diesel::Column),*> Columns for ($first, $($rest,)*)
        where
            <$first as Expression>::SqlType: Kept,
            $(<$rest as Expression>::SqlType: Kept,)*
        {
            const LIST: &'static [Column] =
                &[Column::of::<$first>(), $(Column::of::<$rest>()),*];
        }
        columns!($($rest)*);
    };
}

// A table with more columns asks for more letters by not compiling.
columns!(A B C D E F G H I J K L M N O P Q R S T U V W X Y Z);

impl Column {
    const fn of<C: diesel::Column>() -> Self
    where
        C::SqlType: Kept,
    {
        Self { name: C::NAME, kind: <C::SqlType as Kept>::KIND }
    }
}

/// A type of SQL's that a column of ours has.
trait Kept {
    const KIND: Kind;
}

macro_rules! kept {
    ($($sql_type:ident as $kind:ident;)+) => {
        $(impl Kept for $sql_type {
            const KIND: Kind = Kind::$kind;
        })+
    };
}

kept! {
    BigInt as Integer;
    Bool as Bool;
    Text as Text;
    Binary as Bytes;
}

impl<T: Kept + SqlType> Kept for Nullable<T> {
    const KIND: Kind = T::KIND;
}
