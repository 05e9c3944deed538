//! The form that a picture is given with: a good's, an offer's, the shop's own.

use crate::{
    catalog::{
        Look,
        pictures::{MOST_BYTES, MOST_PIXELS},
    },
    i18n::Messages,
};

/// For `admin/picture_form.html`.
#[derive(Debug)]
pub struct PictureForm<'a> {
    /// Where it is sent; with `/remove` behind it, where the picture is taken away.
    pub action: String,
    /// What the form shows of what has the picture.
    pub version: i64,
    pub picture: Option<&'a Look>,
    pub problem: Option<String>,
    pub alt: String,
    pub hint: String,
    pub remove: String,
}

impl<'a> PictureForm<'a> {
    /// The form of a picture that is a good's or an offer's.
    #[must_use]
    pub fn new(
        m: Messages,
        action: String,
        version: i64,
        picture: Option<&'a Look>,
        problem: Option<PictureProblem>,
    ) -> Self {
        Self {
            action,
            version,
            picture,
            problem: problem.map(|problem| problem.text(m)),
            alt: m.text("picture-alt"),
            hint: m.text("picture-hint"),
            remove: m.text("picture-remove"),
        }
    }
}

/// Why a picture stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureProblem {
    /// No file was chosen.
    Missing,
    TooLarge,
    NotAPicture,
    TooManyPixels {
        width: u32,
        height: u32,
    },
    Broken,
}

impl PictureProblem {
    #[must_use]
    pub fn text(self, m: Messages) -> String {
        match self {
            Self::Missing => m.text("picture-missing"),
            Self::TooLarge => {
                let most = i64::try_from(MOST_BYTES / 1024 / 1024).unwrap_or(i64::MAX);
                m.with("picture-too-large", &[("most", most.into())])
            }
            Self::NotAPicture => m.text("picture-none"),
            Self::TooManyPixels { width, height } => {
                let most = i64::try_from(MOST_PIXELS / 1_000_000).unwrap_or(i64::MAX);
                let sides =
                    [("width", i64::from(width).into()), ("height", i64::from(height).into())];
                m.with("picture-too-many-pixels", &[&sides[..], &[("most", most.into())]].concat())
            }
            Self::Broken => m.text("picture-broken"),
        }
    }
}
