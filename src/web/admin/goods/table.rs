//! All goods as a table: out of the shop, and back into it.

use actix_multipart::Multipart;
use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::Data,
};

use super::{HERE, by, frame, record};
use crate::{
    catalog::{
        self, Change, GoodError,
        table::{self, Applied, Plan, Table},
    },
    clock,
    staff::{
        SignedIn,
        audit::{self, Entry, What},
    },
    web::{
        Error, Shop,
        pages::admin::{ImportPage, ImportProblem},
        respond::{render, see_other},
        upload::{self, UploadError},
    },
};

/// The largest table, in bytes. When it comes back from the preview it may have grown: what was of another encoding.
const MOST_BYTES: usize = 2 * 1024 * 1024;

/// `GET /admin/goods/export`
pub async fn export(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let by = by(&request, &signed_in, &shop);
    let goods =
        shop.store.read_long(|connection| Ok::<_, Error>(catalog::all(connection)?)).await?;
    let lang = frame(&request, &signed_in, &shop).messages().lang();
    let file = table::export(&goods, lang).map_err(|error| Error::Internal(error.into()))?;
    shop.store
        .write(move |connection| {
            let (what, at) = (What::Export, clock::now());
            let entry = Entry { by: &by, what, subject: Some("goods.csv"), note: None, at };
            Ok::<_, Error>(audit::record(connection, &entry)?)
        })
        .await?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"goods.csv\""))
        .body(file))
}

/// `GET /admin/goods/import`
pub async fn show(
    request: HttpRequest,
    signed_in: SignedIn,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let page = ImportPage::empty(frame(&request, &signed_in, &shop));
    render(StatusCode::OK, &page)
}

/// `POST /admin/goods/import`: what the table would do, and, once somebody has seen just that, doing it.
pub async fn import(
    request: HttpRequest,
    signed_in: SignedIn,
    form: Multipart,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let mut page = ImportPage::empty(frame(&request, &signed_in, &shop));
    let (text, seen) = match read(form).await {
        Ok(read) => read,
        Err(Unread::Problem(problem)) => return refused(page, problem),
        Err(Unread::Error(error)) => return Err(error),
    };
    let parsed = match Table::parse(&text) {
        Ok(parsed) => parsed,
        Err(error) => return refused(page, ImportProblem::Table(error)),
    };
    let plan = if seen.is_empty() {
        shop.store
            .read_long(move |connection| Ok::<_, Error>(table::plan(connection, &parsed)?))
            .await?
    } else {
        let by = by(&request, &signed_in, &shop);
        let agreed = seen.clone();
        let done = shop
            .store
            .write(move |connection| {
                let plan = table::plan(connection, &parsed)?;
                if !plan.faults.is_empty() || plan.digest() != agreed {
                    return Ok::<_, GoodError>(Some(plan));
                }
                let at = clock::now();
                table::apply(connection, &plan, at, |connection, applied| match applied {
                    Applied::Added(fields) => {
                        record(connection, &by, fields.name.as_str(), "added", at)
                    }
                    Applied::Changed(fields, changes) => {
                        let note: Vec<String> = changes.iter().map(Change::to_string).collect();
                        record(connection, &by, fields.name.as_str(), &note.join("; "), at)
                    }
                })?;
                Ok(None)
            })
            .await?;
        let Some(plan) = done else { return Ok(see_other(&format!("{HERE}?imported"))) };
        page.is_other = true;
        plan
    };
    let status = status(&plan, page.is_other);
    page.text = text;
    page.plan = Some(plan);
    render(status, &page)
}

fn status(plan: &Plan, is_other: bool) -> StatusCode {
    match (is_other, plan.faults.is_empty()) {
        (true, _) => StatusCode::CONFLICT,
        (false, true) => StatusCode::OK,
        (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

fn refused(mut page: ImportPage, problem: ImportProblem) -> Result<HttpResponse, Error> {
    page.problem = Some(problem);
    render(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

enum Unread {
    Problem(ImportProblem),
    Error(Error),
}

/// The table's text, and what its sender has seen it would do.
async fn read(form: Multipart) -> Result<(String, String), Unread> {
    let upload = upload::read(form, "table", 2 * MOST_BYTES).await;
    let upload = upload.map_err(|error| match error {
        UploadError::FileTooLarge => Unread::Problem(ImportProblem::TooLarge),
        UploadError::Other(error) => Unread::Error(error),
    })?;
    let seen = upload.field("seen").to_owned();
    let file = upload.file.ok_or(Unread::Problem(ImportProblem::Missing))?;
    if seen.is_empty() && file.len() > MOST_BYTES {
        return Err(Unread::Problem(ImportProblem::TooLarge));
    }
    Ok((table::decode(&file), seen))
}
