-- What a phone needs to bring back what a restored server lost (SYN-7), and to mend a document of its own (SYN-3).

-- What the server said a document's heads were: the last of each epoch, until a later one covers it.
CREATE TABLE attest (
  number  INTEGER PRIMARY KEY,               -- order in which epochs were seen
  doc     TEXT NOT NULL,
  epoch   INTEGER NOT NULL,
  heads   BLOB NOT NULL,                     -- 32 bytes each
  mac     BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX attest_by_doc ON attest (doc, epoch);

-- Of a pending change: made here, or brought for others, under an attestation or without one.
ALTER TABLE chunk ADD COLUMN class TEXT NOT NULL DEFAULT 'own' CHECK (class IN ('own', 'attested', 'foreign'));
ALTER TABLE chunk ADD COLUMN attest INTEGER; -- attest.number that covers it

-- Documents that are not as the server has them.
CREATE TABLE mending (
  doc      TEXT PRIMARY KEY,
  fetch    INTEGER NOT NULL,                 -- to be sent whole by the server, and why (0: not)
  refusals INTEGER NOT NULL                  -- that settled no record, since something of it waits
) STRICT, WITHOUT ROWID;

-- Changes that no record here can make again and the server did not take: out of the document, for an administrator.
CREATE TABLE aside (
  doc    TEXT NOT NULL,
  hash   BLOB NOT NULL,
  why    TEXT NOT NULL,
  bytes  BLOB NOT NULL,
  PRIMARY KEY (doc, hash)
) STRICT, WITHOUT ROWID;
