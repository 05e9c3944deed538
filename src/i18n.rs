//! Texts in Russian and English.

use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};

/// A language of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    Ru,
    En,
}

impl Lang {
    /// Russian unless the browser names English first.
    #[must_use]
    pub fn negotiate(accept_language: Option<&str>) -> Self {
        let mut wanted = accept_language
            .unwrap_or_default()
            .split(',')
            .map(str::trim);
        let known = |tag: &str| match tag.get(..2) {
            Some("ru") => Some(Self::Ru),
            Some("en") => Some(Self::En),
            _ => None,
        };
        wanted.find_map(known).unwrap_or(Self::Ru)
    }
}

/// The texts of one language.
#[derive(Clone, Copy)]
pub struct Messages(Lang);

/// What is put into a text.
pub struct Arg(FluentValue<'static>);

impl From<&str> for Arg {
    fn from(value: &str) -> Self {
        Self(FluentValue::from(value.to_owned()))
    }
}

impl From<String> for Arg {
    fn from(value: String) -> Self {
        Self(FluentValue::from(value))
    }
}

impl From<i64> for Arg {
    fn from(value: i64) -> Self {
        Self(FluentValue::from(value))
    }
}

static RU: LazyLock<FluentBundle<FluentResource>> =
    LazyLock::new(|| bundle("ru", include_str!("../locales/ru/sandbox.ftl")));
static EN: LazyLock<FluentBundle<FluentResource>> =
    LazyLock::new(|| bundle("en", include_str!("../locales/en/sandbox.ftl")));

fn bundle(lang: &str, source: &str) -> FluentBundle<FluentResource> {
    let langs = lang.parse().into_iter().collect();
    let mut bundle = FluentBundle::new_concurrent(langs);
    bundle.set_use_isolating(false);
    let resource = match FluentResource::try_new(source.to_owned()) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    bundle.add_resource_overriding(resource);
    bundle
}

impl Messages {
    #[must_use]
    pub fn for_lang(lang: Lang) -> Self {
        Self(lang)
    }

    #[must_use]
    pub fn text(&self, key: &str) -> String {
        self.with(key, &[])
    }

    #[must_use]
    pub fn with(&self, key: &str, args: &[(&str, Arg)]) -> String {
        let bundle = match self.0 {
            Lang::Ru => &*RU,
            Lang::En => &*EN,
        };
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let args: FluentArgs<'_> = args
            .iter()
            .map(|(name, Arg(value))| (*name, value.clone()))
            .collect();
        bundle
            .format_pattern(pattern, Some(&args), &mut Vec::new())
            .into_owned()
    }
}
