//! A PostgreSQL of the tests' own: a temporary directory, a free port, no trace left. Tests of one process share
//! one, each with a database of its own; a test that stops the server starts another.

use std::{
    env,
    fs::{self, File},
    io::Write,
    net::TcpListener,
    os::unix::{
        fs::{MetadataExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use diesel::{Connection, PgConnection, connection::SimpleConnection};

/// Who owns the databases.
const USER: &str = "kassa";

/// Everybody is let in, but Kassa cannot know that: the password must not appear anywhere.
pub const PASSWORD: &str = "pg-5d0c2f71";

/// `fsync` only matters when the machine itself goes down; a killed server loses nothing without it. What a commit
/// promises (`synchronous_commit`) stays as it is.
const SETTINGS: &str = "\
listen_addresses = '127.0.0.1'
unix_socket_directories = '.'
fsync = off
full_page_writes = off
max_connections = 200
shared_buffers = 32MB
max_wal_size = 256MB
";

/// Where files are kept in memory. On a disk, a file system that does not give the place of what was just deleted away
/// (ext4) takes longer to make the thousand files of a test's database than the test does.
const MEMORY: &str = "/dev/shm";

/// Bytes that a server and the databases of all tests at once need there, with room to spare.
const ROOM: u64 = 4 << 30;

/// PostgreSQL refuses to run as root; then one of these runs it, the first that exists.
const UNPRIVILEGED: [&str; 2] = ["postgres", "nobody"];

/// A server. Dropping it ends it; a shared one ends with the process, however that ends.
pub struct Cluster {
    /// Where `initdb`, `pg_ctl` and `postgres` are.
    programs: PathBuf,
    directory: PathBuf,
    /// User and group that run it, where it is not who runs the tests.
    owner: Option<(u32, u32)>,
    port: u16,
    /// How many databases were made.
    databases: AtomicU32,
    /// What [`Cluster::prepared`] copies.
    model: OnceLock<TestDatabase>,
    watcher: Child,
}

/// A new database. It goes when the value does.
pub struct TestDatabase {
    pub url: String,
    /// The same database by the server's Unix socket.
    pub socket_url: String,
    name: String,
    /// The address of a database that is always there.
    maintenance: String,
}

impl Cluster {
    /// The one that tests share. The first of them starts it.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(Self::private)
    }

    /// One that belongs to a single test, which may stop it.
    ///
    /// # Panics
    /// Where PostgreSQL is not installed: a test that needs it is never skipped.
    pub fn private() -> Self {
        Self::with(&quick_folder(), SETTINGS)
    }

    /// One that would survive a power cut.
    #[allow(dead_code, reason = "for the benchmark")]
    pub fn durable() -> Self {
        Self::with(
            &env::temp_dir(),
            "listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nshared_buffers = 1GB\nmax_wal_size = 4GB\n",
        )
    }

    fn with(folder: &Path, settings: &str) -> Self {
        let programs = programs();
        let directory = tempfile::Builder::new().prefix("kassa-postgres-").tempdir_in(folder);
        let directory = directory.unwrap();
        // Whoever made the directory is who runs the tests.
        let owner = (fs::metadata(directory.path()).unwrap().uid() == 0).then(unprivileged);
        if let Some((user, group)) = owner {
            chown(directory.path(), Some(user), Some(group)).unwrap();
        }
        // From here on, removing it is the watcher's task.
        let directory = directory.keep();
        let watcher = watch(&programs, &directory, owner);
        let cluster = Self {
            programs,
            directory,
            owner,
            port: free_port(),
            databases: 0.into(),
            model: OnceLock::new(),
            watcher,
        };
        // A sort order like those of real servers, which is not that of SQLite: nothing may depend on it.
        let locale = ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=ru"];
        let arguments = ["-D", "data", "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync"];
        expect_success(&cluster.command("initdb").args(arguments).args(locale).output().unwrap());
        let settings = format!("{settings}port = {}\n", cluster.port);
        let file = cluster.directory.join("data/postgresql.conf");
        File::options().append(true).open(file).unwrap().write_all(settings.as_bytes()).unwrap();
        cluster.start();
        cluster
    }

    /// Starts it, also again after a stop: at the same port, with the same data.
    pub fn start(&self) {
        let log = self.directory.join("log");
        let started = self.pg_ctl(&["start", "--log=log"]);
        assert!(
            started.status.success(),
            "PostgreSQL does not start: {}",
            fs::read_to_string(log).unwrap_or_default()
        );
    }

    /// As if it had been killed: nobody is told, nothing is put in order.
    pub fn stop_immediately(&self) {
        expect_success(&self.pg_ctl(&["stop", "--mode=immediate"]));
    }

    /// Where one of its programs is.
    #[allow(dead_code, reason = "for the benchmark")]
    pub fn program(&self, name: &str) -> PathBuf {
        self.programs.join(name)
    }

    pub fn directory(&self) -> &Path {
        &self.directory
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// A new and empty database.
    pub fn database(&self) -> TestDatabase {
        self.copy_of("template0")
    }

    /// A new database as `prepare` makes one of an empty one, whose address it gets. It is asked once: all are copies.
    #[allow(dead_code, reason = "a benchmark makes one only")]
    pub fn prepared(&self, prepare: impl FnOnce(&str)) -> TestDatabase {
        let model = self.model.get_or_init(|| {
            let model = self.database();
            prepare(&model.url);
            model
        });
        self.copy_of(&model.name)
    }

    fn copy_of(&self, model: &str) -> TestDatabase {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let (url, maintenance) = (self.url(&name), self.url("postgres"));
        administer(&maintenance, &format!("CREATE DATABASE {name} TEMPLATE {model}")).unwrap();
        let socket = self.directory.join("data");
        let socket_url =
            format!("postgres:///{name}?host={}&port={}&user={USER}", socket.display(), self.port);
        TestDatabase { url, socket_url, name, maintenance }
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://{USER}:{PASSWORD}@127.0.0.1:{}/{database}", self.port)
    }

    fn pg_ctl(&self, arguments: &[&str]) -> Output {
        let common = ["--pgdata=data", "--wait", "--silent"];
        self.command("pg_ctl").args(arguments).args(common).output().unwrap()
    }

    fn command(&self, program: &str) -> Command {
        command(&self.programs.join(program), &self.directory, self.owner)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.watcher.stdin.take());
        self.watcher.wait().ok();
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        // A server that is stopped takes its databases with it.
        administer(&self.maintenance, &format!("DROP DATABASE {} WITH (FORCE)", self.name)).ok();
    }
}

/// Ends the server and removes its directory as soon as nobody holds the other end of its pipe any more: that
/// happens also when this process is killed, and a static is never dropped.
fn watch(programs: &Path, directory: &Path, owner: Option<(u32, u32)>) -> Child {
    const SCRIPT: &str = r#"
        read -r nothing
        "$0" stop --pgdata=data --mode=immediate --wait --silent
        cd / && rm -rf "$1"
    "#;
    command(Path::new("/bin/sh"), directory, owner)
        .args(["-c", SCRIPT])
        .args([&programs.join("pg_ctl"), directory])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // Ctrl-C ends the tests, and is not to end this.
        .process_group(0)
        .spawn()
        .unwrap()
}

fn command(program: &Path, directory: &Path, owner: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(directory).env_clear().env("LC_ALL", "C").stdin(Stdio::null());
    if let Some(path) = env::var_os("PATH") {
        command.env("PATH", path);
    }
    if let Some((user, group)) = owner {
        command.uid(user).gid(group);
    }
    command
}

/// The directory of PostgreSQL's programs: on `PATH`, or where Debian keeps its newest.
fn programs() -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path = env::split_paths(&path).map(|folder| folder.join("initdb"));
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin/initdb")))
        })
        .collect();
    versions.sort_by(|one, other| other.cmp(one));
    on_path
        .chain(versions.into_iter().map(|(_, initdb)| initdb))
        // What stands on PATH may be a link to one of several versions.
        .filter_map(|initdb| Some(initdb.canonicalize().ok()?.parent()?.to_owned()))
        .find(|folder| folder.join("postgres").is_file() && folder.join("pg_ctl").is_file())
        .unwrap_or_else(|| {
            panic!(
                "PostgreSQL's `initdb` is neither on PATH nor in /usr/lib/postgresql/*/bin: install Debian's \
                 package `postgresql`, or run scripts/test, which does it"
            )
        })
}

