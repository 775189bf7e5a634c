-- Which database this is: an id that no other has, so that what is kept beside databases can be told
-- apart. A restored copy gets another one.

CREATE TABLE identity (
    id UUID NOT NULL PRIMARY KEY
);

INSERT INTO identity (id) VALUES (gen_random_uuid());
