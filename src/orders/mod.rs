//! Orders: what customers asked for, and where each order stands.

mod advance;
pub mod customer_note;
mod expire;
mod hold;
mod item;
mod limits;
mod order;
mod pick_place;
mod place;
mod run_place;
pub mod search;
mod shelf;
mod short_code;
mod status;
mod text;
mod token;
mod uid;
mod wanted;
mod wish;

pub use advance::{About, CancelError, Change, advance, cancel};
pub use expire::{expire, expire_due, next_due, renew_expiry, watch_expiry};
pub use hold::{Held, end_holds, held, next_end_of_hold};
pub use item::{Item, Items, ItemsError, MOST_ITEMS, MOST_TOTAL, NewItem};
pub use limits::{Limits, Origin, TooMuch, came_from, forget_placings};
pub use order::{
    BrowserPage, Order, find, find_by_token, find_by_uid, find_by_uid_locked, find_folded,
    find_folded_locked, find_locked, find_of_attempt, find_typed, items, of_browser, uids,
    version_of,
};
pub use pick_place::PickStanding;
pub use place::{NewOrder, PlaceError, TextSource, place};
pub use run_place::{StopStanding, leave_run, lock_run, run_of};
pub use shelf::{Shelf, put as put_on_shelf};
pub use short_code::{ShortCode, ShortCodeError, find_again};
pub use status::{Mover, Status, may_move};
pub use text::{
    MOST_CHARACTERS as MOST_TEXT_CHARACTERS, OrderText, OrderTextError, TextTemplate,
    TextTemplateError,
};
pub use token::{BrowserId, OrderToken};
pub use uid::{Typed, Uid, UidError, fold_loosely, fold_typed};
pub use wanted::{WantedError, WantedItems, WantedLine};
pub use wish::{Line, MOST_LINE, MOST_NOTE, Note, Wish, WishedWay, WordsError, wish_of};
