//! Files that people send with a form.

use std::collections::HashMap;

use actix_multipart::{Multipart, MultipartError};
use futures_util::TryStreamExt;
use tokio::{sync::Semaphore, task};

use super::Error;
use crate::catalog::pictures::{self, Picture, PictureError};

/// The most bytes of a field that is no file.
const MOST_FIELD: usize = 1024;
/// The most fields that a form of ours has.
const MOST_FIELDS: usize = 16;

/// One picture is made at a time: each may take hundreds of megabytes.
static TURN: Semaphore = Semaphore::const_new(1);

/// A form that was sent with a file.
#[derive(Debug, Default)]
pub struct Upload {
    /// `None` where none was chosen.
    pub file: Option<Vec<u8>>,
    fields: HashMap<String, String>,
}

/// Why a form with a file was not read.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// It was not read to its end.
    #[error("the file is too large")]
    FileTooLarge,
    #[error(transparent)]
    Other(#[from] Error),
}

/// Reads a form whose field `file` has a file of that many bytes at most; more of it is not even read.
///
/// # Errors
/// `UploadError`.
pub async fn read(mut form: Multipart, file: &str, most: usize) -> Result<Upload, UploadError> {
    let mut upload = Upload::default();
    for _ in 0..MOST_FIELDS {
        let Some(mut field) = form.try_next().await.map_err(|error| odd(&error))? else { break };
        let Some(name) = field.name().map(str::to_owned) else { continue };
        let is_file = name == file;
        let Ok(bytes) = field.bytes(if is_file { most } else { MOST_FIELD }).await else {
            let other = UploadError::Other(Error::TooLarge("1 KiB in a field that is no file"));
            return Err(if is_file { UploadError::FileTooLarge } else { other });
        };
        let bytes = bytes.map_err(|error| odd(&error))?;
        if !is_file {
            upload.fields.insert(name, String::from_utf8_lossy(&bytes).into_owned());
        } else if !bytes.is_empty() {
            upload.file = Some(bytes.into());
        }
    }
    Ok(upload)
}

fn odd(error: &MultipartError) -> UploadError {
    UploadError::Other(Error::Malformed(format!("this is no form with a file: {error}")))
}

impl Upload {
    /// What stands in a field; nothing where there is none.
    #[must_use]
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}

/// Makes a picture of a file, where it blocks nobody.
///
/// # Errors
/// `Error` where it could not even be tried.
pub async fn picture(bytes: Vec<u8>) -> Result<Result<Picture, PictureError>, Error> {
    // Never closed.
    let _turn = TURN.acquire().await;
    task::spawn_blocking(move || pictures::take(&bytes))
        .await
        .map_err(|error| Error::Internal(error.into()))
}
