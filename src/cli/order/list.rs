//! `kassa order list`

use std::error::Error;

use serde::Serialize;

use super::no_order;
use crate::{
    cli::{
        arguments::ListArguments,
        output::{self, say},
        table::Table,
    },
    clock::{self, UtcTime},
    db::{Connection, Store, StoreError},
    order_list::{Filter, From, OpenOrders, Page, Search, Show, Sort, find},
    orders::{Uid, find_by_uid},
    views::ListedOrderView,
};

/// A page of orders, as the API tells it.
#[derive(Debug, Serialize)]
struct Listed {
    data: Vec<ListedOrderView>,
    /// The order to go on after (`--after`); `null` where there are no more.
    next: Option<String>,
}

pub(super) async fn run(store: &Store, arguments: ListArguments) -> Result<(), Box<dyn Error>> {
    let json = arguments.json;
    // A page after nothing would be the first one, and a script would go round in circles.
    if let Some(after) = arguments.after.clone() {
        let read = move |connection: &mut Connection| {
            Ok::<_, StoreError>(find_by_uid(connection, after.as_str())?.ok_or(after))
        };
        store.read(read).await?.map_err(|after| no_order(after.as_str()))?;
    }
    let listed = read(store, arguments).await?;
    if json {
        say!("{}", serde_json::to_string_pretty(&listed)?)?;
        return Ok(());
    }
    let mut table = Table::new(["uid", "status", "total", "paid", "nickname", "placed", "text"]);
    for order in &listed.data {
        let held = if order.held { " (held)" } else { "" };
        table.row([
            order.uid.clone(),
            format!("{}{held}", order.status.as_str()),
            order.total.to_string(),
            order.paid.to_string(),
            order.customer.nickname.clone(),
            order.created_at.to_string(),
            order.text.clone(),
        ]);
    }
    output::write(format_args!("{table}"))?;
    if let Some(next) = listed.next {
        say!("there may be more: --after {next}")?;
    }
    Ok(())
}

async fn read(store: &Store, arguments: ListArguments) -> Result<Listed, StoreError> {
    let ListArguments { status, nickname, since, limit, after, json: _ } = arguments;
    let filter = Filter {
        show: status.map(Show::Status),
        from: since,
        search: nickname.as_ref().map(|nickname| Search::of(nickname.as_str())),
        ..Filter::default()
    };
    let is_theirs = |order: &ListedOrderView| {
        nickname
            .as_ref()
            .is_none_or(|wanted| order.customer.nickname.eq_ignore_ascii_case(wanted.as_str()))
    };
    let limit = usize::from(limit.get());
    let mut from = after.map_or(From::Start, From::After);
    let mut orders = Vec::new();
    // A page may end before it is full, where much was looked at and little found.
    loop {
        let (filter, place) = (filter.clone(), from.clone());
        let most = limit - orders.len();
        let (page, next) =
            store.read_long(move |c| page(c, &filter, &place, most, clock::now())).await?;
        orders.extend(page.into_iter().filter(is_theirs));
        match next {
            Some(next) if orders.len() < limit => from = From::After(next),
            next => return Ok(Listed { data: orders, next: next.map(|uid| uid.to_string()) }),
        }
    }
}

fn page(
    connection: &mut Connection,
    filter: &Filter,
    from: &From,
    most: usize,
    now: UtcTime,
) -> Result<(Vec<ListedOrderView>, Option<Uid>), StoreError> {
    let open = OpenOrders::default().read(connection, now)?;
    let Page { rows, next, .. } = find(connection, &open, filter, Sort::NewestFirst, from, most)?;
    Ok((rows.into_iter().map(Into::into).collect(), next))
}
