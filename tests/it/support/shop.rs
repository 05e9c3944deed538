//! A shop reduced to its callback address: a real listener that keeps each request as it came.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    thread,
    time::Duration,
};

use tokio::sync::mpsc;

#[derive(Clone, Copy)]
pub enum Answer {
    Ok,
    Unauthorized,
    Moved,
    Unavailable,
    /// Reads the request and leaves the caller waiting.
    Never,
    /// Reads the request and closes the connection.
    HangUp,
}

pub struct Shop {
    pub address: SocketAddr,
    requests: tokio::sync::Mutex<mpsc::UnboundedReceiver<Vec<u8>>>,
}

/// Longer than any test takes; only a failing one waits for it.
const PATIENCE: Duration = Duration::from_secs(10);

impl Shop {
    /// Listens on a thread of its own until the test is over.
    pub fn open(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, requests) = mpsc::unbounded_channel();
        thread::spawn(move || {
            let mut kept_open = Vec::new();
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let request = read_request(&stream);
                // Answered before it is told of: whoever waits for it then finds nothing under way.
                let answer = match answer {
                    Answer::Ok => "HTTP/1.1 200 OK",
                    Answer::Unauthorized => "HTTP/1.1 401 Unauthorized",
                    Answer::Moved => "HTTP/1.1 302 Found\r\nLocation: /elsewhere",
                    Answer::Unavailable => "HTTP/1.1 503 Service Unavailable",
                    Answer::Never => {
                        kept_open.push(stream);
                        continue;
                    }
                    Answer::HangUp => continue,
                };
                let answer = format!("{answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                stream.write_all(answer.as_bytes()).unwrap();
                if sender.send(request).is_err() {
                    return; // the test is over
                }
            }
        });
        Self { address, requests: requests.into() }
    }

    /// The next request, byte for byte.
    pub async fn take(&self) -> Vec<u8> {
        let mut requests = self.requests.lock().await;
        let request = tokio::time::timeout(PATIENCE, requests.recv()).await;
        request.expect("a request should have come").unwrap()
    }

    /// No request has come that was not taken.
    pub fn expect_silence(&self) {
        let request = self.requests.try_lock().unwrap().try_recv();
        assert!(request.is_err(), "nothing should have come: {request:?}");
    }
}

fn read_request(stream: &TcpStream) -> Vec<u8> {
    let mut reader = BufReader::new(stream);
    let mut request = Vec::new();
    let mut length = 0;
    loop {
        let start = request.len();
        reader.read_until(b'\n', &mut request).unwrap();
        let line = String::from_utf8_lossy(&request[start..]).into_owned();
        if line == "\r\n" || line.is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let start = request.len();
    request.resize(start + length, 0);
    reader.read_exact(&mut request[start..]).unwrap();
    request
}
