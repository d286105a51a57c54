-- What reports need of a ticket (dispatch.Account), and until when it counts.
-- Where doc is missing it is made of the ticket: one from before this table,
-- until its next change.
CREATE TABLE accounts (key INTEGER PRIMARY KEY, until INTEGER NOT NULL, doc BLOB);
CREATE INDEX accounts_until ON accounts (until);
INSERT INTO accounts SELECT key, 9007199254740991, NULL FROM docs;
