//! All goods at a glance.

use askama::Template;

use super::AdminFrame;
use crate::{
    catalog::{Count, Look, Product},
    i18n::Messages,
    web::pages::{emblem::Emblem, shop_window::is_few, shorten},
};

/// How much of a name the list shows.
const NAME: usize = 80;

#[derive(Debug, Template)]
#[template(path = "admin/goods.html")]
pub struct GoodsPage {
    pub admin: AdminFrame,
    /// A table has just been taken in.
    pub is_imported: bool,
    /// As the shop window shows them.
    pub groups: Vec<GoodsGroup>,
}

/// The goods of one category.
#[derive(Debug)]
pub struct GoodsGroup {
    /// Empty where they have none.
    pub category: String,
    pub moves: Moves,
    pub rows: Vec<GoodRow>,
}

/// Whether something can be moved by one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moves {
    pub up: bool,
    pub down: bool,
}

/// How much is left of a good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Enough,
    Few,
    Out,
}

#[derive(Debug)]
pub struct GoodRow {
    pub id: i64,
    pub name: String,
    pub price: i64,
    /// How many there are, in words.
    pub stock: String,
    pub level: Level,
    pub is_hidden: bool,
    pub moves: Moves,
    pub picture: Option<Look>,
}

impl GoodsPage {
    fn count(&self) -> i64 {
        self.groups.iter().fold(0, |count, group| count + wide(group.rows.len()))
    }

    /// How many goods customers see and cannot order.
    fn count_out(&self) -> i64 {
        let rows = self.groups.iter().flat_map(|group| &group.rows);
        wide(rows.filter(|row| row.is_out() && !row.is_hidden).count())
    }

    fn has_categories(&self) -> bool {
        self.groups.iter().any(|group| !group.category.is_empty())
    }
}

fn wide(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

impl GoodsGroup {
    /// Of goods in the order of the window.
    #[must_use]
    pub fn all(goods: &[Product], m: Messages) -> Vec<Self> {
        let groups: Vec<&[Product]> =
            goods.chunk_by(|one, next| one.category == next.category).collect();
        let has_name = |place: Option<usize>| {
            let group = place.and_then(|place| groups.get(place)?.first());
            group.is_some_and(|good| !good.category.is_empty())
        };
        let group = |(place, goods): (usize, &&[Product])| Self {
            category: goods.first().map(|good| good.category.clone()).unwrap_or_default(),
            moves: match goods.first() {
                Some(good) if !good.category.is_empty() => {
                    Moves { up: has_name(place.checked_sub(1)), down: has_name(Some(place + 1)) }
                }
                _ => Moves { up: false, down: false },
            },
            rows: goods
                .iter()
                .enumerate()
                .map(|(place, good)| {
                    let moves = Moves { up: place > 0, down: place + 1 < goods.len() };
                    GoodRow::new(good, moves, m)
                })
                .collect(),
        };
        groups.iter().enumerate().map(group).collect()
    }

    fn is_named(&self) -> bool {
        !self.category.is_empty()
    }
}

impl GoodRow {
    fn new(good: &Product, moves: Moves, m: Messages) -> Self {
        Self {
            id: good.id,
            name: shorten(good.name.as_str(), NAME),
            price: good.price.get(),
            stock: match good.stock {
                None => m.text("goods-not-counted"),
                Some(stock) => stock_told(stock, good, m),
            },
            level: match good.stock {
                Some(0) => Level::Out,
                Some(left) if is_few(left, good.stack) => Level::Few,
                _ => Level::Enough,
            },
            is_hidden: good.hidden,
            moves,
            picture: good.picture.clone(),
        }
    }

    fn is_out(&self) -> bool {
        self.level == Level::Out
    }

    fn is_few(&self) -> bool {
        self.level == Level::Few
    }

    fn emblem(&self) -> Emblem {
        Emblem::of(self.id)
    }
}

/// In pieces, and as players count them where that says more.
fn stock_told(stock: i64, good: &Product, m: Messages) -> String {
    let pieces = m.with("count-pieces", &[("n", stock.into())]);
    let counted = Count::of(stock, good.stack);
    match counted {
        Count::Stacked { boxes: 0, stacks: 0, .. } | Count::Loose(_) => pieces,
        Count::Stacked { .. } => m.with(
            "goods-stock-counted",
            &[("pieces", pieces.into()), ("count", counted.text(m).into())],
        ),
    }
}
