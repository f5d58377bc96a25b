-- Photos leave the database: their bytes are objects by their content, here is what is known of them. What stands in
-- `bytes` is moved out at the next start.

ALTER TABLE photo
  ALTER COLUMN bytes DROP NOT NULL,
  -- When they came was not kept: they count as new.
  ADD COLUMN received BIGINT NOT NULL DEFAULT CAST(extract(epoch FROM now()) * 1000 AS BIGINT),  -- by the last who sent it
  ADD COLUMN state    TEXT COLLATE "C" NOT NULL DEFAULT 'inside' CHECK (state IN ('inside', 'coming', 'kept', 'dropping')),
  ADD COLUMN since    BIGINT NOT NULL DEFAULT CAST(extract(epoch FROM now()) * 1000 AS BIGINT),  -- when it came to this state
  ADD COLUMN copy     BIGINT NOT NULL DEFAULT 0;  -- one more than what was dropped before: no two objects ever share a name
ALTER TABLE photo
  ALTER COLUMN received DROP DEFAULT, ALTER COLUMN state DROP DEFAULT, ALTER COLUMN since DROP DEFAULT, ALTER COLUMN copy DROP DEFAULT;
CREATE INDEX photo_by_state ON photo (company_id, state, since);

-- Who sent all of a photo's bytes. What somebody names in a journal shows it to the journal's readers only if he had it.
CREATE TABLE photo_owner (
  company_id TEXT COLLATE "C" NOT NULL,
  hash       TEXT COLLATE "C" NOT NULL,
  employee   TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (company_id, hash, employee)
);
CREATE INDEX photo_owner_by_employee ON photo_owner (company_id, employee);
INSERT INTO photo_owner (company_id, hash, employee)
  SELECT company_id, hash, owner FROM photo
  UNION
  -- Until now only the first who sent a photo was known. A journal is journal/{employee}/{yyyy-mm}.
  SELECT u.company_id, u.hash, substr(u.doc, 9, length(u.doc) - 16)
    FROM photo_use u JOIN photo p ON p.company_id = u.company_id AND p.hash = u.hash WHERE u.doc LIKE 'journal/%';

-- Photos on their way in pieces, each person's own.
CREATE TABLE photo_upload (
  company_id TEXT COLLATE "C" NOT NULL,
  employee   TEXT COLLATE "C" NOT NULL,
  hash       TEXT COLLATE "C" NOT NULL,
  mime       TEXT COLLATE "C" NOT NULL,
  length     BIGINT NOT NULL,
  have       BIGINT NOT NULL,
  changed    BIGINT NOT NULL,
  PRIMARY KEY (company_id, employee, hash)
);

CREATE TABLE photo_piece (
  company_id TEXT COLLATE "C" NOT NULL,
  employee   TEXT COLLATE "C" NOT NULL,
  hash       TEXT COLLATE "C" NOT NULL,
  start      BIGINT NOT NULL,
  bytes      BYTEA NOT NULL,
  PRIMARY KEY (company_id, employee, hash, start)
);

-- Objects nobody named in time. A row is written before its object goes, and stays: its number is never used again.
CREATE TABLE photo_dropped (
  company_id TEXT COLLATE "C" NOT NULL,
  hash       TEXT COLLATE "C" NOT NULL,
  copy       BIGINT NOT NULL,
  at         BIGINT NOT NULL,
  gone       BIGINT NOT NULL DEFAULT 0,     -- 1: the object is not there any more
  PRIMARY KEY (company_id, hash, copy)
);

-- Of the first version, so that a backup of an embedded database finds a place for everything.
ALTER TABLE statement ADD COLUMN statement BYTEA, ADD COLUMN pack BYTEA;
