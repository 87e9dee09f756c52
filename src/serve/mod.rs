//! The live page: a server on this machine alone, which grades an answer while it is written.
//!
//! It stores nothing and sends nothing anywhere; [`gate`] says who may speak to it, [`http`] alone
//! knows the protocol.

mod gate;
mod grading;
mod http;
mod routes;

use std::io;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::net::TcpListener;

use crate::input::{Input, InputError, files};
use crate::report::LivePage;
use crate::text::hex;
use gate::Gate;
use grading::Desk;
use routes::Site;

pub use grading::Plans;

/// What the page begins with.
#[derive(Debug)]
pub enum Start {
    /// An empty page.
    Empty,
    /// A text that was read.
    Text(Box<Input>),
    /// A file, which is read whenever the page is opened.
    File(PathBuf),
}

impl Start {
    fn read(&self) -> Option<Result<Input, InputError>> {
        match self {
            Self::Empty => None,
            Self::Text(input) => Some(Ok(Input::clone(input))),
            Self::File(path) => Some(files::answer(path)),
        }
    }
}

/// What is served.
#[derive(Debug)]
pub struct Offer {
    /// The page.
    pub page: LivePage,
    /// What it begins with.
    pub start: Start,
    /// The question it begins with, if there is one.
    pub question: Option<String>,
    /// Whether it begins by taking every text for an answer.
    pub assume_answer: bool,
    /// How answers are graded.
    pub plans: Plans,
}

/// A server that listens and does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    site: Arc<Site>,
    address: String,
}

impl Server {
    /// Listens on this machine's own address; port 0 takes a free one.
    ///
    /// # Errors
    /// Where the port is taken or forbidden, or the machine has no randomness or threads to give.
    pub async fn listen(port: u16, offer: Offer) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let port = listener.local_addr()?.port();
        let gate = Gate::new(token()?);
        let address = format!("http://127.0.0.1:{port}/{}/", gate.token());
        let desk = Desk::open(offer.plans)?;
        let site = Site {
            gate,
            desk,
            page: offer.page,
            start: offer.start,
            question: offer.question,
            assume_answer: offer.assume_answer,
        };
        Ok(Self {
            listener,
            site: Arc::new(site),
            address,
        })
    }

    /// Where the page is, with its token.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Answers requests until `end` comes.
    pub async fn run(self, end: impl Future<Output = ()>) {
        tokio::select! {
            () = http::accept(self.listener, self.site) => {}
            () = end => {}
        }
    }
}

/// Words that nobody guesses.
fn token() -> io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(hex(&bytes))
}