/// In memory where there is room, unless somebody said where.
fn quick_folder() -> PathBuf {
    let room = rustix::fs::statvfs(MEMORY).map_or(0, |of| of.f_bavail.saturating_mul(of.f_frsize));
    if room >= ROOM && env::var_os("TMPDIR").is_none() { MEMORY.into() } else { env::temp_dir() }
}

fn unprivileged() -> (u32, u32) {
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let ids = |user: &&str| {
        let line = users.lines().find_map(|line| line.strip_prefix(*user)?.strip_prefix(':'))?;
        let mut fields = line.split(':').skip(1);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    UNPRIVILEGED.iter().find_map(ids).unwrap_or_else(|| {
        panic!("PostgreSQL does not run as root, and there is no user of {UNPRIVILEGED:?}")
    })
}

/// Below the ports that connections get, so that a server which comes back finds its own free.
fn free_port() -> u16 {
    let free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    std::iter::repeat_with(|| rand::random_range(20_000..32_000)).find(free).unwrap()
}

fn administer(url: &str, sql: &str) -> Result<(), Box<dyn std::error::Error>> {
    Ok(PgConnection::establish(url)?.batch_execute(sql)?)
}

#[track_caller]
fn expect_success(output: &Output) {
    let said = [&output.stdout[..], &output.stderr].map(String::from_utf8_lossy).concat();
    assert!(output.status.success(), "{said}");
}
