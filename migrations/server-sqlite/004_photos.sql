-- Photos leave the database: their bytes are objects by their content, here is what is known of them. What stands in
-- `bytes` is moved out at the next start.

ALTER TABLE photo RENAME TO photo_before;
CREATE TABLE photo (
  company_id TEXT NOT NULL,
  hash       TEXT NOT NULL,
  mime       TEXT NOT NULL,
  owner      TEXT NOT NULL,                  -- who sent it first
  length     INTEGER NOT NULL,
  received   INTEGER NOT NULL,               -- by the last who sent it
  state      TEXT NOT NULL CHECK (state IN ('inside', 'coming', 'kept', 'dropping')),
  since      INTEGER NOT NULL,               -- when it came to this state
  copy       INTEGER NOT NULL,               -- one more than what was dropped before: no two objects ever share a name
  bytes      BLOB,                           -- where it is inside
  PRIMARY KEY (company_id, hash)
) STRICT;
-- When they came was not kept: they count as new.
INSERT INTO photo (company_id, hash, mime, owner, length, received, state, since, copy, bytes)
  SELECT company_id, hash, mime, owner, length, unixepoch() * 1000, 'inside', unixepoch() * 1000, 0, bytes FROM photo_before;
DROP TABLE photo_before;
CREATE INDEX photo_by_state ON photo (company_id, state, since);

-- Who sent all of a photo's bytes. What somebody names in a journal shows it to the journal's readers only if he had it.
CREATE TABLE photo_owner (
  company_id TEXT NOT NULL,
  hash       TEXT NOT NULL,
  employee   TEXT NOT NULL,
  PRIMARY KEY (company_id, hash, employee)
) STRICT, WITHOUT ROWID;
CREATE INDEX photo_owner_by_employee ON photo_owner (company_id, employee);
INSERT INTO photo_owner (company_id, hash, employee)
  SELECT company_id, hash, owner FROM photo
  UNION
  -- Until now only the first who sent a photo was known. A journal is journal/{employee}/{yyyy-mm}.
  SELECT u.company_id, u.hash, substr(u.doc, 9, length(u.doc) - 16)
    FROM photo_use u JOIN photo p ON p.company_id = u.company_id AND p.hash = u.hash WHERE u.doc LIKE 'journal/%';

-- Photos on their way in pieces, each person's own.
CREATE TABLE photo_upload (
  company_id TEXT NOT NULL,
  employee   TEXT NOT NULL,
  hash       TEXT NOT NULL,
  mime       TEXT NOT NULL,
  length     INTEGER NOT NULL,
  have       INTEGER NOT NULL,
  changed    INTEGER NOT NULL,
  PRIMARY KEY (company_id, employee, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE photo_piece (
  company_id TEXT NOT NULL,
  employee   TEXT NOT NULL,
  hash       TEXT NOT NULL,
  start      INTEGER NOT NULL,
  bytes      BLOB NOT NULL,
  PRIMARY KEY (company_id, employee, hash, start)
) STRICT;

-- Objects nobody named in time. A row is written before its object goes, and stays: its number is never used again.
CREATE TABLE photo_dropped (
  company_id TEXT NOT NULL,
  hash       TEXT NOT NULL,
  copy       INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  gone       INTEGER NOT NULL DEFAULT 0,     -- 1: the object is not there any more
  PRIMARY KEY (company_id, hash, copy)
) STRICT, WITHOUT ROWID;
