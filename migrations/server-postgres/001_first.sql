-- The same tables as migrations/server-sqlite has after 003_log. Texts compare by their bytes, as there.
-- Every table leads with company_id: several companies on one server (ORG-3), and the distribution key of a cluster.
-- `seq` numbers every durable input of a company: changes, imports, org, plan, targets. Versions of a fact or setting
-- carry (from_seq, superseded_seq), so that "what was known at a freeze" is a query.

CREATE TABLE company (
  company_id    TEXT COLLATE "C" PRIMARY KEY,
  name          TEXT COLLATE "C" NOT NULL,
  settings      TEXT COLLATE "C" NOT NULL,               -- shared::doc::company::Company as JSON
  epoch         BIGINT NOT NULL,
  last_seq      BIGINT NOT NULL DEFAULT 0,
  applied_seq   BIGINT NOT NULL DEFAULT 0,  -- documents are in the facts up to here
  projected_seq BIGINT NOT NULL DEFAULT 0   -- readers see up to here: the refusals of what is applied are written too
);

CREATE TABLE employee (
  company_id    TEXT COLLATE "C" NOT NULL,
  employee      TEXT COLLATE "C" NOT NULL,
  name          TEXT COLLATE "C" NOT NULL,
  password_hash TEXT COLLATE "C",                        -- argon2id; NULL: can not sign in
  roles         TEXT COLLATE "C" NOT NULL,               -- JSON array
  join_day      TEXT COLLATE "C" NOT NULL,
  leave_day     TEXT COLLATE "C",                        -- last day of employment
  disabled      BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (company_id, employee)
);

-- 崗位: effective-dated; last month is scored with last month's org (ORG-1).
CREATE TABLE post (
  company_id TEXT COLLATE "C" NOT NULL,
  employee   TEXT COLLATE "C" NOT NULL,
  from_day   TEXT COLLATE "C" NOT NULL,
  title      TEXT COLLATE "C" NOT NULL,
  department TEXT COLLATE "C" NOT NULL,
  superior   TEXT COLLATE "C",                           -- 直接上級
  template   TEXT COLLATE "C",                           -- of the plan; NULL: not scored
  PRIMARY KEY (company_id, employee, from_day)
);

CREATE TABLE wage (
  company_id TEXT COLLATE "C" NOT NULL,
  employee   TEXT COLLATE "C" NOT NULL,
  from_day   TEXT COLLATE "C" NOT NULL,
  amount     TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (company_id, employee, from_day)
);

CREATE TABLE device (
  company_id TEXT COLLATE "C" NOT NULL,
  device     TEXT COLLATE "C" NOT NULL,
  employee   TEXT COLLATE "C" NOT NULL,
  name       TEXT COLLATE "C" NOT NULL,
  signed_in  BIGINT NOT NULL,               -- milliseconds since 1970
  seen       BIGINT NOT NULL,
  revoked    BIGINT,
  PRIMARY KEY (company_id, device)
);

CREATE TABLE session (
  company_id TEXT COLLATE "C" NOT NULL,
  token_hash BYTEA NOT NULL,               -- BLAKE3 of the token: a stolen database signs nobody in
  employee   TEXT COLLATE "C" NOT NULL,
  device     TEXT COLLATE "C" NOT NULL,
  created    BIGINT NOT NULL,
  expires    BIGINT NOT NULL,
  PRIMARY KEY (company_id, token_hash)
);

CREATE TABLE head (
  company_id TEXT COLLATE "C" NOT NULL,
  doc        TEXT COLLATE "C" NOT NULL,
  hash       BYTEA NOT NULL,
  PRIMARY KEY (company_id, doc, hash)
);

CREATE TABLE snapshot (
  company_id TEXT COLLATE "C" NOT NULL,
  doc        TEXT COLLATE "C" NOT NULL,
  upto_seq   BIGINT NOT NULL,
  length     BIGINT NOT NULL,
  blake3     BYTEA NOT NULL,
  bytes      BYTEA NOT NULL,
  PRIMARY KEY (company_id, doc)
);

-- Who may read which document, and since which number: a new grant arrives whole, an ended one as `gone`.
CREATE TABLE grant_read (
  company_id TEXT COLLATE "C" NOT NULL,
  employee   TEXT COLLATE "C" NOT NULL,
  doc        TEXT COLLATE "C" NOT NULL,
  from_seq   BIGINT NOT NULL,
  gone_seq   BIGINT,
  PRIMARY KEY (company_id, employee, doc)
);
CREATE INDEX grant_by_doc ON grant_read (company_id, doc);

