-- What lists filter by, apart from the documents so that a scan stays narrow.
CREATE TABLE tickets (
  key         INTEGER PRIMARY KEY,
  state       TEXT NOT NULL,
  type        TEXT NOT NULL,
  urgency     TEXT NOT NULL,
  category    TEXT NOT NULL,
  town        TEXT NOT NULL,
  phone_hash  TEXT,
  merged_into TEXT,
  upstream    TEXT,
  idem        TEXT,
  registered  INTEGER NOT NULL,
  next_at     INTEGER
);
CREATE UNIQUE INDEX tickets_upstream ON tickets (upstream) WHERE upstream IS NOT NULL;
CREATE UNIQUE INDEX tickets_idem ON tickets (idem) WHERE idem IS NOT NULL;
CREATE INDEX tickets_next ON tickets (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX tickets_phone ON tickets (phone_hash) WHERE phone_hash IS NOT NULL;
CREATE INDEX tickets_parent ON tickets (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE docs (key INTEGER PRIMARY KEY, version INTEGER NOT NULL, doc BLOB NOT NULL);
-- id is the ticket's key and the event's number in one: see eventID.
CREATE TABLE events (id INTEGER PRIMARY KEY, doc BLOB NOT NULL);
CREATE TABLE persons (key INTEGER PRIMARY KEY, doc BLOB NOT NULL);

CREATE TABLE units (unit TEXT NOT NULL, key INTEGER NOT NULL, PRIMARY KEY (unit, key)) WITHOUT ROWID;
CREATE TABLE queues (queue TEXT NOT NULL, sort INTEGER NOT NULL, key INTEGER NOT NULL, PRIMARY KEY (queue, sort, key)) WITHOUT ROWID;
CREATE TABLE counters (name TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE serials (day TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;

-- Terms are made by dispatch.Grams; unassigned and private characters count as
-- letters here so that no term is ever cut or lost by an older Unicode table.
CREATE VIRTUAL TABLE search USING fts5(terms, content='', columnsize=0, detail=none,
  tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co Cn'");
