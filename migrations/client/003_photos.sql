-- Photos on their way to the server and after it. Apart from `photo`: SQLite reads what stands behind a photo's bytes only
-- through all of them.
CREATE TABLE photo_way (
  hash     TEXT PRIMARY KEY,
  ask      INTEGER NOT NULL DEFAULT 0,       -- the server may have some of it: it is asked before bytes are sent
  since    INTEGER,                          -- when the server had it whole, in ms; NULL: not yet, or not noted then
  refusals INTEGER NOT NULL DEFAULT 0,       -- of its bytes, as they had come to the server
  refused  TEXT                              -- why for good, JSON
) STRICT, WITHOUT ROWID;
CREATE INDEX photo_waiting ON photo (hash) WHERE uploaded = 0;
