//! What a program asks for when it places an order.
//!
//! Read by hand, so that every field that is wrong is named at once, with what it should be.

use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::{
    catalog::{GoodName, Stack},
    customers::Nickname,
    dromon::Sum,
    orders::{MOST_TOTAL, NewItem, OrderText, Uid, WantedItems, WantedLine},
    web::{Error, error::FieldProblem},
};

const FIELDS: [&str; 5] = ["items", "sum", "customer", "uid", "text"];
const ITEM_FIELDS: [&str; 4] = ["good", "name", "price", "quantity"];

const ITEM: &str = "it should be {good, quantity}, or {name, price, quantity}";

/// An order to be placed: `items`, or `sum` in their place.
// It describes; what is read is `OrderRequest`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewOrder)]
#[expect(dead_code, reason = "it describes")]
pub struct OrderBody {
    #[schema(min_items = 1, max_items = 200)]
    items: Option<Vec<ItemBody>>,
    /// In place of items: an order for just that, 1 to 10^9 АР.
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    sum: Option<i64>,
    customer: CustomerBody,
    /// A number of your own: 1 to 64 of `0-9A-Za-z_-`, not `0`. Left out, Kassa gives one that can be typed in the game.
    #[schema(pattern = "^[0-9A-Za-z_-]{1,64}$")]
    uid: Option<String>,
    /// What the payer reads: 1 to 200 characters, none of `&`, `+` and `#`. Left out, the shop's own words.
    #[schema(min_length = 1, max_length = 200)]
    text: Option<String>,
}

/// So many pieces of a good of the window (`good`), or of something that the program names itself (`name` and `price`).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewItem)]
#[expect(dead_code, reason = "it describes")]
pub struct ItemBody {
    /// The id of a good of the window: it costs what it costs there, and where it is counted it is put aside for the order.
    good: Option<i64>,
    #[schema(min_length = 1, max_length = 200)]
    name: Option<String>,
    /// Of one piece, whole АР.
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    price: Option<i64>,
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    quantity: i64,
}

/// Whose order it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCustomer)]
#[expect(dead_code, reason = "it describes")]
pub struct CustomerBody {
    /// A Minecraft nickname.
    #[schema(pattern = "^[A-Za-z0-9_]{3,16}$")]
    nickname: String,
}

/// A valid request.
pub struct OrderRequest {
    pub items: WantedItems,
    pub nickname: Nickname,
    pub uid: Option<Uid>,
    pub text: Option<OrderText>,
}

impl OrderRequest {
    /// # Errors
    /// `Malformed` where the body is no JSON object, `Invalid` with each field that is wrong.
    pub fn parse(body: &[u8]) -> Result<Self, Error> {
        let body: Value = serde_json::from_slice(body)
            .map_err(|error| Error::Malformed(format!("the body is not valid JSON: {error}")))?;
        let Value::Object(body) = body else {
            return Err(Error::Malformed("the body is not a JSON object".to_owned()));
        };
        let mut problems = Problems::default();
        problems.unknown_fields(&body, "", &FIELDS);
        let items = problems.items(&body);
        let nickname = problems.nickname(&body);
        let uid = problems.text::<Uid>(&body, "uid");
        let text = problems.text::<OrderText>(&body, "text");
        match (items, nickname) {
            (Some(items), Some(nickname)) if problems.0.is_empty() => {
                Ok(Self { items, nickname, uid, text })
            }
            _ => Err(Error::Invalid(problems.0)),
        }
    }
}

#[derive(Default)]
struct Problems(Vec<FieldProblem>);

impl Problems {
    fn add(&mut self, field: impl Into<String>, problem: impl Into<String>) {
        self.0.push(FieldProblem::new(field, problem));
    }

    fn unknown_fields(&mut self, object: &Map<String, Value>, within: &str, known: &[&str]) {
        for name in object.keys().filter(|name| !known.contains(&name.as_str())) {
            let name: String = name.chars().take(64).collect();
            self.add(
                format!("{within}{name}"),
                format!("there is no such field; the fields are {}", known.join(", ")),
            );
        }
    }

