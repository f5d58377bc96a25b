-- Every table leads with company_id: several companies on one server (ORG-3), and the distribution key of a cluster.
-- `seq` numbers every durable input of a company: changes, imports, org, plan, targets. Versions of a fact or setting
-- carry (from_seq, superseded_seq), so that "what was known at a freeze" is a query.

CREATE TABLE company (
  company_id    TEXT PRIMARY KEY,
  name          TEXT NOT NULL,
  settings      TEXT NOT NULL,               -- shared::doc::company::Company as JSON
  epoch         INTEGER NOT NULL,
  last_seq      INTEGER NOT NULL DEFAULT 0,
  applied_seq   INTEGER NOT NULL DEFAULT 0,  -- documents are in the facts up to here
  projected_seq INTEGER NOT NULL DEFAULT 0   -- readers see up to here: the refusals of what is applied are written too
) STRICT;

CREATE TABLE employee (
  company_id    TEXT NOT NULL,
  employee      TEXT NOT NULL,
  name          TEXT NOT NULL,
  password_hash TEXT,                        -- argon2id; NULL: can not sign in
  roles         TEXT NOT NULL,               -- JSON array
  join_day      TEXT NOT NULL,
  leave_day     TEXT,                        -- last day of employment
  disabled      INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (company_id, employee)
) STRICT, WITHOUT ROWID;

