//! Placeholder of the client state machine, filled in the next commit.
