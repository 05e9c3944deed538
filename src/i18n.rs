//! The words of every page, in Russian and English, through Fluent.
//!
//! The texts live in `locales/<language>/*.ftl` and are part of the binary. A text that is missing or broken is
//! a bug that the tests below find; should one slip through, the page shows the key and the log says why.
//!
//! Numbers are grouped as the language groups them. What only looks like a number (a year, an order's number)
//! is passed as a text.

#[cfg(test)]
mod tests;

use std::{collections::HashMap, sync::LazyLock};

use fluent_bundle::{
    FluentArgs, FluentMessage, FluentResource, FluentValue, concurrent::FluentBundle,
};
use fluent_syntax::ast::{Entry, PatternElement};
use unic_langid::LanguageIdentifier;

/// The files of each language. The two lists name the same files.
const RU: &[&str] = &[
    include_str!("../locales/ru/shop.ftl"),
    include_str!("../locales/ru/checkout.ftl"),
    include_str!("../locales/ru/offers.ftl"),
    include_str!("../locales/ru/find.ftl"),
    include_str!("../locales/ru/api_docs.ftl"),
    include_str!("../locales/ru/sandbox.ftl"),
    include_str!("../locales/ru/admin.ftl"),
    include_str!("../locales/ru/blocks.ftl"),
    include_str!("../locales/ru/staff.ftl"),
    include_str!("../locales/ru/admin_orders.ftl"),
    include_str!("../locales/ru/admin_order.ftl"),
    include_str!("../locales/ru/export.ftl"),
    include_str!("../locales/ru/picks.ftl"),
    include_str!("../locales/ru/delivery.ftl"),
    include_str!("../locales/ru/runs.ftl"),
    include_str!("../locales/ru/attention.ftl"),
    include_str!("../locales/ru/missed.ftl"),
    include_str!("../locales/ru/claims.ftl"),
    include_str!("../locales/ru/overview.ftl"),
    include_str!("../locales/ru/reconcile.ftl"),
    include_str!("../locales/ru/goods.ftl"),
    include_str!("../locales/ru/settings.ftl"),
    include_str!("../locales/ru/looks.ftl"),
    include_str!("../locales/ru/notify.ftl"),
    include_str!("../locales/ru/webhooks.ftl"),
    include_str!("../locales/ru/notices.ftl"),
];
const EN: &[&str] = &[
    include_str!("../locales/en/shop.ftl"),
    include_str!("../locales/en/checkout.ftl"),
    include_str!("../locales/en/offers.ftl"),
    include_str!("../locales/en/find.ftl"),
    include_str!("../locales/en/api_docs.ftl"),
    include_str!("../locales/en/sandbox.ftl"),
    include_str!("../locales/en/admin.ftl"),
    include_str!("../locales/en/blocks.ftl"),
    include_str!("../locales/en/staff.ftl"),
    include_str!("../locales/en/admin_orders.ftl"),
    include_str!("../locales/en/admin_order.ftl"),
    include_str!("../locales/en/export.ftl"),
    include_str!("../locales/en/picks.ftl"),
    include_str!("../locales/en/delivery.ftl"),
    include_str!("../locales/en/runs.ftl"),
    include_str!("../locales/en/attention.ftl"),
    include_str!("../locales/en/missed.ftl"),
    include_str!("../locales/en/claims.ftl"),
    include_str!("../locales/en/overview.ftl"),
    include_str!("../locales/en/reconcile.ftl"),
    include_str!("../locales/en/goods.ftl"),
    include_str!("../locales/en/settings.ftl"),
    include_str!("../locales/en/looks.ftl"),
    include_str!("../locales/en/notify.ftl"),
    include_str!("../locales/en/webhooks.ftl"),
    include_str!("../locales/en/notices.ftl"),
];

/// The largest whole number that Fluent, which counts in floating point, holds exactly.
const EXACT: u64 = 1 << 53;

static TEXTS_RU: LazyLock<Texts> = LazyLock::new(|| Texts::of(Lang::Ru, RU));
static TEXTS_EN: LazyLock<Texts> = LazyLock::new(|| Texts::of(Lang::En, EN));

type Bundle = FluentBundle<FluentResource>;

/// The texts of one language.
struct Texts {
    bundle: Bundle,
    /// Those without places, which are most: they say the same each time, so nobody puts them together again.
    plain: HashMap<String, String>,
}

impl Texts {
    /// A file that does not parse loses only its broken entries: half a page of words is better than no page.
    fn of(lang: Lang, files: &[&str]) -> Self {
        let locale = LanguageIdentifier::from_bytes(lang.code().as_bytes()).unwrap_or_default();
        let mut bundle = Bundle::new_concurrent(vec![locale]);
        // The marks around each place help mixed scripts in plain text; in HTML, `<bdi>` does that, and a copied
        // number must not carry them.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match lang {
            Lang::Ru => |value, _| grouped(value, Lang::Ru),
            Lang::En => |value, _| grouped(value, Lang::En),
        }));
        let mut plain = HashMap::new();
        for file in files {
            let resource = match FluentResource::try_new((*file).to_owned()) {
                Ok(resource) => resource,
                Err((resource, errors)) => {
                    tracing::error!(lang = lang.code(), ?errors, "a file of texts does not parse");
                    resource
                }
            };
            plain.extend(resource.entries().filter_map(plain_text));
            if let Err(errors) = bundle.add_resource(resource) {
                tracing::error!(lang = lang.code(), ?errors, "a text is defined twice");
            }
        }
        Self { bundle, plain }
    }
}

