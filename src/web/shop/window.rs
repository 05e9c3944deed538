//! The shop window, and the cart that is filled in it.

use std::{cell::RefCell, collections::HashMap, sync::Arc};

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form},
};
use askama::Template;
use url::form_urlencoded;

use super::{
    cart::{self, Cart},
    checkout, frame,
    guest::Guest,
    kept::MadePage,
    order_form::{FormErrors, OrderForm},
};
use crate::{
    catalog::{self, Product, Search},
    db::Stamp,
    web::{
        Error, Shop,
        pages::{FormError, ShopWindow},
        respond::{render, see_other},
    },
};

/// A shop with fewer goods is seen at a glance.
const SEARCHED_FROM: usize = 6;

/// `GET /?q=<words>`
pub async fn show(request: HttpRequest, shop: Data<Shop>) -> Result<HttpResponse, Error> {
    let goods = goods(&shop).await?;
    if is_plain(&request, &shop) {
        return plain(&request, &shop, &goods);
    }
    let mut goods = goods.to_vec();
    let query = form_urlencoded::parse(request.query_string().as_bytes());
    let typed =
        query.into_iter().find(|(name, _)| name == "q").map(|(_, typed)| typed.into_owned());
    let prices: HashMap<i64, i64> = goods.iter().map(|good| (good.id, good.price.get())).collect();
    if let Some(search) = typed.as_deref().and_then(Search::of) {
        goods.retain(|good| search.finds(good));
    }
    let cart = Cart::of(&request, &shop);
    let form = OrderForm::of_cart(&cart, &Guest::default());
    let is_shown = |product: i64| goods.iter().any(|good| good.id == product);
    let others = cart.lines().filter(|(product, _)| !is_shown(*product));
    let others_sum = others.fold(0_i64, |sum, (product, quantity)| {
        let price = prices.get(&product).copied().unwrap_or(0);
        sum.saturating_add(price.saturating_mul(quantity))
    });
    let page = ShopWindow {
        others_sum,
        search: typed.unwrap_or_default(),
        can_search: prices.len() >= SEARCHED_FROM,
        others: cart.others(is_shown),
        ..view(&request, &shop, &goods, &form, &FormErrors::default())
    };
    render(StatusCode::OK, &page)
}

/// `POST /cart`: what is in the cart from now on. It leads to the checkout; from there, with `to` set, back to it.
pub async fn choose(
    request: HttpRequest,
    fields: Form<Vec<(String, String)>>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let goods = goods(&shop).await?;
    let fields = fields.into_inner();
    let is_checkout = fields.iter().any(|(name, value)| name == "to" && value == "checkout");
    let is_part = fields.iter().any(|(name, _)| name == "others");
    let form = OrderForm::from_fields(fields);
    let chosen = if (is_checkout || is_part) && form.is_empty() {
        Cart::default()
    } else {
        match form.read_items(&goods) {
            Ok(items) => Cart::with(items.lines()),
            Err(errors) if is_checkout => {
                return checkout::page(&request, &shop, &goods, form, &errors).await;
            }
            Err(errors) => return window(&request, &shop, &goods, &form, &errors),
        }
    };
    // Of a window in which something was searched for the rest of the cart stays as it is.
    let before = Cart::of(&request, &shop);
    let chosen =
        if is_part { chosen.beside(&before, |product| form.shows(product)) } else { chosen };
    let mut answer = see_other(checkout::PATH);
    chosen.keep(&mut answer, &shop);
    Ok(answer)
}

/// Whether it is the window that everybody sees who comes for the first time.
fn is_plain(request: &HttpRequest, shop: &Shop) -> bool {
    request.query_string().is_empty() && Cart::of(request, shop).len() == 0
}

/// The window as it was made for whoever came before, if it would be the same now.
fn plain(
    request: &HttpRequest,
    shop: &Shop,
    goods: &Arc<[Product]>,
) -> Result<HttpResponse, Error> {
    let frame = frame(request, shop);
    let (lang, shown) = (frame.messages.lang(), Arc::clone(&frame.shown));
    let made = if let Some(made) = shop.kept_windows.find(lang, goods, &shown) {
        made
    } else {
        let form = OrderForm::of_cart(&Cart::default(), &Guest::default());
        let page = view(request, shop, goods, &form, &FormErrors::default());
        let made = MadePage::new(page.render().map_err(|error| Error::Internal(error.into()))?);
        shop.kept_windows.keep(lang, Arc::clone(goods), shown, made.clone());
        made
    };
    Ok(made.answer(request))
}

/// The goods. Where nothing at all was committed since this thread read them, they are not read again.
pub(super) async fn goods(shop: &Shop) -> Result<Arc<[Product]>, Error> {
    let stamp = shop.store.stamp()?;
    if let Some(goods) = READ.with_borrow(|read| read.as_ref().and_then(|read| read.at(stamp))) {
        return Ok(goods);
    }
    let goods: Arc<[Product]> =
        shop.store.read(|connection| Ok::<_, Error>(catalog::window(connection)?)).await?.into();
    if let Some(stamp) = stamp {
        READ.set(Some(Read { stamp, goods: Arc::clone(&goods) }));
    }
    Ok(goods)
}

thread_local! {
    static READ: RefCell<Option<Read>> = const { RefCell::new(None) };
}

/// What a thread has read, and what it had seen of the database before.
struct Read {
    stamp: Stamp,
    goods: Arc<[Product]>,
}

impl Read {
    fn at(&self, stamp: Option<Stamp>) -> Option<Arc<[Product]>> {
        (Some(self.stamp) == stamp).then(|| Arc::clone(&self.goods))
    }
}

/// The window when an order was sent in which nothing was chosen.
pub(super) fn nothing_chosen(
    request: &HttpRequest,
    shop: &Shop,
    goods: &[Product],
    form: &OrderForm,
) -> Result<HttpResponse, Error> {
    window(request, shop, goods, form, &FormErrors::of_whole(FormError::NothingChosen))
}

/// The window with what was chosen, and what is wrong with it.
fn window(
    request: &HttpRequest,
    shop: &Shop,
    goods: &[Product],
    form: &OrderForm,
    errors: &FormErrors,
) -> Result<HttpResponse, Error> {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    render(status, &view(request, shop, goods, form, errors))
}

/// All goods.
fn view(
    request: &HttpRequest,
    shop: &Shop,
    goods: &[Product],
    form: &OrderForm,
    errors: &FormErrors,
) -> ShopWindow {
    ShopWindow {
        frame: frame(request, shop),
        address: shop.config.public_url.to_string(),
        goods: form.goods(goods, errors),
        error: errors.whole,
        cart_cookie: cart::cookie_name(shop),
        search: String::new(),
        can_search: goods.len() >= SEARCHED_FROM,
        others: String::new(),
        others_sum: 0,
    }
}
