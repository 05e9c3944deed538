//! A change that a program asks for: carried out once, however often it is asked for under one `Idempotency-Key`.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::Data,
};
use serde::Serialize;

use super::{answer::Changed, version::Told};
use crate::{
    api_keys::{
        Program,
        idempotency::{Answer, Request, Seen},
    },
    clock::{self, UtcTime},
    db::{Connection, WriteError, dialect},
    web::{Error, Shop},
};

/// A change that a program asks for.
pub struct Change {
    shop: Data<Shop>,
    /// Where it wants to be able to repeat it.
    repeatable: Option<Request>,
}

/// What came of it.
enum Done {
    Now(Answer),
    Before(Answer),
}

impl Change {
    /// # Errors
    /// `Malformed` where its `Idempotency-Key` is none.
    pub fn of(
        request: &HttpRequest,
        program: &Program,
        body: &[u8],
        shop: &Data<Shop>,
    ) -> Result<Self, Error> {
        let target = format!("{} {}", request.method(), request.path());
        let repeatable = key(request)?
            .map(|key| Request::new(program, key, &target, body))
            .transpose()
            .map_err(|error| Error::Malformed(error.to_string()))?;
        Ok(Self { shop: Data::clone(shop), repeatable })
    }

    /// Carries it out in one transaction, unless that was done before: then it is answered as it was then. What is refused
    /// is not kept: it may be put right under the same key.
    ///
    /// # Errors
    /// What `work` returns; `KeyReused` where the key came with another request.
    pub async fn carry_out<V, W>(self, work: W) -> Result<HttpResponse, Error>
    where
        V: Serialize,
        W: Fn(&mut Connection, UtcTime) -> Result<Changed<V>, Error> + Send + 'static,
    {
        let Self { shop, repeatable } = self;
        let done = shop.store.write(move |connection| {
            let now = clock::now();
            let Some(repeatable) = &repeatable else {
                let done = refusable(connection, |connection| work(connection, now))?;
                return Ok(done.and_then(answer).map(Done::Now));
            };
            match repeatable.claim(connection, now)? {
                Seen::Never => {}
                Seen::Answered(answer) => return Ok(Ok(Done::Before(answer))),
                Seen::Other => return Ok(Err(Error::KeyReused)),
            }
            match refusable(connection, |connection| work(connection, now))? {
                Ok(changed) => {
                    let answer = answer(changed)?;
                    repeatable.keep(connection, &answer)?;
                    Ok::<_, Error>(Ok(Done::Now(answer)))
                }
                Err(refusal) => {
                    repeatable.give_up(connection)?;
                    Ok(Err(refusal))
                }
            }
        });
        let (answer, is_replay) = match done.await?? {
            Done::Now(answer) => (answer, false),
            Done::Before(answer) => (answer, true),
        };
        let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
        let mut response = HttpResponse::build(status);
        if let Some(location) = &answer.location {
            response.insert_header((header::LOCATION, location.as_str()));
        }
        if let Some(tag) = &answer.etag {
            response.insert_header((header::ETAG, tag.as_str()));
        }
        if is_replay {
            response.insert_header(("idempotent-replayed", "true"));
        }
        Ok(response.content_type(header::ContentType::json()).body(answer.body))
    }
}

fn answer<V: Serialize>(changed: Changed<V>) -> Result<Answer, Error> {
    let Told { tag, body } = Told::new(changed.version.unwrap_or(0), &changed.view)?;
    Ok(Answer {
        status: changed.status.as_u16(),
        location: changed.location,
        etag: changed.version.map(|_| tag.to_string()),
        body,
    })
}

/// Writes what is refused quite often. On SQLite a write that fails takes its whole batch with it, callbacks among them, each of
/// which is then written by itself: a refusal that comes before anything was written is no failure.
///
/// # Errors
/// What `work` returns.
pub async fn write<T, W>(shop: &Shop, work: W) -> Result<T, Error>
where
    T: Send + 'static,
    W: Fn(&mut Connection) -> Result<T, Error> + Send + 'static,
{
    shop.store.write(move |connection| refusable(connection, &work)).await?
}

/// # Errors
/// What has to undo the transaction.
fn refusable<T>(
    connection: &mut Connection,
    work: impl FnOnce(&mut Connection) -> Result<T, Error>,
) -> Result<Result<T, Error>, Error> {
    let before = dialect::rows_written(connection)?;
    match work(connection) {
        Err(refusal)
            if refusal.store_error().is_none()
                && before.is_some()
                && dialect::rows_written(connection)? == before =>
        {
            Ok(Err(refusal))
        }
        done => done.map(Ok),
    }
}

/// What the program calls this request, if it wants to be able to repeat it.
fn key(request: &HttpRequest) -> Result<Option<&str>, Error> {
    let mut values = request.headers().get_all("idempotency-key");
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value
            .to_str()
            .map(Some)
            .map_err(|_| Error::Malformed("the Idempotency-Key is not ASCII".to_owned())),
        _ => Err(Error::Malformed("there is more than one Idempotency-Key".to_owned())),
    }
}
