//! `/admin/settings/notifications`: which channel is told of what, in which words, and whether it works.

pub mod template;

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Form},
};

use crate::{
    clock,
    db::Connection,
    i18n::{Lang, Messages},
    notify::{
        Channel, ChannelKind, Choices, Delivery, DiscordId, Topic, Writer, choices, undelivered,
        wording,
    },
    staff::{
        SignedIn,
        audit::{self, By, Entry, What},
    },
    web::{
        Error, Shop,
        admin::{entry, field, frame},
        pages::admin::settings::{ChannelRow, NotificationsPage, Tested},
        respond::{render, see_other},
    },
};

pub const HERE: &str = "/admin/settings/notifications";

type Fields = Vec<(String, String)>;

/// `GET /admin/settings/notifications`
pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    page(&request, &signed_in, &shop, StatusCode::OK, None).await
}

async fn page(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    status: StatusCode,
    tested: Option<Tested>,
) -> Result<HttpResponse, Error> {
    let read = shop.store.read(read).await?;
    let mut admin = frame(request, signed_in, shop);
    HERE.clone_into(&mut admin.frame.here);
    let channels = read.channels.into_iter().map(|(channel, choices, lang)| ChannelRow {
        channel,
        is_set: channel.is_set(&shop.config),
        fares: shop.notices.of(channel).fares(),
        choices,
        lang,
    });
    let is_saved = request.query_string() == "saved";
    let page = NotificationsPage {
        channels: channels.collect(),
        changed: read.changed,
        waiting: read.waiting,
        is_saved,
        tested,
        admin,
    };
    render(status, &page)
}

struct Read {
    channels: Vec<(ChannelKind, Choices, Lang)>,
    /// Which texts are staff's own.
    changed: Vec<(String, String, String)>,
    /// How many messages could not be delivered.
    waiting: i64,
}

fn read(connection: &mut Connection) -> Result<Read, Error> {
    let mut channels = Vec::new();
    for channel in ChannelKind::ALL {
        let choices = Choices::read(connection, *channel)?;
        channels.push((*channel, choices, wording::language(connection, *channel)?));
    }
    let waiting = undelivered::count(connection)?;
    Ok(Read { channels, changed: wording::changed(connection)?, waiting })
}

/// `POST /admin/settings/notifications`: what each channel that the form names is told of, and in which language.
pub async fn choose(
    request: HttpRequest,
    signed_in: SignedIn,
    form: Form<Fields>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let form = form.into_inner();
    let by = signed_in.by(entry::address(&request, &shop));
    let write = move |connection: &mut Connection| {
        for channel in ChannelKind::ALL {
            let is_named =
                form.iter().any(|(name, value)| name == "channel" && value == channel.as_str());
            if is_named {
                choose_for(connection, *channel, &form, &by)?;
            }
        }
        Ok::<_, Error>(())
    };
    shop.store.write(write).await?;
    Ok(see_other(&format!("{HERE}?saved")))
}

fn choose_for(
    connection: &mut Connection,
    channel: ChannelKind,
    form: &Fields,
    by: &By,
) -> Result<(), Error> {
    let word = channel.as_str();
    let wants = |topic: &Topic| {
        let wanted = format!("{word}/{}", topic.as_str());
        form.iter().any(|(name, value)| name == "wanted" && *value == wanted)
    };
    let wanted: Vec<Topic> = Topic::of(channel.audience()).iter().copied().filter(wants).collect();
    let changed = choices::choose(connection, channel, &wanted)?;
    let mut note: Vec<&str> = changed.into_iter().map(Topic::as_str).collect();
    let lang = Lang::from_code(field(form, &format!("lang-{word}")));
    let before = wording::language(connection, channel)?;
    if let Some(lang) = lang.filter(|lang| *lang != before) {
        wording::set_language(connection, channel, lang)?;
        note.push("language");
    }
    if !note.is_empty() {
        let (subject, note, at) = (Some(word), note.join("; "), clock::now());
        let entry = Entry { by, what: What::Notices, subject, note: Some(&note), at };
        audit::record(connection, &entry)?;
    }
    Ok(())
}

/// `POST /admin/settings/notifications/test`: sends one message and tells what became of it.
pub async fn test(
    request: HttpRequest,
    signed_in: SignedIn,
    form: Form<Fields>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let form = form.into_inner();
    let kind: ChannelKind = field(&form, "channel")
        .parse()
        .map_err(|_| Error::Unprocessable("`channel` is none of the channels".to_owned()))?;
    let Some(mut channel) = Channel::of(&shop.config, kind) else {
        let settings = kind.settings().join(", ");
        return Err(Error::NotNow(format!("this channel is not set up; it needs {settings}")));
    };
    let typed = field(&form, "to").trim();
    let to = DiscordId::parse(typed);
    if kind == ChannelKind::DiscordDm && to.is_none() {
        let tested = Some(Tested { channel: kind, delivery: None, to: typed.to_owned() });
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return page(&request, &signed_in, &shop, status, tested).await;
    }
    let by = signed_in.by(entry::address(&request, &shop));
    let write = move |connection: &mut Connection| {
        let (subject, at) = (Some(kind.as_str()), clock::now());
        let entry = Entry { by: &by, what: What::Notices, subject, note: Some("test"), at };
        audit::record(connection, &entry)?;
        Ok::<_, Error>(wording::language(connection, kind)?)
    };
    let messages = Messages::for_lang(shop.store.write(write).await?);
    let delivery: Delivery =
        channel.deliver(&Writer::of(&shop.config, kind).test(messages, to)).await;
    let tested = Tested { channel: kind, delivery: Some(delivery), to: typed.to_owned() };
    page(&request, &signed_in, &shop, StatusCode::OK, Some(tested)).await
}
