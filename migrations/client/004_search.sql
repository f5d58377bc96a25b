-- Search among thousands of customers while one types. `customer` gets a number, which is what the index knows a row by; both
-- are readings of documents, written in the transaction that changes the document, and can be made again.

CREATE TABLE customer_numbered (
  number INTEGER PRIMARY KEY,
  id     TEXT NOT NULL UNIQUE,
  body   TEXT NOT NULL                       -- shared::doc::customer::Customer, JSON
) STRICT;
INSERT INTO customer_numbered (id, body) SELECT id, body FROM customer ORDER BY id;
DROP TABLE customer;
ALTER TABLE customer_numbered RENAME TO customer;

-- Each column holds words made for searching, not the texts themselves: single Chinese letters, sounds and initials from
-- each syllable on, ends of telephone numbers. What they are made of stands in `setting` under 'search'.
CREATE VIRTUAL TABLE search USING fts5 (
  name, sound, initials, phone, more,
  content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1 2 3'
);
