//! What is ordered.

use diesel::prelude::*;

use crate::{
    catalog::{Count, GoodName, Product, Stack},
    db::{columns::SumColumn, schema::order_items},
    dromon::Sum,
};

/// The most that one order may cost: 10^9 АР.
pub const MOST_TOTAL: i64 = 1_000_000_000;

/// The most lines of one order.
pub const MOST_ITEMS: usize = 200;

/// A line of an order.
#[derive(Clone, Debug, HasQuery)]
#[diesel(table_name = order_items)]
pub struct Item {
    /// The good of the window; `None` where a program named its own.
    pub product_id: Option<i64>,
    pub name: GoodName,
    #[diesel(deserialize_as = SumColumn)]
    pub price: Sum,
    pub quantity: i64,
    pub stack: Stack,
}

impl Item {
    /// The line's sum; within an order it never overflows.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.price.get().saturating_mul(self.quantity)
    }

    /// How many, as players count.
    #[must_use]
    pub fn count(&self) -> Count {
        Count::of(self.quantity, self.stack)
    }
}

/// A line to be ordered.
#[derive(Clone, Debug)]
pub struct NewItem {
    /// The product of the shop window; `None` where a program names its own goods.
    pub product_id: Option<i64>,
    pub name: GoodName,
    pub price: Sum,
    /// At least 1.
    pub quantity: i64,
    pub stack: Stack,
}

impl NewItem {
    /// So many pieces of a good of the window, as it is now.
    #[must_use]
    pub fn of(product: &Product, quantity: i64) -> Self {
        Self {
            product_id: Some(product.id),
            name: product.name.clone(),
            price: product.price,
            quantity,
            stack: product.stack,
        }
    }
}

/// What an order is for: goods with their total, or just a sum.
#[derive(Clone, Debug)]
pub struct Items {
    lines: Vec<NewItem>,
    total: Sum,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ItemsError {
    #[error("an order has at least one item")]
    Empty,
    #[error("an order has at most {most} items")]
    TooMany { most: usize },
    #[error("a quantity is a whole number of at least 1")]
    Quantity,
    #[error("an order's total is at most {MOST_TOTAL} АР")]
    TotalTooLarge,
}

impl Items {
    /// # Errors
    /// `ItemsError` where the lines make no order.
    pub fn of(lines: Vec<NewItem>) -> Result<Self, ItemsError> {
        if lines.len() > MOST_ITEMS {
            return Err(ItemsError::TooMany { most: MOST_ITEMS });
        }
        let mut total: Option<Sum> = None;
        for line in &lines {
            if line.quantity < 1 {
                return Err(ItemsError::Quantity);
            }
            let sum = line.price.checked_mul(line.quantity).ok_or(ItemsError::TotalTooLarge)?;
            total = Some(match total {
                None => sum,
                Some(total) => total.checked_add(sum).ok_or(ItemsError::TotalTooLarge)?,
            });
        }
        Ok(Self { total: payable(total.ok_or(ItemsError::Empty)?)?, lines })
    }

    /// An order without lines, for a sum that the program knows the reason of.
    ///
    /// # Errors
    /// `ItemsError::TotalTooLarge`.
    pub fn just(total: Sum) -> Result<Self, ItemsError> {
        Ok(Self { total: payable(total)?, lines: Vec::new() })
    }

    #[must_use]
    pub fn total(&self) -> Sum {
        self.total
    }

    #[must_use]
    pub fn lines(&self) -> &[NewItem] {
        &self.lines
    }
}

fn payable(total: Sum) -> Result<Sum, ItemsError> {
    if total.get() <= MOST_TOTAL { Ok(total) } else { Err(ItemsError::TotalTooLarge) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(price: i64, quantity: i64) -> NewItem {
        NewItem {
            product_id: None,
            name: "Шалкер".parse().unwrap(),
            price: Sum::new(price).unwrap(),
            quantity,
            stack: Stack::Loose,
        }
    }

    #[test]
    fn a_total_is_checked() {
        let total = |lines: Vec<NewItem>| Items::of(lines).map(|items| items.total().get());
        assert_eq!(total(vec![line(8, 2), line(1, 1)]), Ok(17));
        assert_eq!(total(vec![line(MOST_TOTAL, 1)]), Ok(MOST_TOTAL));
        assert_eq!(total(vec![]), Err(ItemsError::Empty));
        assert_eq!(total(vec![line(8, 0)]), Err(ItemsError::Quantity));
        assert_eq!(total(vec![line(8, -1)]), Err(ItemsError::Quantity));
        assert_eq!(total(vec![line(MOST_TOTAL, 1), line(1, 1)]), Err(ItemsError::TotalTooLarge));
        assert_eq!(total(vec![line(8, 1_000_000_000_000_000_000)]), Err(ItemsError::TotalTooLarge));
        assert_eq!(total(vec![line(1 << 52, i64::MAX)]), Err(ItemsError::TotalTooLarge));
        assert_eq!(total(vec![line(1, 1); 201]), Err(ItemsError::TooMany { most: 200 }));
    }
}
