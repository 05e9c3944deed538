//! `kassa order create`

use std::error::Error;

use super::{
    actor, tell,
    view::{Summary, signing},
};
use crate::{
    catalog::Stack,
    cli::arguments::{CreateArguments, TypedItem},
    clock,
    config::Config,
    db::{Connection, Store},
    orders::{self, Items, ItemsError, NewItem, NewOrder, PlaceError, TextSource, Wish},
    views::OrderView,
};

pub(super) async fn run(
    store: &Store,
    config: &Config,
    arguments: CreateArguments,
) -> Result<(), Box<dyn Error>> {
    let CreateArguments { items, sum, nickname, uid, text, json } = arguments;
    let new = NewOrder {
        nickname,
        browser: None,
        origin: None,
        attempt: None,
        uid,
        text: match text {
            Some(text) => TextSource::Given(text),
            None => TextSource::Made(config.order_text.clone()),
        },
        items: match sum {
            Some(sum) => Items::just(sum)?,
            None => lines(items)?,
        },
        wish: Wish::default(),
        lifetime: config.order_ttl,
        hold: config.stock_hold,
        actor: actor(),
    };
    let (now, settings) = (clock::now(), config.clone());
    let place = move |connection: &mut Connection| {
        let order = orders::place(connection, &new, now)?;
        Ok::<_, PlaceError>(OrderView::read(
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

fn lines(items: Vec<TypedItem>) -> Result<Items, ItemsError> {
    let lines = items.into_iter().map(|TypedItem { name, price, quantity }| NewItem {
        product_id: None,
        name,
        price,
        quantity,
        stack: Stack::Loose,
    });
    Items::of(lines.collect())
}
