//! The order list.

pub mod live;
pub mod moves;
pub(super) mod outcome;
pub mod picks;
pub(super) mod view;

use std::{collections::HashMap, sync::Arc};

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};

pub(super) use outcome::Outcome;
use view::View;

use crate::{
    catalog, clock,
    clock::UtcTime,
    delivery::{self, HandOver},
    desk::moves::Move,
    order_list::{self, Counts, Page, Show, Trouble},
    orders::Status,
    payments::DiscrepancyKind,
    picking::{self, RemedyKind},
    staff::{Right, SignedIn},
    web::{
        Error, Shop,
        admin::frame,
        pages::{
            HandOverView, Moment,
            admin::orders::{self as pages, Choice, OrdersPage, Tab},
            shorten,
        },
        respond::render,
    },
};

/// How many orders a page lists.
const PAGE: usize = 50;

/// The right that a move asks for, of those that are made for several orders at once.
fn right_of(step: Move) -> Option<Right> {
    match step {
        Move::Assemble | Move::Ready => Some(Right::Assemble),
        Move::Complete => Some(Right::Deliver),
        Move::Undo | Move::Cancel | Move::Restore => None,
    }
}

const TOGETHER: [Move; 3] = [Move::Assemble, Move::Ready, Move::Complete];

/// What is read for a page.
struct Told {
    page: Page,
    /// What orders of the page wait for although they are paid.
    waiting: HashMap<i64, Vec<RemedyKind>>,
    hand_overs: HashMap<i64, HandOver>,
    counts: Counts,
    products: Vec<(i64, String)>,
    newest_event: i64,
}

/// `GET /admin/orders`
pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let mut view = View::parse(request.query_string());
    if !signed_in.may(Right::SeeMoney) {
        // Who paid, and what does not add up, is the shop's own business.
        view.payer.clear();
        view.trouble = view.trouble.filter(|trouble| *trouble == Trouble::Hold);
    }
    let outcome = Outcome::parse(request.query_string());
    let now = clock::now();
    let filter = view.filter(shop.config.time_zone);
    let misspelt = filter.search.as_ref().is_some_and(order_list::Search::is_misspelt);
    let (sort, place) = (view.sort, view.place.clone());
    let open_orders = Arc::clone(&shop.open_orders);
    let told = shop
        .store
        .read(move |connection| {
            let open = open_orders.read(connection, now)?;
            let page = order_list::find(connection, &open, &filter, sort, &place, PAGE)?;
            let ids: Vec<i64> = page.rows.iter().map(|row| row.order.id).collect();
            let ready = page.rows.iter().filter(|row| row.status == Status::Ready);
            let ready: Vec<i64> = ready.map(|row| row.order.id).collect();
            Ok::<_, Error>(Told {
                waiting: picking::waiting(connection, &ids)?,
                hand_overs: delivery::of_orders(connection, &ready)?,
                page,
                counts: open.count(connection)?,
                products: catalog::window(connection)?
                    .into_iter()
                    .map(|product| (product.id, shorten(product.name.as_str(), 60)))
                    .collect(),
                // Whatever happens after it is told to the page.
                newest_event: open.newest_event(),
            })
        })
        .await?;
    let page = page(&view, told, &outcome, misspelt, now, &signed_in, &request, &shop);
    render(StatusCode::OK, &page)
}

