//! Who pays in the sandbox.

use serde::Serialize;
use sha2::{Digest, Sha256};

/// The payer as a callback tells of him, in the order of its fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Payer {
    /// Minecraft name.
    pub username: String,
    /// Discord id.
    pub id: String,
    /// Minecraft uuid without dashes; Dromon leaves it out where it does not know one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
    /// Dromon's own id of the payer.
    #[serde(rename = "_id")]
    pub own_id: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a nickname is 3 to 16 of a-z, A-Z, 0-9 and `_`")]
pub struct NicknameError;

impl Payer {
    /// Who pays unless somebody else is asked for; also the payer of the captures.
    pub const DEFAULT_NICKNAME: &str = "Steve_01";

    /// The same nickname is the same person, in every run: all ids derive from it.
    ///
    /// # Errors
    /// `NicknameError` where Minecraft would not allow the name.
    pub fn named(nickname: &str) -> Result<Self, NicknameError> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        if !(3..=16).contains(&nickname.len()) || !nickname.bytes().all(allowed) {
            return Err(NicknameError);
        }
        let digest = |what: &str| Sha256::digest(format!("{what} of {nickname}"));
        // 18 digits, as Discord's ids have.
        let discord = digest("discord")
            .iter()
            .take(17)
            .fold("4".to_owned(), |id, byte| format!("{id}{}", byte % 10));
        Ok(Self {
            username: nickname.to_owned(),
            id: discord,
            uuid: Some(hex::encode(&digest("minecraft")[..16])),
            own_id: hex::encode(&digest("dromon")[..12]),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nickname_is_always_the_same_person() {
        let steve = Payer::named(Payer::DEFAULT_NICKNAME).unwrap();
        assert_eq!(Payer::named("Steve_01").unwrap(), steve);
        let alex = Payer::named("Alex").unwrap();
        assert!(alex.id != steve.id && alex.uuid != steve.uuid && alex.own_id != steve.own_id);
        assert_eq!((steve.id.len(), steve.own_id.len()), (18, 24));
        assert_eq!(steve.uuid.unwrap().len(), 32);
    }

    #[test]
    fn only_minecraft_names_are_payers() {
        for nickname in ["", "ab", "seventeen_letters", "Стив", "a b c", "abc\n"] {
            assert_eq!(Payer::named(nickname), Err(NicknameError), "{nickname:?}");
        }
    }
}
