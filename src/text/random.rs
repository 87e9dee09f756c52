//! A small source of random numbers that gives the same numbers for the same seed for ever.

/// `SplitMix64`: Steele, Lea & Flood (2014), *Fast splittable pseudorandom number generators*, OOPSLA.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The numbers that `seed` stands for.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// One of `items`, each as likely as the others as far as 64 bits can tell.
    pub fn choose<'i, T>(&mut self, items: &'i [T]) -> Option<&'i T> {
        let scaled = (u128::from(self.draw()) * items.len() as u128) >> 64;
        items.get(usize::try_from(scaled).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first numbers for the seed 1234567, as published for this generator on Rosetta Code
    /// ("Pseudo-random numbers/Splitmix64").
    #[test]
    fn numbers_are_those_of_the_reference() {
        let mut random = Random::new(1_234_567);
        let first = [(); 5].map(|()| random.draw());
        assert_eq!(
            first,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423,
                4_593_380_528_125_082_431,
                16_408_922_859_458_223_821,
            ]
        );
    }

    #[test]
    fn every_item_is_chosen_about_as_often() {
        let mut random = Random::new(7);
        let mut counts = [0_u32; 5];
        for _ in 0..10_000 {
            counts[*random.choose(&[0_usize, 1, 2, 3, 4]).unwrap()] += 1;
        }
        assert!(counts.iter().all(|count| (1_850..2_150).contains(count)));
        assert_eq!(random.choose::<u8>(&[]), None);
    }
}
