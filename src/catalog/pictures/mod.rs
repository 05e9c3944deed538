//! Pictures: of goods, and of whatever else has one.
//!
//! What somebody uploads is never kept. [`take`] decodes it and encodes it anew, so what is kept is a picture and nothing
//! else: no place where it was taken, no script behind its end.

mod hash;
mod take;
#[cfg(test)]
mod tests;

use diesel::{
    Connection as _,
    dsl::exists,
    prelude::*,
    result::{DatabaseErrorKind, Error},
    select,
};

pub use hash::{PictureHash, PictureHashError};
pub use take::{MOST_BYTES, MOST_PIXELS, MOST_SIDE, PictureError, take};

use crate::{
    clock::UtcTime,
    db::{Connection, columns::words, schema::pictures},
};

words! {
    /// How a kept picture is encoded.
    pub enum MediaType {
        Png = "image/png",
        Jpeg = "image/jpeg",
    }
}

/// A picture that can be kept and shown.
#[derive(Clone, Debug, PartialEq, Eq, HasQuery)]
#[diesel(table_name = pictures)]
pub struct Picture {
    pub hash: PictureHash,
    pub media_type: MediaType,
    pub width: i64,
    pub height: i64,
    pub bytes: Vec<u8>,
}

/// What a page needs of a picture: its bytes are fetched by whoever looks at the page.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = pictures)]
pub struct Look {
    pub hash: PictureHash,
    pub width: i64,
    pub height: i64,
}

/// More than that on a side is no drawing in pixels.
const MOST_DRAWN: i64 = 64;

impl Look {
    /// Whether its pixels are to be seen as squares when it is shown larger than it is.
    #[must_use]
    pub fn is_drawn_in_pixels(&self) -> bool {
        self.width <= MOST_DRAWN && self.height <= MOST_DRAWN
    }
}

/// Keeps a picture; one that is there already is not written again.
///
/// # Errors
/// The database's own.
pub fn store(connection: &mut Connection, picture: &Picture, now: UtcTime) -> QueryResult<()> {
    if select(exists(pictures::table.find(&picture.hash))).get_result(connection)? {
        return Ok(());
    }
    diesel::insert_into(pictures::table)
        .values((
            pictures::hash.eq(&picture.hash),
            pictures::media_type.eq(picture.media_type),
            pictures::width.eq(picture.width),
            pictures::height.eq(picture.height),
            pictures::created_at.eq(now),
            pictures::bytes.eq(&picture.bytes),
        ))
        .execute(connection)
        .map(drop)
}

/// # Errors
/// The database's own.
pub fn find(connection: &mut Connection, hash: &PictureHash) -> QueryResult<Option<Picture>> {
    Picture::query().filter(pictures::hash.eq(hash)).get_result(connection).optional()
}

/// Lets go of a picture if nothing shows it any more. Who still does, the foreign keys know, whichever tables have them.
///
/// # Errors
/// The database's own.
pub fn drop_unused(connection: &mut Connection, hash: &PictureHash) -> QueryResult<()> {
    let dropped = connection
        .transaction(|connection| diesel::delete(pictures::table.find(hash)).execute(connection));
    match dropped {
        Ok(_) | Err(Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _)) => Ok(()),
        Err(error) => Err(error),
    }
}
