//! What a program orders: lines of its own, and goods of the window by their ids.

use super::{Items, ItemsError, NewItem};
use crate::{
    catalog,
    db::{Connection, StoreError},
    dromon::Sum,
};

/// What is ordered, as far as it is known without the books.
#[derive(Clone, Debug)]
pub struct WantedItems(Wanted);

#[derive(Clone, Debug)]
enum Wanted {
    /// All of it.
    Known(Items),
    /// Some lines name goods of the window.
    Lines(Vec<WantedLine>),
}

/// A line to be ordered.
#[derive(Clone, Debug)]
pub enum WantedLine {
    Own(NewItem),
    /// A good of the window, for what it costs there.
    Good {
        id: i64,
        /// At least 1.
        quantity: i64,
    },
}

/// Why no order can be made of what is wanted.
#[derive(Debug, thiserror::Error)]
pub enum WantedError {
    /// Each with where its line stands.
    #[error("the window has no good {}", .0.iter().map(|(_, id)| id.to_string()).collect::<Vec<_>>().join(", "))]
    NoGood(Vec<(usize, i64)>),
    #[error(transparent)]
    Items(#[from] ItemsError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl WantedItems {
    /// # Errors
    /// `ItemsError` where the lines make no order whatever the goods cost.
    pub fn of(lines: Vec<WantedLine>) -> Result<Self, ItemsError> {
        let own: Option<Vec<NewItem>> = lines
            .iter()
            .map(|line| match line {
                WantedLine::Own(item) => Some(item.clone()),
                WantedLine::Good { .. } => None,
            })
            .collect();
        Ok(Self(match own {
            Some(own) => Wanted::Known(Items::of(own)?),
            None => Wanted::Lines(lines),
        }))
    }

    /// An order without lines.
    ///
    /// # Errors
    /// `ItemsError::TotalTooLarge`.
    pub fn just(sum: Sum) -> Result<Self, ItemsError> {
        Ok(Self(Wanted::Known(Items::just(sum)?)))
    }

    /// With the goods as the window has them now.
    ///
    /// # Errors
    /// `WantedError`.
    pub fn read(&self, connection: &mut Connection) -> Result<Items, WantedError> {
        let lines = match &self.0 {
            Wanted::Known(items) => return Ok(items.clone()),
            Wanted::Lines(lines) => lines,
        };
        let ids: Vec<i64> = lines
            .iter()
            .filter_map(|line| match line {
                WantedLine::Own(_) => None,
                WantedLine::Good { id, .. } => Some(*id),
            })
            .collect();
        let mut goods = catalog::find_each(connection, &ids).map_err(StoreError::from)?;
        goods.retain(|good| !good.hidden);
        let mut missing = Vec::new();
        let mut read = Vec::with_capacity(lines.len());
        for (at, line) in lines.iter().enumerate() {
            match line {
                WantedLine::Own(item) => read.push(item.clone()),
                WantedLine::Good { id, quantity } => match goods.iter().find(|good| good.id == *id)
                {
                    Some(good) => read.push(NewItem::of(good, *quantity)),
                    None => missing.push((at, *id)),
                },
            }
        }
        if !missing.is_empty() {
            return Err(WantedError::NoGood(missing));
        }
        Ok(Items::of(read)?)
    }
}
