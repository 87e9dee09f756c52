//! A request carried to the endpoint and its reply back: looked up among those that are kept first,
//! asked again where that may help, within the limits of the run.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use secrecy::SecretString;
use thiserror::Error;

use super::abilities::{Abilities, Limit};
use super::address::Address;
use super::body;
use super::circuit::Circuit;
use super::fault::{Fault, Feature, Kind};
use super::http::{Http, Raw};
use super::ledger::{Budget, Ledger, Spent};
use super::pace::Pace;
use super::retry::{self, READINGS, TURNS};
use super::store::Store;
use super::{key, length};
use crate::judge::{Ask, Price, Reply, Tokens, Unreadable, Usage};
use crate::text::Random;

/// What is added to the seed of a request that is made again.
const AGAIN: u32 = 1000;

/// So often features that a server does not know are left out, one after another.
const ADAPTIONS: usize = 6;

/// How an endpoint is asked.
pub struct Setup {
    /// Where it is.
    pub address: Address,
    /// The model.
    pub model: String,
    /// The key, if there is one.
    pub key: Option<Arc<SecretString>>,
    /// Whether nothing may be sent.
    pub offline: bool,
    /// How long a request and its reply may take.
    pub timeout: Duration,
    /// The most requests at once.
    pub concurrency: usize,
    /// The most requests a minute.
    pub rpm: Option<u32>,
    /// The most that may be spent.
    pub budget: Budget,
    /// What tokens cost.
    pub price: Option<Price>,
    /// How tokens are counted.
    pub tokens: Tokens,
    /// Where replies are kept.
    pub store: Option<Store>,
}

/// Why there is no reply.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Failed {
    /// Nothing may be sent, and none is kept.
    #[error("no reply is kept for it, and nothing may be sent (--offline)")]
    NotKept,
    /// Nothing more is sent.
    #[error("{0}")]
    Stopped(String),
    /// The endpoint gave none.
    #[error("{}; {}", .0.message, .0.help())]
    Fault(Fault),
    /// It gave one that says nothing, and took these tokens.
    #[error("{0}")]
    Unreadable(Unreadable, Usage),
    /// Replies cannot be kept.
    #[error("{0}")]
    Store(String),
}

impl Failed {
    /// The tokens that it took nevertheless.
    #[must_use]
    pub fn usage(&self) -> Usage {
        match self {
            Self::Unreadable(_, usage) => *usage,
            _ => Usage::default(),
        }
    }

    /// The tokens that fit, where the request was too long: a guess of half of what it had, where the
    /// endpoint does not say.
    #[must_use]
    pub fn limit(&self, ask: &Ask) -> Option<u64> {
        match self {
            Self::Fault(Fault {
                kind: Kind::TooLong { limit },
                ..
            }) => Some(limit.unwrap_or(u64::midpoint(ask.tokens, ask.room))),
            _ => None,
        }
    }
}

/// Asks an endpoint.
pub struct Asker {
    setup: Setup,
    server: String,
    http: Option<Http>,
    abilities: Mutex<Abilities>,
    pace: Pace,
    circuit: Circuit,
    ledger: Ledger,
    random: Mutex<Random>,
}

impl Asker {
    /// Makes ready to ask; nothing is sent yet.
    ///
    /// # Errors
    /// Where no client can be made.
    pub fn new(setup: Setup) -> Result<Self, Fault> {
        let http = if setup.offline {
            None
        } else {
            Some(Http::new(&setup.address, setup.key.clone(), setup.timeout)?)
        };
        let server = setup.address.to_string();
        let known = setup
            .store
            .as_ref()
            .and_then(|store| store.abilities(&server, &setup.model));
        let abilities = known.unwrap_or_else(|| Abilities::hoped(setup.address.is_vendor()));
        // Pauses are spread differently in every process; nothing in a result depends on it.
        let seed = RandomState::new().build_hasher().finish();
        Ok(Self {
            server,
            http,
            abilities: Mutex::new(abilities),
            pace: Pace::new(setup.concurrency, setup.rpm),
            circuit: Circuit::default(),
            ledger: Ledger::new(setup.budget, setup.price),
            random: Mutex::new(Random::new(seed)),
            setup,
        })
    }

    /// How it was made ready.
    #[must_use]
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// Puts the replies that are kept in order, while others come in.
    pub fn tidy(&self) {
        if let Some(store) = &self.setup.store {
            store.merge();
        }
    }

    /// What this run has spent so far.
    #[must_use]
    pub fn spent(&self) -> Spent {
        self.ledger.spent()
    }

    /// Why nothing more is sent, if so.
    #[must_use]
    pub fn stopped(&self) -> Option<String> {
        self.circuit.opened()
    }

    /// Whether the reply to a request is kept from before.
    #[must_use]
    pub fn is_kept(&self, ask: &Ask) -> bool {
        matches!(self.kept(&key::of(&self.setup, ask)), Ok(Some(_)))
    }

