-- gid is the order in which frames came; what lies behind relayed.gid has been
-- handed out by Relay.
CREATE TABLE feed (gid INTEGER PRIMARY KEY, recipient TEXT NOT NULL, id INTEGER NOT NULL, at INTEGER NOT NULL, doc BLOB NOT NULL);
CREATE UNIQUE INDEX feed_recipient ON feed (recipient, id);
CREATE TABLE heads (recipient TEXT PRIMARY KEY, id INTEGER NOT NULL, acked INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE relayed (one INTEGER PRIMARY KEY CHECK (one = 1), gid INTEGER NOT NULL);
INSERT INTO relayed VALUES (1, 0);
