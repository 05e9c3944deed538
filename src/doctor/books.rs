//! Whether the database is there, up to date, and this shop's.

use super::Finding;
use crate::{
    clock::UtcTime,
    config::Config,
    db::{self, Connection, Database, MigrateError, Purpose, Standing, StoreError, dialect},
    identity::{self, IdentityError},
    outgoing::Outgoing,
    payments::silence,
    server::books::of,
};

/// Where it is written down which steps have made the tables: the first that there is.
const FIRST_TABLE: &str = "__diesel_schema_migrations";

/// What the database is like.
#[derive(Debug)]
pub enum Books {
    Open {
        place: String,
    },
    /// Nothing is there yet: the first start makes it.
    Missing {
        place: String,
    },
    /// A version before this one made its tables.
    Older {
        place: String,
    },
    /// It is of another version, another shop or another mode.
    Foreign(String),
    Away(StoreError),
}

/// What only the books know.
pub struct Look {
    /// When they were begun.
    pub begun_at: Option<UtcTime>,
    pub outgoing: Outgoing,
    pub silence: Option<silence::Silence>,
}

/// Looks without changing anything: no file is made, no table brought up to date.
#[must_use]
pub fn look(config: &Config, now: UtcTime) -> (Books, Option<Look>) {
    let place = config.database.to_string();
    if let Database::Sqlite(path) = &config.database
        && !path.exists()
    {
        return (Books::Missing { place }, None);
    }
    let looked =
        config.database.connect(Purpose::Read).map_err(Books::Away).and_then(|mut connection| {
            verify(&mut connection, config, &place)?;
            ask(&mut connection, config, now).map_err(Books::Away)
        });
    match looked {
        Ok(look) => (Books::Open { place }, Some(look)),
        Err(books) => (books, None),
    }
}

fn verify(connection: &mut Connection, config: &Config, place: &str) -> Result<(), Books> {
    connection.ping().map_err(|error| Books::Away(error.into()))?;
    let away = |error: diesel::result::Error| Books::Away(error.into());
    if !dialect::has_table(connection, FIRST_TABLE).map_err(away)? {
        return Err(Books::Missing { place: place.to_owned() });
    }
    match db::standing(connection) {
        Ok(Standing::Current) => {}
        Ok(Standing::Older) => return Err(Books::Older { place: place.to_owned() }),
        Err(MigrateError::Store(error)) => return Err(Books::Away(error)),
        Err(error) => return Err(Books::Foreign(error.to_string())),
    }
    match identity::expect(connection, of(config), &config.app().id) {
        Ok(_) => Ok(()),
        Err(IdentityError::Store(error)) => Err(Books::Away(error)),
        Err(error) => Err(Books::Foreign(error.to_string())),
    }
}

fn ask(connection: &mut Connection, config: &Config, now: UtcTime) -> Result<Look, StoreError> {
    connection.reading(|connection| {
        let begun_at = identity::begun_at(connection)?;
        let outgoing = Outgoing::look(connection)?.without_switched_off(config);
        let silence = silence::look(connection, now)?;
        Ok(Look { begun_at, outgoing, silence })
    })
}

impl Books {
    #[must_use]
    pub fn finding(&self) -> Finding {
        const CHECK: &str = "database";
        match self {
            Self::Open { place } => {
                Finding::ok(CHECK, format!("{place} is up to date and this shop's"))
            }
            Self::Missing { place } => Finding::warning(
                CHECK,
                format!("{place} holds no books yet"),
                "the first `kassa serve` makes them; if there should be some, look at KASSA_DATABASE_URL and KASSA_DATA_DIR",
            ),
            Self::Older { place } => Finding::warning(
                CHECK,
                format!("the tables of {place} are those of an older version"),
                "`kassa migrate`, or the next start of this version, brings them up to date",
            ),
            Self::Foreign(why) => Finding::failed(
                CHECK,
                why.clone(),
                "the shop does not open with these books: mend the setting that is named, or start the version that made them",
            ),
            Self::Away(error) => Finding::failed(
                CHECK,
                error.to_string(),
                "callbacks wait in the inbox meanwhile: see that the database runs, that its disk has room and that Kassa's user may use it",
            ),
        }
    }
}
