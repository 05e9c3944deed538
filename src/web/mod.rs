//! HTTP: the whole URL map on one page. No SQL below here; a handler parses, calls one domain verb through a door
//! of the store, and renders.

pub mod admin;
pub mod api;
mod assets;
mod browser;
mod callback;
mod chart;
mod client;
mod cross_site;
mod encoding;
pub mod error;
mod health;
mod language;
mod live;
mod looks;
mod metrics;
pub mod opening;
pub mod pages;
mod pictures;
mod qr;
mod refused;
mod request_id;
mod respond;
mod shop;
mod state;
mod upload;

use actix_web::{
    Route, guard,
    http::Method,
    middleware::from_fn,
    web::{self, ServiceConfig},
};

pub use callback::{MARKER as CALLBACK_MARKER, PROBE as CALLBACK_PROBE};
pub use error::Error;
pub use state::Shop;

/// All addresses of the shop.
pub fn routes(shop: web::Data<Shop>) -> impl FnOnce(&mut ServiceConfig) + Clone {
    move |config| {
        config.app_data(shop).service(
            web::scope("")
                .wrap(from_fn(admin::refuse))
                .wrap(from_fn(opening::refuse))
                .wrap(from_fn(cross_site::refuse))
                .wrap(from_fn(respond::respond))
                // What is asked for most stands first: addresses are tried in this order.
                .service(
                    web::resource("/callback")
                        .route(web::post().to(callback::receive))
                        .default_service(web::to(callback::method_not_allowed)),
                )
                .service(web::resource("/").route(get().to(shop::window::show)))
                .service(web::resource("/o/{token}").route(get().to(shop::order::show)))
                .service(web::resource("/healthz").route(get().to(health::alive)))
                .service(web::resource("/readyz").route(get().to(health::ready)))
                .configure(api::configure)
                .service(web::resource("/metrics").route(get().to(metrics::show)))
                .service(web::resource("/static/{path:.*}").route(get().to(assets::show)))
                .service(web::resource("/pictures/{hash}").route(get().to(pictures::show)))
                .service(web::resource("/looks/{hash}.css").route(get().to(looks::show)))
                .service(
                    web::resource("/orders")
                        .app_data(web::FormConfig::default().limit(shop::MOST_ORDER_BODY))
                        .route(web::post().to(shop::checkout::place)),
                )
                .service(
                    web::resource("/cart")
                        .app_data(web::FormConfig::default().limit(shop::MOST_ORDER_BODY))
                        .route(web::post().to(shop::window::choose)),
                )
                .service(web::resource("/checkout").route(get().to(shop::checkout::show)))
                .service(
                    web::resource("/l/{slug}")
                        .route(get().to(shop::offer::show))
                        .route(web::post().to(shop::offer::take)),
                )
                .service(
                    web::resource("/o/{token}/cancel").route(web::post().to(shop::order::cancel)),
                )
                .service(
                    web::resource("/o/{token}/qr/{sum}.svg")
                        .route(get().to(shop::order::qr_code::show)),
                )
                .service(web::resource("/o/{token}/receipt").route(get().to(shop::receipt::show)))
                .service(web::resource("/o/{token}/claim").route(web::post().to(shop::say::claim)))
                .service(web::resource("/o/{token}/note").route(web::post().to(shop::say::note)))
                .service(web::resource("/o/{token}/events").route(get().to(shop::live::follow)))
                .service(web::resource("/my").route(get().to(shop::mine::show)))
                .service(
                    web::resource("/find")
                        .route(get().to(shop::find::show))
                        .route(web::post().to(shop::find::seek)),
                )
                .service(web::resource("/return").route(get().to(shop::mine::come_back)))
                .configure(admin::configure)
                .default_service(web::to(nothing_here)),
        );
    }
}

/// GET, and HEAD with it.
fn get() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

/// GET takes HEAD with it.
fn route(method: &Method) -> Route {
    if *method == Method::GET { get() } else { web::method(method.clone()) }
}

async fn nothing_here() -> Result<&'static str, Error> {
    Err(Error::NotFound)
}