    /// Asks, and makes of the reply what `read` makes of it.
    ///
    /// # Errors
    /// Why there is nothing to make anything of.
    pub async fn ask<T>(
        &self,
        ask: &Ask,
        read: &(dyn Fn(&Reply) -> Result<T, Unreadable> + Sync),
    ) -> Result<(T, Reply), Failed> {
        let key = key::of(&self.setup, ask);
        if let Some(reply) = self.kept(&key)? {
            self.ledger.cached();
            return Self::made(ask, reply, read);
        }
        let Some(http) = &self.http else {
            return Err(Failed::NotKept);
        };
        let mut wider = ask.clone();
        let mut readings = 1;
        loop {
            let reply = match self.send(http, &wider, ask.follows || readings > 1).await {
                Ok(reply) => reply,
                Err(failed) => {
                    // A request that is too long is not sent in every run.
                    if let Some(known) = length::to_keep(&failed) {
                        self.keep(&key, &known)?;
                    }
                    return Err(failed);
                }
            };
            let made = read(&reply);
            let made = made.map_err(|why| length::doubted(why, ask, &reply));
            let hopeless = matches!(made, Err(Failed::Fault(_)));
            // The last of them is kept as it is, so that it is not asked for in every run.
            if made.is_ok() || hopeless || readings == READINGS {
                return match self.keep(&key, &reply)? {
                    Some(other) => Self::made(ask, other, read),
                    None => Ok((made?, reply)),
                };
            }
            if matches!(made, Err(Failed::Unreadable(Unreadable::Cut, _))) {
                wider.room *= 2;
            }
            // The same words would come again from the same beginning.
            wider.vote += AGAIN;
            readings += 1;
            self.ledger.retried();
        }
    }

    /// What a kept reply says, or that its request was too long.
    fn made<T>(
        ask: &Ask,
        reply: Reply,
        read: &(dyn Fn(&Reply) -> Result<T, Unreadable> + Sync),
    ) -> Result<(T, Reply), Failed> {
        if let Some(fault) = length::known(&reply) {
            return Err(Failed::Fault(fault));
        }
        let made = read(&reply).map_err(|why| length::doubted(why, ask, &reply))?;
        Ok((made, reply))
    }

    /// Sends a request, which may follow from another, until a reply comes or there is no more use in it.
    async fn send(&self, http: &Http, ask: &Ask, mut follows: bool) -> Result<Reply, Failed> {
        let (mut made, mut told) = (0, 0);
        let mut adaptions = 0;
        loop {
            let turn = self.pace.turn(follows).await;
            follows = true;
            if let Some(why) = self.circuit.opened() {
                return Err(Failed::Stopped(why));
            }
            let reserved = self.ledger.reserve(ask).map_err(|why| {
                self.circuit.open(&why);
                Failed::Stopped(why)
            })?;
            let abilities = *self.abilities();
            let url = self.setup.address.chat();
            let body = body::request(&self.setup.model, ask, abilities);
            let answered = http.post(&url, body).await;
            let outcome = answered.and_then(|raw| body::reply(&raw));
            let outcome = outcome.map(|reply| http.without_key(reply));
            let mut fault = match outcome {
                Ok(mut reply) => {
                    self.circuit.went_well();
                    self.pace.went_well();
                    self.complete(&mut reply, ask);
                    reserved.spend(reply.usage);
                    return Ok(reply);
                }
                Err(fault) => fault,
            };
            drop(reserved);
            drop(turn);
            fault.message = http.redacted(fault.message);
            if let Kind::Unsupported(feature) = fault.kind
                && adaptions < ADAPTIONS
            {
                adaptions += 1;
                if self.adapt(abilities, feature, &fault.message) {
                    continue;
                }
            }
            // Who is told when to come back, and does, has not failed.
            let is_told = matches!(fault.kind, Kind::Throttled { after: Some(_) });
            if is_told && told < TURNS {
                told += 1;
            } else {
                made += 1;
            }
            let pause = retry::pause(&fault, made.max(1), &mut self.random());
            let Some(pause) = pause else {
                self.circuit.failed(&fault);
                return Err(Failed::Fault(fault));
            };
            self.ledger.retried();
            if matches!(fault.kind, Kind::Throttled { .. }) || fault.after().is_some() {
                self.pace.slow_down(pause);
            }
            tokio::time::sleep(pause).await;
        }
    }

    /// Counts what the endpoint did not count.
    fn complete(&self, reply: &mut Reply, ask: &Ask) {
        let usage = &mut reply.usage;
        if usage.prompt_tokens == 0 {
            usage.prompt_tokens = ask.tokens;
        }
        if usage.completion_tokens == 0 {
            usage.completion_tokens = self.setup.tokens.count(&reply.content);
        }
    }

    /// Leaves out a feature that the server does not know; false where there is nothing to leave out.
    fn adapt(&self, tried: Abilities, feature: Feature, said: &str) -> bool {
        let mut abilities = self.abilities();
        if *abilities != tried {
            // Another request has found out more already.
            return true;
        }
        let newer = feature == Feature::Limit
            && tried.limit == Limit::Common
            && said.contains("max_completion_tokens");
        let less = if newer {
            Some(tried.with_newer_limit())
        } else {
            tried.without(feature)
        };
        let Some(less) = less else { return false };
        *abilities = less;
        if let Some(store) = &self.setup.store {
            store.remember(&self.server, &self.setup.model, less);
        }
        true
    }

    fn abilities(&self) -> MutexGuard<'_, Abilities> {
        self.abilities
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn random(&self) -> MutexGuard<'_, Random> {
        self.random.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What servers support, for those who ask about it.
    pub(super) fn found(&self) -> Abilities {
        *self.abilities()
    }

    /// What stands under an address of the endpoint.
    pub(super) async fn get(&self, url: &str) -> Option<Result<Raw, Fault>> {
        match &self.http {
            Some(http) => Some(http.get(url).await),
            None => None,
        }
    }

    fn kept(&self, key: &str) -> Result<Option<Reply>, Failed> {
        let Some(store) = &self.setup.store else {
            return Ok(None);
        };
        store
            .reply(key)
            .map_err(|error| Failed::Store(error.to_string()))
    }

    /// Keeps a reply; where another was kept before it, that is the one that counts.
    fn keep(&self, key: &str, reply: &Reply) -> Result<Option<Reply>, Failed> {
        let Some(store) = &self.setup.store else {
            return Ok(None);
        };
        let kept = store.keep(key, &self.setup.model, reply);
        kept.map_err(|error| Failed::Store(error.to_string()))
    }
}