/// The key and the words of a message that has no places.
fn plain_text(entry: &Entry<&str>) -> Option<(String, String)> {
    let Entry::Message(message) = entry else { return None };
    let words = message.value.as_ref()?.elements.iter().map(|element| match element {
        PatternElement::TextElement { value } => Some(*value),
        PatternElement::Placeable { .. } => None,
    });
    Some((message.id.name.to_owned(), words.collect::<Option<String>>()?))
}

/// A language that the pages speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    #[default]
    Ru,
    En,
}

impl Lang {
    /// The best language for an `Accept-Language` header. Russian where the header is absent, unreadable, or asks
    /// for neither of ours.
    #[must_use]
    pub fn negotiate(accept_language: Option<&str>) -> Self {
        let mut best = (Self::Ru, 0.0_f32);
        for range in accept_language.unwrap_or_default().split(',') {
            let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
            let Some(lang) = Self::from_range(tag.trim()) else {
                continue;
            };
            let quality = match parameters.trim().strip_prefix("q=") {
                Some(value) => value.trim().parse().unwrap_or(0.0),
                None => 1.0,
            };
            // Strictly better only: among equals the first named wins.
            if quality > best.1 {
                best = (lang, quality);
            }
        }
        best.0
    }

    /// The language of a code that [`Lang::code`] gives.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "ru" => Some(Self::Ru),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The code in `lang` attributes, cookies and links.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    const fn thousands_separator(self) -> char {
        match self {
            Self::Ru => '\u{202f}',
            Self::En => ',',
        }
    }

    fn from_range(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or(tag);
        if primary == "*" {
            return Some(Self::default());
        }
        Self::from_code(&primary.to_ascii_lowercase())
    }
}

/// What fills a place in a text.
#[derive(Clone, Debug)]
pub enum Arg {
    Text(String),
    Number(i64),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

/// The texts of one language.
#[derive(Clone, Copy, Debug)]
pub struct Messages {
    lang: Lang,
}

impl Messages {
    #[must_use]
    pub const fn for_lang(lang: Lang) -> Self {
        Self { lang }
    }

    #[must_use]
    pub const fn lang(self) -> Lang {
        self.lang
    }

    /// A text without places.
    #[must_use]
    pub fn text(self, key: &str) -> String {
        match self.texts().plain.get(key) {
            Some(text) => text.clone(),
            None => self.with(key, &[]),
        }
    }

    /// A text with its places filled.
    #[must_use]
    pub fn with(self, key: &str, args: &[(&str, Arg)]) -> String {
        let args: FluentArgs<'_> =
            args.iter().map(|(name, arg)| (*name, self.value(arg))).collect();
        let mut errors = Vec::new();
        let bundle = &self.texts().bundle;
        let text = bundle
            .get_message(key)
            .and_then(|message: FluentMessage<'_>| message.value())
            .map(|pattern| bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned());
        match text {
            Some(text) if errors.is_empty() => text,
            _ => {
                tracing::error!(key, lang = self.lang.code(), ?errors, "no such text");
                key.to_owned()
            }
        }
    }

    /// A whole number, grouped: `1 234` with narrow no-break spaces, or `1,234`.
    #[must_use]
    pub fn number(self, number: i64) -> String {
        group(&number.to_string(), self.lang.thousands_separator())
    }

    /// A sum with its currency: `1 234 АР`, held together by a no-break space.
    #[must_use]
    pub fn ar(self, ar: i64) -> String {
        self.with("sum", &[("sum", ar.into())])
    }

    /// Fluent counts in floating point, so a number too large for that goes in already written out.
    fn value(self, arg: &Arg) -> FluentValue<'_> {
        match arg {
            Arg::Text(text) => text.as_str().into(),
            Arg::Number(number) if number.unsigned_abs() <= EXACT => number.into(),
            Arg::Number(number) => self.number(*number).into(),
        }
    }

    fn texts(self) -> &'static Texts {
        match self.lang {
            Lang::Ru => &TEXTS_RU,
            Lang::En => &TEXTS_EN,
        }
    }
}

/// How a bundle writes a whole number; `None` leaves everything else to Fluent.
fn grouped(value: &FluentValue<'_>, lang: Lang) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let digits = number.as_string();
    let whole = digits.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    whole.then(|| group(&digits, lang.thousands_separator()))
}

fn group(number: &str, separator: char) -> String {
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => ("\u{2212}", digits),
        None => ("", number),
    };
    let mut grouped = sign.to_owned();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}
