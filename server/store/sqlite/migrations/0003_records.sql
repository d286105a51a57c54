CREATE TABLE records (
  kind    TEXT NOT NULL,
  id      TEXT NOT NULL,
  version INTEGER NOT NULL,
  body    BLOB NOT NULL,
  at      INTEGER NOT NULL,
  expires INTEGER NOT NULL -- 0: never
);
CREATE UNIQUE INDEX records_id ON records (kind, id);
CREATE INDEX records_expires ON records (expires) WHERE expires > 0;
