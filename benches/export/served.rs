//! A Kassa that serves, and an owner who is signed in to it.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::IpAddr,
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

use kassa::{
    clock,
    db::{Database, Purpose},
    staff::{self, Role, Stage},
};
use reqwest::{Client, StatusCode, header};
use tokio::runtime::Runtime;

pub struct Served {
    child: Child,
    /// Read no further, and open as long as the child may write.
    _stdout: BufReader<ChildStdout>,
    address: String,
    cookie: String,
    client: Client,
    runtime: Runtime,
}

impl Served {
    pub fn start(directory: &Path, database: &Database, url: Option<&str>) -> Self {
        let mut connection = database.connect(Purpose::Write).unwrap();
        let id = staff::add(&mut connection, &"Owner".parse().unwrap(), Role::Owner, clock::now())
            .unwrap();
        let here = IpAddr::from([127, 0, 0, 1]);
        let secret =
            staff::open(&mut connection, id, Stage::Open, here, "bench", clock::now()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_kassa"));
        command.arg("serve").current_dir(directory).env_clear().stdin(Stdio::null());
        let settings = [
            ("LISTEN", "127.0.0.1:0"),
            ("PUBLIC_URL", "http://shop.example"),
            ("DROMON_APP_ID", "5f00000000000000000000aa"),
            ("DROMON_SECRET", "2967104"),
            ("MIN_FREE_SPACE", "0"),
        ];
        for (name, value) in settings.into_iter().chain(url.map(|url| ("DATABASE_URL", url))) {
            command.env(format!("KASSA_{name}"), value);
        }
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut greeting = String::new();
        while !greeting.contains("(listening on ") {
            assert!(stdout.read_line(&mut greeting).unwrap() > 0, "it did not start: {greeting}");
        }
        let (_, address) = greeting.split_once("(listening on ").unwrap();
        Self {
            child,
            _stdout: stdout,
            address: address.split(')').next().unwrap().to_owned(),
            cookie: format!("kassa_staff={}", secret.expose()),
            client: Client::new(),
            runtime: Runtime::new().unwrap(),
        }
    }

    /// Downloads all that is there, piece by piece.
    pub fn download(&mut self, path: &str, mut piece: impl FnMut(&[u8])) {
        let request = self
            .client
            .get(format!("http://{}{path}", self.address))
            .header(header::COOKIE, &self.cookie);
        self.runtime.block_on(async {
            let mut answer = request.send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::OK, "{path}");
            while let Some(bytes) = answer.chunk().await.unwrap() {
                piece(&bytes);
            }
        });
    }

    /// The most memory that it ever had (`VmHWM`).
    pub fn peak_mebibytes(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        peak.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
