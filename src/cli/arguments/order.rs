//! What is told of orders, and how their lines are typed.

use std::{num::NonZeroU16, str::FromStr};

use clap::{Args, Subcommand};

use super::{at_a_time, moment};
use crate::{
    catalog::{GoodName, GoodNameError},
    clock::UtcTime,
    customers::Nickname,
    desk::Reason,
    dromon::Sum,
    orders::{MOST_TOTAL, OrderText, Status, Uid},
};

#[derive(Debug, Subcommand)]
pub enum OrderCommand {
    /// Place an order and print its uid, its page and its payment link
    ///
    /// What is ordered is given by --good and --item, or --sum alone says what it costs. An order that is placed here waits for its payment like
    /// any other; its events name `staff:kassa`.
    Create(Box<CreateArguments>),
    /// Print an order with its items, payments and events
    Show(ShowArguments),
    /// List orders, the newest first
    List(ListArguments),
    /// Move an order on, one step back, or out
    ///
    /// What staff could do on its page: paid, assembling, ready, completed, one step at a time and back; cancelled, and out of
    /// there again, with a reason.
    Move(MoveArguments),
}

#[derive(Debug, Args)]
pub struct CreateArguments {
    /// A good of the window, by its id: "id x quantity", or "id" for one; may be repeated. Where it is counted, it is put aside
    #[arg(long = "good", value_name = "ID x QUANTITY")]
    pub goods: Vec<TypedGood>,
    /// Something else: "name=price x quantity", or "name=price" for one; may be repeated
    #[arg(long = "item", value_name = "NAME=PRICE x QUANTITY", required_unless_present_any = ["sum", "goods"])]
    pub items: Vec<TypedItem>,
    /// What it costs, without saying for what
    #[arg(long, conflicts_with_all = ["items", "goods"])]
    pub sum: Option<Sum>,
    /// The customer's Minecraft nickname
    #[arg(long)]
    pub nickname: Nickname,
    /// The order's number: 1 to 64 of 0-9, A-Z, a-z, _ and - [default: one that Kassa gives]
    #[arg(long)]
    pub uid: Option<Uid>,
    /// What the payer reads: 1 to 200 characters, none of & + # [default: as KASSA_ORDER_TEXT says]
    #[arg(long)]
    pub text: Option<OrderText>,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct ShowArguments {
    /// The order's number; Cyrillic look-alikes, lower case and a missing dash do not matter
    pub uid: String,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct ListArguments {
    /// Only those that stand there: awaiting_payment, paid, assembling, ready, completed, cancelled, expired, refunded
    #[arg(long, value_parser = status)]
    pub status: Option<Status>,
    /// Only those of that customer
    #[arg(long)]
    pub nickname: Option<Nickname>,
    /// Only those placed then or later: a time (2026-11-24T07:05:03Z), or how long ago (24h, 7d)
    #[arg(long, value_name = "WHEN", value_parser = moment)]
    pub since: Option<UtcTime>,
    /// How many at most: 1 to 1000
    #[arg(long, value_name = "N", default_value = "50", value_parser = at_a_time)]
    pub limit: NonZeroU16,
    /// Go on after that order
    #[arg(long, value_name = "UID")]
    pub after: Option<Uid>,
    /// Print one JSON document: `data`, and in `next` the order to go on after
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct MoveArguments {
    /// The order's number; Cyrillic look-alikes, lower case and a missing dash do not matter
    pub uid: String,
    /// Where to: assembling, ready, completed, cancelled; or, back, paid and awaiting_payment
    #[arg(value_name = "STATUS", value_parser = status)]
    pub to: Status,
    /// Why; it stands in the order's events. To cancel takes one
    #[arg(long)]
    pub reason: Option<Reason>,
    /// Print one JSON document
    #[arg(long)]
    pub json: bool,
}

fn status(text: &str) -> Result<Status, String> {
    text.parse().map_err(|_| {
        let all: Vec<_> = Status::ALL.iter().map(|status| status.as_str()).collect();
        format!("it is one of {}", all.join(", "))
    })
}

/// Latin, Cyrillic, or the sign.
const TIMES: [char; 4] = ['x', 'х', '×', '*'];

/// So many pieces of a good of the window, as it is typed: `id x quantity`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypedGood {
    pub id: i64,
    pub quantity: i64,
}

impl FromStr for TypedGood {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, &'static str> {
        let (id, quantity) = text.split_once(TIMES).unwrap_or((text, "1"));
        let whole = |text: &str| {
            text.trim().parse().map_err(|_| "write it as \"id x quantity\", such as \"3 x 2\"")
        };
        let quantity = whole(quantity)?;
        if !(1..=MOST_TOTAL).contains(&quantity) {
            return Err("a quantity is a whole number from 1 to 1000000000");
        }
        Ok(Self { id: whole(id)?, quantity })
    }
}

/// A line of an order as it is typed: `name=price x quantity`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedItem {
    pub name: GoodName,
    pub price: Sum,
    pub quantity: i64,
}

impl FromStr for TypedItem {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let form = "write it as \"name=price x quantity\", such as \"Шалкер=8 x 2\"";
        // The last one: a name may have an `=` itself.
        let (name, rest) = text.rsplit_once('=').ok_or(form)?;
        let (price, quantity) = rest.split_once(TIMES).unwrap_or((rest, "1"));
        let price: i64 = price.trim().parse().map_err(|_| form)?;
        Ok(Self {
            name: name.trim().parse().map_err(|error: GoodNameError| error.to_string())?,
            price: Sum::new(price).map_err(|error| error.to_string())?,
            quantity: quantity.trim().parse().map_err(|_| form)?,
        })
    }
}
