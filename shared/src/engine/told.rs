use serde::{Deserialize, Serialize};

use super::close::{Adjusted, Adjustment};
use super::statement::{Explained, Statement};
use super::trail::{Explanation, Node};

/// A statement with its explanation, as it is shown and sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub statement: Statement,
    /// One for each line, in their order.
    pub trail: Vec<Explanation>,
    pub score: Option<Explanation>,
}

impl From<&Explained> for Told {
    fn from(explained: &Explained) -> Self {
        Self {
            statement: explained.statement.clone(),
            trail: explained.trail.iter().map(Node::explain).collect(),
            score: explained.score.as_deref().map(Node::explain),
        }
    }
}

/// An adjustment with its explanation, as it is shown and sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldAdjustment {
    #[serde(flatten)]
    pub adjustment: Adjustment,
    pub trail: Explanation,
}

impl From<&Adjusted> for ToldAdjustment {
    fn from(adjusted: &Adjusted) -> Self {
        Self { adjustment: adjusted.adjustment.clone(), trail: adjusted.node.explain() }
    }
}
