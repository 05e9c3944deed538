//! The orders of this browser at `/my`.

use askama::Template;

use super::{Frame, Moment, OrderState};

#[derive(Debug, Template)]
#[template(path = "shop/my_orders.html")]
pub struct MyOrders {
    pub frame: Frame,
    /// Newest first.
    pub orders: Vec<MyOrder>,
    /// The address of the next page, when there are older orders.
    pub older: Option<String>,
}

#[derive(Clone, Debug)]
pub struct MyOrder {
    pub uid: String,
    /// The order's page.
    pub link: String,
    pub state: OrderState,
    pub total: i64,
    pub placed: Moment,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        i18n::Lang,
        web::pages::tests::{frame, moment},
    };

    #[test]
    fn orders_lead_to_their_pages() {
        let html = MyOrders {
            frame: frame(Lang::En),
            orders: vec![MyOrder {
                uid: "48817-X".to_owned(),
                link: "/o/token".to_owned(),
                state: OrderState::Ready,
                total: 1500,
                placed: moment("24 November, 10:05"),
            }],
            older: Some("/my?before=12".to_owned()),
        }
        .render()
        .unwrap();
        assert!(html.contains("<html lang=\"en\""));
        assert!(html.contains("href=\"/o/token\""));
        assert!(html.contains("48817-X"));
        assert!(html.contains("1,500\u{a0}AR"));
        assert!(html.contains("datetime=\"2026-11-24T07:05:03Z\""));
        assert!(html.contains("href=\"/my?before=12\""));
        assert!(html.contains("noindex"));
    }

    #[test]
    fn a_new_browser_has_no_orders_yet() {
        let frame = frame(Lang::Ru);
        let empty = frame.messages.text("my-empty");
        let page = MyOrders { frame, orders: Vec::new(), older: None };
        assert!(page.render().unwrap().contains(&empty));
    }
}
