-- What is entered of a visit under way: a phone ends an app whenever it likes, and nothing of it may be lost, pictures neither.
-- It goes when the rep closes the visit, or amends one that was closed at the end of its day.

CREATE TABLE draft (
  visit TEXT PRIMARY KEY,
  body  TEXT NOT NULL                        -- mobile::view::Draft, JSON
) STRICT;

CREATE TABLE draft_picture (
  visit    TEXT NOT NULL,
  hash     TEXT NOT NULL,
  mime     TEXT NOT NULL,
  original TEXT,                             -- BLAKE3 of the untouched file
  bytes    BLOB NOT NULL,
  PRIMARY KEY (visit, hash)
) STRICT;
