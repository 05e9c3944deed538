//! A customer's whole way, on a phone and at a desk, in light and in dark, with scripts and without.

use diesel::prelude::*;
use kassa::{
    clock,
    db::schema::{expirations, orders},
};
use url::Url;

use crate::{
    it::browser::{PAID, pay, place_an_order},
    support::{
        App, Customer, JavaScript, eventually,
        look::{Light, WIDTHS},
        payment,
    },
};

#[actix_web::test]
async fn with_scripts() {
    stories(JavaScript::On).await;
}

#[actix_web::test]
async fn without_scripts() {
    stories(JavaScript::Off).await;
}

async fn stories(javascript: JavaScript) {
    let shop = App::sandbox();
    let customer = Customer::arrive(javascript).await;
    for width in WIDTHS {
        for light in Light::BOTH {
            customer.look(width, light).await;
            let told = Told { shop: &shop, customer: &customer };
            told.an_order_is_paid().await;
            told.the_rest_is_paid().await;
            told.nobody_pays_in_time().await;
        }
    }
}

struct Told<'a> {
    shop: &'a App,
    customer: &'a Customer,
}

impl Told<'_> {
    /// From the window over the cart and the checkout to Dromon's stand-in and back.
    async fn an_order_is_paid(&self) {
        let order = place_an_order(self.customer, self.shop).await;
        assert_eq!(self.customer.read(".state h2").await, "Ждёт оплаты");
        self.fits().await;
        let link = self.link().await;
        pay(self.customer, &link).await;
        self.customer.click(".actions .button").await;
        self.customer.find("main.order").await;
        self.shows(&order, PAID, "Оплачен").await;
        assert_eq!(self.customer.count("#pay-link").await, 0);
    }

    /// Somebody paid less than it costs: the page asks for the rest, and only for that.
    async fn the_rest_is_paid(&self) {
        let order = place_an_order(self.customer, self.shop).await;
        let uid = self.customer.read(".order-head .uid").await;
        let placed = self.shop.order(&uid.as_str().into()).await;
        assert_eq!(self.shop.pay(&payment(&placed, 10, 0)).await, "part_paid");
        self.shows(&order, ".state.tint-waiting", "Оплачен частично").await;
        assert!(self.customer.read("#pay").await.contains("18 АР"));
        let link = self.link().await;
        assert!(link.path().ends_with("/18"), "{link}");
        self.customer.click("#pay-link").await;
        self.customer.click("main form button").await;
        assert_eq!(self.customer.read(".outcome.good h1").await, "Оплачено");
        self.shows(&order, PAID, "Оплачен").await;
    }

    /// The page says that its time is over, and leads back to the goods.
    async fn nobody_pays_in_time(&self) {
        let order = place_an_order(self.customer, self.shop).await;
        let uid = self.customer.read(".order-head .uid").await;
        let past = clock::now();
        let books = &mut self.shop.books_to_write();
        diesel::update(orders::table.filter(orders::uid.eq(&uid)))
            .set(orders::expires_at.eq(past))
            .execute(books)
            .unwrap();
        let id = orders::table.filter(orders::uid.eq(&uid)).select(orders::id);
        let id: i64 = id.get_result(books).unwrap();
        diesel::update(expirations::table.filter(expirations::order_id.eq(id)))
            .set(expirations::due_at.eq(past))
            .execute(books)
            .unwrap();
        self.shows(&order, ".state.tint-off", "Время на оплату вышло").await;
        assert_eq!(self.customer.count("#pay-link").await, 0);
        assert_eq!(self.customer.count(".state a[href='/']").await, 1);
    }

    async fn link(&self) -> Url {
        let link = self.customer.find("#pay-link").await.attr("href").await.unwrap().unwrap();
        link.parse().unwrap()
    }

    /// Loads the order's page, as a customer does who waits, until it looks like that.
    async fn shows(&self, order: &Url, state: &str, words: &str) {
        eventually(words, async || {
            self.customer.open(order).await;
            self.customer.find("main.order").await;
            (self.customer.count(state).await > 0).then_some(())
        })
        .await;
        assert_eq!(self.customer.read(".state h2").await, words);
        self.fits().await;
    }

    async fn fits(&self) {
        assert_eq!(self.customer.overflow().await, None);
    }
}
