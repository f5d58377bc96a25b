-- The log in pieces as they came: one row for the changes of one document that arrived together, instead of one for each.

CREATE TABLE chunk (
  company_id      TEXT NOT NULL,
  first_seq       INTEGER NOT NULL,          -- numbers of its changes, one after the other
  last_seq        INTEGER NOT NULL,
  doc             TEXT NOT NULL,
  actor           BLOB NOT NULL,             -- of all of them
  first_actor_seq INTEGER NOT NULL,          -- and the actor's own numbers, one after the other too
  device          TEXT,                      -- NULL: written by the server
  received        INTEGER NOT NULL,
  hashes          BLOB NOT NULL,             -- 32 bytes for each change
  length          INTEGER NOT NULL,
  blake3          BLOB NOT NULL,             -- of bytes, also where they were packed
  bytes           BLOB,                      -- changes one after the other; NULL: packed into the snapshot
  PRIMARY KEY (company_id, first_seq)
) STRICT;
CREATE INDEX chunk_by_doc ON chunk (company_id, doc, first_seq);
CREATE UNIQUE INDEX chunk_by_actor ON chunk (company_id, doc, actor, first_actor_seq);

INSERT INTO chunk (company_id, first_seq, last_seq, doc, actor, first_actor_seq, device, received, hashes, length, blake3, bytes)
  SELECT company_id, seq, seq, doc, actor, actor_seq, device, received, hash, length, blake3, bytes FROM change
  ORDER BY company_id, seq;
DROP TABLE change;

-- Changes that are kept and stand in no document: forks, and what others wrote without an attested head (SYN-7). An
-- administrator decides, or the head they are ancestors of comes.
CREATE TABLE aside (
  company_id TEXT NOT NULL,
  doc        TEXT NOT NULL,
  hash       BLOB NOT NULL,
  why        TEXT NOT NULL CHECK (why IN ('forked', 'unattested')),
  device     TEXT NOT NULL,                  -- that brought it
  received   INTEGER NOT NULL,
  length     INTEGER NOT NULL,
  blake3     BLOB NOT NULL,
  bytes      BLOB NOT NULL,
  PRIMARY KEY (company_id, doc, hash)
) STRICT;

-- Changes of the log that can not be applied, and those that stand on them: in no document, each named to its author.
CREATE TABLE quarantine (
  company_id TEXT NOT NULL,
  doc        TEXT NOT NULL,
  hash       BLOB NOT NULL,
  seq        INTEGER NOT NULL,
  why        TEXT NOT NULL,
  at         INTEGER NOT NULL,
  PRIMARY KEY (company_id, doc, hash)
) STRICT, WITHOUT ROWID;

-- Who does what only one node may do at a time: it holds a lock that ends with it. Each new holder has a higher term, and
-- writes are checked against it.
CREATE TABLE lease (
  company_id TEXT NOT NULL,
  duty       TEXT NOT NULL,
  holder     TEXT NOT NULL,
  term       INTEGER NOT NULL,
  PRIMARY KEY (company_id, duty)
) STRICT, WITHOUT ROWID;
