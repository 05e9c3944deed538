//! What can be exported, and what the tables say.

use askama::Template;
use chrono::NaiveDate;
use chrono_tz::Tz;

use super::{
    AdminFrame,
    orders::{heading, status_label, trouble_label},
};
use crate::{
    clock::UtcTime,
    export::{Cell, Exported, Separator, Table},
    i18n::{Lang, Messages},
    order_list::{Row, Show, Trouble},
    payments::{Payment, Sure},
};

#[derive(Template)]
#[template(path = "admin/export.html")]
pub struct ExportPage {
    pub admin: AdminFrame,
    /// Which orders, as pairs of a field and what is asked of it; none: all of them.
    pub conditions: Vec<(String, String)>,
    pub offers: Vec<Offer>,
    /// The list that it was asked for from.
    pub back: String,
}

/// A table to download.
pub struct Offer {
    pub table: Table,
    pub address: String,
}

impl Offer {
    fn title(&self, m: Messages) -> String {
        m.text(&format!("export-table-{}", self.table.as_str()))
    }

    fn hint(&self, m: Messages) -> String {
        m.text(&format!("export-hint-{}", self.table.as_str()))
    }
}

/// What is asked of the orders.
pub struct Asked<'a> {
    pub show: Option<Show>,
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    pub trouble: Option<Trouble>,
    pub product: Option<String>,
    pub payer: &'a str,
    pub search: &'a str,
    pub messages: Messages,
}

/// What is asked, as the list's own form calls it.
#[must_use]
pub fn conditions(asked: &Asked<'_>) -> Vec<(String, String)> {
    let m = asked.messages;
    let written = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    [
        (m.text("orders-filter-status"), asked.show.map(|show| heading(m, Some(show)))),
        (m.text("export-search"), written(asked.search)),
        (m.text("orders-filter-from"), asked.from.map(|day| day.to_string())),
        (m.text("export-until"), asked.until.map(|day| day.to_string())),
        (m.text("orders-filter-trouble"), asked.trouble.map(|trouble| trouble_label(m, trouble))),
        (m.text("orders-filter-product"), asked.product.clone()),
        (m.text("orders-filter-payer"), written(asked.payer)),
    ]
    .into_iter()
    .filter_map(|(field, value)| Some((field, value?)))
    .collect()
}

/// What a spreadsheet of somebody who reads that language takes for the end of a cell.
#[must_use]
pub fn separator(lang: Lang) -> Separator {
    match lang {
        Lang::Ru => Separator::Semicolon,
        Lang::En => Separator::Comma,
    }
}

/// How a table is told: in which language, and by which clock.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    pub messages: Messages,
    pub zone: Tz,
}

impl Words {
    /// The first row.
    #[must_use]
    pub fn header(self, table: Table) -> Vec<Cell> {
        let m = self.messages;
        let zone = || ("zone", self.zone.name().into());
        let placed = [
            m.with("export-column-placed", &[zone()]),
            m.with("export-column-placed", &[("zone", "UTC".into())]),
        ];
        let order = [m.text("export-column-order")]
            .into_iter()
            .chain(placed)
            .chain([m.text("orders-filter-status"), m.text("orders-column-nickname")]);
        let own: Vec<String> = match table {
            Table::Orders => vec![
                m.text("orders-column-items"),
                m.text("export-column-text"),
                m.text("export-column-total"),
                m.text("export-column-counted"),
                m.text("export-column-open"),
            ],
            Table::Payments => vec![
                m.with("export-column-paid", &[zone()]),
                m.with("export-column-paid", &[("zone", "UTC".into())]),
                m.text("export-column-sum"),
                m.text("export-column-counts"),
                m.text("orders-filter-payer"),
                m.text("export-column-sure"),
            ],
            Table::Lines => vec![
                m.text("orders-filter-product"),
                m.text("export-column-price"),
                m.text("export-column-quantity"),
                m.text("export-column-count"),
                m.text("export-column-sum"),
            ],
        };
        order.chain(own).map(Cell::from).collect()
    }

    /// The rows of an order.
    #[must_use]
    pub fn rows(self, table: Table, exported: &Exported) -> Vec<Vec<Cell>> {
        let Exported { row, payments } = exported;
        let rows: Vec<Vec<Cell>> = match table {
            Table::Orders => vec![self.of_order(row)],
            Table::Payments => payments.iter().map(|payment| self.of_payment(payment)).collect(),
            Table::Lines => self.of_lines(row),
        };
        rows.into_iter().map(|own| self.order(row).into_iter().chain(own).collect()).collect()
    }

    /// What every table begins with.
    fn order(self, row: &Row) -> Vec<Cell> {
        let order = &row.order;
        vec![
            order.uid.as_str().into(),
            self.local(order.created_at),
            utc(order.created_at),
            status_label(self.messages, row.status).into(),
            order.nickname.as_str().into(),
        ]
    }

    fn of_order(self, row: &Row) -> Vec<Cell> {
        let m = self.messages;
        let items = row.items.iter().map(|item| {
            let count = item.count().text(m);
            m.with("export-item", &[("name", item.name.as_str().into()), ("count", count.into())])
        });
        let open = row.open.iter().map(|kind| trouble_label(m, Trouble::Kind(*kind)));
        vec![
            items.collect::<Vec<_>>().join("; ").into(),
            row.order.text.as_str().into(),
            row.order.total.get().into(),
            row.order.counted.get().into(),
            open.collect::<Vec<_>>().join(", ").into(),
        ]
    }

    fn of_payment(self, payment: &Payment) -> Vec<Cell> {
        let m = self.messages;
        let counts = if payment.counted { m.text("export-yes") } else { m.text("export-no") };
        vec![
            self.local(payment.at),
            utc(payment.at),
            payment.sum.get().into(),
            counts.into(),
            payment.payer.as_deref().unwrap_or_default().into(),
            sure(m, payment.sure).into(),
        ]
    }

    fn of_lines(self, row: &Row) -> Vec<Vec<Cell>> {
        let cells = row.items.iter().map(|item| {
            vec![
                item.name.as_str().into(),
                item.price.get().into(),
                item.quantity.into(),
                item.count().text(self.messages).into(),
                item.total().into(),
            ]
        });
        cells.collect()
    }

    /// As spreadsheets read a time, in the shop's zone.
    fn local(self, at: UtcTime) -> Cell {
        at.utc().with_timezone(&self.zone).format("%Y-%m-%d %H:%M:%S").to_string().into()
    }
}

fn utc(at: UtcTime) -> Cell {
    at.utc().format("%Y-%m-%d %H:%M:%S").to_string().into()
}

fn sure(m: Messages, sure: Sure) -> String {
    m.text(&format!("export-sure-{}", sure.as_str()))
}
