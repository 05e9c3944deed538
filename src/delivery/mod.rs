//! How what was ordered comes to its customer: out of a cell, or by courier.
//!
//! A *cell* is a chest or a shelf in which one order waits. A *hand-over* is what becomes of an order that is ready: in which
//! cell it lies and until when, or where and when a courier brings it. An order without one is handed over as the shop and its
//! customer agree. A hand-over ends when its order is not ready any more ([`crate::orders::advance`] sees to that).

mod cell;
mod cells;
mod code;
mod hand_over;
mod missed;
mod names;
mod told;

pub use cell::{Cell, CellName, CellNameError, MOST_NAME, MOST_PLACE, Place, PlaceError};
pub use cells::{
    CellsError, Shelf, Shift, add, are_there_any, change, free, remove, shelves, shift,
};
pub use code::{Code, CodeError, MOST_WRONG, Tried, code_of, renew_code, tries_left, try_code};
pub use hand_over::{
    CellChoice, HandOver, MOST_ATTEMPTS, Plan, ReserveError, Reserved, Unfit, Way, note_attempt,
    of_order, of_orders, put, reserve,
};
pub use missed::{MOST_MISSED, count_missed, missed, next_due, note_missed};
pub use names::{CellNames, CellNamesError, MOST_NAMES};
pub use told::Told;
