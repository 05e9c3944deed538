//! Frauds and accidents, each told from its beginning to the moment when a person sees it: the right cause, and the right
//! first suggestion. None of them makes an order one that may be assembled.

mod balance;
mod callbacks;
mod people;

use kassa::{
    desk::{WayOutKind, ways_out},
    orders::{Order, Status},
    payments::{self, DiscrepancyKind},
    staff::Role,
};

use crate::support::{App, Colleague, scene::Scene};

/// A shop with somebody who looks after it.
struct Story {
    app: App,
}

impl Story {
    /// Where nobody has said yet which addresses Dromon's callbacks come from.
    fn begin() -> Self {
        Self { app: App::real_with(&[("DROMON_SOURCES", "127.0.0.1")]) }
    }

    /// What happens in the books.
    fn happens<T>(&self, what: impl FnOnce(&mut Scene<'_>) -> T) -> T {
        let mut connection = self.app.books_to_write();
        what(&mut Scene::new(&mut connection))
    }

    fn owner(&self) -> Colleague<'_> {
        self.app.owner()
    }

    /// The owner sees the cause on the page of what needs attention, and what is suggested first.
    async fn ends_with(&self, order: Option<&Order>, kind: DiscrepancyKind, first: WayOutKind) {
        assert_eq!(ways_out(kind).first(), Some(&first), "{kind:?}");
        let id = self.open(order, kind);
        let page = self.owner().get("/admin/attention").await;
        page.expect(200);
        let card = page
            .text
            .split_once(&format!("id=\"d{id}\""))
            .unwrap_or_else(|| {
                panic!("no card of discrepancy {id} ({}):\n{}", kind.as_str(), page.text)
            })
            .1;
        let card = card.split_once("</article>").expect("a card ends").0;
        assert!(card.contains(&format!("data-kind=\"{}\"", kind.as_str())), "{card}");
        let suggested = card.split_once("name=\"way\" value=\"").expect("a suggestion").1;
        let suggested = suggested.split_once('"').expect("its end").0;
        assert_eq!(suggested, first.as_str(), "{card}");
    }

    /// The open discrepancy of that kind.
    #[track_caller]
    fn open(&self, order: Option<&Order>, kind: DiscrepancyKind) -> i64 {
        use diesel::prelude::*;
        use kassa::db::schema::discrepancies;
        let mut connection = self.app.books();
        let open: Vec<(i64, Option<i64>)> = discrepancies::table
            .filter(discrepancies::kind.eq(kind).and(discrepancies::resolved_at.is_null()))
            .select((discrepancies::id, discrepancies::order_id))
            .load(&mut connection)
            .unwrap();
        let of_order = open.iter().find(|(_, of)| order.is_none_or(|order| *of == Some(order.id)));
        of_order.unwrap_or_else(|| panic!("no open {} in {open:?}", kind.as_str())).0
    }

    /// Nobody can assemble the order, whatever he sends.
    async fn cannot_be_assembled(&self, order: &Order) {
        let before = self.happens(|scene| scene.now(order));
        for role in [Role::Owner, Role::Picker] {
            let colleague = self.app.staff("Сборщик", role);
            let version = before.last_event.to_string();
            let path = format!("/admin/orders/{}/move", order.uid);
            let reply = colleague.post(&path, &[("move", "assemble"), ("version", &version)]).await;
            assert!((400..500).contains(&reply.status), "{} {}", reply.status, reply.text);
        }
        let after = self.happens(|scene| scene.now(order));
        assert_eq!(
            (after.written_status, after.last_event),
            (before.written_status, before.last_event)
        );
        let mut connection = self.app.books();
        let discrepancies = payments::discrepancies_of_order(&mut connection, order.id).unwrap();
        let held = payments::holds(after.written_status, &discrepancies);
        assert!(after.written_status != Status::Paid || held, "{:?}", after.written_status);
    }
}
