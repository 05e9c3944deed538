//! `/admin/settings/notifications/{audience}/{topic}/{lang}`: the words of one message.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form, Path},
};
use serde::Deserialize;

use super::HERE;
use crate::{
    clock,
    i18n::{Lang, Messages},
    notify::{Audience, MOST_TEMPLATE, Template, TemplateError, Topic, wording},
    staff::{
        SignedIn,
        audit::{self, Entry, What},
    },
    web::{
        Error, Shop,
        admin::{entry, frame},
        pages::admin::settings::{Preview, TemplatePage},
        respond::{render, see_other},
    },
};

/// Whose words, about what, in which language.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name {
    audience: Audience,
    topic: Topic,
    lang: Lang,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct TextForm {
    text: String,
    /// `save`, `preview` or `usual`.
    r#do: String,
}

type Address = Path<(String, String, String)>;

/// `GET /admin/settings/notifications/{audience}/{topic}/{lang}`
pub async fn show(
    request: HttpRequest,
    address: Address,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let name = Name::read(&address).ok_or(Error::NotFound)?;
    let Name { audience, topic, lang } = name;
    let read = shop
        .store
        .read(move |connection| Ok::<_, Error>(wording::text(connection, audience, topic, lang)?));
    let text = read.await?.unwrap_or_else(|| name.usual());
    page(&request, &signed_in, &shop, name, &text)
}

/// `POST /admin/settings/notifications/{audience}/{topic}/{lang}`: keeps it, or only shows what it would look like.
pub async fn change(
    request: HttpRequest,
    address: Address,
    signed_in: SignedIn,
    form: Form<TextForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let name = Name::read(&address).ok_or(Error::NotFound)?;
    let TextForm { text, r#do } = form.into_inner();
    let text = if r#do == "usual" { name.usual() } else { text };
    let is_good = Template::parse(&text, name.audience).is_ok();
    if r#do == "preview" || !is_good {
        return page(&request, &signed_in, &shop, name, &text);
    }
    let by = signed_in.by(entry::address(&request, &shop));
    let Name { audience, topic, lang } = name;
    let write = move |connection: &mut crate::db::Connection| {
        wording::set_text(connection, audience, topic, lang, Some(&text))?;
        let subject = format!("{}/{}/{}", audience.as_str(), topic.as_str(), lang.code());
        let note = if text.trim() == wording::usual_text(audience, topic, Messages::for_lang(lang))
        {
            "usual-text"
        } else {
            "text"
        };
        let (subject, note, at) = (Some(subject.as_str()), Some(note), clock::now());
        audit::record(connection, &Entry { by: &by, what: What::Notices, subject, note, at })?;
        Ok::<_, Error>(())
    };
    shop.store.write(write).await?;
    Ok(see_other(&format!("{}?saved", name.path())))
}

impl Name {
    fn read(address: &Address) -> Option<Self> {
        let (audience, topic, lang) = &**address;
        let audience = audience.parse().ok()?;
        let topic = topic.parse().ok().filter(|topic| Topic::of(audience).contains(topic))?;
        Some(Self { audience, topic, lang: Lang::from_code(lang)? })
    }

    fn path(self) -> String {
        let Self { audience, topic, lang } = self;
        format!("{HERE}/{}/{}/{}", audience.as_str(), topic.as_str(), lang.code())
    }

    fn usual(self) -> String {
        wording::usual_text(self.audience, self.topic, Messages::for_lang(self.lang))
    }
}

fn page(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    name: Name,
    text: &str,
) -> Result<HttpResponse, Error> {
    let Name { audience, topic, lang } = name;
    let mut admin = frame(request, signed_in, shop);
    name.path().clone_into(&mut admin.frame.here);
    let template: Result<Template, TemplateError> = Template::parse(text, audience);
    let status = if template.is_ok() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let preview = match template {
        Ok(template) => {
            Ok(Preview::of(&shop.config, audience, topic, lang, template, clock::now())
                .map_err(Error::Internal)?)
        }
        Err(error) => Err(error),
    };
    // Twice as much as is kept, so that what is too long can be shortened.
    let text = text.chars().take(2 * MOST_TEMPLATE).collect();
    let is_saved = request.query_string() == "saved";
    render(status, &TemplatePage { admin, audience, topic, lang, text, preview, is_saved })
}
