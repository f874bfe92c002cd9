//! A server on this computer that has one released file.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

pub struct Server {
    pub address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers `path` with `content`, everything else with 404. Lives as long as the test program.
    pub fn with(path: &str, content: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (path, content, heard) = (path.to_owned(), content.to_owned(), Arc::clone(&asked));
        std::thread::spawn(move || {
            for line in listener.incoming() {
                let mut line = line.unwrap();
                let request: Vec<String> =
                    BufReader::new(&line).lines().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
                let target = request.first().and_then(|first| first.split(' ').nth(1)).unwrap_or_default();
                let (status, body) = if target == path { ("200 OK", content.as_str()) } else { ("404 Not Found", "") };
                heard.lock().unwrap().push(request.join("\n"));
                let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
                let _ = line.write_all(head.as_bytes()).and_then(|()| line.write_all(body.as_bytes()));
            }
        });
        Self { address, asked }
    }

    /// Everything that was asked, with its headers.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}
