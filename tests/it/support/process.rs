//! The real binary.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Read},
    net::{SocketAddr, TcpListener},
    os::{fd::OwnedFd, unix::fs::MetadataExt},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio},
    time::{Duration, Instant},
};

use reqwest::{Client, RequestBuilder};
use serde_json::Value;

use super::{APP_ID, PATIENCE, Reply, SECRET, TOKEN, app::client, eventually};

/// Settings that sell for real.
pub const REAL: [(&str, &str); 4] = [
    ("PUBLIC_URL", "https://shop.example"),
    ("DROMON_APP_ID", APP_ID),
    ("DROMON_SECRET", SECRET),
    ("DROMON_SOURCES", "127.0.0.1"),
];

/// `kassa` in that directory, with these settings and no other.
pub fn command(directory: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kassa"));
    configure(command.args(arguments), directory, settings);
    command
}

fn configure(command: &mut Command, directory: &Path, settings: &[(&str, &str)]) {
    command.current_dir(directory).env_clear().stdin(Stdio::null());
    // However full this machine's disk is.
    let elsewhere = [("LISTEN", "127.0.0.1:0"), ("SANDBOX_LISTEN", "127.0.0.1:0")];
    for (name, value) in elsewhere.into_iter().chain([("MIN_FREE_SPACE", "0")]) {
        command.env(format!("KASSA_{name}"), value);
    }
    for (name, value) in settings {
        command.env(format!("KASSA_{name}"), value);
    }
}

fn log_in(directory: &Path) -> File {
    File::options().create(true).append(true).open(directory.join("kassa.log")).unwrap()
}

