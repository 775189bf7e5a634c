-- Tokens: who may do what. Of each only a hash is kept; its text is shown once, when it is made.

CREATE TABLE tokens (
    id         UUID   NOT NULL PRIMARY KEY,
    -- People's own queries cannot read this table.
    hash       BYTEA  NOT NULL UNIQUE CHECK (length(hash) = 32),
    scope      TEXT   NOT NULL CHECK (scope IN ('worker', 'submit', 'read')),
    name       TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    -- NULL: never.
    expires_at BIGINT,
    -- NULL: it was not.
    revoked_at BIGINT
);
