//! Passwords: what one has to be, and how it is kept.

use std::{
    fmt,
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types::Text};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use super::StaffName;
use crate::db::columns::text_column;

/// How long a password is, in characters.
pub const LEAST: usize = 10;
pub const MOST: usize = 200;

/// How many are hashed at a time: each takes 19 MiB and a core.
const AT_A_TIME: usize = 2;

/// How many may wait for that; whoever comes then is sent away.
const WAITING: usize = 64;

/// A hash that no password has, made with the defaults: what an unknown name's password is compared with.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdC4uLg$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// What somebody typed as his password. It never appears in `Debug` and is wiped when dropped.
#[derive(Clone)]
pub struct Password(SecretString);

/// Why a password cannot be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    #[error("a password has at least {LEAST} characters")]
    TooShort,
    #[error("a password has at most {MOST} characters")]
    TooLong,
    #[error("a password is not one's own name")]
    IsTheName,
}

impl Password {
    /// To be compared with the one that was chosen.
    #[must_use]
    pub fn typed(text: String) -> Self {
        Self(text.into())
    }

    /// To be that person's from now on.
    ///
    /// # Errors
    /// `PasswordError`.
    pub fn chosen(text: String, name: &StaffName) -> Result<Self, PasswordError> {
        match text.chars().count() {
            0..LEAST => Err(PasswordError::TooShort),
            LEAST..=MOST if text.to_lowercase() == name.folded() => Err(PasswordError::IsTheName),
            LEAST..=MOST => Ok(Self(text.into())),
            _ => Err(PasswordError::TooLong),
        }
    }

    fn bytes(&self) -> &[u8] {
        self.0.expose_secret().as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// argon2id, with its salt and its cost. Its `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct PasswordHash(String);

impl PasswordHash {
    fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PasswordHash {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

text_column!(PasswordHash);

/// Why a password was not hashed.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    #[error("too many passwords are being looked at")]
    Busy,
    #[error("a password could not be hashed: {0}")]
    Broken(String),
}

/// Where passwords are hashed: on threads that may take their time, a few at once.
pub struct Passwords {
    turns: Arc<Semaphore>,
    waiting: Semaphore,
    hashed: AtomicU64,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(AT_A_TIME)),
            waiting: Semaphore::new(WAITING),
            hashed: AtomicU64::new(0),
        }
    }
}

impl Passwords {
    /// # Errors
    /// `HashError`.
    pub async fn hash(&self, password: &Password) -> Result<PasswordHash, HashError> {
        let password = password.clone();
        self.work(move || {
            let hash = Argon2::default().hash_password(password.bytes());
            hash.map(|hash| PasswordHash(hash.to_string()))
                .map_err(|error| HashError::Broken(error.to_string()))
        })
        .await?
    }

    /// Whether that is the password. Where there is none to compare it with the same work is done, and the answer is no:
    /// nobody learns by a clock which names there are.
    ///
    /// # Errors
    /// `HashError`.
    pub async fn fits(
        &self,
        password: &Password,
        hash: Option<&PasswordHash>,
    ) -> Result<bool, HashError> {
        let password = password.clone();
        let (hash, is_somebodys) = match hash {
            Some(hash) => (hash.0.clone(), true),
            None => (NOBODYS.to_owned(), false),
        };
        let fits = self
            .work(move || {
                Argon2::default().verify_password(password.bytes(), hash.as_str()).is_ok()
            })
            .await?;
        Ok(fits && is_somebodys)
    }

    /// How many passwords were hashed here.
    #[must_use]
    pub fn hashed(&self) -> u64 {
        self.hashed.load(Ordering::Relaxed)
    }

    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, HashError> {
        let _place = self.waiting.try_acquire().map_err(|_| HashError::Busy)?;
        let turns = Arc::clone(&self.turns);
        let turn = turns.acquire_owned().await.map_err(|_| HashError::Busy)?;
        self.hashed.fetch_add(1, Ordering::Relaxed);
        let worked = tokio::task::spawn_blocking(move || {
            let done = work();
            // Kept until here: a caller that hangs up ends nothing.
            drop(turn);
            done
        });
        worked.await.map_err(|error| HashError::Broken(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(text: &str) -> Result<Password, PasswordError> {
        Password::chosen(text.to_owned(), &"Steve_the_Builder".parse().unwrap())
    }

    #[test]
    fn a_password_is_long_enough_and_not_the_name() {
        assert!(chosen("ёлка-ёлка!").is_ok());
        assert_eq!(chosen("ёлка-ёлка").unwrap_err(), PasswordError::TooShort);
        assert!(chosen(&"я".repeat(200)).is_ok());
        assert_eq!(chosen(&"я".repeat(201)).unwrap_err(), PasswordError::TooLong);
        assert_eq!(chosen("steve_THE_builder").unwrap_err(), PasswordError::IsTheName);
    }

    #[test]
    fn neither_a_password_nor_its_hash_is_debugged() {
        let shown = format!("{:?} {:?}", chosen("correct horse"), PasswordHash("$x$".to_owned()));
        assert!(!shown.contains("horse") && !shown.contains("$x$"), "{shown}");
    }

    #[actix_web::test]
    async fn a_password_fits_its_own_hash_only() {
        let passwords = Passwords::default();
        let password = chosen("correct horse").unwrap();
        let hash = passwords.hash(&password).await.unwrap();
        assert!(passwords.fits(&password, Some(&hash)).await.unwrap());
        let other = chosen("correct house").unwrap();
        assert!(!passwords.fits(&other, Some(&hash)).await.unwrap());
        assert_ne!(passwords.hash(&password).await.unwrap(), hash, "each has a salt of its own");
    }

    #[actix_web::test]
    async fn a_name_that_nobody_has_costs_the_same_work() {
        let passwords = Passwords::default();
        let password = chosen("correct horse").unwrap();
        assert!(!passwords.fits(&password, None).await.unwrap());
        assert_eq!(passwords.hashed(), 1);
        let hash = passwords.hash(&password).await.unwrap();
        let cost = |hash: &str| hash.rsplitn(3, '$').nth(2).map(str::to_owned);
        assert_eq!(cost(&hash.0), cost(NOBODYS), "the defaults have changed");
        // It is compared, not refused as no hash at all.
        assert!(argon2::password_hash::phc::PasswordHash::new(NOBODYS).is_ok());
    }
}
