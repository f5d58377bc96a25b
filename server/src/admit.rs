//! Takes pushes in: one job of the writer for each exchange.
