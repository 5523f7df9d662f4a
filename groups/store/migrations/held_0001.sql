-- held.db, schema 1: sealed originals of held and crisis messages, until they are decided.
-- Never in a snapshot, an export or any other copy.

CREATE TABLE originals (
    id     INTEGER PRIMARY KEY,
    "case" TEXT NOT NULL UNIQUE,
    body   BLOB NOT NULL
);
