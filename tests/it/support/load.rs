//! Callbacks that keep coming, each on a connection of its own, as Dromon sends them.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use diesel::prelude::*;
use futures_util::future::join_all;
use kassa::db::{Connection, schema::callbacks};
use serde_json::{Value, json};

use super::{PATIENCE, TOKEN, app::client};

const SENDERS: usize = 6;

/// How many callbacks make sure that it goes on.
const SOME: usize = 25;

/// It ends when it is dropped.
pub struct Load {
    told: Arc<Told>,
    sending: Option<JoinHandle<()>>,
}

/// What the callbacks were answered.
struct Told {
    address: SocketAddr,
    answered: Mutex<Vec<String>>,
    failed: Mutex<Vec<String>>,
    over: AtomicBool,
}

impl Load {
    pub fn on(address: SocketAddr) -> Self {
        let (answered, failed, over) = (Mutex::default(), Mutex::default(), AtomicBool::new(false));
        let told = Arc::new(Told { address, answered, failed, over });
        let sender = Arc::clone(&told);
        let sending = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(sender.send());
        });
        Self { told, sending: Some(sending) }
    }

    /// Waits until some more were answered.
    pub fn goes_on(&self) {
        let count = || self.told.answered.lock().unwrap().len();
        let (before, deadline) = (count(), Instant::now() + PATIENCE);
        while count() < before + SOME {
            assert_eq!(*self.told.failed.lock().unwrap(), [""; 0]);
            assert!(Instant::now() < deadline, "callbacks should be answered");
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn end(&mut self) {
        self.told.over.store(true, Ordering::SeqCst);
        if let Some(sending) = self.sending.take() {
            sending.join().unwrap();
        }
    }

    /// Ends it when the last were answered, and returns how many were. None has failed.
    pub fn finish(&mut self) -> usize {
        self.end();
        assert_eq!(*self.told.failed.lock().unwrap(), [""; 0]);
        self.told.answered.lock().unwrap().len()
    }

    /// Each callback that was answered is in the books once, and no other is.
    pub fn expect_in(&self, mut books: Connection) {
        let bodies: Vec<Vec<u8>> =
            callbacks::table.select(callbacks::body).load(&mut books).unwrap();
        let mut kept: HashMap<String, usize> = HashMap::new();
        for body in bodies {
            let body: Value = serde_json::from_slice(&body).unwrap();
            *kept.entry(body["uid"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        for uid in self.told.answered.lock().unwrap().iter() {
            assert_eq!(kept.remove(uid), Some(1), "{uid}");
        }
        assert!(kept.is_empty(), "kept, but not answered: {kept:?}");
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.end();
    }
}

impl Told {
    async fn send(&self) {
        let client = client().build().unwrap();
        let url = format!("http://{}/callback", self.address);
        let senders = (0..SENDERS).map(async |sender| {
            for nth in 0.. {
                if self.over.load(Ordering::SeqCst) {
                    break;
                }
                let uid = format!("load-{sender}-{nth}");
                let body = json!({ "uid": &uid, "sum": 8 }).to_string();
                match client.post(&url).bearer_auth(TOKEN).body(body).send().await {
                    Ok(answer) if answer.status() == 200 => {
                        self.answered.lock().unwrap().push(uid);
                    }
                    answer => self.failed.lock().unwrap().push(format!("{uid}: {answer:?}")),
                }
            }
        });
        join_all(senders).await;
    }
}