/// Runs a command that ends by itself.
pub fn run(directory: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> Output {
    command(directory, arguments, settings).output().unwrap()
}

/// `kassa serve` with listening sockets as systemd passes them: from number 3 on, with their names. Its log is added to
/// `kassa.log`.
pub fn inheriting(
    directory: &Path,
    settings: &[(&str, &str)],
    sockets: &[(&str, &TcpListener)],
) -> Command {
    assert!((1..=2).contains(&sockets.len()), "a shop has one or two sockets");
    // What a child may inherit are its standard streams; the shell puts them where they belong.
    let second = if sockets.len() == 2 { "4<&2" } else { "" };
    let names: Vec<_> = sockets.iter().map(|(name, _)| *name).collect();
    let script = format!(
        "exec 3<&0 {second} 0</dev/null 2>>kassa.log
         LISTEN_FDS={} LISTEN_FDNAMES={} LISTEN_PID=$$ exec {}",
        sockets.len(),
        names.join(":"),
        env!("CARGO_BIN_EXE_kassa"),
    );
    let mut shell = Command::new("/bin/sh");
    configure(shell.args(["-c", &script]), directory, settings);
    let socket = |nth: usize| OwnedFd::from(sockets[nth].1.try_clone().unwrap());
    shell.stdin(socket(0));
    if sockets.len() == 2 {
        shell.stderr(socket(1));
    }
    shell
}

/// Makes books that sell for real, and an API key of them.
pub fn add_key(directory: &Path) -> String {
    let added = run(directory, &["api-key", "add", "tests"], &REAL);
    assert!(added.status.success(), "{added:?}");
    String::from_utf8(added.stdout).unwrap().trim_end().to_owned()
}

/// A shop that serves. It is killed at the end of the test.
pub struct Process {
    child: Child,
    /// Kept open: a process that prints into a closed pipe fails.
    _stdout: BufReader<ChildStdout>,
    pub greeting: String,
    pub address: SocketAddr,
    client: Client,
}

impl Process {
    /// Starts a real shop; its log is added to `kassa.log` in the directory.
    pub fn start(directory: &Path, settings: &[(&str, &str)]) -> Self {
        Self::started(directory, command(directory, &[], settings).stderr(log_in(directory)))
    }

    /// Starts one that takes over from the one that runs, if any does.
    pub fn take_over(directory: &Path, settings: &[(&str, &str)]) -> Self {
        let mut command = command(directory, &["serve", "--take-over"], settings);
        Self::started(directory, command.stderr(log_in(directory)))
    }

    /// Starts one that inherits listening sockets.
    pub fn inheriting(
        directory: &Path,
        settings: &[(&str, &str)],
        sockets: &[(&str, &TcpListener)],
    ) -> Self {
        Self::started(directory, &mut inheriting(directory, settings, sockets))
    }

    /// The same with a data directory on a disk of its own, that small; `prepare` is run in it first. Only this process
    /// sees that disk: [`Self::disk`].
    pub fn start_on_disk(
        directory: &Path,
        settings: &[(&str, &str)],
        size: &str,
        prepare: &str,
    ) -> Self {
        fs::create_dir(directory.join("data")).unwrap();
        let shop = command(directory, &[], settings);
        let mut unshare = Command::new("unshare");
        unshare.arg("--mount");
        // Root may mount at once; anybody else may in a namespace where he is called root.
        if fs::metadata("/proc/self").unwrap().uid() != 0 {
            unshare.arg("--map-root-user");
        }
        let mount = format!(
            "mount -t tmpfs -o size={size} tmpfs data && (cd data && {prepare}) && exec \"$0\""
        );
        unshare.args(["sh", "-c", &mount]).arg(shop.get_program()).current_dir(directory);
        unshare.env_clear().stdin(Stdio::null()).env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        unshare.envs(shop.get_envs().filter_map(|(name, value)| Some((name, value?))));
        // Where neither root nor unprivileged namespaces are to be had, the log says what `unshare` said.
        Self::started(directory, unshare.stderr(log_in(directory)))
    }

    /// The data directory of [`Self::start_on_disk`], seen from here.
    pub fn disk(&self, directory: &Path) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.child.id()));
        root.join(directory.strip_prefix("/").unwrap()).join("data")
    }

    fn started(directory: &Path, command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut greeting = String::new();
        // The last of it, in both modes, is a line that follows a blank one.
        while !(greeting.contains("Data ") && greeting.ends_with(".\n\n")
            || greeting.contains("URL события"))
        {
            let read = stdout.read_line(&mut greeting).unwrap();
            assert!(read > 0, "it did not start: {greeting}\n{}", log_of(directory));
        }
        let address = ["(listening on ", "Shop      http://"].iter().find_map(|before| {
            let (_, rest) = greeting.split_once(before)?;
            rest.split([')', '/', '\n']).next()?.parse().ok()
        });
        let address = address.unwrap_or_else(|| panic!("no address in {greeting}"));
        Self { child, _stdout: stdout, greeting, address, client: client().build().unwrap() }
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("http://{}{path}", self.address))
    }

    pub fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("http://{}{path}", self.address))
    }

    pub fn callback(&self, callback: &Value) -> RequestBuilder {
        self.post("/callback").bearer_auth(TOKEN).body(callback.to_string())
    }

    pub async fn place(&self, key: &str, order: &Value) -> Value {
        let request = self.post("/api/v1/orders").bearer_auth(key).body(order.to_string());
        Reply::of(request).await.expect(201).json()
    }

    pub async fn order(&self, key: &str, uid: &Value) -> Value {
        let path = format!("/api/v1/orders/{}", uid.as_str().unwrap());
        Reply::of(self.get(&path).bearer_auth(key)).await.expect(200).json()
    }

    /// What it says of itself.
    pub async fn readiness(&self) -> Value {
        Reply::of(self.get("/readyz")).await.json()
    }

    /// Waits until the books are open and nothing waits in the inbox.
    pub async fn ready(&self) {
        eventually("the inbox drained", async || {
            (self.readiness().await["status"] == "ready").then_some(())
        })
        .await;
    }

    /// As a power cut does it.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// As an administrator does it.
    pub fn terminate(&self) {
        self.signal("TERM");
    }

    /// Runs something while the process stands still, in the middle of whatever it does.
    pub fn frozen<T>(&self, look: impl FnOnce() -> T) -> T {
        self.signal("STOP");
        let tasks = format!("/proc/{}/task", self.child.id());
        let stands_still = || {
            fs::read_dir(&tasks).unwrap().all(|task| {
                let status = fs::read_to_string(task.unwrap().path().join("status"));
                status.is_ok_and(|status| status.contains("State:\tT"))
            })
        };
        let deadline = Instant::now() + PATIENCE;
        while !stands_still() {
            assert!(Instant::now() < deadline, "it should stand still");
            std::thread::sleep(Duration::from_millis(5));
        }
        let seen = look();
        self.signal("CONT");
        seen
    }

    pub fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("/bin/sh").args(["-c", &kill]).status().unwrap().success());
    }

    pub fn wait(&mut self) -> ExitStatus {
        self.wait_for(PATIENCE)
    }

    pub fn wait_for(&mut self, patience: Duration) -> ExitStatus {
        let deadline = Instant::now() + patience;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < deadline, "it should have stopped");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

pub fn log_of(directory: &Path) -> String {
    let mut log = String::new();
    if let Ok(mut file) = fs::File::open(directory.join("kassa.log")) {
        file.read_to_string(&mut log).unwrap();
    }
    log
}
