-- Which database this is: an id that no other has, so that what is kept beside databases can be told
-- apart. A restored copy gets another one.

CREATE TABLE identity (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16)
) STRICT, WITHOUT ROWID;

INSERT INTO identity (id) VALUES (randomblob(16));
