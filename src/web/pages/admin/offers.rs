//! The payment links of the shop: the list at `/admin/links`, the form of one, its poster.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use askama::Template;

use super::{AdminFrame, PictureForm, PictureProblem};
use crate::{
    catalog::{Look, MOST_DESCRIPTION},
    i18n::Messages,
    offers::{AsksKind, LONGEST_SLUG, MOST_OFFERS, Numbers, Standing},
    web::pages::{Moment, shorten},
};

/// How much of a name a list shows.
const NAME: usize = 80;
/// What comes back into a field of one line after an invalid post.
const TYPED: usize = 400;

#[derive(Debug, Template)]
#[template(path = "admin/offers.html")]
pub struct OffersPage {
    pub admin: AdminFrame,
    pub rows: Vec<OfferRow>,
    /// One has just been deleted.
    pub is_deleted: bool,
}

/// An offer, in short.
#[derive(Debug)]
pub struct OfferRow {
    pub id: i64,
    pub name: String,
    /// The link, as it is handed on.
    pub address: String,
    /// The same, within the shop.
    pub path: String,
    /// What it costs.
    pub asks: String,
    pub standing: Standing,
    pub numbers: Numbers,
    pub most_uses: Option<i64>,
    pub ends: Option<Moment>,
    pub once_each: bool,
}

/// One offer, to be changed or added.
#[derive(Debug, Template)]
#[template(path = "admin/offer.html")]
pub struct OfferFormPage {
    pub admin: AdminFrame,
    /// `None` while it is to be added.
    pub id: Option<i64>,
    /// What the form showed when it was made.
    pub version: i64,
    pub typed: TypedOffer,
    pub refused: OfferRefused,
    /// What can be offered.
    pub goods: Vec<GoodField>,
    /// What came of it.
    pub row: Option<OfferRow>,
    pub picture: Option<Look>,
    pub is_closed: bool,
    /// Its newest orders.
    pub latest: Vec<OrderLine>,
    /// What has just been done.
    pub said: String,
}

/// What was typed.
#[derive(Clone, Debug)]
pub struct TypedOffer {
    pub slug: String,
    pub name: String,
    pub description: String,
    pub asks: AsksKind,
    pub sum: String,
    pub suggested: String,
    pub least: String,
    pub most_uses: String,
    pub ends_at: String,
    pub once_each: bool,
    /// How many of each good; of others nothing was typed.
    pub quantities: BTreeMap<i64, String>,
}

/// A good that can be offered.
#[derive(Debug)]
pub struct GoodField {
    pub id: i64,
    pub name: String,
    pub price: i64,
    pub is_hidden: bool,
}