-- Owner, collaborators and class of customers: the server's, in no document their subjects write.
CREATE TABLE holding (
  company_id    TEXT COLLATE "C" NOT NULL,
  customer      TEXT COLLATE "C" NOT NULL,
  external_id   TEXT COLLATE "C",
  class         TEXT COLLATE "C" NOT NULL CHECK (class IN ('A', 'B', 'C')),
  owner         TEXT COLLATE "C" NOT NULL,
  since         TEXT COLLATE "C" NOT NULL,
  collaborators TEXT COLLATE "C" NOT NULL DEFAULT '[]',  -- JSON array of employees
  name          TEXT COLLATE "C" NOT NULL,               -- projected from the customer document
  PRIMARY KEY (company_id, customer)
);
CREATE UNIQUE INDEX holding_by_external ON holding (company_id, external_id);
CREATE INDEX holding_by_owner ON holding (company_id, owner);

CREATE TABLE fact (
  company_id     TEXT COLLATE "C" NOT NULL,
  fact           TEXT COLLATE "C" NOT NULL,
  from_seq       BIGINT NOT NULL,
  superseded_seq BIGINT,
  kind           TEXT COLLATE "C" NOT NULL,
  employee       TEXT COLLATE "C",
  day            TEXT COLLATE "C" NOT NULL,
  doc            TEXT COLLATE "C",                       -- NULL: imported
  received       BIGINT NOT NULL,
  body           TEXT COLLATE "C" NOT NULL,              -- shared::fact::Fact as JSON
  PRIMARY KEY (company_id, fact, from_seq)
);
CREATE INDEX fact_by_day ON fact (company_id, kind, day);
CREATE INDEX fact_by_employee ON fact (company_id, employee, day);
CREATE INDEX fact_by_doc ON fact (company_id, doc);

-- Visits with their evidence as the map shows them (shared::rest::TeamVisit without names), from journals.
CREATE TABLE evidence (
  company_id TEXT COLLATE "C" NOT NULL,
  record     TEXT COLLATE "C" NOT NULL,
  employee   TEXT COLLATE "C" NOT NULL,
  day        TEXT COLLATE "C" NOT NULL,
  doc        TEXT COLLATE "C" NOT NULL,
  body       TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (company_id, record)
);
CREATE INDEX evidence_by_day ON evidence (company_id, day);
CREATE INDEX evidence_by_doc ON evidence (company_id, doc);

CREATE TABLE target (
  company_id     TEXT COLLATE "C" NOT NULL,
  subject        TEXT COLLATE "C" NOT NULL,              -- employee
  metric         TEXT COLLATE "C" NOT NULL,
  period         TEXT COLLATE "C" NOT NULL,
  from_seq       BIGINT NOT NULL,
  superseded_seq BIGINT,
  value          TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (company_id, subject, metric, period, from_seq)
);

CREATE TABLE plan (
  company_id  TEXT COLLATE "C" NOT NULL,
  version     BIGINT NOT NULL,
  from_period TEXT COLLATE "C" NOT NULL,
  seq         BIGINT NOT NULL,
  body        TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (company_id, version)
);

CREATE TABLE period (
  company_id TEXT COLLATE "C" NOT NULL,
  period     TEXT COLLATE "C" NOT NULL,
  state      TEXT COLLATE "C" NOT NULL CHECK (state IN ('open', 'frozen', 'scored', 'approved', 'closed')),
  frozen_seq BIGINT,
  frame      BYTEA,                           -- books without facts as frozen, canonical JSON, deflated
  seal       TEXT COLLATE "C",                           -- BLAKE3 over the previous seal and the statements' hashes
  PRIMARY KEY (company_id, period)
);

CREATE TABLE period_step (
  company_id TEXT COLLATE "C" NOT NULL,
  period     TEXT COLLATE "C" NOT NULL,
  step       BIGINT NOT NULL,
  state      TEXT COLLATE "C" NOT NULL,
  by_whom    TEXT COLLATE "C" NOT NULL,
  at         BIGINT NOT NULL,
  PRIMARY KEY (company_id, period, step)
);

CREATE TABLE statement (
  company_id TEXT COLLATE "C" NOT NULL,
  period     TEXT COLLATE "C" NOT NULL,
  employee   TEXT COLLATE "C" NOT NULL,
  hash       TEXT COLLATE "C",
  total      TEXT COLLATE "C",
  adjusted   TEXT COLLATE "C",                           -- sum of the adjustments; NULL: there are none
  sealed     BYTEA,                           -- shared::engine::Sealed, canonical JSON, deflated
  stopped    TEXT COLLATE "C",                           -- why it could not be computed
  PRIMARY KEY (company_id, period, employee)
);

CREATE TABLE photo (
  company_id TEXT COLLATE "C" NOT NULL,
  hash       TEXT COLLATE "C" NOT NULL,
  mime       TEXT COLLATE "C" NOT NULL,
  owner      TEXT COLLATE "C" NOT NULL,
  length     BIGINT NOT NULL,
  bytes      BYTEA NOT NULL,
  PRIMARY KEY (company_id, hash)
);

