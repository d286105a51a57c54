-- Messages over other channels (dispatch.Delivery). The id begins with the time
-- of the frame, so that the newest page is the end of an index.
CREATE TABLE deliveries (
    id        TEXT PRIMARY KEY,
    version   INTEGER NOT NULL,
    state     TEXT    NOT NULL,
    due       INTEGER NOT NULL,
    channel   TEXT    NOT NULL,
    lane      TEXT    NOT NULL,
    recipient TEXT    NOT NULL,
    no        TEXT    NOT NULL,
    kind      TEXT    NOT NULL,
    bundle    TEXT    NOT NULL,
    doc       BLOB    NOT NULL
) WITHOUT ROWID;
CREATE INDEX deliveries_ready ON deliveries (channel, due, id, lane) WHERE state = 'waiting';
CREATE INDEX deliveries_lane ON deliveries (lane, id) WHERE state = 'waiting';
CREATE INDEX deliveries_state ON deliveries (state, id);
CREATE INDEX deliveries_channel ON deliveries (channel, state, id);
CREATE INDEX deliveries_recipient ON deliveries (recipient, id);
CREATE INDEX deliveries_no ON deliveries (no, id) WHERE no <> '';
CREATE INDEX deliveries_bundle ON deliveries (bundle, id) WHERE bundle <> '';
