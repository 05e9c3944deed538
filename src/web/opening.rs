//! Whether the books are open: a shop whose database is away when it starts listens all the same, since callbacks come
//! once. Until the books are open they go to the inbox, and every page says what is the matter.

use std::sync::{LazyLock, Mutex, MutexGuard, OnceLock, PoisonError};

use actix_web::{
    HttpRequest,
    body::{BoxBody, MessageBody},
    cookie::Key,
    dev::{ServiceRequest, ServiceResponse},
    http::Method,
    middleware::Next,
    web::Data,
};

use super::{Error, Shop};
use crate::{identity::CookieKey, staff::LinkSecret};

/// What answers without the books.
const WITHOUT_BOOKS: [&str; 4] = ["/callback", "/healthz", "/readyz", "/metrics"];
const ASSETS: &str = "/static/";

/// How long until it is worth asking again, in seconds.
pub const AGAIN: &str = "5";

/// Why the books are not open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Closed {
    /// They are being opened; what keeps it from happening may pass by itself.
    Waiting(String),
    /// Nothing will change until somebody does something about it and starts Kassa again.
    Refused(String),
}

impl Closed {
    #[must_use]
    pub fn why(&self) -> &str {
        match self {
            Self::Waiting(why) | Self::Refused(why) => why,
        }
    }
}

/// The books of this process: closed at first, and open from some moment on.
pub struct Opening {
    closed: Mutex<Closed>,
    cookie_key: OnceLock<Key>,
    way_in: OnceLock<LinkSecret>,
}

impl Default for Opening {
    fn default() -> Self {
        let closed = Closed::Waiting("the books are being opened".to_owned());
        Self { closed: Mutex::new(closed), cookie_key: OnceLock::new(), way_in: OnceLock::new() }
    }
}

impl Opening {
    /// They are open, and this is what their browsers' cookies are signed with.
    pub fn open(&self, cookie_key: &CookieKey) {
        // They are opened once.
        let _ = self.cookie_key.set(Key::from(&cookie_key.bytes()));
    }

    /// A sandbox's link to its admin pages, for the lines that it prints at its start.
    pub fn show_way_in(&self, secret: LinkSecret) {
        // They are opened once.
        let _ = self.way_in.set(secret);
    }

    #[must_use]
    pub fn way_in(&self) -> Option<&LinkSecret> {
        self.way_in.get()
    }

    /// They could not be opened; says whether that is news.
    pub fn stay_closed(&self, closed: Closed) -> News {
        let mut before = self.lock();
        if *before == closed {
            return News::Old;
        }
        *before = closed;
        News::New
    }

    /// Why they are closed; `None`: they are open.
    #[must_use]
    pub fn closed(&self) -> Option<Closed> {
        if self.cookie_key.get().is_some() { None } else { Some(self.lock().clone()) }
    }

    /// What cookies are signed with. While the books are closed no request gets as far as asking ([`refuse`]); a
    /// cookie that was signed all the same would be nobody's.
    pub(super) fn cookie_key(&self) -> &Key {
        static NOBODYS: LazyLock<Key> = LazyLock::new(Key::generate);
        self.cookie_key.get().unwrap_or(&NOBODYS)
    }

    fn lock(&self) -> MutexGuard<'_, Closed> {
        // Nothing panics while it is held; a poisoned one is as good as any.
        self.closed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a reason is another one than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    New,
    Old,
}

/// The one place that keeps requests from books that are closed.
pub(super) async fn refuse(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let path = request.path();
    let answers = WITHOUT_BOOKS.contains(&path) || path.starts_with(ASSETS);
    let closed = match request.app_data::<Data<Shop>>() {
        Some(shop) if !answers => shop.opening.closed(),
        _ => None,
    };
    match closed {
        None => Ok(next.call(request).await?.map_into_boxed_body()),
        Some(_) => Ok(request.error_response(Error::Closed)),
    }
}

/// Whether a page that says so may load itself again: after a form was sent that would be another address.
pub(super) fn reloads(request: &HttpRequest) -> bool {
    *request.method() == Method::GET
}
