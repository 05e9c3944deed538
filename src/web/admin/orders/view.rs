//! What of the list somebody looks at: the address holds all of it.

use chrono::NaiveDate;
use chrono_tz::Tz;
use url::form_urlencoded;

use crate::{
    clock::start_of_day,
    order_list::{Filter, From, Search, Show, Sort, Trouble},
    payments,
};

pub const PATH: &str = "/admin/orders";

/// The most characters of what somebody searches: more is nothing that an order has.
const MOST_TEXT: usize = 200;

/// What of the list somebody looks at. Whatever an address says that is not known is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    pub show: Option<Show>,
    /// Days in the shop's time zone, both included.
    pub from: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    pub trouble: Option<Trouble>,
    pub product: Option<i64>,
    pub payer: String,
    pub search: String,
    pub sort: Sort,
    pub place: From,
}

impl View {
    /// From the query of an address.
    #[must_use]
    pub fn parse(query: &str) -> Self {
        let mut view = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "status" => view.show = value.parse().ok(),
                "from" => view.from = value.parse().ok(),
                "to" => view.until = value.parse().ok(),
                "trouble" => view.trouble = value.parse().ok(),
                "product" => view.product = value.parse().ok(),
                "payer" => view.payer = text(&value),
                "q" => view.search = text(&value),
                "sort" if value == "waiting" => view.sort = Sort::LongestWaiting,
                "after" => view.place = value.parse().map(From::After).unwrap_or_default(),
                "before" => view.place = value.parse().map(From::Before).unwrap_or_default(),
                _ => {}
            }
        }
        view
    }

    /// The query of its address; empty for the whole list.
    #[must_use]
    pub fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let mut add = |name: &str, value: Option<String>| {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                query.append_pair(name, &value);
            }
        };
        add("status", self.show.map(|show| show.to_string()));
        add("from", self.from.map(|day| day.to_string()));
        add("to", self.until.map(|day| day.to_string()));
        add("trouble", self.trouble.map(|trouble| trouble.to_string()));
        add("product", self.product.map(|product| product.to_string()));
        add("payer", Some(self.payer.clone()));
        add("q", Some(self.search.clone()));
        add("sort", (self.sort == Sort::LongestWaiting).then(|| "waiting".to_owned()));
        match &self.place {
            From::Start => {}
            From::After(uid) => add("after", Some(uid.to_string())),
            From::Before(uid) => add("before", Some(uid.to_string())),
        }
        query.finish()
    }

    #[must_use]
    pub fn address(&self) -> String {
        match self.query() {
            query if query.is_empty() => PATH.to_owned(),
            query => format!("{PATH}?{query}"),
        }
    }

    /// The same list from elsewhere.
    #[must_use]
    pub fn at(&self, place: From) -> Self {
        Self { place, ..self.clone() }
    }

    /// Whether there is anything in the fields that are folded away.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        self.from.is_some()
            || self.until.is_some()
            || self.trouble.is_some()
            || self.product.is_some()
            || !self.payer.is_empty()
    }

    #[must_use]
    pub fn filter(&self, zone: Tz) -> Filter {
        Filter {
            show: self.show,
            from: self.from.map(|day| start_of_day(day, zone)),
            until: self
                .until
                .map(|day| day.succ_opt().unwrap_or(day))
                .map(|day| start_of_day(day, zone)),
            trouble: self.trouble,
            product: self.product,
            payer: Some(payments::fold_payer(&self.payer)).filter(|payer| !payer.is_empty()),
            search: Some(&self.search).filter(|text| !text.is_empty()).map(|text| Search::of(text)),
        }
    }
}

fn text(typed: &str) -> String {
    typed.trim().chars().filter(|c| !c.is_control()).take(MOST_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_the_whole_view() {
        for address in [
            "/admin/orders",
            "/admin/orders?status=to_assemble&sort=waiting",
            "/admin/orders?status=overdue",
            "/admin/orders?status=ready&from=2026-11-01&to=2026-11-24&trouble=hold&product=7&payer=Alex&q=%D1%88%D0%B0%D0%BB%D0%BA%D0%B5%D1%80+48817-X&after=48817-X",
            "/admin/orders?trouble=paid_late&before=48817-X",
        ] {
            let query = address.split_once('?').map_or("", |(_, query)| query);
            assert_eq!(View::parse(query).address(), address);
        }
    }

    #[test]
    fn what_an_address_says_that_is_not_known_is_left_out() {
        for query in [
            "status=nowhere&from=yesterday&to=2026-02-30&trouble=x&product=y&sort=z&after=a%20b&what=ever&payer=&q=%20%00",
            "&&==&%ff",
            "status=&from=&to=&trouble=&product=&payer=&q=&sort=&after=&before=",
        ] {
            assert_eq!(View::parse(query), View::default(), "{query}");
        }
        assert_eq!(View::parse(&format!("q={}", "x".repeat(5000))).search.len(), MOST_TEXT);
    }

    #[test]
    fn a_day_is_the_shops() {
        let view = View::parse("from=2026-11-24&to=2026-11-24");
        let filter = view.filter(Tz::Europe__Moscow);
        assert_eq!(filter.from.unwrap().rfc3339(), "2026-11-23T21:00:00.000Z");
        assert_eq!(filter.until.unwrap().rfc3339(), "2026-11-24T21:00:00.000Z");
        // There was no midnight that day.
        let view = View::parse("from=2018-11-04");
        let from = view.filter(Tz::America__Sao_Paulo).from.unwrap();
        assert_eq!(from.rfc3339(), "2018-11-04T03:00:00.000Z");
    }
}
