//! Where a shop is: a directory and a database of its own.

use std::{
    collections::HashMap,
    net::TcpListener,
    path::Path,
    process::{ExitStatus, Output},
    sync::Arc,
    time::Duration,
};

use kassa::{
    clock,
    config::Config,
    db::{Connection, Purpose},
    dromon::Sum,
    feed::Actor,
    orders::{self, Items, NewOrder, PlaceError, TextSource, Wish},
};
use serde_json::{Value, json};
use tempfile::TempDir;
use url::Url;

use super::{
    Process,
    process::{REAL, inheriting, log_of, run},
};
use crate::database::TestDatabase;

/// An empty directory, with the data in `data`, and the books wherever this suite's are.
pub struct Premises {
    /// Goes first: whoever looks into the database has to be gone by then.
    database: Arc<TestDatabase>,
    directory: TempDir,
}

impl Premises {
    pub fn new() -> Self {
        Self::with(TestDatabase::new())
    }

    /// With that database, which several may share.
    pub fn with(database: impl Into<Arc<TestDatabase>>) -> Self {
        Self { database: database.into(), directory: TempDir::new().unwrap() }
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// `None` where the books are by default.
    pub fn database_url(&self) -> Option<&str> {
        self.database.url()
    }

    /// What the database's address keeps secret.
    pub fn database_password(&self) -> Option<String> {
        let url: Url = self.database_url()?.parse().unwrap();
        url.password().map(str::to_owned)
    }

    /// These settings, and where the books are unless that is where they are by default.
    pub fn settings<'a>(&'a self, settings: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let url = self.database_url().map(|url| ("DATABASE_URL", url));
        settings.iter().copied().chain(url).collect()
    }

    /// What a shop here is told by these settings.
    pub fn config(&self, settings: &[(&str, &str)]) -> Config {
        let data = self.path().join("data");
        let settings = self.settings(settings);
        let data_dir = ("DATA_DIR", data.to_str().unwrap());
        let env: HashMap<_, _> = [data_dir].into_iter().chain(settings).collect();
        let env = env.into_iter().map(|(name, value)| (format!("KASSA_{name}"), value.to_owned()));
        Config::from_sources(None, env).unwrap()
    }

    /// Runs a command that ends by itself.
    pub fn run(&self, arguments: &[&str], settings: &[(&str, &str)]) -> Output {
        run(self.path(), arguments, &self.settings(settings))
    }

    /// Starts the real binary, which serves.
    pub fn start(&self, settings: &[(&str, &str)]) -> Process {
        Process::start(self.path(), &self.settings(settings))
    }

    /// Starts one that takes over from the one that runs, if any does.
    pub fn take_over(&self, settings: &[(&str, &str)]) -> Process {
        Process::take_over(self.path(), &self.settings(settings))
    }

    /// Starts one that inherits listening sockets of these names.
    pub fn inherit(&self, settings: &[(&str, &str)], sockets: &[(&str, &TcpListener)]) -> Process {
        Process::inheriting(self.path(), &self.settings(settings), sockets)
    }

    /// The same where it is to refuse: the status it ends with.
    pub fn inherit_in_vain(
        &self,
        settings: &[(&str, &str)],
        sockets: &[(&str, &TcpListener)],
    ) -> ExitStatus {
        inheriting(self.path(), &self.settings(settings), sockets).status().unwrap()
    }

    /// What the processes have logged.
    pub fn log(&self) -> String {
        log_of(self.path())
    }

    /// A new API key.
    pub fn add_key(&self) -> String {
        let added = self.run(&["api-key", "add", "tests"], &REAL);
        assert!(added.status.success(), "{added:?}");
        String::from_utf8(added.stdout).unwrap().trim_end().to_owned()
    }

    /// `kassa check` finds nothing wrong with the real books.
    pub fn check(&self) {
        let check = self.run(&["check"], &REAL);
        let said = [&check.stdout[..], &check.stderr].map(String::from_utf8_lossy).concat();
        assert!(check.status.success(), "{said}");
    }

    /// Many orders at once, each of that sum: what a program would get by asking for them one by one. The books have to
    /// be there.
    pub fn place_many(&self, count: usize, sum: i64) -> Vec<Value> {
        let new = NewOrder {
            nickname: "Steve_01".parse().unwrap(),
            browser: None,
            origin: None,
            attempt: None,
            uid: None,
            text: TextSource::Made("Заказ {uid}".parse().unwrap()),
            items: Items::just(Sum::new(sum).unwrap()).unwrap(),
            wish: Wish::default(),
            lifetime: Duration::from_hours(24),
            hold: Duration::from_mins(30),
            actor: Actor::api("tests"),
        };
        let mut books = self.books_to_write();
        books.begin_write().unwrap();
        let placed: Result<Vec<_>, PlaceError> =
            (0..count).map(|_| orders::place(&mut books, &new, clock::now())).collect();
        let shown = placed.unwrap().into_iter().map(|order| {
            json!({
                "uid": order.uid.as_str(),
                "text": order.text.as_str(),
                "order_url": format!("https://shop.example/o/{}", order.token.as_str()),
            })
        });
        let shown = shown.collect();
        books.commit().unwrap();
        shown
    }

    /// A look into the real books.
    pub fn books(&self) -> Connection {
        self.config(&REAL).database.connect(Purpose::Read).unwrap()
    }

    /// A hand in the real books.
    pub fn books_to_write(&self) -> Connection {
        self.config(&REAL).database.connect(Purpose::Write).unwrap()
    }
}
