//! The commands, as they are typed, where they open the books.

mod books;
mod doctor;
mod log;
mod orders;
