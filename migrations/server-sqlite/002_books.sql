-- The engine over books: a freeze keeps them once for all people, a close keeps what each was paid so far.

-- Books without facts as frozen (plan, org, targets, calendar, settings, customers): canonical JSON, deflated. NULL: open,
-- or closed by the first version, whose periods are never evaluated again.
ALTER TABLE period ADD COLUMN frame BLOB;

-- Columns `statement` and `pack` are the first version's; nothing is written to them any more.
ALTER TABLE statement ADD COLUMN adjusted TEXT;  -- sum of the adjustments; NULL: there are none
ALTER TABLE statement ADD COLUMN sealed BLOB;    -- shared::engine::Sealed, canonical JSON, deflated

-- What somebody was paid for a period, and the balance after it, as of a close: that of the period itself, or a later one
-- that adjusted it. The last one counts.
CREATE TABLE paid (
  company_id TEXT NOT NULL,
  period     TEXT NOT NULL,
  employee   TEXT NOT NULL,
  close      TEXT NOT NULL,                  -- the period whose close it was
  body       TEXT NOT NULL,                  -- shared::engine::Paid as JSON
  constants  TEXT,                           -- shared::engine::Constants as JSON; NULL where only adjusted
  PRIMARY KEY (company_id, period, employee, close)
) STRICT, WITHOUT ROWID;

-- What came after a freeze is found by its number.
CREATE INDEX fact_by_seq ON fact (company_id, from_seq);
CREATE INDEX fact_by_end ON fact (company_id, superseded_seq) WHERE superseded_seq IS NOT NULL;

-- What the first version froze and did not close is frozen anew: its packs can not be read.
DELETE FROM statement WHERE (company_id, period) IN
  (SELECT company_id, period FROM period WHERE state IN ('frozen', 'scored', 'approved'));
DELETE FROM period_step WHERE (company_id, period) IN
  (SELECT company_id, period FROM period WHERE state IN ('frozen', 'scored', 'approved'));
DELETE FROM period WHERE state IN ('frozen', 'scored', 'approved');
