//! Servers on this machine that say what they are told.

use std::{
    fmt::Write as _,
    io::{Read, Write},
    net::TcpListener,
    sync::{Arc, Mutex},
    thread,
};

/// A server that answers every request alike. It ends with the process.
pub struct Server {
    pub url: String,
    asked: Arc<Mutex<String>>,
}

impl Server {
    pub fn saying(status: &str, headers: &[(&str, &str)], body: &str) -> Self {
        Self::start(Some(answer(status, headers, body, body.len())), Then::HangUp)
    }

    /// It promises more than it sends, and hangs up.
    pub fn breaking_off(status: &str, headers: &[(&str, &str)], body: &str) -> Self {
        Self::start(Some(answer(status, headers, body, body.len() + 1)), Then::HangUp)
    }

    /// It promises more than it sends, and keeps the connection.
    pub fn stopping(status: &str, headers: &[(&str, &str)], body: &str) -> Self {
        Self::start(Some(answer(status, headers, body, body.len() + 1)), Then::Stop)
    }

    /// It takes connections, and that is all.
    pub fn silent() -> Self {
        Self::start(None, Then::Stop)
    }

    fn start(answer: Option<String>, then: Then) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::<Mutex<String>>::default();
        let heard = Arc::clone(&asked);
        thread::spawn(move || {
            let mut kept = Vec::new();
            for mut connection in listener.incoming().map(Result::unwrap) {
                let mut request = [0; 8192];
                if let Some(answer) = &answer {
                    let read = connection.read(&mut request).unwrap_or(0);
                    *heard.lock().unwrap() = String::from_utf8_lossy(&request[..read]).into_owned();
                    connection.write_all(answer.as_bytes()).ok();
                }
                if then == Then::Stop {
                    kept.push(connection);
                }
            }
        });
        Self { url, asked }
    }

    /// The head of the last request.
    pub fn asked(&self) -> String {
        self.asked.lock().unwrap().clone()
    }
}

/// What a server does when it has answered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Then {
    HangUp,
    Stop,
}

fn answer(status: &str, headers: &[(&str, &str)], body: &str, length: usize) -> String {
    let mut answer = format!("HTTP/1.1 {status}\r\n");
    for (name, value) in headers {
        write!(answer, "{name}: {value}\r\n").unwrap();
    }
    write!(answer, "Content-Length: {length}\r\nConnection: close\r\n\r\n{body}").unwrap();
    answer
}

/// A port where nobody listens.
pub fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
