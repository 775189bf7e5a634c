-- Tokens: who may do what. Of each only a hash is kept; its text is shown once, when it is made.

CREATE TABLE tokens (
    id         BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    uuid       TEXT    NOT NULL GENERATED ALWAYS AS (lower(
        substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || substr(hex(id), 13, 4)
        || '-' || substr(hex(id), 17, 4) || '-' || substr(hex(id), 21))) VIRTUAL,
    -- People's own queries cannot read this table.
    hash       BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32),
    scope      TEXT    NOT NULL CHECK (scope IN ('worker', 'submit', 'read')),
    name       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    -- NULL: never.
    expires_at INTEGER,
    -- NULL: it was not.
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;