    /// A text field that may be missing.
    fn text<T>(&mut self, object: &Map<String, Value>, name: &str) -> Option<T>
    where
        T: std::str::FromStr<Err: ToString>,
    {
        match object.get(name) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => {
                text.parse().map_err(|error: T::Err| self.add(name, error.to_string())).ok()
            }
            Some(_) => {
                self.add(name, "it should be a string");
                None
            }
        }
    }

    fn nickname(&mut self, body: &Map<String, Value>) -> Option<Nickname> {
        let nickname = match body.get("customer") {
            Some(Value::Object(customer)) => {
                self.unknown_fields(customer, "customer.", &["nickname"]);
                customer.get("nickname").and_then(Value::as_str)
            }
            _ => None,
        };
        match nickname.map(str::parse) {
            Some(Ok(nickname)) => Some(nickname),
            Some(Err(error)) => {
                self.add("customer.nickname", error.to_string());
                None
            }
            None => {
                self.add("customer.nickname", "it is missing: a Minecraft nickname as a string");
                None
            }
        }
    }

    fn items(&mut self, body: &Map<String, Value>) -> Option<WantedItems> {
        // Many a serializer writes `null` for what is left out.
        let given = |name: &str| body.get(name).filter(|value| !value.is_null());
        match (given("items"), given("sum")) {
            (None, None) => {
                self.add("items", "it is missing: a list of items, or `sum` in its place");
                None
            }
            (Some(_), Some(_)) => {
                self.add("sum", "it stands in place of `items`; send one of the two");
                None
            }
            (None, Some(sum)) => {
                let sum = self.sum(sum, "sum")?;
                WantedItems::just(sum).map_err(|error| self.add("sum", error.to_string())).ok()
            }
            (Some(Value::Array(lines)), None) => {
                let before = self.0.len();
                let lines: Vec<_> = lines
                    .iter()
                    .enumerate()
                    .filter_map(|(at, line)| self.item(line, &format!("items[{at}]")))
                    .collect();
                // What is wrong with a line says enough.
                if self.0.len() > before {
                    return None;
                }
                WantedItems::of(lines).map_err(|error| self.add("items", error.to_string())).ok()
            }
            (Some(_), None) => {
                self.add("items", format!("it should be a list of items; {ITEM}"));
                None
            }
        }
    }

    fn item(&mut self, line: &Value, at: &str) -> Option<WantedLine> {
        let Value::Object(line) = line else {
            self.add(at, ITEM);
            return None;
        };
        self.unknown_fields(line, &format!("{at}."), &ITEM_FIELDS);
        let quantity = line.get("quantity").and_then(Value::as_i64);
        let quantity = quantity.filter(|quantity| (1..=MOST_TOTAL).contains(quantity));
        if quantity.is_none() {
            let field = format!("{at}.quantity");
            self.add(field, format!("it should be a whole number from 1 to {MOST_TOTAL}"));
        }
        match line.get("good") {
            None | Some(Value::Null) => self.own_item(line, at, quantity).map(WantedLine::Own),
            Some(id) => {
                let own = |field: &&str| line.get(*field).is_some_and(|value| !value.is_null());
                for field in ["name", "price"].into_iter().filter(own) {
                    self.add(format!("{at}.{field}"), "a good of the window has its own");
                }
                let id = id.as_i64();
                if id.is_none() {
                    self.add(format!("{at}.good"), "it should be the id of a good of the window");
                }
                Some(WantedLine::Good { id: id?, quantity: quantity? })
            }
        }
    }

    fn own_item(
        &mut self,
        line: &Map<String, Value>,
        at: &str,
        quantity: Option<i64>,
    ) -> Option<NewItem> {
        let name = match line.get("name").and_then(Value::as_str).map(str::parse::<GoodName>) {
            Some(Ok(name)) => Some(name),
            Some(Err(error)) => {
                self.add(format!("{at}.name"), error.to_string());
                None
            }
            None => {
                self.add(format!("{at}.name"), "it is missing: what it is called");
                None
            }
        };
        let price = self.sum(line.get("price").unwrap_or(&Value::Null), &format!("{at}.price"));
        Some(NewItem {
            product_id: None,
            name: name?,
            price: price?,
            quantity: quantity?,
            stack: Stack::Loose,
        })
    }

    fn sum(&mut self, value: &Value, field: &str) -> Option<Sum> {
        let sum =
            value.as_i64().filter(|sum| *sum <= MOST_TOTAL).and_then(|sum| Sum::new(sum).ok());
        if sum.is_none() {
            self.add(field, format!("it should be a whole number of АР from 1 to {MOST_TOTAL}"));
        }
        sum
    }
}
