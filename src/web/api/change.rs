//! A change that a program asks for: carried out once, however often it is asked for under one `Idempotency-Key`.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::Data,
};
use serde::Serialize;

use super::answer::Changed;
use crate::{
    api_keys::{
        Program,
        idempotency::{Answer, Request, Seen},
    },
    clock::{self, UtcTime},
    db::Connection,
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
        let done = shop
            .store
            .write(move |connection| {
                let now = clock::now();
                if let Some(repeatable) = &repeatable {
                    match repeatable.claim(connection, now)? {
                        Seen::Never => {}
                        Seen::Answered(answer) => return Ok(Done::Before(answer)),
                        Seen::Other => return Err(Error::KeyReused),
                    }
                }
                let answer = answer(work(connection, now)?)?;
                if let Some(repeatable) = &repeatable {
                    repeatable.keep(connection, &answer)?;
                }
                Ok::<_, Error>(Done::Now(answer))
            })
            .await?;
        let (answer, is_replay) = match done {
            Done::Now(answer) => (answer, false),
            Done::Before(answer) => (answer, true),
        };
        let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
        let mut response = HttpResponse::build(status);
        if let Some(location) = &answer.location {
            response.insert_header((header::LOCATION, location.as_str()));
        }
        if is_replay {
            response.insert_header(("idempotent-replayed", "true"));
        }
        Ok(response.content_type(header::ContentType::json()).body(answer.body))
    }
}

fn answer<V: Serialize>(changed: Changed<V>) -> Result<Answer, Error> {
    let body =
        serde_json::to_string(&changed.view).map_err(|error| Error::Internal(error.into()))?;
    Ok(Answer { status: changed.status.as_u16(), location: changed.location, body })
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
