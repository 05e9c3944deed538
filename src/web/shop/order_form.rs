//! The forms of the window, the cart and the checkout: what was typed, and what it means.

use std::collections::HashMap;

use uuid::Uuid;

use super::{cart::Cart, guest::Guest, who};
use crate::{
    catalog::{Count, Product},
    customers::Nickname,
    orders::{Items, ItemsError, MOST_TOTAL, NewItem, Wish},
    web::pages::{CheckoutErrors, FieldError, FormError, Good, TypedCheckout},
};

/// More than any shop window sends, which has a field for each good; the rest is not looked at.
const MOST_FIELDS: usize = 2100;

/// The largest body of such a form, in bytes: a field of each good, and what is typed into some of them.
pub const MOST_BODY: usize = 128 * 1024;

/// What was typed.
#[derive(Default)]
pub struct OrderForm {
    /// Names this form, so that sending it twice places one order.
    pub attempt: String,
    pub typed: TypedCheckout,
    quantities: HashMap<i64, String>,
}

/// What it means: an order.
pub struct Wanted {
    pub nickname: Nickname,
    pub items: Items,
    pub wish: Wish,
}

/// What is wrong with it, beside the field that it is wrong with.
#[derive(Default)]
pub struct FormErrors {
    pub whole: Option<FormError>,
    pub checkout: CheckoutErrors,
    pub quantities: HashMap<i64, FieldError>,
}

impl OrderForm {
    fn empty() -> Self {
        Self { attempt: Uuid::new_v4().to_string(), ..Self::default() }
    }

    /// What a browser has in its cart, with what it remembers of whoever ordered the last time.
    pub fn of_cart(cart: &Cart, guest: &Guest) -> Self {
        let mut form = Self::empty();
        form.quantities =
            cart.lines().map(|(product, quantity)| (product, quantity.to_string())).collect();
        form.typed = who::typed_by(guest);
        form
    }

    /// From the fields of a form, whatever they are.
    pub fn from_fields(fields: Vec<(String, String)>) -> Self {
        let mut form = Self::empty();
        for (name, value) in fields.into_iter().take(MOST_FIELDS) {
            match (name.as_str(), name.strip_prefix("quantity_").map(str::parse)) {
                // Anything else would be no name that this shop gave; it keeps its own then.
                ("attempt", _) if value.parse::<Uuid>().is_ok() => form.attempt = value,
                (_, Some(Ok(id))) => {
                    form.quantities.insert(id, value);
                }
                _ => who::take(&mut form.typed, &name, value),
            }
        }
        form
    }

    /// Whether the form had a field for that product.
    pub fn shows(&self, product: i64) -> bool {
        self.quantities.contains_key(&product)
    }

    /// Whether nothing was chosen at all.
    pub fn is_empty(&self) -> bool {
        self.quantities.values().all(|typed| typed.trim().is_empty())
    }

    /// The goods that were chosen.
    pub fn read_items(&self, goods: &[Product]) -> Result<Items, Box<FormErrors>> {
        let mut errors = FormErrors::default();
        let mut lines = Vec::new();
        for product in goods {
            let typed = self.quantities.get(&product.id).map_or("", |typed| typed.trim());
            if typed.is_empty() {
                continue;
            }
            match read_quantity(typed, product) {
                Ok(quantity) => lines.push(NewItem::of(product, quantity)),
                Err(error) => {
                    errors.quantities.insert(product.id, error);
                }
            }
        }
        if self.wants_what_is_gone(goods) {
            errors.whole = Some(FormError::Gone);
        }
        match Items::of(lines) {
            Ok(items) if errors.is_empty() => Ok(items),
            Ok(_) => Err(Box::new(errors)),
            Err(error) => {
                // What is wrong with a field says enough; the rest is told once the fields are right.
                if errors.is_empty() {
                    errors.whole = Some(whole(error));
                }
                Err(Box::new(errors))
            }
        }
    }

    /// The order that it asks for.
    pub fn read(&self, goods: &[Product]) -> Result<Wanted, Box<FormErrors>> {
        match (self.read_items(goods), who::read(&self.typed)) {
            (Ok(items), Ok((nickname, wish))) => Ok(Wanted { nickname, items, wish }),
            (items, who) => {
                let mut errors = items.err().unwrap_or_default();
                errors.checkout = who.err().unwrap_or_default();
                Err(errors)
            }
        }
    }

    /// Whether something was chosen that is not in the window any more.
    fn wants_what_is_gone(&self, goods: &[Product]) -> bool {
        self.quantities.iter().any(|(id, typed)| {
            !typed.trim().is_empty() && goods.iter().all(|product| product.id != *id)
        })
    }

    /// The window's goods with what was typed, and what is wrong with it.
    pub fn goods(&self, products: &[Product], errors: &FormErrors) -> Vec<Good> {
        products
            .iter()
            .map(|product| {
                let typed = self.quantities.get(&product.id).cloned().unwrap_or_default();
                let chosen = read_quantity(typed.trim(), product).ok();
                Good {
                    id: product.id,
                    name: product.name.to_string(),
                    description: product.description.clone(),
                    price: product.price.get(),
                    category: product.category.clone(),
                    stock: product.stock,
                    stack: product.stack,
                    picture: product.picture.clone(),
                    sum: chosen.map(|quantity| quantity.saturating_mul(product.price.get())),
                    count: chosen.map(|quantity| Count::of(quantity, product.stack)),
                    quantity: typed,
                    error: errors.quantities.get(&product.id).copied(),
                }
            })
            .collect()
    }
}

impl FormErrors {
    pub fn is_empty(&self) -> bool {
        self.whole.is_none() && self.checkout.is_empty() && self.quantities.is_empty()
    }

    /// What is wrong with the order as a whole.
    pub fn of_whole(error: FormError) -> Self {
        Self { whole: Some(error), ..Self::default() }
    }
}

fn read_quantity(typed: &str, product: &Product) -> Result<i64, FieldError> {
    let digits = typed.strip_prefix('+').unwrap_or(typed);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(FieldError::NotANumber);
    }
    let most = MOST_TOTAL / product.price.get().max(1);
    let quantity = match digits.parse::<i64>() {
        Ok(0) => return Err(FieldError::NotANumber),
        Ok(quantity) => quantity,
        // Digits only, so it is more than anybody has.
        Err(_) => i64::MAX,
    };
    match product.stock {
        Some(0) => Err(FieldError::Out),
        Some(left) if quantity > left => Err(FieldError::OnlySoMany { left: left.min(most) }),
        _ if quantity > most => Err(FieldError::TooMany { most }),
        _ => Ok(quantity),
    }
}

fn whole(error: ItemsError) -> FormError {
    match error {
        ItemsError::Empty | ItemsError::Quantity => FormError::NothingChosen,
        ItemsError::TooMany { most } => {
            FormError::TooManyGoods { most: i64::try_from(most).unwrap_or(i64::MAX) }
        }
        ItemsError::TotalTooLarge => FormError::TotalTooLarge { most: MOST_TOTAL },
    }
}
