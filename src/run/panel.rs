//! Answers put before a judge: every request of an answer made, its replies read, once more asked
//! where a quote is not there, and the votes made into opinions.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::{Builder, Runtime};
use tokio::task::{JoinHandle, JoinSet};

use super::grader::Pending;
use crate::endpoint::{Asker, Failed};
use crate::judge::{Ask, Brief, Case, Claims, Haystack, Manner, Price, Prompts, Usage, opinions};
use crate::report::{JudgeFacts, Opinions};
use crate::rubric::{Opinion, Rubric};

/// So often an answer is cut into smaller parts because the endpoint says that they are too long.
const CUTS: usize = 3;

/// A judge and how it is asked; a copy of it is the same one.
#[derive(Clone)]
pub struct Panel {
    asker: Arc<Asker>,
    prompts: Arc<Prompts>,
    manner: Manner,
    context: u64,
    briefs: Arc<Mutex<BTreeMap<String, Arc<Brief>>>>,
    runtime: Arc<Runtime>,
}

impl Panel {
    /// A panel whose judge reads `context` tokens at once.
    ///
    /// # Errors
    /// Where no thread can be started.
    pub fn new(
        asker: Arc<Asker>,
        prompts: Prompts,
        manner: Manner,
        context: u64,
    ) -> io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        Ok(Self {
            asker,
            prompts: Arc::new(prompts),
            manner,
            context,
            briefs: Arc::default(),
            runtime: Arc::new(runtime),
        })
    }

    /// The one who asks.
    #[must_use]
    pub fn asker(&self) -> &Asker {
        &self.asker
    }

    /// Where the work is done.
    #[must_use]
    pub fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// The first requests about an answer.
    ///
    /// # Errors
    /// Where it does not fit, or a prompt cannot be used.
    pub fn asks(&self, pending: &Pending) -> Result<Vec<Ask>, String> {
        let Some(case) = pending.case() else {
            return Ok(Vec::new());
        };
        let brief = self.brief(pending.rubric())?;
        let votes = brief.asks(&case, self.context)?;
        Ok(votes.into_iter().flatten().collect())
    }

    /// Begins to judge an answer that was opened.
    #[must_use]
    pub fn judge(&self, pending: &Pending) -> JoinHandle<Opinions> {
        self.begin(pending.rubric(), pending.case(), pending.haystack())
    }

    /// Begins to judge an answer.
    #[must_use]
    pub fn begin(
        &self,
        rubric: &Arc<Rubric>,
        case: Option<Case>,
        haystack: Haystack,
    ) -> JoinHandle<Opinions> {
        let brief = self.brief(rubric);
        let rubric = Arc::clone(rubric);
        let asker = Arc::clone(&self.asker);
        let context = self.context;
        let facts = self.facts();
        self.runtime.spawn(async move {
            facts.with(match (case, brief) {
                (None, _) => Judged::default(),
                (Some(_), Err(why)) => Judged::none(&rubric, why),
                (Some(case), Ok(brief)) => {
                    let bench = Arc::new(Bench {
                        asker,
                        brief,
                        rubric,
                        haystack,
                    });
                    bench.judge(&case, context).await
                }
            })
        })
    }

    fn facts(&self) -> Facts {
        let setup = self.asker.setup();
        Facts {
            price: setup.price,
            judge: JudgeFacts {
                model: setup.model.clone(),
                endpoint: setup.address.to_string(),
                prompts: self.prompts.sha256.clone(),
                votes: self.manner.votes,
                usage: Usage::default(),
                cost: None,
            },
        }
    }

    /// What is asked about a rubric, made once.
    fn brief(&self, rubric: &Rubric) -> Result<Arc<Brief>, String> {
        let mut briefs = self.briefs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(brief) = briefs.get(&rubric.sha256) {
            return Ok(Arc::clone(brief));
        }
        let tokens = self.asker.setup().tokens.clone();
        let made = Brief::new(rubric, Arc::clone(&self.prompts), tokens, self.manner);
        let made = Arc::new(made.map_err(|fault| fault.to_string())?);
        briefs.insert(rubric.sha256.clone(), Arc::clone(&made));
        Ok(made)
    }
}

/// What a judge made of an answer.
#[derive(Default)]
struct Judged {
    opinions: Vec<Opinion>,
    usage: Usage,
    missing: Vec<String>,
}

impl Judged {
    /// Nothing could be had.
    fn none(rubric: &Rubric, why: String) -> Self {
        Self {
            opinions: vec![Opinion::unrated(&why); rubric.criteria.len()],
            usage: Usage::default(),
            missing: vec![why],
        }
    }
}

/// Who judges, and what that costs.
struct Facts {
    judge: JudgeFacts,
    price: Option<Price>,
}

