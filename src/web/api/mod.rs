//! The JSON API: the whole table of its addresses, and the scope that each asks for.

mod answer;
mod body;
mod change;
mod customers;
mod deed;
mod discrepancies;
mod docs;
mod events;
mod gate;
mod goods;
mod list;
pub mod openapi;
mod orders;
mod payment_links;
mod payments;
mod query;
mod version;
mod webhooks;

use actix_web::{
    http::Method,
    middleware::from_fn,
    web::{self, ServiceConfig},
};

use super::{Error, route};
use crate::api_keys::Scope;

/// The largest body of a request.
const MOST_BODY: usize = 1024 * 1024;

/// What all its addresses begin with.
pub const PREFIX: &str = "/api/v1";

/// Where people read about it.
pub const DOCS: &str = "/api/docs";

/// An address of the API.
#[derive(Clone, Debug)]
pub struct ApiRoute {
    pub method: Method,
    /// After [`PREFIX`], with its places: `/orders/{uid}`.
    pub path: &'static str,
    pub scope: Scope,
}

macro_rules! routes {
    ($($method:ident $path:literal $scope:ident => $handler:path;)+) => {
        /// All of them. What is not in this table is not there.
        #[must_use]
        pub fn table() -> Vec<ApiRoute> {
            vec![$(ApiRoute { method: Method::$method, path: $path, scope: Scope::$scope }),+]
        }

        fn places(config: &mut ServiceConfig) {
            $(config.route($path, route(&Method::$method).to($handler));)+
        }
    };
}

// A handler may ask for another scope besides: whoever cancels what is paid decides about money.
routes! {
    POST "/orders" Orders => orders::place::place;
    GET "/orders" Read => orders::list::list;
    GET "/orders/{uid}" Read => orders::show::show;
    POST "/orders/{uid}/moves" Orders => orders::moves::make;
    POST "/orders/{uid}/cancel" Orders => orders::moves::cancel;
    POST "/orders/{uid}/notes" Orders => orders::moves::note;

    GET "/payments" Read => payments::list;
    GET "/payments/{id}" Read => payments::show;

    GET "/discrepancies" Read => discrepancies::list;
    GET "/discrepancies/{id}" Read => discrepancies::show;
    POST "/discrepancies/{id}/resolve" Settle => discrepancies::resolve;

    GET "/goods" Read => goods::list;
    POST "/goods" Admin => goods::add;
    GET "/goods/{id}" Read => goods::show;
    PATCH "/goods/{id}" Admin => goods::change;
    DELETE "/goods/{id}" Admin => goods::delete;

    GET "/payment-links" Read => payment_links::list;
    POST "/payment-links" Admin => payment_links::add;
    GET "/payment-links/{slug}" Read => payment_links::show;
    PATCH "/payment-links/{slug}" Admin => payment_links::change;
    DELETE "/payment-links/{slug}" Admin => payment_links::delete;

    GET "/customers" Read => customers::list;
    GET "/customers/{nickname}" Read => customers::show;
    POST "/customers/{nickname}/block" Admin => customers::block;
    POST "/customers/{nickname}/unblock" Admin => customers::unblock;

    GET "/events" Read => events::read;

    GET "/webhooks" Admin => webhooks::list;
    POST "/webhooks" Admin => webhooks::add;
    GET "/webhooks/{id}" Admin => webhooks::show;
    PATCH "/webhooks/{id}" Admin => webhooks::change;
    DELETE "/webhooks/{id}" Admin => webhooks::remove;
    POST "/webhooks/{id}/rotate-secret" Admin => webhooks::rotate_secret;
    POST "/webhooks/{id}/test" Admin => webhooks::test;
    POST "/webhooks/{id}/redeliver" Admin => webhooks::redeliver;
    GET "/webhooks/{id}/deliveries" Admin => webhooks::deliveries;
    GET "/webhooks/{id}/deliveries/{delivery}" Admin => webhooks::delivery;
}

/// Puts the API, and what tells of it, where requests are looked up.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(
            web::scope(PREFIX)
                .wrap(from_fn(gate::admit))
                .app_data(web::PayloadConfig::new(MOST_BODY))
                .configure(places)
                .default_service(web::to(nothing_here)),
        )
        .service(web::resource("/api/openapi.json").route(super::get().to(openapi::show)))
        .service(web::resource(DOCS).route(super::get().to(docs::show)));
}

async fn nothing_here() -> Result<&'static str, Error> {
    Err(Error::NotFound)
}
