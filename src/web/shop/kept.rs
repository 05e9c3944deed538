//! Pages that were made before, for those who ask for the same again.
//!
//! The window is the same for everybody who has nothing in the cart: it is made anew where its goods are others or the shop looks
//! otherwise, which is compared each time.
//!
//! An order that somebody waits for is looked at again and again. Its page is shown only while the order's version is the one that it was made of, which the database is asked each time: so
//! it does not matter which process changed the order. What changes without an event changes with time, and a page is kept no
//! longer than that, nor than [`LONGEST`].

use std::{
    collections::HashMap,
    mem,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use actix_web::{HttpRequest, HttpResponse, http::header, web::Bytes};

use crate::{
    catalog::Product,
    clock::UtcTime,
    gzip,
    i18n::Lang,
    looks::Shown,
    orders::OrderToken,
    web::{encoding, respond::html_page},
};

/// The longest that a page is shown without being made anew.
pub const LONGEST: Duration = Duration::from_secs(10);

/// How many bytes of pages there are at most.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// Whose page it is, and for whom.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Key {
    pub token: OrderToken,
    pub lang: Lang,
    /// The page's head says it.
    pub in_cart: i64,
}

/// A page, and what it was made of.
#[derive(Clone)]
pub struct Kept {
    pub version: i64,
    pub shown: Arc<Shown>,
    /// When it would say something else.
    pub until: UtcTime,
    pub page: Gzipped,
}

/// The pages at hand.
#[derive(Default)]
pub struct KeptPages(Mutex<Generations>);

/// Pages that nobody asks for any more go with the older ones: no page needs to be looked for.
#[derive(Default)]
struct Generations {
    newer: HashMap<Key, Kept>,
    older: HashMap<Key, Kept>,
    /// Of the newer ones.
    bytes: usize,
}

impl KeptPages {
    /// The page, if it would be the same now.
    pub fn find(
        &self,
        key: &Key,
        version: i64,
        shown: &Arc<Shown>,
        now: UtcTime,
    ) -> Option<Gzipped> {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = match pages.newer.get(key) {
            Some(kept) => kept.clone(),
            None => pages.older.remove(key)?,
        };
        if kept.version != version || !Arc::ptr_eq(&kept.shown, shown) || kept.until <= now {
            return None;
        }
        let page = kept.page.clone();
        if !pages.newer.contains_key(key) {
            pages.keep(key.clone(), kept);
        }
        Some(page)
    }

    pub fn keep(&self, key: Key, kept: Kept) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).keep(key, kept);
    }
}

impl Generations {
    fn keep(&mut self, key: Key, kept: Kept) {
        self.bytes += kept.page.0.len();
        if let Some(before) = self.newer.insert(key, kept) {
            self.bytes -= before.page.0.len();
        }
        if self.bytes > MOST_BYTES / 2 {
            self.older = mem::take(&mut self.newer);
            self.bytes = 0;
        }
    }
}

/// A page as nearly every browser takes it.
#[derive(Clone)]
pub struct Gzipped(Bytes);

impl Gzipped {
    /// Of a page that perhaps nobody is shown again.
    pub fn quickly(html: &str) -> Self {
        Self(gzip::quick(html.as_bytes()).into())
    }

    pub fn answer(self) -> HttpResponse {
        let mut answer = html_page(self.0);
        let gzip = header::HeaderValue::from_static("gzip");
        answer.headers_mut().insert(header::CONTENT_ENCODING, gzip);
        answer
    }
}

/// A page that everybody is shown.
#[derive(Clone)]
pub struct MadePage {
    html: Bytes,
    gzipped: Gzipped,
}

impl MadePage {
    pub fn new(html: String) -> Self {
        Self { gzipped: Gzipped(gzip::small(html.as_bytes()).into()), html: html.into() }
    }

    pub fn answer(self, request: &HttpRequest) -> HttpResponse {
        if encoding::takes_gzip(request) { self.gzipped.answer() } else { html_page(self.html) }
    }
}

/// The window in each language.
#[derive(Default)]
pub struct KeptWindows(Mutex<HashMap<Lang, KeptWindow>>);

struct KeptWindow {
    goods: Arc<[Product]>,
    shown: Arc<Shown>,
    page: MadePage,
}

impl KeptWindows {
    /// The window of these goods in a shop that looks so.
    pub fn find(&self, lang: Lang, goods: &Arc<[Product]>, shown: &Arc<Shown>) -> Option<MadePage> {
        let windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = windows.get(&lang)?;
        let is_same = (Arc::ptr_eq(&kept.goods, goods) || kept.goods == *goods)
            && Arc::ptr_eq(&kept.shown, shown);
        is_same.then(|| kept.page.clone())
    }

    pub fn keep(&self, lang: Lang, goods: Arc<[Product]>, shown: Arc<Shown>, page: MadePage) {
        let mut windows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        windows.insert(lang, KeptWindow { goods, shown, page });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Key {
        Key { token: OrderToken::random(), lang: Lang::Ru, in_cart: 0 }
    }

    fn at(seconds: i64) -> UtcTime {
        UtcTime::from_micros(seconds * 1_000_000)
    }

    #[test]
    fn a_page_is_shown_as_long_as_it_would_be_the_same() {
        let (pages, key, shown) = (KeptPages::default(), key(), Arc::new(Shown::default()));
        let page = Gzipped::quickly("<html>");
        let kept = Kept { version: 7, shown: Arc::clone(&shown), until: at(10), page };
        pages.keep(key.clone(), kept);
        assert!(pages.find(&key, 7, &shown, at(9)).is_some());
        assert!(pages.find(&key, 8, &shown, at(9)).is_none(), "something happened to the order");
        assert!(pages.find(&key, 7, &shown, at(10)).is_none(), "its time is over");
        let other = Arc::new(Shown::default());
        assert!(pages.find(&key, 7, &other, at(9)).is_none(), "the shop looks otherwise");
        let for_another = Key { lang: Lang::En, ..key.clone() };
        assert!(pages.find(&for_another, 7, &shown, at(9)).is_none());
    }

    #[test]
    fn pages_that_nobody_asks_for_make_room() {
        let (pages, watched, shown) = (KeptPages::default(), key(), Arc::new(Shown::default()));
        let page = Gzipped(vec![0; MOST_BYTES / 16].into());
        let kept = Kept { version: 1, shown: Arc::clone(&shown), until: at(10), page };
        let forgotten = key();
        for key in [watched.clone(), forgotten.clone()] {
            pages.keep(key, kept.clone());
        }
        for _ in 0..40 {
            assert!(pages.find(&watched, 1, &shown, at(0)).is_some());
            pages.keep(key(), kept.clone());
        }
        assert!(pages.find(&forgotten, 1, &shown, at(0)).is_none());
        let held = pages.0.lock().unwrap();
        assert!((held.newer.len() + held.older.len()) * MOST_BYTES / 16 <= MOST_BYTES * 9 / 8);
    }
}
