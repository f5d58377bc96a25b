-- Customers that are two names of one, coordinates that repeat, and calendar feeds.

-- Another name of that customer: what is recorded with this one counts there. NULL: itself.
ALTER TABLE holding ADD COLUMN merged_into TEXT COLLATE "C";
CREATE INDEX holding_by_merged ON holding (company_id, merged_into) WHERE merged_into IS NOT NULL;

-- What duplicates of it are told by, projected from its document as JSON; NULL: not projected yet.
ALTER TABLE holding ADD COLUMN profile TEXT COLLATE "C";

-- Requests of journals are carried out up to this number: once each, also when everything made of documents is made anew.
ALTER TABLE company ADD COLUMN asked_seq BIGINT NOT NULL DEFAULT 0;

-- Position of the check-in as its evidence prints it, 'lat lon'; NULL: no fix, or projected by an earlier version.
ALTER TABLE evidence ADD COLUMN place TEXT COLLATE "C";
CREATE INDEX evidence_by_place ON evidence (company_id, employee, place) WHERE place IS NOT NULL;
CREATE INDEX evidence_by_person ON evidence (company_id, employee, day);

-- Who may read a calendar of next contacts without signing in: whoever knows the secret.
CREATE TABLE calendar_feed (
  company_id TEXT COLLATE "C" NOT NULL,
  employee   TEXT COLLATE "C" NOT NULL,
  secret     BYTEA NOT NULL,                  -- BLAKE3 of what stands in the address
  made       BIGINT NOT NULL,
  PRIMARY KEY (company_id, employee)
);
CREATE UNIQUE INDEX calendar_feed_by_secret ON calendar_feed (company_id, secret);
