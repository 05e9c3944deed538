//! HTTP by hand, for what no client sends.

use std::{
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
};

use super::{PATIENCE, Reply};

/// A connection.
pub struct Wire(TcpStream);

impl Wire {
    pub fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Self(stream)
    }

    pub fn send(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.0.write_all(bytes.as_ref()).unwrap();
        self
    }

    /// Reads until the server has said that.
    pub fn until(mut self, words: &str) -> Self {
        let (mut said, mut byte) = (Vec::new(), [0]);
        while !said.ends_with(words.as_bytes()) {
            self.0.read_exact(&mut byte).expect("the server should say more");
            said.push(byte[0]);
        }
        self
    }

    /// Says that nothing more comes, and waits for the answer.
    pub fn end(self) -> Self {
        self.0.shutdown(Shutdown::Write).unwrap();
        self
    }

    /// The answer. It is read until the server closes: one that keeps the connection fails the test.
    pub fn reply(mut self) -> Reply {
        let mut answer = Vec::new();
        self.0.read_to_end(&mut answer).expect("the server should answer and close");
        Reply::parse(&answer)
    }
}

/// The head of a callback, as Dromon sends it: it would keep the connection.
pub fn callback_head(authorization: &[&str], length: usize) -> String {
    let authorization: Vec<String> =
        authorization.iter().map(|value| format!("Authorization: {value}\r\n")).collect();
    let authorization = authorization.concat();
    format!(
        "POST /callback HTTP/1.1\r\nContent-Type: application/json\r\n{authorization}Accept: */*\r\n\
         Content-Length: {length}\r\nHost: shop.example\r\nConnection: keep-alive\r\n\r\n"
    )
}
