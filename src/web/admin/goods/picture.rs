//! A good's picture.

use actix_multipart::Multipart;
use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Form, Path},
};

use super::{
    HERE, by,
    edit::{VersionForm, again},
    record,
};
use crate::{
    catalog::{
        self, GoodError,
        pictures::{MOST_BYTES, Picture, PictureError},
    },
    clock,
    staff::SignedIn,
    web::{
        Error, Shop,
        pages::admin::{PictureProblem, Refused},
        respond::see_other,
        upload::{self, UploadError},
    },
};

/// `POST /admin/goods/{id}/picture`
pub async fn set(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<i64>,
    form: Multipart,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    let id = id.into_inner();
    let (version, picture) = match read(form).await {
        Ok(read) => read,
        Err(Unread::Problem(problem)) => {
            return again(&request, &signed_in, &shop, id, Refused::Picture(problem)).await;
        }
        Err(Unread::Error(error)) => return Err(error),
    };
    write(&request, &signed_in, &shop, id, version, Some(picture)).await
}

/// `POST /admin/goods/{id}/picture/remove`
pub async fn remove(
    request: HttpRequest,
    signed_in: SignedIn,
    id: Path<i64>,
    form: Form<VersionForm>,
    shop: Data<Shop>,
) -> Result<HttpResponse, Error> {
    write(&request, &signed_in, &shop, id.into_inner(), form.version, None).await
}

enum Unread {
    Problem(PictureProblem),
    Error(Error),
}

/// The version that the form showed, and the picture.
async fn read(form: Multipart) -> Result<(i64, Picture), Unread> {
    let mut upload =
        upload::read(form, "picture", MOST_BYTES).await.map_err(|error| match error {
            UploadError::FileTooLarge => Unread::Problem(PictureProblem::TooLarge),
            UploadError::Other(error) => Unread::Error(error),
        })?;
    let version = upload.field("version").parse().map_err(|_| {
        Unread::Error(Error::Malformed("`version` is not what the form said".to_owned()))
    })?;
    let file = upload.file.take().ok_or(Unread::Problem(PictureProblem::Missing))?;
    let taken = upload::picture(file).await.map_err(Unread::Error)?;
    let picture = taken.map_err(|error| Unread::Problem(problem(&error)))?;
    Ok((version, picture))
}

fn problem(error: &PictureError) -> PictureProblem {
    match *error {
        PictureError::TooLarge => PictureProblem::TooLarge,
        PictureError::NotAPicture => PictureProblem::NotAPicture,
        PictureError::TooManyPixels { width, height } => {
            PictureProblem::TooManyPixels { width, height }
        }
        PictureError::Broken(_) => PictureProblem::Broken,
    }
}

async fn write(
    request: &HttpRequest,
    signed_in: &SignedIn,
    shop: &Shop,
    id: i64,
    version: i64,
    picture: Option<Picture>,
) -> Result<HttpResponse, Error> {
    let by = by(request, signed_in, shop);
    let written = shop
        .store
        .write(move |connection| {
            let at = clock::now();
            let good = catalog::set_picture(connection, id, version, picture.as_ref(), at)?;
            let note = if picture.is_some() { "picture" } else { "no-picture" };
            record(connection, &by, good.name.as_str(), note, at)
        })
        .await;
    match written {
        Ok(()) => Ok(see_other(&format!("{HERE}/{id}"))),
        Err(GoodError::Changed(now)) => {
            again(request, signed_in, shop, id, Refused::Changed(now)).await
        }
        Err(error) => Err(error.into()),
    }
}