#[expect(clippy::too_many_arguments, reason = "what a page is made of")]
fn page(
    view: &View,
    told: Told,
    outcome: &Outcome,
    misspelt: bool,
    now: UtcTime,
    signed_in: &SignedIn,
    request: &HttpRequest,
    shop: &Shop,
) -> OrdersPage {
    let admin = frame(request, signed_in, shop);
    let m = admin.messages();
    let sees_money = signed_in.may(Right::SeeMoney);
    let Told { page, waiting, hand_overs, counts, products, newest_event } = told;
    let moment = |at: UtcTime| Moment::new(at.utc(), now.utc(), shop.config.time_zone, m);
    let rows: Vec<pages::Row> = page
        .rows
        .into_iter()
        .map(|row| {
            let waits = waiting.get(&row.order.id).map_or(&[][..], Vec::as_slice);
            let hand_over = hand_overs.get(&row.order.id).map(|hand_over| {
                let due = moment(hand_over.due_at);
                HandOverView::new(hand_over, due, hand_over.is_missed(now))
            });
            pages::Row::new(row, waits, hand_over.as_ref(), sees_money, now, &moment, m)
        })
        .collect();
    let tab = |label: String, show: Option<Show>, count: i64| {
        let target = View { show, sort: view.sort, ..View::default() };
        Tab { label, address: target.address(), count, is_here: view.show == show }
    };
    let mut tabs = vec![
        tab(m.text("orders-tab-all"), None, 0),
        tab(
            m.text("orders-tab-to-pay"),
            Some(Show::Status(Status::AwaitingPayment)),
            counts.to_pay,
        ),
        tab(m.text("orders-tab-to-assemble"), Some(Show::ToAssemble), counts.to_assemble),
        tab(m.text("orders-tab-to-deliver"), Some(Show::Status(Status::Ready)), counts.to_deliver),
        tab(m.text("orders-tab-overdue"), Some(Show::Overdue), counts.overdue),
    ];
    if signed_in.may(Right::Decide) {
        tabs.push(Tab {
            label: m.text("admin-nav-attention"),
            address: "/admin/attention".to_owned(),
            count: signed_in.attention,
            is_here: false,
        });
    }
    let moves = TOGETHER
        .into_iter()
        .filter(|step| right_of(*step).is_some_and(|right| signed_in.may(right)))
        .map(|step| Choice {
            value: step.as_str().to_owned(),
            label: pages::together_label(m, step),
            chosen: false,
        })
        .collect();
    let is_start = view.place == order_list::From::Start;
    OrdersPage {
        live: format!("{}/events?after={newest_event}", view::PATH),
        tabs,
        search: view.search.clone(),
        narrowed: view.is_narrowed(),
        statuses: statuses(view, m),
        troubles: troubles(view, sees_money, m),
        products: products_of(view, products, m),
        payer: sees_money.then(|| view.payer.clone()),
        from: view.from.map(|day| day.to_string()).unwrap_or_default(),
        until: view.until.map(|day| day.to_string()).unwrap_or_default(),
        sort_waiting: view.sort == order_list::Sort::LongestWaiting,
        sees_money,
        moves,
        picks: signed_in.may(Right::Assemble),
        back: view.query(),
        heading: pages::heading(m, view.show),
        is_everything: *view == View { sort: view.sort, ..View::default() },
        misspelt,
        looked_until: page.looked_until.map(&moment),
        older: page.next.map(|uid| view.at(order_list::From::After(uid)).address()),
        newer: page.previous.map(|uid| view.at(order_list::From::Before(uid)).address()),
        first: (!is_start).then(|| view.at(order_list::From::Start).address()),
        export: signed_in.may(Right::Export).then(|| export_address(view)),
        clear: View::default().address(),
        moved: outcome.moved(m),
        refused: outcome.refused(m),
        rows,
        admin,
    }
}

/// Where all that is listed is exported, wherever in it somebody is.
fn export_address(view: &View) -> String {
    match view.at(order_list::From::Start).query() {
        query if query.is_empty() => "/admin/export".to_owned(),
        query => format!("/admin/export?{query}"),
    }
}

fn statuses(view: &View, m: crate::i18n::Messages) -> Vec<Choice> {
    let all = [Show::Status(Status::AwaitingPayment), Show::ToAssemble];
    let others = Status::ALL.iter().skip(1).flat_map(|status| {
        let overdue = (*status == Status::Ready).then_some(Show::Overdue);
        [Some(Show::Status(*status)), overdue].into_iter().flatten()
    });
    all.into_iter()
        .chain(others)
        .map(|show| Choice {
            value: show.to_string(),
            label: pages::heading(m, Some(show)),
            chosen: view.show == Some(show),
        })
        .collect()
}

fn troubles(view: &View, sees_money: bool, m: crate::i18n::Messages) -> Vec<Choice> {
    let kinds = DiscrepancyKind::ALL
        .iter()
        // These two belong to no order.
        .filter(|kind| !matches!(kind, DiscrepancyKind::UnknownOrder | DiscrepancyKind::Unreadable))
        .map(|kind| Trouble::Kind(*kind));
    let all = [Trouble::Hold, Trouble::Any].into_iter().chain(kinds);
    all.filter(|trouble| sees_money || *trouble == Trouble::Hold)
        .map(|trouble| Choice {
            value: trouble.to_string(),
            label: pages::trouble_label(m, trouble),
            chosen: view.trouble == Some(trouble),
        })
        .collect()
}

/// The goods of the window, and the one that was asked for, which may not be there any more.
fn products_of(view: &View, products: Vec<(i64, String)>, m: crate::i18n::Messages) -> Vec<Choice> {
    let mut choices: Vec<Choice> = products
        .into_iter()
        .map(|(id, label)| Choice {
            value: id.to_string(),
            label,
            chosen: view.product == Some(id),
        })
        .collect();
    if let Some(id) = view.product
        && choices.iter().all(|choice| !choice.chosen)
    {
        let label = m.with("orders-product-gone", &[("id", id.to_string().into())]);
        choices.push(Choice { value: id.to_string(), label, chosen: true });
    }
    choices
}
