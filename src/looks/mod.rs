//! What an owner says of the shop: its name, the texts that its pages show, its colour and its logo. Without a word of his all
//! is as Kassa has it.

mod colours;
mod latest;
#[cfg(test)]
mod tests;
mod typed;
mod words;

use diesel::prelude::*;

pub use colours::{Colour, ColourError, Palette, Shades, Stylesheet, USUAL};
pub use latest::{Latest, Shown};
pub use typed::{Fault, Field, LooksFields, TypedLooks};
pub use words::{
    Announcement, MOST_ANNOUNCEMENT, MOST_NAME, MOST_TEXT, ShopName, ShopText, WordsError,
};

use crate::{
    catalog::pictures::{self, Look, Picture},
    clock::UtcTime,
    db::{
        Connection, StoreError,
        schema::{self, shop_looks},
        write_error,
    },
};

/// The one row that there is.
const ROW: i64 = 1;

/// How the shop looks.
#[derive(Clone, Debug, Default, PartialEq, Eq, HasQuery)]
#[diesel(table_name = shop_looks, base_query = shop_looks::table.left_join(schema::pictures::table))]
pub struct Looks {
    /// How many times it has been changed.
    pub version: i64,
    #[diesel(embed)]
    pub fields: LooksFields,
    /// Since when the shop takes no orders; `None` while it is open.
    pub closed_at: Option<UtcTime>,
    /// What it says of that.
    pub closed_words: Option<ShopText>,
    /// Shown beside the name.
    #[diesel(embed)]
    pub logo: Option<Look>,
}

impl Looks {
    /// Whether the shop takes no orders. Those that it has live on.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closed_at.is_some()
    }
}

/// Why it stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum LooksError {
    /// Somebody was faster; this is how it is now.
    #[error("the shop's settings have been changed since the form was made")]
    Changed(Box<Looks>),
    #[error(transparent)]
    Store(#[from] StoreError),
}

write_error!(LooksError);

impl From<diesel::result::Error> for LooksError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// # Errors
/// The database's own.
pub fn find(connection: &mut Connection) -> QueryResult<Looks> {
    let said = Looks::query().filter(shop_looks::id.eq(ROW)).get_result(connection).optional()?;
    Ok(said.unwrap_or_default())
}

/// Makes it what the form says, if nobody has changed it since the form was made, and returns which fields are new.
///
/// # Errors
/// `LooksError`.
pub fn change(
    connection: &mut Connection,
    version: i64,
    fields: &LooksFields,
) -> Result<Vec<Field>, LooksError> {
    let before = shown(connection, version)?;
    let changed = before.fields.differences(fields);
    if changed.is_empty() {
        return Ok(changed);
    }
    let now = (
        shop_looks::name.eq(&fields.name),
        shop_looks::announcement.eq(&fields.announcement),
        shop_looks::greeting.eq(&fields.greeting),
        shop_looks::hours.eq(&fields.hours),
        shop_looks::places.eq(&fields.places),
        shop_looks::contact.eq(&fields.contact),
        shop_looks::accent.eq(fields.accent.map(|accent| accent.to_string())),
    );
    raise(connection, version)?;
    diesel::update(shop_looks::table.find(ROW)).set(now).execute(connection)?;
    Ok(changed)
}

/// Gives the shop that logo in place of the one that it has, or takes that away, and returns how it looked before.
///
/// # Errors
/// `LooksError`.
pub fn set_logo(
    connection: &mut Connection,
    version: i64,
    logo: Option<&Picture>,
    now: UtcTime,
) -> Result<Looks, LooksError> {
    let before = shown(connection, version)?;
    if let Some(logo) = logo {
        pictures::store(connection, logo, now)?;
    }
    raise(connection, version)?;
    let hash = logo.map(|logo| &logo.hash);
    diesel::update(shop_looks::table.find(ROW))
        .set(shop_looks::logo.eq(hash))
        .execute(connection)?;
    if let Some(look) = &before.logo {
        pictures::drop_unused(connection, &look.hash)?;
    }
    Ok(before)
}

/// The shop takes no orders until it is opened again, and says that of it. Whatever else somebody changes meanwhile, this is no
/// conflict; where it is closed already, only the words are new.
///
/// # Errors
/// `LooksError`.
pub fn close(
    connection: &mut Connection,
    words: Option<&ShopText>,
    now: UtcTime,
) -> Result<(), LooksError> {
    let before = raise_whatever_it_is(connection)?;
    let since = before.closed_at.unwrap_or(now);
    let closed = (shop_looks::closed_at.eq(since), shop_looks::closed_words.eq(words));
    diesel::update(shop_looks::table.find(ROW)).set(closed).execute(connection)?;
    Ok(())
}

/// The shop takes orders again; whether it was closed.
///
/// # Errors
/// `LooksError`.
pub fn open(connection: &mut Connection) -> Result<bool, LooksError> {
    if !find(connection)?.is_closed() {
        return Ok(false);
    }
    raise_whatever_it_is(connection)?;
    let no_time: Option<UtcTime> = None;
    diesel::update(shop_looks::table.find(ROW))
        .set(shop_looks::closed_at.eq(no_time))
        .execute(connection)?;
    Ok(true)
}

/// For a change that is none of what forms show: where another node was faster, it is made on top of that. Returns how it was.
fn raise_whatever_it_is(connection: &mut Connection) -> Result<Looks, LooksError> {
    loop {
        let before = find(connection)?;
        match raise(connection, before.version) {
            Ok(()) => return Ok(before),
            // Somebody made a change of his own: now it is read anew.
            Err(LooksError::Changed(_)) => {}
            Err(error) => return Err(error),
        }
    }
}

/// What a form showed, if it is still so.
fn shown(connection: &mut Connection, version: i64) -> Result<Looks, LooksError> {
    let looks = find(connection)?;
    if looks.version == version { Ok(looks) } else { Err(LooksError::Changed(Box::new(looks))) }
}

/// The first change makes the row: where two come at once, its key stops one of them, who tries again. Each later one
/// compares and sets.
fn raise(connection: &mut Connection, version: i64) -> Result<(), LooksError> {
    let next = shop_looks::version.eq(version + 1);
    if version == 0 {
        let row = (shop_looks::id.eq(ROW), next);
        diesel::insert_into(shop_looks::table).values(row).execute(connection)?;
        return Ok(());
    }
    let as_shown = shop_looks::id.eq(ROW).and(shop_looks::version.eq(version));
    if diesel::update(shop_looks::table.filter(as_shown)).set(next).execute(connection)? == 0 {
        // Since it was read: another node's write.
        return Err(LooksError::Changed(Box::new(find(connection)?)));
    }
    Ok(())
}
