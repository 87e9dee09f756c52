//! What is repeated, and which repetitions are free text.

use super::LONGEST;
use super::byteset::ByteSet;
use super::gap::{Gap, Shape};
use super::tree::{Kind, NodeId, Tree};

/// More repetitions than any match has.
const MANY: usize = LONGEST + 1;

/// A class with so many small letters takes nearly any word.
const FREE: usize = 20;

impl Tree {
    /// `node` from `min` to `max` times.
    pub(super) fn repeat(&mut self, node: NodeId, min: usize, max: usize) -> Kind {
        // No match is so long that more would make a difference.
        let (min, max) = (min.min(MANY), if max > MANY { usize::MAX } else { max });
        if max < min {
            return Kind::Never;
        }
        if (min, max) != (0, 1)
            && max > 1
            && let Some((shape, set)) = self.free(node)
        {
            return self.gap(Gap::free(shape, set, min, max));
        }
        match (min, max) {
            (1, 1) => self.kind(node),
            (_, usize::MAX) => {
                let star = self.add(Kind::Repeated(node));
                let mut parts = vec![node; min];
                parts.push(star);
                self.sequence(&parts)
            }
            _ => {
                let mut parts = vec![node; min];
                let mut tail = None;
                for _ in min..max {
                    let one = match tail {
                        None => Kind::Optional(node),
                        Some(tail) => {
                            let both = self.sequence(&[node, tail]);
                            Kind::Optional(self.add(both))
                        }
                    };
                    tail = Some(self.add(one));
                }
                parts.extend(tail);
                self.sequence(&parts)
            }
        }
    }

    /// The free text that `node` repeated is.
    fn free(&mut self, node: NodeId) -> Option<(Shape, ByteSet)> {
        match self.kind(node) {
            Kind::Class(set) => {
                let set = self.sets.at(set);
                (set.letters() >= FREE).then_some((Shape::Bytes, set))
            }
            Kind::Sequence(at) => {
                let (first, only) = self.element(at);
                let (second, ends) = self.element(at + 1);
                if only || !ends {
                    return None;
                }
                if self.is_space(first) {
                    return Some((Shape::Led, self.one_word(second)?));
                }
                let set = self.one_word(first)?;
                if let Kind::Optional(inner) = self.kind(second) {
                    return self.is_space(inner).then_some((Shape::Loose, set));
                }
                self.is_space(second).then_some((Shape::Words, set))
            }
            _ => None,
        }
    }

    /// The bytes of which `node` takes one or more, and no space.
    fn one_word(&mut self, node: NodeId) -> Option<ByteSet> {
        let Kind::Gap(gap) = self.kind(node) else {
            return None;
        };
        match self.gaps[gap as usize] {
            Gap::Free {
                shape: Shape::Bytes,
                set,
                min: 1,
                max: usize::MAX,
                ..
            } if !set.has(b' ') => Some(set),
            _ => None,
        }
    }

    fn is_space(&mut self, node: NodeId) -> bool {
        matches!(self.kind(node), Kind::Literal(at) if self.pooled(at) == (b' ', true))
    }
}