/// An order that came by it.
#[derive(Debug)]
pub struct OrderLine {
    pub uid: String,
    pub nickname: String,
    pub status: String,
    pub total: i64,
    pub placed: Moment,
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferField {
    Slug,
    Name,
    Description,
    /// The goods as a whole.
    Goods,
    /// How many of that good.
    Good(i64),
    Sum,
    Suggested,
    Least,
    MostUses,
    EndsAt,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferFault {
    Missing,
    Name,
    TooLong {
        most: usize,
    },
    Control,
    Slug,
    /// No whole number from 1 to `most`.
    Number {
        most: i64,
    },
    LessThanLeast,
    NoGoods,
    TooManyGoods {
        most: usize,
    },
    TotalTooLarge {
        most: i64,
    },
    Time,
}

/// Why nothing was done.
#[derive(Debug)]
pub enum OfferRefused {
    Not,
    Faults(Vec<(OfferField, OfferFault)>),
    /// Somebody was faster than whoever sent the form.
    Changed,
    /// Somebody was faster than whoever sent a picture, or wanted it or all of it away.
    Late,
    SlugTaken,
    TooMany,
    GoodGone,
    /// Orders came by it, so it is not deleted.
    Taken,
    Picture(PictureProblem),
}

/// A link on paper.
#[derive(Debug, Template)]
#[template(path = "admin/poster.html")]
pub struct PosterPage {
    pub admin: AdminFrame,
    pub id: i64,
    pub name: String,
    pub description: String,
    pub price: String,
    /// The link as a QR code: SVG that our own code made, shown as it is.
    pub qr_svg: String,
    pub ends: Option<Moment>,
    pub address: String,
}

impl Default for TypedOffer {
    fn default() -> Self {
        Self {
            slug: String::new(),
            name: String::new(),
            description: String::new(),
            asks: AsksKind::Free,
            sum: String::new(),
            suggested: String::new(),
            least: String::new(),
            most_uses: String::new(),
            ends_at: String::new(),
            once_each: false,
            quantities: BTreeMap::new(),
        }
    }
}

impl OfferField {
    /// The field's element.
    fn id(self) -> String {
        match self {
            Self::Slug => "slug".to_owned(),
            Self::Name => "name".to_owned(),
            Self::Description => "description".to_owned(),
            Self::Goods => "goods".to_owned(),
            Self::Good(id) => format!("quantity_{id}"),
            Self::Sum => "sum".to_owned(),
            Self::Suggested => "suggested".to_owned(),
            Self::Least => "least".to_owned(),
            Self::MostUses => "most_uses".to_owned(),
            Self::EndsAt => "ends_at".to_owned(),
        }
    }
}

impl OfferFault {
    fn text(self, m: Messages) -> String {
        let wide = |most: usize| i64::try_from(most).unwrap_or(i64::MAX);
        match self {
            Self::Missing => m.text("links-fault-missing"),
            Self::Name => m.text("links-fault-name"),
            Self::TooLong { most } => m.with("good-fault-too-long", &[("most", wide(most).into())]),
            Self::Control => m.text("good-fault-control"),
            Self::Slug => m.text("links-fault-slug"),
            Self::Number { most } => m.with("links-fault-number", &[("most", most.into())]),
            Self::LessThanLeast => m.text("links-fault-less-than-least"),
            Self::NoGoods => m.text("links-fault-no-goods"),
            Self::TooManyGoods { most } => {
                m.with("form-too-many-goods", &[("most", wide(most).into())])
            }
            Self::TotalTooLarge { most } => {
                m.with("form-total-too-large", &[("most", most.into())])
            }
            Self::Time => m.text("links-fault-time"),
        }
    }
}

impl OfferRefused {
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Not => StatusCode::OK,
            Self::Changed | Self::Late | Self::SlugTaken | Self::GoodGone | Self::Taken => {
                StatusCode::CONFLICT
            }
            Self::Faults(_) | Self::TooMany | Self::Picture(_) => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

impl OfferRow {
    fn shown_name(&self) -> String {
        shorten(&self.name, NAME)
    }

    /// The stylesheet's word for how it stands.
    fn tone(&self) -> &'static str {
        match self.standing {
            Standing::Open => "tint-good",
            Standing::UsedUp | Standing::GoodsGone => "tint-waiting",
            Standing::Closed | Standing::Ended => "tint-off",
        }
    }

    fn standing_label(&self, m: Messages) -> String {
        match self.standing {
            Standing::Open => m.text("links-standing-open"),
            Standing::Closed => m.text("links-standing-closed"),
            Standing::Ended => m.text("links-standing-ended"),
            Standing::UsedUp => m.text("links-standing-used-up"),
            Standing::GoodsGone => m.text("links-standing-goods-gone"),
        }
    }

    /// What its limits leave, each in a few words.
    fn limits(&self, m: Messages) -> Vec<String> {
        let uses = self.most_uses.map(|most| {
            m.with("links-uses", &[("uses", self.numbers.uses().into()), ("most", most.into())])
        });
        let ends =
            self.ends.as_ref().map(|at| m.with("links-ends", &[("at", at.shown.as_str().into())]));
        let once = self.once_each.then(|| m.text("offer-once-each"));
        [uses, ends, once].into_iter().flatten().collect()
    }

    /// What came of it.
    fn numbers(&self, m: Messages) -> String {
        let Numbers { placed, waiting, paid, received } = self.numbers;
        if placed == 0 {
            return m.text("links-no-orders");
        }
        m.with(
            "links-numbers",
            &[
                ("placed", placed.into()),
                ("waiting", waiting.into()),
                ("paid", paid.into()),
                ("received", m.ar(received).into()),
            ],
        )
    }
}

impl OfferFormPage {
    fn m(&self) -> Messages {
        self.admin.messages()
    }

    fn action(&self) -> String {
        self.id.map_or_else(|| "/admin/links/new".to_owned(), |id| format!("/admin/links/{id}"))
    }

    fn heading(&self) -> String {
        self.m().text(if self.id.is_some() { "links-heading" } else { "links-new-heading" })
    }

    fn line(text: &str) -> String {
        shorten(text, TYPED)
    }

    /// What was typed there, its lines kept.
    fn description(&self) -> String {
        self.typed.description.chars().take(2 * MOST_DESCRIPTION).collect()
    }

    fn quantity(&self, good: &GoodField) -> String {
        self.typed.quantities.get(&good.id).map(|typed| Self::line(typed)).unwrap_or_default()
    }

    fn is_asks(&self, kind: &str) -> bool {
        self.typed.asks.as_str() == kind
    }

    fn most_slug() -> usize {
        LONGEST_SLUG
    }

    fn faults(&self) -> &[(OfferField, OfferFault)] {
        match &self.refused {
            OfferRefused::Faults(faults) => faults,
            _ => &[],
        }
    }

    /// The wrong fields: where they are, what they are called, and what is wrong.
    fn summary(&self) -> Vec<(String, String, String)> {
        let m = self.m();
        let label = |field: OfferField| match field {
            OfferField::Slug => m.text("links-field-slug"),
            OfferField::Name => m.text("links-field-name"),
            OfferField::Description => m.text("links-field-description"),
            OfferField::Goods => m.text("links-goods"),
            OfferField::Good(id) => {
                let good = self.goods.iter().find(|good| good.id == id);
                good.map(|good| shorten(&good.name, NAME)).unwrap_or_default()
            }
            OfferField::Sum => m.text("links-field-sum"),
            OfferField::Suggested => m.text("links-field-suggested"),
            OfferField::Least => m.text("links-field-least"),
            OfferField::MostUses => m.text("links-field-most-uses"),
            OfferField::EndsAt => m.text("links-field-ends"),
        };
        let line =
            |(field, fault): &(OfferField, OfferFault)| (field.id(), label(*field), fault.text(m));
        self.faults().iter().map(line).collect()
    }

    fn fault(&self, id: &str) -> Option<String> {
        let (_, fault) = self.faults().iter().find(|(field, _)| field.id() == id)?;
        Some(fault.text(self.m()))
    }

    fn good_fault(&self, good: &GoodField) -> Option<String> {
        self.fault(&OfferField::Good(good.id).id())
    }

    /// What was wrong as a whole.
    fn problem(&self) -> Option<String> {
        let m = self.m();
        match self.refused {
            OfferRefused::Not | OfferRefused::Faults(_) | OfferRefused::Picture(_) => None,
            OfferRefused::Changed => Some(m.text("links-changed")),
            OfferRefused::Late => Some(m.text("links-late")),
            OfferRefused::SlugTaken => Some(m.text("links-slug-taken")),
            OfferRefused::TooMany => {
                Some(m.with("links-too-many", &[("most", MOST_OFFERS.into())]))
            }
            OfferRefused::GoodGone => Some(m.text("links-good-gone")),
            OfferRefused::Taken => Some(m.text("links-taken")),
        }
    }

    /// What has just been done.
    fn done(&self) -> Option<String> {
        match (self.said.as_str(), &self.refused) {
            ("added", OfferRefused::Not) => Some(self.m().text("links-added")),
            ("saved", OfferRefused::Not) => Some(self.m().text("links-saved")),
            _ => None,
        }
    }

    fn picture_form(&self, id: i64) -> PictureForm<'_> {
        let problem = match self.refused {
            OfferRefused::Picture(problem) => Some(problem),
            _ => None,
        };
        let action = format!("/admin/links/{id}/picture");
        PictureForm::new(self.m(), action, self.version, self.picture.as_ref(), problem)
    }
}

impl PosterPage {
    fn shown_name(&self) -> String {
        shorten(&self.name, NAME)
    }
}
