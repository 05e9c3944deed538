//! The form that a picture is sent with: the file `picture`, and the `version` that the form showed.

use actix_multipart::Multipart;

use crate::{
    catalog::pictures::{MOST_BYTES, Picture, PictureError},
    web::{
        Error,
        pages::admin::PictureProblem,
        upload::{self, UploadError},
    },
};

/// Why there is no picture.
pub enum Unread {
    /// Whoever sent it can do something about it.
    Problem(PictureProblem),
    Error(Error),
}

/// The version that the form showed, and the picture.
///
/// # Errors
/// `Unread`.
pub async fn read(form: Multipart) -> Result<(i64, Picture), Unread> {
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
