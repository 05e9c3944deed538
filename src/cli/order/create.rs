//! `kassa order create`

use std::error::Error;

use super::{
    actor, tell,
    view::{Summary, signing},
};
use crate::{
    catalog::Stack,
    cli::arguments::{CreateArguments, TypedGood, TypedItem},
    clock,
    config::Config,
    db::{Connection, Store, StoreError, write_error},
    orders::{
        self, ItemsError, NewItem, NewOrder, PlaceError, TextSource, WantedError, WantedItems,
        WantedLine, Wish,
    },
    views::OrderView,
};

pub(super) async fn run(
    store: &Store,
    config: &Config,
    arguments: CreateArguments,
) -> Result<(), Box<dyn Error>> {
    let CreateArguments { goods, items, sum, nickname, uid, text, json } = arguments;
    let wanted = match sum {
        Some(sum) => WantedItems::just(sum)?,
        None => lines(goods, items)?,
    };
    let new = move |items, settings: &Config| NewOrder {
        nickname: nickname.clone(),
        browser: None,
        origin: None,
        attempt: None,
        uid: uid.clone(),
        text: match &text {
            Some(text) => TextSource::Given(text.clone()),
            None => TextSource::Made(settings.order_text.clone()),
        },
        items,
        wish: Wish::default(),
        lifetime: settings.order_ttl,
        hold: settings.stock_hold,
        actor: actor(),
    };
    let (now, settings) = (clock::now(), config.clone());
    let place = move |connection: &mut Connection| {
        let items = wanted.read(connection)?;
        let order = orders::place(connection, &new(items, &settings), now)?;
        Ok::<_, CreateError>(OrderView::read(
            connection,
            &order,
            now,
            &settings,
            signing(&settings),
        )?)
    };
    let order = store.write(place).await?;
    tell(&order, &Summary(&order), json)
}

/// Why an order was not placed.
#[derive(Debug, thiserror::Error)]
enum CreateError {
    #[error(transparent)]
    Wanted(WantedError),
    #[error(transparent)]
    Place(PlaceError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

write_error!(CreateError);

impl From<WantedError> for CreateError {
    fn from(error: WantedError) -> Self {
        match error {
            WantedError::Store(error) => Self::Store(error),
            error => Self::Wanted(error),
        }
    }
}

impl From<PlaceError> for CreateError {
    fn from(error: PlaceError) -> Self {
        match error {
            PlaceError::Store(error) => Self::Store(error),
            error => Self::Place(error),
        }
    }
}

fn lines(goods: Vec<TypedGood>, items: Vec<TypedItem>) -> Result<WantedItems, ItemsError> {
    let goods =
        goods.into_iter().map(|TypedGood { id, quantity }| WantedLine::Good { id, quantity });
    let own = items.into_iter().map(|TypedItem { name, price, quantity }| {
        let (product_id, stack) = (None, Stack::Loose);
        WantedLine::Own(NewItem { product_id, name, price, quantity, stack })
    });
    WantedItems::of(goods.chain(own).collect())
}
