-- keys.db, schema 1: data keys, each wrapped under the root key. Apart from lingkar.db, so that a back-up of
-- messages never carries what opens them, and small, so that a destroyed key is out of every byte at once.

CREATE TABLE keys (
    id      INTEGER PRIMARY KEY,
    owner   TEXT NOT NULL UNIQUE,        -- 'membership:<id>', 'case:<id>', ...
    wrapped BLOB NOT NULL
);
