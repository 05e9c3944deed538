//! The real binary.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Read},
    net::SocketAddr,
    path::Path,
    process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio},
    time::Instant,
};

use reqwest::{Client, RequestBuilder};
use serde_json::Value;

use super::{APP_ID, PATIENCE, Reply, SECRET, TOKEN, app::client};

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
    command.args(arguments).current_dir(directory).env_clear().stdin(Stdio::null());
    for (name, value) in [("LISTEN", "127.0.0.1:0"), ("SANDBOX_LISTEN", "127.0.0.1:0")] {
        command.env(format!("KASSA_{name}"), value);
    }
    for (name, value) in settings {
        command.env(format!("KASSA_{name}"), value);
    }
    command
}

/// Runs a command that ends by itself.
pub fn run(directory: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> Output {
    command(directory, arguments, settings).output().unwrap()
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
        let log = File::options().create(true).append(true).open(directory.join("kassa.log"));
        let mut child = command(directory, &[], settings)
            .stdout(Stdio::piped())
            .stderr(log.unwrap())
            .spawn()
            .unwrap();
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

    /// As a power cut does it.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// As an administrator does it.
    pub fn terminate(&self) {
        self.signal("TERM");
    }

    pub fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("/bin/sh").args(["-c", &kill]).status().unwrap().success());
    }

    pub fn wait(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < deadline, "it should have stopped");
            std::thread::yield_now();
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