-- 崗位: effective-dated; last month is scored with last month's org (ORG-1).
CREATE TABLE post (
  company_id TEXT NOT NULL,
  employee   TEXT NOT NULL,
  from_day   TEXT NOT NULL,
  title      TEXT NOT NULL,
  department TEXT NOT NULL,
  superior   TEXT,                           -- 直接上級
  template   TEXT,                           -- of the plan; NULL: not scored
  PRIMARY KEY (company_id, employee, from_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE wage (
  company_id TEXT NOT NULL,
  employee   TEXT NOT NULL,
  from_day   TEXT NOT NULL,
  amount     TEXT NOT NULL,
  PRIMARY KEY (company_id, employee, from_day)
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
  company_id TEXT NOT NULL,
  device     TEXT NOT NULL,
  employee   TEXT NOT NULL,
  name       TEXT NOT NULL,
  signed_in  INTEGER NOT NULL,               -- milliseconds since 1970
  seen       INTEGER NOT NULL,
  revoked    INTEGER,
  PRIMARY KEY (company_id, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
  token_hash BLOB PRIMARY KEY,               -- BLAKE3 of the token: a stolen database signs nobody in
  company_id TEXT NOT NULL,
  employee   TEXT NOT NULL,
  device     TEXT NOT NULL,
  created    INTEGER NOT NULL,
  expires    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The log is the truth; everything below `snapshot` can be rebuilt from it.
CREATE TABLE change (
  company_id TEXT NOT NULL,
  seq        INTEGER NOT NULL,
  doc        TEXT NOT NULL,
  hash       BLOB NOT NULL,
  actor      BLOB NOT NULL,
  actor_seq  INTEGER NOT NULL,
  device     TEXT,                           -- NULL: written by the server
  received   INTEGER NOT NULL,
  length     INTEGER NOT NULL,
  blake3     BLOB NOT NULL,                  -- of bytes
  bytes      BLOB NOT NULL,
  PRIMARY KEY (company_id, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX change_by_hash ON change (company_id, doc, hash);
CREATE UNIQUE INDEX change_by_actor ON change (company_id, doc, actor, actor_seq);
CREATE INDEX change_by_doc ON change (company_id, doc, seq);

CREATE TABLE head (
  company_id TEXT NOT NULL,
  doc        TEXT NOT NULL,
  hash       BLOB NOT NULL,
  PRIMARY KEY (company_id, doc, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshot (
  company_id TEXT NOT NULL,
  doc        TEXT NOT NULL,
  upto_seq   INTEGER NOT NULL,
  length     INTEGER NOT NULL,
  blake3     BLOB NOT NULL,
  bytes      BLOB NOT NULL,
  PRIMARY KEY (company_id, doc)
) STRICT, WITHOUT ROWID;

-- Who may read which document, and since which number: a new grant arrives whole, an ended one as `gone`.
CREATE TABLE grant_read (
  company_id TEXT NOT NULL,
  employee   TEXT NOT NULL,
  doc        TEXT NOT NULL,
  from_seq   INTEGER NOT NULL,
  gone_seq   INTEGER,
  PRIMARY KEY (company_id, employee, doc)
) STRICT, WITHOUT ROWID;
CREATE INDEX grant_by_doc ON grant_read (company_id, doc);

-- Owner, collaborators and class of customers: the server's, in no document their subjects write.
CREATE TABLE holding (
  company_id    TEXT NOT NULL,
  customer      TEXT NOT NULL,
  external_id   TEXT,
  class         TEXT NOT NULL CHECK (class IN ('A', 'B', 'C')),
  owner         TEXT NOT NULL,
  since         TEXT NOT NULL,
  collaborators TEXT NOT NULL DEFAULT '[]',  -- JSON array of employees
  name          TEXT NOT NULL,               -- projected from the customer document
  PRIMARY KEY (company_id, customer)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX holding_by_external ON holding (company_id, external_id);
CREATE INDEX holding_by_owner ON holding (company_id, owner);

CREATE TABLE fact (
  company_id     TEXT NOT NULL,
  fact           TEXT NOT NULL,
  from_seq       INTEGER NOT NULL,
  superseded_seq INTEGER,
  kind           TEXT NOT NULL,
  employee       TEXT,
  day            TEXT NOT NULL,
  doc            TEXT,                       -- NULL: imported
  received       INTEGER NOT NULL,
  body           TEXT NOT NULL,              -- shared::fact::Fact as JSON
  PRIMARY KEY (company_id, fact, from_seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX fact_by_day ON fact (company_id, kind, day);
CREATE INDEX fact_by_employee ON fact (company_id, employee, day);
CREATE INDEX fact_by_doc ON fact (company_id, doc);

-- Visits with their evidence as the map shows them (shared::rest::TeamVisit without names), from journals.
CREATE TABLE evidence (
  company_id TEXT NOT NULL,
  record     TEXT NOT NULL,
  employee   TEXT NOT NULL,
  day        TEXT NOT NULL,
  doc        TEXT NOT NULL,
  body       TEXT NOT NULL,
  PRIMARY KEY (company_id, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_by_day ON evidence (company_id, day);
CREATE INDEX evidence_by_doc ON evidence (company_id, doc);

CREATE TABLE target (
  company_id     TEXT NOT NULL,
  subject        TEXT NOT NULL,              -- employee
  metric         TEXT NOT NULL,
  period         TEXT NOT NULL,
  from_seq       INTEGER NOT NULL,
  superseded_seq INTEGER,
  value          TEXT NOT NULL,
  PRIMARY KEY (company_id, subject, metric, period, from_seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE plan (
  company_id  TEXT NOT NULL,
  version     INTEGER NOT NULL,
  from_period TEXT NOT NULL,
  seq         INTEGER NOT NULL,
  body        TEXT NOT NULL,
  PRIMARY KEY (company_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE period (
  company_id TEXT NOT NULL,
  period     TEXT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('open', 'frozen', 'scored', 'approved', 'closed')),
  frozen_seq INTEGER,
  seal       TEXT,                           -- BLAKE3 over the previous seal and the statements' hashes
  PRIMARY KEY (company_id, period)
) STRICT, WITHOUT ROWID;

CREATE TABLE period_step (
  company_id TEXT NOT NULL,
  period     TEXT NOT NULL,
  step       INTEGER NOT NULL,
  state      TEXT NOT NULL,
  by_whom    TEXT NOT NULL,
  at         INTEGER NOT NULL,
  PRIMARY KEY (company_id, period, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE statement (
  company_id TEXT NOT NULL,
  period     TEXT NOT NULL,
  employee   TEXT NOT NULL,
  hash       TEXT,
  total      TEXT,
  statement  BLOB,                           -- canonical JSON, deflated
  pack       BLOB,                           -- canonical JSON, deflated
  stopped    TEXT,                           -- why it could not be computed
  PRIMARY KEY (company_id, period, employee)
) STRICT, WITHOUT ROWID;

CREATE TABLE photo (
  company_id TEXT NOT NULL,
  hash       TEXT NOT NULL,
  mime       TEXT NOT NULL,
  owner      TEXT NOT NULL,
  length     INTEGER NOT NULL,
  bytes      BLOB NOT NULL,
  PRIMARY KEY (company_id, hash)
) STRICT, WITHOUT ROWID;

-- Which documents name a photo: who may read one of them may see it.
CREATE TABLE photo_use (
  company_id TEXT NOT NULL,
  hash       TEXT NOT NULL,
  doc        TEXT NOT NULL,
  PRIMARY KEY (company_id, hash, doc)
) STRICT, WITHOUT ROWID;
CREATE INDEX photo_use_by_doc ON photo_use (company_id, doc);

-- Who did what on the server; each row's hash covers the row before it (SEC-1).
CREATE TABLE audit (
  company_id TEXT NOT NULL,
  number     INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  who        TEXT NOT NULL,
  what       TEXT NOT NULL,
  detail     TEXT NOT NULL,
  hash       BLOB NOT NULL,
  PRIMARY KEY (company_id, number)
) STRICT, WITHOUT ROWID;
