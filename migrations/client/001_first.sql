-- One store for each (server, employee). What was recorded is in `chunk` and `record`; everything else can be fetched or
-- computed again. Lengths and BLAKE3 hashes are checked at every load: automerge itself loads a torn log without a word.

CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE chunk (
  number  INTEGER PRIMARY KEY,               -- order in which changes can be applied
  doc     TEXT NOT NULL,
  kind    TEXT NOT NULL CHECK (kind IN ('snapshot', 'change')),
  hash    BLOB,                              -- of a change
  state   TEXT NOT NULL CHECK (state IN ('pending', 'held')),
  length  INTEGER NOT NULL,
  blake3  BLOB NOT NULL,
  bytes   BLOB NOT NULL
) STRICT;
CREATE INDEX chunk_by_doc ON chunk (doc, number);
CREATE UNIQUE INDEX chunk_by_hash ON chunk (doc, hash) WHERE hash IS NOT NULL;
CREATE INDEX chunk_pending ON chunk (number) WHERE state = 'pending';

-- The outbox: every record made here, with its command, so that it can be recorded again after a refusal at the door.
CREATE TABLE record (
  id      TEXT PRIMARY KEY,
  at      INTEGER NOT NULL,
  doc     TEXT NOT NULL,
  command TEXT NOT NULL,                     -- JSON, without the bytes of photos
  change  BLOB,                              -- hash of the change that carries it; NULL: to be recorded again
  seq     INTEGER,                           -- the server's number, once held
  door    TEXT                               -- refusal at the door, JSON
) STRICT, WITHOUT ROWID;
CREATE INDEX record_by_change ON record (doc, change);
CREATE INDEX record_by_time ON record (at);

CREATE TABLE photo (
  hash     TEXT PRIMARY KEY,
  mime     TEXT NOT NULL,
  uploaded INTEGER NOT NULL DEFAULT 0,
  bytes    BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Customers as lists need them, read from their documents.
CREATE TABLE customer (
  id   TEXT PRIMARY KEY,
  body TEXT NOT NULL                         -- shared::doc::customer::Customer, JSON
) STRICT, WITHOUT ROWID;