-- Which documents name a photo: who may read one of them may see it.
CREATE TABLE photo_use (
  company_id TEXT COLLATE "C" NOT NULL,
  hash       TEXT COLLATE "C" NOT NULL,
  doc        TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (company_id, hash, doc)
);
CREATE INDEX photo_use_by_doc ON photo_use (company_id, doc);

-- Who did what on the server; each row's hash covers the row before it (SEC-1).
CREATE TABLE audit (
  company_id TEXT COLLATE "C" NOT NULL,
  number     BIGINT NOT NULL,
  at         BIGINT NOT NULL,
  who        TEXT COLLATE "C" NOT NULL,
  what       TEXT COLLATE "C" NOT NULL,
  detail     TEXT COLLATE "C" NOT NULL,
  hash       BYTEA NOT NULL,
  PRIMARY KEY (company_id, number)
);

-- What somebody was paid for a period, and the balance after it, as of a close: that of the period itself, or a later one
-- that adjusted it. The last one counts.
CREATE TABLE paid (
  company_id TEXT COLLATE "C" NOT NULL,
  period     TEXT COLLATE "C" NOT NULL,
  employee   TEXT COLLATE "C" NOT NULL,
  close      TEXT COLLATE "C" NOT NULL,                  -- the period whose close it was
  body       TEXT COLLATE "C" NOT NULL,                  -- shared::engine::Paid as JSON
  constants  TEXT COLLATE "C",                           -- shared::engine::Constants as JSON; NULL where only adjusted
  PRIMARY KEY (company_id, period, employee, close)
);

-- What came after a freeze is found by its number.
CREATE INDEX fact_by_seq ON fact (company_id, from_seq);
CREATE INDEX fact_by_end ON fact (company_id, superseded_seq) WHERE superseded_seq IS NOT NULL;

-- The log, the truth everything else can be rebuilt from, in pieces as they came: one row for the changes of one document
-- that arrived together.

CREATE TABLE chunk (
  company_id      TEXT COLLATE "C" NOT NULL,
  first_seq       BIGINT NOT NULL,          -- numbers of its changes, one after the other
  last_seq        BIGINT NOT NULL,
  doc             TEXT COLLATE "C" NOT NULL,
  actor           BYTEA NOT NULL,             -- of all of them
  first_actor_seq BIGINT NOT NULL,          -- and the actor's own numbers, one after the other too
  device          TEXT COLLATE "C",                      -- NULL: written by the server
  received        BIGINT NOT NULL,
  hashes          BYTEA NOT NULL,             -- 32 bytes for each change
  length          BIGINT NOT NULL,
  blake3          BYTEA NOT NULL,             -- of bytes, also where they were packed
  bytes           BYTEA,                      -- changes one after the other; NULL: packed into the snapshot
  PRIMARY KEY (company_id, first_seq)
);
CREATE INDEX chunk_by_doc ON chunk (company_id, doc, first_seq);
CREATE UNIQUE INDEX chunk_by_actor ON chunk (company_id, doc, actor, first_actor_seq);

-- Changes that are kept and stand in no document: forks, and what others wrote without an attested head (SYN-7). An
-- administrator decides, or the head they are ancestors of comes.
CREATE TABLE aside (
  company_id TEXT COLLATE "C" NOT NULL,
  doc        TEXT COLLATE "C" NOT NULL,
  hash       BYTEA NOT NULL,
  why        TEXT COLLATE "C" NOT NULL CHECK (why IN ('forked', 'unattested')),
  device     TEXT COLLATE "C" NOT NULL,                  -- that brought it
  received   BIGINT NOT NULL,
  length     BIGINT NOT NULL,
  blake3     BYTEA NOT NULL,
  bytes      BYTEA NOT NULL,
  PRIMARY KEY (company_id, doc, hash)
);

-- Changes of the log that can not be applied, and those that stand on them: in no document, each named to its author.
CREATE TABLE quarantine (
  company_id TEXT COLLATE "C" NOT NULL,
  doc        TEXT COLLATE "C" NOT NULL,
  hash       BYTEA NOT NULL,
  seq        BIGINT NOT NULL,
  why        TEXT COLLATE "C" NOT NULL,
  at         BIGINT NOT NULL,
  PRIMARY KEY (company_id, doc, hash)
);

-- Who does what only one node may do at a time: it holds a lock that ends with it. Each new holder has a higher term, and
-- writes are checked against it.
CREATE TABLE lease (
  company_id TEXT COLLATE "C" NOT NULL,
  duty       TEXT COLLATE "C" NOT NULL,
  holder     TEXT COLLATE "C" NOT NULL,
  term       BIGINT NOT NULL,
  PRIMARY KEY (company_id, duty)
);