impl Facts {
    fn with(self, judged: Judged) -> Opinions {
        Opinions {
            opinions: judged.opinions,
            missing: judged.missing,
            facts: JudgeFacts {
                usage: judged.usage,
                cost: self.price.map(|price| price.of(judged.usage)),
                ..self.judge
            },
        }
    }
}

/// What the requests of one answer share.
struct Bench {
    asker: Arc<Asker>,
    brief: Arc<Brief>,
    rubric: Arc<Rubric>,
    haystack: Haystack,
}

/// What a request and those that follow it came to.
struct Heard {
    claims: Claims,
    usage: Usage,
    /// What could not be had.
    missing: Option<String>,
    /// The tokens that fit, where it was too long.
    limit: Option<u64>,
}

impl Bench {
    async fn judge(self: Arc<Self>, case: &Case, context: u64) -> Judged {
        let mut context = context;
        for _ in 0..CUTS {
            let votes = match self.brief.asks(case, context) {
                Ok(votes) => votes,
                Err(why) => return Judged::none(&self.rubric, why),
            };
            let heard = self.hear(votes).await;
            let limit = heard.iter().flatten().filter_map(|heard| heard.limit).min();
            match limit {
                Some(limit) if limit < context => context = limit,
                _ => return self.conclude(heard),
            }
        }
        Judged::none(
            &self.rubric,
            "the answer does not fit into what the endpoint reads at once".into(),
        )
    }

    /// All requests at once; the pace is the asker's.
    async fn hear(self: &Arc<Self>, votes: Vec<Vec<Ask>>) -> Vec<Vec<Heard>> {
        let mut places: Vec<Vec<Option<Heard>>> = Vec::new();
        let mut work = JoinSet::new();
        for (vote, asks) in votes.into_iter().enumerate() {
            places.push(asks.iter().map(|_| None).collect());
            for (nth, ask) in asks.into_iter().enumerate() {
                let bench = Arc::clone(self);
                work.spawn(async move { ((vote, nth), bench.one(ask).await) });
            }
        }
        while let Some(done) = work.join_next().await {
            if let Ok(((vote, nth), heard)) = done
                && let Some(place) = places.get_mut(vote).and_then(|asks| asks.get_mut(nth))
            {
                *place = Some(heard);
            }
        }
        let lost = || Heard::none(&[], "the request was lost".into());
        let whole = places.into_iter();
        whole
            .map(|asks| {
                asks.into_iter()
                    .map(|heard| heard.unwrap_or_else(lost))
                    .collect()
            })
            .collect()
    }

    async fn one(&self, ask: Ask) -> Heard {
        let read =
            |ask: &Ask, reply: &_| Claims::read(reply, &ask.criteria, &self.rubric, &self.haystack);
        let first = self.asker.ask(&ask, &|reply| read(&ask, reply)).await;
        let (mut claims, reply) = match first {
            Ok(first) => first,
            Err(failed) => {
                return Heard::failed(&ask, &failed);
            }
        };
        let mut usage = reply.usage;
        let faults = claims.faults();
        if faults.is_empty() {
            return Heard::of(claims, usage, None);
        }
        let again = self.brief.again(&self.rubric, &ask, &reply, &faults);
        let again = match again {
            Ok(again) => again,
            Err(fault) => return Heard::of(claims, usage, Some(fault.to_string())),
        };
        match self.asker.ask(&again, &|reply| read(&again, reply)).await {
            Ok((second, reply)) => {
                usage += reply.usage;
                claims.mend(second);
                Heard::of(claims, usage, None)
            }
            // What was believed of the first reply stands.
            Err(failed) => {
                usage += failed.usage();
                let read = matches!(failed, Failed::Unreadable(..));
                let known = read || failed.limit(&again).is_some();
                Heard::of(claims, usage, (!known).then(|| failed.to_string()))
            }
        }
    }

    fn conclude(&self, heard: Vec<Vec<Heard>>) -> Judged {
        let mut judged = Judged::default();
        for one in heard.iter().flatten() {
            judged.usage += one.usage;
            judged.missing.extend(one.missing.clone());
        }
        judged.missing.sort();
        judged.missing.dedup();
        let votes = heard
            .into_iter()
            .map(|asks| asks.into_iter().map(|one| one.claims).collect());
        let votes: Vec<Vec<_>> = votes.collect();
        judged.opinions = opinions(&self.rubric, &votes);
        judged
    }
}

impl Heard {
    fn of(claims: Claims, usage: Usage, missing: Option<String>) -> Self {
        Self {
            claims,
            usage,
            missing,
            limit: None,
        }
    }

    fn none(criteria: &[usize], why: String) -> Self {
        let claims = Claims::failed(criteria, &why);
        Self::of(claims, Usage::default(), Some(why))
    }

    fn failed(ask: &Ask, failed: &Failed) -> Self {
        Self {
            usage: failed.usage(),
            limit: failed.limit(ask),
            ..Self::none(&ask.criteria, failed.to_string())
        }
    }
}
