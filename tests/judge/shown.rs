//! What people read of a judge's opinion.

use crate::bench::KEY;
use crate::server::{Deed, Server};
use crate::world::World;

#[test]
fn reports_for_people_say_where_the_judge_sees_it_otherwise() {
    let server = Server::new(|_| Deed::Generous);
    let url = server.url();
    for format in ["human", "markdown"] {
        let world = World::new().set("OPENAI_API_KEY", KEY);
        let asked = ["--judge", "--model", "test-model", "--base-url", &url];
        let said = world.run(
            &[
                &["-r", "incident.yaml", "-f", format, "outage.md"],
                &asked[..],
            ]
            .concat(),
        );
        let words: Vec<&str> = said.out.split_whitespace().collect();
        let words = words.join(" ");
        for part in [
            "test-model judged 3 of 3 criteria: 1 as the signals do",
            "signals mentioned (",
            "judge strong (",
            "together developed",
        ] {
            assert!(
                words.contains(part),
                "{format} lacks \"{part}\": {}",
                said.out
            );
        }
    }
}
