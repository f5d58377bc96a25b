//! An explanation that was sent reads back as the node it was made of.

use shared::books::read_text;
use shared::engine::{InTurn, Node, close_all};

fn goes_and_comes(node: &Node) {
    let sent = serde_json::to_string(&node.explain()).unwrap();
    let came: shared::engine::Explanation = serde_json::from_str(&sent).unwrap();
    assert_eq!(came.node().explain(), came, "{sent}");
}

#[test]
fn every_explanation_of_the_public_companies_goes_and_comes() {
    let mut whats = std::collections::BTreeSet::new();
    let mut see = |node: &Node| {
        goes_and_comes(node);
        let mut stack = vec![node];
        while let Some(node) = stack.pop() {
            whats.insert(node.what);
            stack.extend(&node.parts);
        }
    };
    for number in [42, 500_007] {
        let path = format!("{}/../tests/cases/public/books-{number}.json", env!("CARGO_MANIFEST_DIR"));
        let books = read_text(&std::fs::read_to_string(&path).expect(&path)).unwrap();
        for (_, closed) in close_all(&books, &InTurn).unwrap().0 {
            for explained in closed.results.values().filter_map(|result| result.explained.as_ref()) {
                explained.trail.iter().chain(explained.score.as_deref()).for_each(&mut see);
            }
            closed.adjustments.iter().for_each(|one| see(&one.node));
        }
    }
    assert!(whats.len() > 30, "{whats:?}");
}
