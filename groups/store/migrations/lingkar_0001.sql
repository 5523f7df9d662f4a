-- lingkar.db, schema 1: events, records, marks, leases, runs.
-- Rowid tables only: a WITHOUT ROWID table and a full-text index keep remnants of what was deleted.
-- Words of a person stand in the two `body` columns and nowhere else, and there sealed.
-- All times are UTC milliseconds.

CREATE TABLE channels (
    id    INTEGER PRIMARY KEY,
    name  TEXT    NOT NULL UNIQUE,       -- 'room:<group>', 'me:<membership>', ...
    floor INTEGER NOT NULL DEFAULT 0     -- the seq before the first that is kept
);

CREATE TABLE events (
    id      INTEGER PRIMARY KEY,
    channel INTEGER NOT NULL REFERENCES channels (id),
    seq     INTEGER NOT NULL,            -- from 1, gap-free above the floor
    kind    TEXT    NOT NULL,
    author  TEXT    NOT NULL,            -- a membership, 'system', or '' once forgotten
    cid     TEXT    NOT NULL,            -- the client's id of this act: makes it once
    at      INTEGER NOT NULL,            -- ms; 0 once forgotten
    rev     INTEGER NOT NULL DEFAULT 1,  -- changes of this row's present state
    body    BLOB,
    data    BLOB    NOT NULL             -- JSON
);
CREATE UNIQUE INDEX events_in_order ON events (channel, seq);
CREATE UNIQUE INDEX events_once ON events (author, channel, cid);  -- author first: erasure finds them by it

CREATE TABLE records (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,  -- the order of creation; never used twice
    kind    TEXT    NOT NULL,
    name    TEXT    NOT NULL,            -- the id within its kind
    folder  TEXT    NOT NULL,            -- moves with its state
    rev     INTEGER NOT NULL DEFAULT 1,
    op      TEXT    NOT NULL DEFAULT '', -- who wrote this rev: the same again is success
    subject TEXT,                        -- whom it is about
    due_at  INTEGER,                     -- ms
    body    BLOB,
    data    BLOB    NOT NULL             -- JSON
);
CREATE UNIQUE INDEX records_once ON records (kind, name);
CREATE INDEX records_in_folder ON records (kind, folder, id);
CREATE INDEX records_about ON records (subject, kind) WHERE subject IS NOT NULL;
CREATE INDEX records_due ON records (kind, due_at) WHERE due_at IS NOT NULL;

CREATE TABLE marks (
    id    INTEGER PRIMARY KEY,
    kind  TEXT    NOT NULL,
    name  TEXT    NOT NULL,
    value INTEGER NOT NULL,              -- only ever grows
    UNIQUE (kind, name)
);

CREATE TABLE leases (
    id     INTEGER PRIMARY KEY,
    name   TEXT    NOT NULL UNIQUE,
    holder TEXT    NOT NULL,
    until  INTEGER NOT NULL              -- ms
);

CREATE TABLE runs (
    id   INTEGER PRIMARY KEY,
    name TEXT    NOT NULL,
    slot INTEGER NOT NULL,               -- the job's own count of time
    UNIQUE (name, slot)
);

CREATE TABLE pings (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    count INTEGER NOT NULL
);
INSERT INTO pings VALUES (1, 0);
