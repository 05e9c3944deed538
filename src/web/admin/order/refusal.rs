//! Why something was not done with an order.

use actix_web::http::StatusCode;

use crate::{
    db::{StoreError, WriteError},
    delivery::{MOST_PLACE, Unfit},
    desk::{DeskError, MOST_REASON, ReasonError},
    i18n::Messages,
    money::Ar,
    web::{
        Error,
        pages::{OrderState, admin::discrepancy_label, hand_over},
    },
};

/// Why it was not done.
#[derive(Debug)]
pub enum Refusal {
    Desk(DeskError),
    Reason(ReasonError),
    Sum,
    Payee,
    /// No time, or no place, as people write them.
    Time,
    Place,
    /// No six digits; nobody has counted that.
    NoCode,
    WrongCode {
        /// How many more may be typed.
        left: i64,
    },
    /// Too many wrong ones were typed.
    CodeLocked,
    /// The role has no right to it.
    NotYours,
    /// The password was given too long ago.
    PasswordFirst,
}

impl Refusal {
    /// What is told beside the form, and with what status; `None` where there is no page to tell it on.
    pub fn told(&self, m: Messages) -> Option<(StatusCode, String)> {
        let conflict = |text| Some((StatusCode::CONFLICT, text));
        let unfit = |text| Some((StatusCode::UNPROCESSABLE_ENTITY, text));
        match self {
            Self::Desk(error) => match error {
                DeskError::Changed => conflict(m.text("desk-problem-changed")),
                DeskError::NotAllowed { from, .. } => {
                    // The sum only tells a part-paid order from one that is not paid at all.
                    let state = OrderState::of(*from, Ar::ZERO).label(m);
                    conflict(m.with("desk-problem-not-allowed", &[("state", state.into())]))
                }
                DeskError::Held(kind) => {
                    let why = discrepancy_label(m, *kind);
                    conflict(m.with("desk-problem-held", &[("why", why.into())]))
                }
                DeskError::NotAWayOut { .. } => conflict(m.text("desk-problem-other")),
                DeskError::CodeNeeded => conflict(m.text("courier-code-problem-needed")),
                DeskError::NoSuchOrder => unfit(m.text("desk-problem-other")),
                DeskError::NoReason => unfit(m.text("desk-problem-no-reason")),
                DeskError::TooMuch { most } => {
                    unfit(m.with("desk-problem-too-much", &[("most", most.get().into())]))
                }
                DeskError::Unfit(unfit) => {
                    let text = hand_over::unfit(m, *unfit);
                    match unfit {
                        Unfit::Past | Unfit::Nowhere => {
                            Some((StatusCode::UNPROCESSABLE_ENTITY, text))
                        }
                        Unfit::NoSuchCell | Unfit::Taken | Unfit::NoneFree | Unfit::TriedEnough => {
                            conflict(text)
                        }
                    }
                }
                DeskError::NotFound | DeskError::Store(_) => None,
            },
            Self::Reason(ReasonError::Empty) => unfit(m.text("desk-problem-no-reason")),
            Self::Reason(ReasonError::TooLong) => {
                let most = i64::try_from(MOST_REASON).unwrap_or(i64::MAX);
                unfit(m.with("desk-problem-reason-too-long", &[("most", most.into())]))
            }
            Self::Sum => unfit(m.text("desk-problem-sum")),
            Self::Payee => unfit(m.text("desk-problem-payee")),
            Self::Time => unfit(m.text("hand-over-no-time")),
            Self::Place => {
                let most = i64::try_from(MOST_PLACE).unwrap_or(i64::MAX);
                unfit(m.with("hand-over-long-place", &[("most", most.into())]))
            }
            Self::NoCode => unfit(m.text("courier-code-problem-digits")),
            Self::WrongCode { left: 0 } | Self::CodeLocked => {
                conflict(m.text("courier-code-problem-locked"))
            }
            Self::WrongCode { left } => {
                unfit(m.with("courier-code-problem-wrong", &[("left", (*left).into())]))
            }
            Self::NotYours | Self::PasswordFirst => None,
        }
    }

    /// Where there is no page to tell it on.
    pub fn into_error(self) -> Error {
        match self {
            Self::Desk(error) => error.into(),
            Self::NotYours => {
                Error::Forbidden("your role may not do this; ask an owner of the shop".to_owned())
            }
            Self::Reason(_)
            | Self::Sum
            | Self::Payee
            | Self::Time
            | Self::Place
            | Self::NoCode
            | Self::WrongCode { .. }
            | Self::CodeLocked
            | Self::PasswordFirst => Error::Unprocessable("the form could not be read".to_owned()),
        }
    }
}

impl From<DeskError> for Refusal {
    fn from(error: DeskError) -> Self {
        Self::Desk(error)
    }
}

impl From<Unfit> for Refusal {
    fn from(unfit: Unfit) -> Self {
        Self::Desk(unfit.into())
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Desk(error.into())
    }
}

impl From<diesel::result::Error> for Refusal {
    fn from(error: diesel::result::Error) -> Self {
        Self::Desk(error.into())
    }
}

impl WriteError for Refusal {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Desk(error) => error.store_error(),
            _ => None,
        }
    }
}
