//! Whom an order is for and how he would like to get it: what was typed of that, and what it means.

use super::guest::Guest;
use crate::{
    customers::Nickname,
    orders::{Line, Note, Wish, WishedWay, WordsError},
    web::pages::{CheckoutErrors, FieldError, TypedCheckout},
};

/// What stands in the form before anything was typed.
pub fn typed_by(guest: &Guest) -> TypedCheckout {
    TypedCheckout {
        nickname: guest.nickname.as_ref().map(ToString::to_string).unwrap_or_default(),
        contact: guest.contact.as_ref().map(ToString::to_string).unwrap_or_default(),
        ..TypedCheckout::default()
    }
}

/// A field of a form, where it is one of these.
pub fn take(typed: &mut TypedCheckout, name: &str, value: String) {
    match name {
        "nickname" => typed.nickname = value,
        "contact" => typed.contact = value,
        "way" => typed.way = value,
        "place" => typed.place = value,
        "moment" => typed.moment = value,
        "note" => typed.note = value,
        _ => {}
    }
}

/// # Errors
/// What is wrong with which field.
pub fn read(typed: &TypedCheckout) -> Result<(Nickname, Wish), CheckoutErrors> {
    let mut errors = CheckoutErrors::default();
    let nickname = read_nickname(typed).map_err(|error| errors.nickname = Some(error));
    let wish = read_wish(typed, &mut errors);
    match nickname {
        Ok(nickname) if errors.is_empty() => Ok((nickname, wish)),
        _ => Err(errors),
    }
}

fn read_nickname(typed: &TypedCheckout) -> Result<Nickname, FieldError> {
    match typed.nickname.trim() {
        "" => Err(FieldError::NicknameMissing),
        typed => typed.parse().map_err(|_| FieldError::NicknameInvalid),
    }
}

fn read_wish(typed: &TypedCheckout, errors: &mut CheckoutErrors) -> Wish {
    let line = |text: &str, error: &mut Option<FieldError>| match text.parse::<Line>() {
        Ok(line) => Some(line),
        Err(WordsError::Empty) => None,
        Err(WordsError::Unfit { most }) => {
            *error = Some(FieldError::unfit(most));
            None
        }
    };
    let way = typed.way.parse().ok();
    let meets = way == Some(WishedWay::Courier);
    let place = line(&typed.place, &mut errors.place).filter(|_| meets);
    if meets && place.is_none() && errors.place.is_none() {
        errors.place = Some(FieldError::PlaceMissing);
    }
    let note = match typed.note.parse::<Note>() {
        Ok(note) => Some(note),
        Err(WordsError::Empty) => None,
        Err(WordsError::Unfit { most }) => {
            errors.note = Some(FieldError::unfit(most));
            None
        }
    };
    Wish {
        contact: line(&typed.contact, &mut errors.contact),
        way,
        place,
        moment: line(&typed.moment, &mut errors.moment).filter(|_| meets),
        note,
    }
}
