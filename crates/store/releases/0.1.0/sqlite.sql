PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE _sqlx_migrations (
    version BIGINT PRIMARY KEY,
    description TEXT NOT NULL,
    installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    success BOOLEAN NOT NULL,
    checksum BLOB NOT NULL,
    execution_time BIGINT NOT NULL
);
INSERT INTO _sqlx_migrations VALUES(1,'tables','2026-11-26 18:20:59',1,X'95b3737a5fe80cc016f0d550599b8137af12d11c766ad9815a7bf282613cb3161ed6367d0a2aa85e9732c93f481a5b6b',3801687);
INSERT INTO _sqlx_migrations VALUES(2,'views','2026-11-26 18:20:59',1,X'9e997cc834e999c91da30b017167c34b189a56c644454c161668eec9c0120beaf8810dbdf7656d00a98e3f60f0d68107',1859041);
CREATE TABLE sweeps (
    id             BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    uuid           TEXT    NOT NULL GENERATED ALWAYS AS (lower(
        substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || substr(hex(id), 13, 4)
        || '-' || substr(hex(id), 17, 4) || '-' || substr(hex(id), 21))) VIRTUAL,
    request_id     BLOB    NOT NULL UNIQUE CHECK (length(request_id) = 16),
    name           TEXT    NOT NULL,
    spec           TEXT    NOT NULL,
    spec_hash      BLOB    NOT NULL CHECK (length(spec_hash) = 32),
    state          TEXT    NOT NULL CHECK (state IN ('active', 'paused', 'completed', 'cancelled')),
    reason         TEXT    NOT NULL DEFAULT '',
    submitted_at   INTEGER NOT NULL,
    ended_at       INTEGER,
    configurations INTEGER NOT NULL,
    -- Tallies of its trials, kept by the trigger `trials_tally`.
    queued         INTEGER NOT NULL,
    running        INTEGER NOT NULL DEFAULT 0,
    completed      INTEGER NOT NULL DEFAULT 0,
    failed         INTEGER NOT NULL DEFAULT 0,
    cancelled      INTEGER NOT NULL DEFAULT 0,
    pruned         INTEGER NOT NULL DEFAULT 0,
    updates_done   INTEGER NOT NULL DEFAULT 0,
    updates_total  INTEGER NOT NULL,
    -- Of all its configurations; null where they have different ones, whose errors have no order.
    metric         TEXT CHECK (metric IN ('sequence_error', 'bits_per_character')),
    best_error     REAL CHECK (best_error IS NULL OR metric IS NOT NULL),
    CHECK ((ended_at IS NOT NULL) = (state IN ('completed', 'cancelled')))
) STRICT, WITHOUT ROWID;
INSERT INTO sweeps VALUES(X'01a21916e0dd76aa86d02b3a27b54189',X'01a21916e0db74caadbeb819d9e15481','parity',replace('name = "parity"\ntasks = [{ kind = "parity", bits = 4 }]\n\n[model]\ncell = "rnn"\nhidden = 4\nmax_ponder = 3\nhalting = ["none", "act"]\n\n[train]\nbatch = 4\nupdates = 20\nlearning_rate = 1e-2\nevaluate_every = 10\nevaluation_sequences = 8\ncheckpoint_every = 10\n\n[search]\nponder_cost = [1e-3, 1e-1]\nseeds = 2\n','\n',char(10)),X'd3ba980dfd6838066d8d25cbe82a41254cfd409fd8f3a3a1e808e714cebc6a4e','completed','',1795717259484753,1795717262139418,3,0,0,6,0,0,0,120,120,'sequence_error',0.375);
INSERT INTO sweeps VALUES(X'01a21916ebac7381bc54d0948ee56868',X'01a21916eba67373a76dfcd3613abdab','letters',replace('name = "letters"\ntasks = [{ kind = "text", file = "letters.txt", length = 6 }]\n\n[model]\ncell = "gru"\nhidden = 2\nmax_ponder = 3\nhalting = "act"\n\n[train]\nbatch = 2\nupdates = 10\nlearning_rate = 1e-2\nevaluate_every = 10\nevaluation_sequences = 4\n\n[search]\nponder_cost = 1e-2\nseeds = 1\n','\n',char(10)),X'e200d871016644987e5c80963ae38686e7e56abdeb1957b9c0cfde38650dc14f','completed','',1795717262252039,1795717262294719,1,0,0,0,1,0,0,0,10,'bits_per_character',NULL);
INSERT INTO sweeps VALUES(X'01a21916ee36713ea4d9ec914a2e9192',X'01a21916ee3477ad8e898db6b0961a3c','letters',replace('name = "letters"\ntasks = [{ kind = "text", file = "letters.txt", length = 6 }]\n\n[model]\ncell = "gru"\nhidden = 2\nmax_ponder = 3\nhalting = "act"\n\n[train]\nbatch = 2\nupdates = 10\nlearning_rate = 1e-2\nevaluate_every = 10\nevaluation_sequences = 4\n\n[search]\nponder_cost = 1e-2\nseeds = 1\n','\n',char(10)),X'e200d871016644987e5c80963ae38686e7e56abdeb1957b9c0cfde38650dc14f','completed','',1795717262902212,1795717264167300,1,0,0,1,0,0,0,10,10,'bits_per_character',7.7929302239083195757);
INSERT INTO sweeps VALUES(X'01a21916f4377008bb91716ccdf6bb92',X'01a21916f43571cb83a1d2874e48d399','running',replace('name = "running"\ntasks = [{ kind = "parity", bits = 4 }]\n\n[model]\ncell = "lstm"\nhidden = 4\nhalting = "none"\n\n[train]\nbatch = 4\nupdates = 2_000_000\nevaluate_every = 1_000_000\nlearning_rate = 1e-2\n\n[search]\nseeds = 1\n','\n',char(10)),X'c0c554e4762ac0ad6ca00931a6fd320aec1a32ff5bda25d38396b5df8001d36e','active','',1795717264438756,NULL,1,0,1,0,0,0,0,0,2000000,'sequence_error',NULL);
INSERT INTO sweeps VALUES(X'01a21916f57674c4b742774855475496',X'01a21916f57574fd9bc0ad487b0118a9','waiting',replace('name = "waiting"\ntasks = [{ kind = "parity", bits = 4 }]\n\n[model]\ncell = "lstm"\nhidden = 4\nhalting = "none"\n\n[train]\nbatch = 4\nupdates = 20\nlearning_rate = 1e-2\n\n[search]\nseeds = 1\n','\n',char(10)),X'ac8634cc4afb7fb3aba717a5252f125001266ed49e1ddb89d823ca3fdb21158a','cancelled','cancelled by hand',1795717264758630,1795717264840927,1,0,0,0,0,1,0,0,20,'sequence_error',NULL);
INSERT INTO sweeps VALUES(X'01a21916f60f77d8b932b0bb951cfea8',X'01a21916f608763b92b9fdf157f23a71','queued',replace('name = "waiting"\ntasks = [{ kind = "parity", bits = 4 }]\n\n[model]\ncell = "lstm"\nhidden = 4\nhalting = "none"\n\n[train]\nbatch = 4\nupdates = 20\nlearning_rate = 1e-2\n\n[search]\nseeds = 1\n','\n',char(10)),X'61ca013fe34dac22ee2b223ed261c0022d5358bbbf4a7aa74a3c7cf00de10260','active','',1795717264911218,NULL,1,1,0,0,0,0,0,0,20,'sequence_error',NULL);
CREATE TABLE configurations (
    id            BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    uuid          TEXT    NOT NULL GENERATED ALWAYS AS (lower(
        substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || substr(hex(id), 13, 4)
        || '-' || substr(hex(id), 17, 4) || '-' || substr(hex(id), 21))) VIRTUAL,
    sweep         BLOB    NOT NULL REFERENCES sweeps (id),
    -- Its place in the plan, from 0.
    place         INTEGER NOT NULL,
    hash          BLOB    NOT NULL CHECK (length(hash) = 32),
    configuration TEXT    NOT NULL CHECK (json_valid(configuration)),
    seeds         INTEGER NOT NULL,
    -- As a sweep file writes it.
    halting       TEXT    NOT NULL,
    -- What the errors of its evaluations are.
    metric        TEXT    NOT NULL CHECK (metric IN ('sequence_error', 'bits_per_character')),
    task          TEXT GENERATED ALWAYS AS (configuration ->> '$.task.kind') VIRTUAL,
    cell          TEXT GENERATED ALWAYS AS (configuration ->> '$.model.cell') VIRTUAL,
    hidden        INTEGER GENERATED ALWAYS AS (configuration ->> '$.model.hidden') VIRTUAL,
    ponder_cost   REAL GENERATED ALWAYS AS (configuration ->> '$.model.halting.ponder_cost') VIRTUAL,
    learning_rate REAL GENERATED ALWAYS AS (configuration ->> '$.train.learning_rate') VIRTUAL,
    UNIQUE (sweep, place)
) STRICT, WITHOUT ROWID;
INSERT INTO configurations VALUES(X'01a21916e0dd76aa86d02b412efdf30b',X'01a21916e0dd76aa86d02b3a27b54189',0,X'7b021d222d1a8b58508d375999f3a0d3c5c67b1c392d2f4f2686edb9776912bf','{"task":{"kind":"parity","bits":4},"model":{"cell":"rnn","hidden":4,"max_ponder":3,"halting":{"kind":"none"}},"train":{"batch":4,"updates":20,"learning_rate":0.01,"evaluate_every":10,"evaluation_sequences":8,"checkpoint_every":10,"stop_at_error":null,"gradient_clip":null,"keep_weights":true}}',2,'none','sequence_error');
INSERT INTO configurations VALUES(X'01a21916e0dd76aa86d02b42c5453767',X'01a21916e0dd76aa86d02b3a27b54189',1,X'a122349c07516234602e2e8588ce7638bd69ede47e30c3edbe76f7bcf064deca','{"task":{"kind":"parity","bits":4},"model":{"cell":"rnn","hidden":4,"max_ponder":3,"halting":{"kind":"act","ponder_cost":0.001}},"train":{"batch":4,"updates":20,"learning_rate":0.01,"evaluate_every":10,"evaluation_sequences":8,"checkpoint_every":10,"stop_at_error":null,"gradient_clip":null,"keep_weights":true}}',2,'act','sequence_error');
INSERT INTO configurations VALUES(X'01a21916e0dd76aa86d02b43d3097a4d',X'01a21916e0dd76aa86d02b3a27b54189',2,X'3929e8299269fb33c65f82001619da97e2184d90121341d174a96f6266e0e4d0','{"task":{"kind":"parity","bits":4},"model":{"cell":"rnn","hidden":4,"max_ponder":3,"halting":{"kind":"act","ponder_cost":0.1}},"train":{"batch":4,"updates":20,"learning_rate":0.01,"evaluate_every":10,"evaluation_sequences":8,"checkpoint_every":10,"stop_at_error":null,"gradient_clip":null,"keep_weights":true}}',2,'act','sequence_error');
INSERT INTO configurations VALUES(X'01a21916ebac7381bc54d096517e57ef',X'01a21916ebac7381bc54d0948ee56868',0,X'876226d75a54fd90fc2afb607016510a0145775cd59f1a581071cb05b1c1d279','{"task":{"kind":"text","corpus":{"file":"letters.txt","content":{"bytes":3000,"blake3":"62c87f0814f31eb94b356e427edf78334b93e99cec65440d784109f4b0bf5cc6"}},"length":6},"model":{"cell":"gru","hidden":2,"max_ponder":3,"halting":{"kind":"act","ponder_cost":0.01}},"train":{"batch":2,"updates":10,"learning_rate":0.01,"evaluate_every":10,"evaluation_sequences":4,"checkpoint_every":1000,"stop_at_error":null,"gradient_clip":null,"keep_weights":true}}',1,'act','bits_per_character');
INSERT INTO configurations VALUES(X'01a21916ee3774f58e129970e764686b',X'01a21916ee36713ea4d9ec914a2e9192',0,X'876226d75a54fd90fc2afb607016510a0145775cd59f1a581071cb05b1c1d279','{"task":{"kind":"text","corpus":{"file":"letters.txt","content":{"bytes":3000,"blake3":"62c87f0814f31eb94b356e427edf78334b93e99cec65440d784109f4b0bf5cc6"}},"length":6},"model":{"cell":"gru","hidden":2,"max_ponder":3,"halting":{"kind":"act","ponder_cost":0.01}},"train":{"batch":2,"updates":10,"learning_rate":0.01,"evaluate_every":10,"evaluation_sequences":4,"checkpoint_every":1000,"stop_at_error":null,"gradient_clip":null,"keep_weights":true}}',1,'act','bits_per_character');
INSERT INTO configurations VALUES(X'01a21916f4377008bb91716ec5d37712',X'01a21916f4377008bb91716ccdf6bb92',0,X'acd1a8d18c871a78050c8bc52cd6a5e2236058765655f6b3ac51b16875ef3c15','{"task":{"kind":"parity","bits":4},"model":{"cell":"lstm","hidden":4,"max_ponder":100,"halting":{"kind":"none"}},"train":{"batch":4,"updates":2000000,"learning_rate":0.01,"evaluate_every":1000000,"evaluation_sequences":10000,"checkpoint_every":1000,"stop_at_error":null,"gradient_clip":null,"keep_weights":true}}',1,'none','sequence_error');
INSERT INTO configurations VALUES(X'01a21916f57674c4b742774abe422745',X'01a21916f57674c4b742774855475496',0,X'89f49779f106d09dfdde69bc697735a1c216d3544f81d4a218bd0b014fe56edb','{"task":{"kind":"parity","bits":4},"model":{"cell":"lstm","hidden":4,"max_ponder":100,"halting":{"kind":"none"}},"train":{"batch":4,"updates":20,"learning_rate":0.01,"evaluate_every":500,"evaluation_sequences":10000,"checkpoint_every":1000,"stop_at_error":null,"gradient_clip":null,"keep_weights":true}}',1,'none','sequence_error');
INSERT INTO configurations VALUES(X'01a21916f60f77d8b932b0bdde85031b',X'01a21916f60f77d8b932b0bb951cfea8',0,X'89f49779f106d09dfdde69bc697735a1c216d3544f81d4a218bd0b014fe56edb','{"task":{"kind":"parity","bits":4},"model":{"cell":"lstm","hidden":4,"max_ponder":100,"halting":{"kind":"none"}},"train":{"batch":4,"updates":20,"learning_rate":0.01,"evaluate_every":500,"evaluation_sequences":10000,"checkpoint_every":1000,"stop_at_error":null,"gradient_clip":null,"keep_weights":true}}',1,'none','sequence_error');
CREATE TABLE trial_groups (
    id       INTEGER NOT NULL PRIMARY KEY,
    sweep    BLOB    NOT NULL REFERENCES sweeps (id),
    pack_key TEXT    NOT NULL,
    -- Kept by the trigger `trial_groups_tally`.
    queued   INTEGER NOT NULL,
    UNIQUE (sweep, pack_key)
) STRICT;
INSERT INTO trial_groups VALUES(1,X'01a21916e0dd76aa86d02b3a27b54189','parity(4) rnn(4) none M=3 batch=4',0);
INSERT INTO trial_groups VALUES(2,X'01a21916e0dd76aa86d02b3a27b54189','parity(4) rnn(4) act M=3 batch=4',0);
INSERT INTO trial_groups VALUES(3,X'01a21916ebac7381bc54d0948ee56868','text(letters.txt, 6) gru(2) act M=3 batch=2',0);
INSERT INTO trial_groups VALUES(4,X'01a21916ee36713ea4d9ec914a2e9192','text(letters.txt, 6) gru(2) act M=3 batch=2',0);
INSERT INTO trial_groups VALUES(5,X'01a21916f4377008bb91716ccdf6bb92','parity(4) lstm(4) none M=100 batch=4',0);
INSERT INTO trial_groups VALUES(6,X'01a21916f57674c4b742774855475496','parity(4) lstm(4) none M=100 batch=4',0);
INSERT INTO trial_groups VALUES(7,X'01a21916f60f77d8b932b0bb951cfea8','parity(4) lstm(4) none M=100 batch=4',1);
CREATE TABLE workers (
    id                 BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    uuid               TEXT    NOT NULL GENERATED ALWAYS AS (lower(
        substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || substr(hex(id), 13, 4)
        || '-' || substr(hex(id), 17, 4) || '-' || substr(hex(id), 21))) VIRTUAL,
    host               TEXT    NOT NULL,
    pid                INTEGER NOT NULL,
    version            TEXT    NOT NULL,
    updates_per_second REAL    NOT NULL DEFAULT 0.0,
    registered_at      INTEGER NOT NULL,
    seen_at            INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO workers VALUES(X'01a21916e28076ccbff5866e61d48134','ada',23932,'0.1.0',0.0,1795717259908172,1795717262294719);
INSERT INTO workers VALUES(X'01a21916f028773ba50694c6af4d28df','ada',24024,'0.1.0',0.0,1795717263408496,1795717265364498);
CREATE TABLE slots (
    worker BLOB    NOT NULL REFERENCES workers (id),
    slot   INTEGER NOT NULL,
    device TEXT    NOT NULL,
    lanes  INTEGER NOT NULL,
    PRIMARY KEY (worker, slot)
) STRICT, WITHOUT ROWID;
INSERT INTO slots VALUES(X'01a21916e28076ccbff5866e61d48134',0,'cpu',4);
INSERT INTO slots VALUES(X'01a21916f028773ba50694c6af4d28df',0,'cpu',4);
CREATE TABLE trials (
    id             BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    uuid           TEXT    NOT NULL GENERATED ALWAYS AS (lower(
        substr(hex(id), 1, 8) || '-' || substr(hex(id), 9, 4) || '-' || substr(hex(id), 13, 4)
        || '-' || substr(hex(id), 17, 4) || '-' || substr(hex(id), 21))) VIRTUAL,
    sweep          BLOB    NOT NULL REFERENCES sweeps (id),
    -- Its place in the sweep, from 1.
    number         INTEGER NOT NULL,
    configuration  BLOB    NOT NULL REFERENCES configurations (id),
    trial_group    INTEGER NOT NULL REFERENCES trial_groups (id),
    seed           INTEGER NOT NULL,
    predicted_cost REAL    NOT NULL,
    -- Optimiser updates of the whole trial, and those done as last told.
    updates        INTEGER NOT NULL,
    step           INTEGER NOT NULL DEFAULT 0,
    state          TEXT    NOT NULL DEFAULT 'queued' CHECK (
        state IN ('queued', 'running', 'completed', 'failed', 'cancelled', 'pruned')),
    reason         TEXT    NOT NULL DEFAULT '',
    since          INTEGER NOT NULL,
    -- The fencing token: the number of the last attempt, 0 before the first.
    attempt        INTEGER NOT NULL DEFAULT 0,
    -- Who holds or last held it.
    worker         BLOB    REFERENCES workers (id),
    slot           INTEGER,
    lease_until    INTEGER,
    -- What it counts in its sweep's progress.
    updates_done   INTEGER NOT NULL GENERATED ALWAYS AS (
        CASE state WHEN 'failed' THEN 0 WHEN 'completed' THEN updates ELSE step END) VIRTUAL,
    UNIQUE (sweep, number),
    CHECK ((state = 'running') = (lease_until IS NOT NULL)),
    CHECK (state <> 'running' OR (attempt > 0 AND worker IS NOT NULL AND slot IS NOT NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO trials VALUES(X'01a21916e0dd76aa86d02b3b68ed8c79',X'01a21916e0dd76aa86d02b3a27b54189',1,X'01a21916e0dd76aa86d02b412efdf30b',1,0,20.0,20,20,'completed','',1795717262096361,1,X'01a21916e28076ccbff5866e61d48134',0,NULL);
INSERT INTO trials VALUES(X'01a21916e0dd76aa86d02b3c09d7ecc4',X'01a21916e0dd76aa86d02b3a27b54189',2,X'01a21916e0dd76aa86d02b412efdf30b',1,1,20.0,20,20,'completed','',1795717262139418,1,X'01a21916e28076ccbff5866e61d48134',0,NULL);
INSERT INTO trials VALUES(X'01a21916e0dd76aa86d02b3d36547ea8',X'01a21916e0dd76aa86d02b3a27b54189',3,X'01a21916e0dd76aa86d02b42c5453767',2,0,60.0,20,20,'completed','',1795717261095178,1,X'01a21916e28076ccbff5866e61d48134',0,NULL);
INSERT INTO trials VALUES(X'01a21916e0dd76aa86d02b3e3f4d86a5',X'01a21916e0dd76aa86d02b3a27b54189',4,X'01a21916e0dd76aa86d02b42c5453767',2,1,60.0,20,20,'completed','',1795717261095178,1,X'01a21916e28076ccbff5866e61d48134',0,NULL);
INSERT INTO trials VALUES(X'01a21916e0dd76aa86d02b3fd5ff9872',X'01a21916e0dd76aa86d02b3a27b54189',5,X'01a21916e0dd76aa86d02b43d3097a4d',2,0,38.973665961010276249,20,20,'completed','',1795717261200484,1,X'01a21916e28076ccbff5866e61d48134',0,NULL);
INSERT INTO trials VALUES(X'01a21916e0dd76aa86d02b40a46c2218',X'01a21916e0dd76aa86d02b3a27b54189',6,X'01a21916e0dd76aa86d02b43d3097a4d',2,1,38.973665961010276249,20,20,'completed','',1795717261200484,1,X'01a21916e28076ccbff5866e61d48134',0,NULL);
INSERT INTO trials VALUES(X'01a21916ebac7381bc54d09599cdf928',X'01a21916ebac7381bc54d0948ee56868',1,X'01a21916ebac7381bc54d096517e57ef',3,0,180.0,10,0,'failed','cannot be trained: on host ada: there is no corpus nowhere/letters.txt',1795717262294719,1,X'01a21916e28076ccbff5866e61d48134',0,NULL);
INSERT INTO trials VALUES(X'01a21916ee3774f58e12996f461a01c9',X'01a21916ee36713ea4d9ec914a2e9192',1,X'01a21916ee3774f58e129970e764686b',4,0,180.0,10,10,'completed','',1795717264167300,1,X'01a21916f028773ba50694c6af4d28df',0,NULL);
INSERT INTO trials VALUES(X'01a21916f4377008bb91716ddd2ae33a',X'01a21916f4377008bb91716ccdf6bb92',1,X'01a21916f4377008bb91716ec5d37712',5,0,2000000.0,2000000,0,'running','',1795717264460059,1,X'01a21916f028773ba50694c6af4d28df',0,1795717294460059);
INSERT INTO trials VALUES(X'01a21916f57674c4b7427749be76c174',X'01a21916f57674c4b742774855475496',1,X'01a21916f57674c4b742774abe422745',6,0,20.0,20,0,'cancelled','cancelled by hand',1795717264840927,0,NULL,NULL,NULL);
INSERT INTO trials VALUES(X'01a21916f60f77d8b932b0bcc5a608fc',X'01a21916f60f77d8b932b0bb951cfea8',1,X'01a21916f60f77d8b932b0bdde85031b',7,0,20.0,20,0,'queued','',1795717264911218,0,NULL,NULL,NULL);
CREATE TABLE attempts (
    trial      BLOB    NOT NULL REFERENCES trials (id),
    attempt    INTEGER NOT NULL CHECK (attempt > 0),
    worker     BLOB    NOT NULL REFERENCES workers (id),
    slot       INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at   INTEGER,
    outcome    TEXT CHECK (outcome IN ('completed', 'failed', 'expired', 'released', 'cancelled')),
    failure    TEXT CHECK (failure IN ('crashed', 'out_of_memory', 'invalid')),
    message    TEXT    NOT NULL DEFAULT '',
    PRIMARY KEY (trial, attempt),
    CHECK ((outcome IS NULL) = (ended_at IS NULL)),
    CHECK ((failure IS NOT NULL) = (outcome IS 'failed'))
) STRICT, WITHOUT ROWID;
INSERT INTO attempts VALUES(X'01a21916e0dd76aa86d02b3b68ed8c79',1,X'01a21916e28076ccbff5866e61d48134',0,1795717261186117,1795717262096361,'completed',NULL,'');
INSERT INTO attempts VALUES(X'01a21916e0dd76aa86d02b3c09d7ecc4',1,X'01a21916e28076ccbff5866e61d48134',0,1795717261186117,1795717262139418,'completed',NULL,'');
INSERT INTO attempts VALUES(X'01a21916e0dd76aa86d02b3d36547ea8',1,X'01a21916e28076ccbff5866e61d48134',0,1795717259927941,1795717261095178,'completed',NULL,'');
INSERT INTO attempts VALUES(X'01a21916e0dd76aa86d02b3e3f4d86a5',1,X'01a21916e28076ccbff5866e61d48134',0,1795717259927941,1795717261095178,'completed',NULL,'');
INSERT INTO attempts VALUES(X'01a21916e0dd76aa86d02b3fd5ff9872',1,X'01a21916e28076ccbff5866e61d48134',0,1795717259927941,1795717261200484,'completed',NULL,'');
INSERT INTO attempts VALUES(X'01a21916e0dd76aa86d02b40a46c2218',1,X'01a21916e28076ccbff5866e61d48134',0,1795717259927941,1795717261200484,'completed',NULL,'');
INSERT INTO attempts VALUES(X'01a21916ebac7381bc54d09599cdf928',1,X'01a21916e28076ccbff5866e61d48134',0,1795717262256269,1795717262294719,'failed','invalid','on host ada: there is no corpus nowhere/letters.txt');
INSERT INTO attempts VALUES(X'01a21916ee3774f58e12996f461a01c9',1,X'01a21916f028773ba50694c6af4d28df',0,1795717263414032,1795717264167300,'completed',NULL,'');
INSERT INTO attempts VALUES(X'01a21916f4377008bb91716ddd2ae33a',1,X'01a21916f028773ba50694c6af4d28df',0,1795717264460059,NULL,NULL,NULL,'');
CREATE TABLE evaluations (
    trial          BLOB    NOT NULL REFERENCES trials (id),
    step           INTEGER NOT NULL,
    attempt        INTEGER NOT NULL,
    -- Both NULL where they are not finite.
    loss           REAL,
    training_loss  REAL,
    -- The metric of its configuration.
    error          REAL    NOT NULL,
    mean_ponder    REAL    NOT NULL,
    p50_ponder     INTEGER NOT NULL,
    p90_ponder     INTEGER NOT NULL,
    p99_ponder     INTEGER NOT NULL,
    max_ponder     INTEGER NOT NULL,
    share_at_one   REAL    NOT NULL,
    share_at_cap   REAL    NOT NULL,
    mean_batch_max REAL    NOT NULL,
    mean_remainder REAL,
    histogram      TEXT    NOT NULL CHECK (json_valid(histogram)),
    profile        TEXT    NOT NULL CHECK (json_valid(profile)),
    UNIQUE (trial, step)
) STRICT;
INSERT INTO evaluations VALUES(X'01a21916e0dd76aa86d02b3d36547ea8',10,1,0.68683496077124328582,0.68714950640340843879,0.375,2.0,2,2,2,2,0.0,0.0,2.0,0.2344544529914855957,'[0,8]','[{"axis":"difficulty","key":1,"samples":3,"mean_ponder":2.0,"error":0.0},{"axis":"difficulty","key":2,"samples":1,"mean_ponder":2.0,"error":1.0},{"axis":"difficulty","key":3,"samples":2,"mean_ponder":2.0,"error":0.0},{"axis":"difficulty","key":4,"samples":2,"mean_ponder":2.0,"error":1.0},{"axis":"position","key":1,"samples":8,"mean_ponder":2.0,"error":0.375}]');
INSERT INTO evaluations VALUES(X'01a21916e0dd76aa86d02b3e3f4d86a5',10,1,0.76259393346457216011,0.80490173183851887461,0.75,2.0,2,2,2,2,0.0,0.0,2.0,0.29662227630615234375,'[0,8]','[{"axis":"difficulty","key":1,"samples":3,"mean_ponder":2.0,"error":0.6666666666666666},{"axis":"difficulty","key":2,"samples":1,"mean_ponder":2.0,"error":1.0},{"axis":"difficulty","key":3,"samples":2,"mean_ponder":2.0,"error":0.5},{"axis":"difficulty","key":4,"samples":2,"mean_ponder":2.0,"error":1.0},{"axis":"position","key":1,"samples":8,"mean_ponder":2.0,"error":0.75}]');
INSERT INTO evaluations VALUES(X'01a21916e0dd76aa86d02b3fd5ff9872',10,1,0.68746742934095073085,0.68716234603662940116,0.375,2.0,2,2,2,2,0.0,0.0,2.0,0.19125204533338546752,'[0,8]','[{"axis":"difficulty","key":1,"samples":3,"mean_ponder":2.0,"error":0.0},{"axis":"difficulty","key":2,"samples":1,"mean_ponder":2.0,"error":1.0},{"axis":"difficulty","key":3,"samples":2,"mean_ponder":2.0,"error":0.0},{"axis":"difficulty","key":4,"samples":2,"mean_ponder":2.0,"error":1.0},{"axis":"position","key":1,"samples":8,"mean_ponder":2.0,"error":0.375}]');
INSERT INTO evaluations VALUES(X'01a21916e0dd76aa86d02b40a46c2218',10,1,0.76410495084661889109,0.81221585366208093326,0.75,2.0,2,2,2,2,0.0,0.0,2.0,0.22187929600477218627,'[0,8]','[{"axis":"difficulty","key":1,"samples":3,"mean_ponder":2.0,"error":0.6666666666666666},{"axis":"difficulty","key":2,"samples":1,"mean_ponder":2.0,"error":1.0},{"axis":"difficulty","key":3,"samples":2,"mean_ponder":2.0,"error":0.5},{"axis":"difficulty","key":4,"samples":2,"mean_ponder":2.0,"error":1.0},{"axis":"position","key":1,"samples":8,"mean_ponder":2.0,"error":0.75}]');
INSERT INTO evaluations VALUES(X'01a21916e0dd76aa86d02b3d36547ea8',20,1,0.68651611385597921533,0.63885534749521155628,0.375,2.0,2,2,2,2,0.0,0.0,2.0,0.23831355571746826171,'[0,8]','[{"axis":"difficulty","key":1,"samples":3,"mean_ponder":2.0,"error":0.0},{"axis":"difficulty","key":2,"samples":1,"mean_ponder":2.0,"error":1.0},{"axis":"difficulty","key":3,"samples":2,"mean_ponder":2.0,"error":0.0},{"axis":"difficulty","key":4,"samples":2,"mean_ponder":2.0,"error":1.0},{"axis":"position","key":1,"samples":8,"mean_ponder":2.0,"error":0.375}]');
INSERT INTO evaluations VALUES(X'01a21916e0dd76aa86d02b3e3f4d86a5',20,1,0.71834020017589994555,0.61976425337421481298,0.5,2.0,2,2,2,2,0.0,0.0,2.0,0.32168669253587722778,'[0,8]','[{"axis":"difficulty","key":1,"samples":3,"mean_ponder":2.0,"error":0.0},{"axis":"difficulty","key":2,"samples":1,"mean_ponder":2.0,"error":1.0},{"axis":"difficulty","key":3,"samples":2,"mean_ponder":2.0,"error":0.5},{"axis":"difficulty","key":4,"samples":2,"mean_ponder":2.0,"error":1.0},{"axis":"position","key":1,"samples":8,"mean_ponder":2.0,"error":0.5}]');
INSERT INTO evaluations VALUES(X'01a21916e0dd76aa86d02b3fd5ff9872',20,1,0.68828666073886735077,0.63924732448484400393,0.375,2.0,2,2,2,2,0.0,0.0,2.0,0.16224738210439682006,'[0,8]','[{"axis":"difficulty","key":1,"samples":3,"mean_ponder":2.0,"error":0.0},{"axis":"difficulty","key":2,"samples":1,"mean_ponder":2.0,"error":1.0},{"axis":"difficulty","key":3,"samples":2,"mean_ponder":2.0,"error":0.0},{"axis":"difficulty","key":4,"samples":2,"mean_ponder":2.0,"error":1.0},{"axis":"position","key":1,"samples":8,"mean_ponder":2.0,"error":0.375}]');
INSERT INTO evaluations VALUES(X'01a21916e0dd76aa86d02b40a46c2218',20,1,0.71990192660689111825,0.62069372240015940889,0.5,2.0,2,2,2,2,0.0,0.0,2.0,0.19964247196912765502,'[0,8]','[{"axis":"difficulty","key":1,"samples":3,"mean_ponder":2.0,"error":0.0},{"axis":"difficulty","key":2,"samples":1,"mean_ponder":2.0,"error":1.0},{"axis":"difficulty","key":3,"samples":2,"mean_ponder":2.0,"error":0.5},{"axis":"difficulty","key":4,"samples":2,"mean_ponder":2.0,"error":1.0},{"axis":"position","key":1,"samples":8,"mean_ponder":2.0,"error":0.5}]');
INSERT INTO evaluations VALUES(X'01a21916e0dd76aa86d02b3b68ed8c79',10,1,0.69042467708690091754,0.68828423542320227301,0.375,1.0,1,1,1,1,1.0,0.0,1.0,NULL,'[8]','[{"axis":"difficulty","key":1,"samples":3,"mean_ponder":1.0,"error":0.0},{"axis":"difficulty","key":2,"samples":1,"mean_ponder":1.0,"error":1.0},{"axis":"difficulty","key":3,"samples":2,"mean_ponder":1.0,"error":0.0},{"axis":"difficulty","key":4,"samples":2,"mean_ponder":1.0,"error":1.0},{"axis":"position","key":1,"samples":8,"mean_ponder":1.0,"error":0.375}]');
INSERT INTO evaluations VALUES(X'01a21916e0dd76aa86d02b3c09d7ecc4',10,1,0.72829807094827403446,0.73124742097021011577,0.75,1.0,1,1,1,1,1.0,0.0,1.0,NULL,'[8]','[{"axis":"difficulty","key":1,"samples":3,"mean_ponder":1.0,"error":0.6666666666666666},{"axis":"difficulty","key":2,"samples":1,"mean_ponder":1.0,"error":1.0},{"axis":"difficulty","key":3,"samples":2,"mean_ponder":1.0,"error":0.5},{"axis":"difficulty","key":4,"samples":2,"mean_ponder":1.0,"error":1.0},{"axis":"position","key":1,"samples":8,"mean_ponder":1.0,"error":0.75}]');
INSERT INTO evaluations VALUES(X'01a21916e0dd76aa86d02b3b68ed8c79',20,1,0.68979796823720296305,0.63873000141106994753,0.375,1.0,1,1,1,1,1.0,0.0,1.0,NULL,'[8]','[{"axis":"difficulty","key":1,"samples":3,"mean_ponder":1.0,"error":0.0},{"axis":"difficulty","key":2,"samples":1,"mean_ponder":1.0,"error":1.0},{"axis":"difficulty","key":3,"samples":2,"mean_ponder":1.0,"error":0.0},{"axis":"difficulty","key":4,"samples":2,"mean_ponder":1.0,"error":1.0},{"axis":"position","key":1,"samples":8,"mean_ponder":1.0,"error":0.375}]');
INSERT INTO evaluations VALUES(X'01a21916e0dd76aa86d02b3c09d7ecc4',20,1,0.70553272710211167861,0.61738770225104899758,0.5,1.0,1,1,1,1,1.0,0.0,1.0,NULL,'[8]','[{"axis":"difficulty","key":1,"samples":3,"mean_ponder":1.0,"error":0.0},{"axis":"difficulty","key":2,"samples":1,"mean_ponder":1.0,"error":1.0},{"axis":"difficulty","key":3,"samples":2,"mean_ponder":1.0,"error":0.5},{"axis":"difficulty","key":4,"samples":2,"mean_ponder":1.0,"error":1.0},{"axis":"position","key":1,"samples":8,"mean_ponder":1.0,"error":0.5}]');
INSERT INTO evaluations VALUES(X'01a21916ee3774f58e12996f461a01c9',10,1,32.409885678014610731,32.464433678372422776,7.7929302239083195757,2.0,2,2,2,2,0.0,0.0,2.0,0.32225373387336730957,'[0,24]','[{"axis":"position","key":1,"samples":4,"mean_ponder":2.0,"error":7.879380871127162},{"axis":"position","key":2,"samples":4,"mean_ponder":2.0,"error":7.471470084958883},{"axis":"position","key":3,"samples":4,"mean_ponder":2.0,"error":7.723215636157593},{"axis":"position","key":4,"samples":4,"mean_ponder":2.0,"error":7.677282322817205},{"axis":"position","key":5,"samples":4,"mean_ponder":2.0,"error":7.705239053224387},{"axis":"position","key":6,"samples":4,"mean_ponder":2.0,"error":8.300993375164698},{"axis":"character_class","key":1,"samples":11,"mean_ponder":2.0,"error":7.904453881287582},{"axis":"character_class","key":2,"samples":1,"mean_ponder":2.0,"error":8.173140440934798},{"axis":"character_class","key":3,"samples":3,"mean_ponder":2.0,"error":7.181794052262094},{"axis":"character_class","key":4,"samples":2,"mean_ponder":2.0,"error":7.6424775741619095},{"axis":"character_class","key":5,"samples":2,"mean_ponder":2.0,"error":7.708829459583632},{"axis":"character_class","key":6,"samples":1,"mean_ponder":2.0,"error":8.548722535304632},{"axis":"character_class","key":7,"samples":4,"mean_ponder":2.0,"error":7.777868369779879}]');
CREATE TABLE results (
    trial          BLOB    NOT NULL PRIMARY KEY REFERENCES trials (id),
    attempt        INTEGER NOT NULL,
    step           INTEGER NOT NULL,
    verdict        TEXT    NOT NULL CHECK (
        verdict IN ('solved', 'learned', 'collapsed', 'saturated', 'diverged')),
    digest         BLOB    NOT NULL CHECK (length(digest) = 32),
    device         TEXT    NOT NULL,
    libtorch       TEXT    NOT NULL,
    cpu_capability TEXT    NOT NULL,
    seconds        REAL    NOT NULL,
    accepted_at    INTEGER NOT NULL,
    FOREIGN KEY (trial, attempt) REFERENCES attempts (trial, attempt),
    FOREIGN KEY (trial, step) REFERENCES evaluations (trial, step)
) STRICT, WITHOUT ROWID;
INSERT INTO results VALUES(X'01a21916e0dd76aa86d02b3b68ed8c79',1,20,'learned',X'59d78edda9e969ad666c203d848047e5bc7d3bdf596dcc425daf166fab8f3984','cpu','2.11.0','avx512',0.019641614000000001682,1795717262096361);
INSERT INTO results VALUES(X'01a21916e0dd76aa86d02b3c09d7ecc4',1,20,'learned',X'b5497338ea4f498c7f3710491f38bd3c0e4e4ec65a48bc8b94026ac50fb24803','cpu','2.11.0','avx512',0.02066965100000000069,1795717262139418);
INSERT INTO results VALUES(X'01a21916e0dd76aa86d02b3d36547ea8',1,20,'learned',X'45b93ae781401cf505aa317ba799b4d7d466284c6310fdbdc2f3ee3309929c4c','cpu','2.11.0','avx512',0.045191253000000000672,1795717261095178);
INSERT INTO results VALUES(X'01a21916e0dd76aa86d02b3e3f4d86a5',1,20,'learned',X'1cba110363bdb8a0a7552bbd69a0c59b2c9b84c712475b654bd3bfbaf907e61a','cpu','2.11.0','avx512',0.04693379100000000248,1795717261095178);
INSERT INTO results VALUES(X'01a21916e0dd76aa86d02b3fd5ff9872',1,20,'learned',X'053625269e740f68a39f86b21ba5bce98412ce17219e95bbc738e196930a42f4','cpu','2.11.0','avx512',0.047702633000000001228,1795717261200484);
INSERT INTO results VALUES(X'01a21916e0dd76aa86d02b40a46c2218',1,20,'learned',X'85ed562737866e44302929b723151389550feec0b979da3a847bbf58c8ea2208','cpu','2.11.0','avx512',0.048515240000000001141,1795717261200484);
INSERT INTO results VALUES(X'01a21916ee3774f58e12996f461a01c9',1,10,'learned',X'35ee8b3b9671b76d3512540f3b8e3b91a5ff397a4d3e5ee221fff3b8f32a298d','cpu','2.11.0','avx512',0.068179467999999993077,1795717264167300);
CREATE TABLE ponder_histogram (
    trial   BLOB    NOT NULL REFERENCES results (trial),
    ponder  INTEGER NOT NULL CHECK (ponder > 0),
    samples INTEGER NOT NULL,
    PRIMARY KEY (trial, ponder)
) STRICT, WITHOUT ROWID;
INSERT INTO ponder_histogram VALUES(X'01a21916e0dd76aa86d02b3b68ed8c79',1,8);
INSERT INTO ponder_histogram VALUES(X'01a21916e0dd76aa86d02b3c09d7ecc4',1,8);
INSERT INTO ponder_histogram VALUES(X'01a21916e0dd76aa86d02b3d36547ea8',2,8);
INSERT INTO ponder_histogram VALUES(X'01a21916e0dd76aa86d02b3e3f4d86a5',2,8);
INSERT INTO ponder_histogram VALUES(X'01a21916e0dd76aa86d02b3fd5ff9872',2,8);
INSERT INTO ponder_histogram VALUES(X'01a21916e0dd76aa86d02b40a46c2218',2,8);
INSERT INTO ponder_histogram VALUES(X'01a21916ee3774f58e12996f461a01c9',2,24);
CREATE TABLE ponder_profile (
    trial       BLOB    NOT NULL REFERENCES results (trial),
    axis        TEXT    NOT NULL CHECK (axis IN ('difficulty', 'position', 'character_class')),
    key         INTEGER NOT NULL,
    samples     INTEGER NOT NULL,
    mean_ponder REAL    NOT NULL,
    error       REAL    NOT NULL,
    PRIMARY KEY (trial, axis, key)
) STRICT, WITHOUT ROWID;
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b3b68ed8c79','difficulty',1,3,1.0,0.0);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b3b68ed8c79','difficulty',2,1,1.0,1.0);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b3b68ed8c79','difficulty',3,2,1.0,0.0);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b3b68ed8c79','difficulty',4,2,1.0,1.0);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b3b68ed8c79','position',1,8,1.0,0.375);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b3c09d7ecc4','difficulty',1,3,1.0,0.0);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b3c09d7ecc4','difficulty',2,1,1.0,1.0);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b3c09d7ecc4','difficulty',3,2,1.0,0.5);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b3c09d7ecc4','difficulty',4,2,1.0,1.0);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b3c09d7ecc4','position',1,8,1.0,0.5);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b3d36547ea8','difficulty',1,3,2.0,0.0);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b3d36547ea8','difficulty',2,1,2.0,1.0);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b3d36547ea8','difficulty',3,2,2.0,0.0);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b3d36547ea8','difficulty',4,2,2.0,1.0);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b3d36547ea8','position',1,8,2.0,0.375);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b3e3f4d86a5','difficulty',1,3,2.0,0.0);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b3e3f4d86a5','difficulty',2,1,2.0,1.0);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b3e3f4d86a5','difficulty',3,2,2.0,0.5);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b3e3f4d86a5','difficulty',4,2,2.0,1.0);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b3e3f4d86a5','position',1,8,2.0,0.5);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b3fd5ff9872','difficulty',1,3,2.0,0.0);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b3fd5ff9872','difficulty',2,1,2.0,1.0);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b3fd5ff9872','difficulty',3,2,2.0,0.0);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b3fd5ff9872','difficulty',4,2,2.0,1.0);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b3fd5ff9872','position',1,8,2.0,0.375);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b40a46c2218','difficulty',1,3,2.0,0.0);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b40a46c2218','difficulty',2,1,2.0,1.0);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b40a46c2218','difficulty',3,2,2.0,0.5);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b40a46c2218','difficulty',4,2,2.0,1.0);
INSERT INTO ponder_profile VALUES(X'01a21916e0dd76aa86d02b40a46c2218','position',1,8,2.0,0.5);
INSERT INTO ponder_profile VALUES(X'01a21916ee3774f58e12996f461a01c9','character_class',1,11,2.0,7.9044538812875817512);
INSERT INTO ponder_profile VALUES(X'01a21916ee3774f58e12996f461a01c9','character_class',2,1,2.0,8.1731404409347980788);
INSERT INTO ponder_profile VALUES(X'01a21916ee3774f58e12996f461a01c9','character_class',3,3,2.0,7.1817940522620942189);
INSERT INTO ponder_profile VALUES(X'01a21916ee3774f58e12996f461a01c9','character_class',4,2,2.0,7.642477574161909537);
INSERT INTO ponder_profile VALUES(X'01a21916ee3774f58e12996f461a01c9','character_class',5,2,2.0,7.7088294595836321931);
INSERT INTO ponder_profile VALUES(X'01a21916ee3774f58e12996f461a01c9','character_class',6,1,2.0,8.5487225353046323306);
INSERT INTO ponder_profile VALUES(X'01a21916ee3774f58e12996f461a01c9','character_class',7,4,2.0,7.7778683697798793872);
INSERT INTO ponder_profile VALUES(X'01a21916ee3774f58e12996f461a01c9','position',1,4,2.0,7.8793808711271617895);
INSERT INTO ponder_profile VALUES(X'01a21916ee3774f58e12996f461a01c9','position',2,4,2.0,7.4714700849588826514);
INSERT INTO ponder_profile VALUES(X'01a21916ee3774f58e12996f461a01c9','position',3,4,2.0,7.7232156361575929892);
INSERT INTO ponder_profile VALUES(X'01a21916ee3774f58e12996f461a01c9','position',4,4,2.0,7.677282322817204907);
INSERT INTO ponder_profile VALUES(X'01a21916ee3774f58e12996f461a01c9','position',5,4,2.0,7.7052390532243872911);
INSERT INTO ponder_profile VALUES(X'01a21916ee3774f58e12996f461a01c9','position',6,4,2.0,8.3009933751646975963);
CREATE TABLE ponder_traces (
    trial   BLOB    NOT NULL REFERENCES results (trial),
    -- Which sequence of the held-out stream, from 0.
    row     INTEGER NOT NULL,
    -- From 1.
    step    INTEGER NOT NULL CHECK (step > 0),
    -- What the network saw, in a few characters.
    input   TEXT    NOT NULL,
    ponder  INTEGER NOT NULL,
    -- In nats; NULL: none was asked for, or it is not finite.
    loss    REAL,
    entropy REAL,
    PRIMARY KEY (trial, row, step)
) STRICT, WITHOUT ROWID;
INSERT INTO ponder_traces VALUES(X'01a21916e0dd76aa86d02b3b68ed8c79',0,1,'++',1,0.86719086903745568051,0.68033395620262626657);
INSERT INTO ponder_traces VALUES(X'01a21916e0dd76aa86d02b3b68ed8c79',1,1,'-+-+',1,0.808706170101402666,0.68718040896918020088);
INSERT INTO ponder_traces VALUES(X'01a21916e0dd76aa86d02b3b68ed8c79',2,1,'-+++',1,0.71424222234602652292,0.69292930075764913588);
INSERT INTO ponder_traces VALUES(X'01a21916e0dd76aa86d02b3b68ed8c79',3,1,'+-+',1,0.65640061247834002866,0.692446511842970569);
INSERT INTO ponder_traces VALUES(X'01a21916e0dd76aa86d02b3c09d7ecc4',0,1,'++',1,0.9517820802234577826,0.66694950016987153418);
INSERT INTO ponder_traces VALUES(X'01a21916e0dd76aa86d02b3c09d7ecc4',1,1,'-+-+',1,0.72729171599743491771,0.69258366304152474413);
INSERT INTO ponder_traces VALUES(X'01a21916e0dd76aa86d02b3c09d7ecc4',2,1,'-+++',1,0.87697765758576318173,0.67898106773039457184);
INSERT INTO ponder_traces VALUES(X'01a21916e0dd76aa86d02b3c09d7ecc4',3,1,'+-+',1,0.71555640703067413532,0.69290162755310147346);
INSERT INTO ponder_traces VALUES(X'01a21916e0dd76aa86d02b3d36547ea8',0,1,'++',2,0.84422746480843902094,0.68328369742036643152);
INSERT INTO ponder_traces VALUES(X'01a21916e0dd76aa86d02b3d36547ea8',1,1,'-+-+',2,0.80257274521910382247,0.68776574318148475661);
INSERT INTO ponder_traces VALUES(X'01a21916e0dd76aa86d02b3d36547ea8',2,1,'-+++',2,0.70186631297373069937,0.6931094982006591465);
INSERT INTO ponder_traces VALUES(X'01a21916e0dd76aa86d02b3d36547ea8',3,1,'+-+',2,0.65362276746451508646,0.69233427453262974538);
INSERT INTO ponder_traces VALUES(X'01a21916e0dd76aa86d02b3e3f4d86a5',0,1,'++',2,0.98418236793426960851,0.66091862922973276806);
INSERT INTO ponder_traces VALUES(X'01a21916e0dd76aa86d02b3e3f4d86a5',1,1,'-+-+',2,0.77018558469914177866,0.69039586369504002405);
INSERT INTO ponder_traces VALUES(X'01a21916e0dd76aa86d02b3e3f4d86a5',2,1,'-+++',2,0.85368025261435787065,0.68210852399776089605);
INSERT INTO ponder_traces VALUES(X'01a21916e0dd76aa86d02b3e3f4d86a5',3,1,'+-+',2,0.76439179219143127408,0.69078093728293654685);
INSERT INTO ponder_traces VALUES(X'01a21916e0dd76aa86d02b3fd5ff9872',0,1,'++',2,0.85545958225618967674,0.68188112820117519063);
INSERT INTO ponder_traces VALUES(X'01a21916e0dd76aa86d02b3fd5ff9872',1,1,'-+-+',2,0.80507628681856024943,0.68753005955396395698);
INSERT INTO ponder_traces VALUES(X'01a21916e0dd76aa86d02b3fd5ff9872',2,1,'-+++',2,0.70618176471935600879,0.69306332694196426391);
INSERT INTO ponder_traces VALUES(X'01a21916e0dd76aa86d02b3fd5ff9872',3,1,'+-+',2,0.65780538136520227965,0.69249998582465299712);
INSERT INTO ponder_traces VALUES(X'01a21916e0dd76aa86d02b40a46c2218',0,1,'++',2,0.99947455663877282638,0.65792201550584739067);
INSERT INTO ponder_traces VALUES(X'01a21916e0dd76aa86d02b40a46c2218',1,1,'-+-+',2,0.77420931122222780285,0.69011273968084663188);
INSERT INTO ponder_traces VALUES(X'01a21916e0dd76aa86d02b40a46c2218',2,1,'-+++',2,0.84571487536176181976,0.68310248809316087559);
INSERT INTO ponder_traces VALUES(X'01a21916e0dd76aa86d02b40a46c2218',3,1,'+-+',2,0.76070429189184041174,0.69101193935607718721);
INSERT INTO ponder_traces VALUES(X'01a21916ee3774f58e12996f461a01c9',0,1,'<',2,5.8075696292229306294,5.4561929296931817034);
INSERT INTO ponder_traces VALUES(X'01a21916ee3774f58e12996f461a01c9',0,2,'.',2,4.9681257342210498606,5.4467957273700911002);
INSERT INTO ponder_traces VALUES(X'01a21916ee3774f58e12996f461a01c9',0,3,' ',2,4.9500044220980861098,5.4377801187869794219);
INSERT INTO ponder_traces VALUES(X'01a21916ee3774f58e12996f461a01c9',0,4,' ',2,4.9350270403465623658,5.4303450865859970164);
INSERT INTO ponder_traces VALUES(X'01a21916ee3774f58e12996f461a01c9',0,5,' ',2,5.0490894336183185231,5.4251459572541351761);
INSERT INTO ponder_traces VALUES(X'01a21916ee3774f58e12996f461a01c9',0,6,'a',2,5.4234369299646401074,5.4484477240087327842);
INSERT INTO ponder_traces VALUES(X'01a21916ee3774f58e12996f461a01c9',1,1,'b',2,5.353284061748484035,5.4669571161930026192);
INSERT INTO ponder_traces VALUES(X'01a21916ee3774f58e12996f461a01c9',1,2,',',2,5.283545595943980544,5.4493322238590575778);
INSERT INTO ponder_traces VALUES(X'01a21916ee3774f58e12996f461a01c9',1,3,'c',2,5.2197370499819824019,5.431204270991284666);
INSERT INTO ponder_traces VALUES(X'01a21916ee3774f58e12996f461a01c9',1,4,'b',2,5.4714588753973778523,5.4491266629168766399);
INSERT INTO ponder_traces VALUES(X'01a21916ee3774f58e12996f461a01c9',1,5,'<',2,5.104699348354239774,5.4391472229983586217);
INSERT INTO ponder_traces VALUES(X'01a21916ee3774f58e12996f461a01c9',1,6,'c',2,5.9476996862338307181,5.4308226386609463887);
CREATE TABLE repeated_results (
    trial          BLOB    NOT NULL REFERENCES trials (id),
    attempt        INTEGER NOT NULL,
    digest         BLOB    NOT NULL CHECK (length(digest) = 32),
    device         TEXT    NOT NULL,
    libtorch       TEXT    NOT NULL,
    cpu_capability TEXT    NOT NULL,
    -- NULL: not comparable, for want of an accepted result of the same numerics.
    agrees         INTEGER CHECK (agrees IN (0, 1)),
    received_at    INTEGER NOT NULL,
    PRIMARY KEY (trial, attempt, digest),
    FOREIGN KEY (trial, attempt) REFERENCES attempts (trial, attempt)
) STRICT, WITHOUT ROWID;
CREATE TABLE checkpoints (
    trial        BLOB    NOT NULL REFERENCES trials (id),
    is_final     INTEGER NOT NULL CHECK (is_final IN (0, 1)),
    content_hash TEXT    NOT NULL,
    attempt      INTEGER NOT NULL,
    step         INTEGER NOT NULL,
    size         INTEGER NOT NULL,
    kept_at      INTEGER NOT NULL,
    -- 0: superseded by another one, or its trial has ended without it.
    needed       INTEGER NOT NULL CHECK (needed IN (0, 1)),
    PRIMARY KEY (trial, is_final, content_hash, attempt),
    FOREIGN KEY (trial, attempt) REFERENCES attempts (trial, attempt)
) STRICT, WITHOUT ROWID;
INSERT INTO checkpoints VALUES(X'01a21916e0dd76aa86d02b3b68ed8c79',1,'048e52fad581da7ccd0ec3508c952b5fd700fcc95d1a9798ce58c99469f2e0de',1,20,916,1795717262045193,1);
INSERT INTO checkpoints VALUES(X'01a21916e0dd76aa86d02b3c09d7ecc4',1,'739b5249f51da0ddcd8f18d5bf05d46cb7340973e44f61f56a8cdadab3b38a40',1,20,916,1795717262071270,1);
INSERT INTO checkpoints VALUES(X'01a21916e0dd76aa86d02b3d36547ea8',1,'b16369867eaa2422d93b6b6c85649b7633ab14a7916ccc45f24d338af8a83c6a',1,20,1176,1795717260956109,1);
INSERT INTO checkpoints VALUES(X'01a21916e0dd76aa86d02b3e3f4d86a5',1,'fbd4474c7772f41e8fd9b0af299d887c1818e1d592d4bdcbf21d80ae0b1b1461',1,20,1176,1795717261039179,1);
INSERT INTO checkpoints VALUES(X'01a21916e0dd76aa86d02b3fd5ff9872',1,'b8776311ec481e3a943ca826b9dc0ff02d42e00c9cd821526789d72eb0ee42e6',1,20,1168,1795717261108635,1);
INSERT INTO checkpoints VALUES(X'01a21916e0dd76aa86d02b40a46c2218',1,'40cd4e518f679cf6765e041427c02c3937c02e0bc913399c1963ece81acb2d81',1,20,1168,1795717261179507,1);
INSERT INTO checkpoints VALUES(X'01a21916ee3774f58e12996f461a01c9',1,'d88d7c8da22b6fb70e21f352ac672154af71668369e14591e86c1350c6f5c1d9',1,10,10540,1795717264113228,1);
CREATE TABLE events (
    sequence INTEGER NOT NULL PRIMARY KEY,
    at       INTEGER NOT NULL,
    sweep    BLOB    NOT NULL REFERENCES sweeps (id),
    trial    BLOB    REFERENCES trials (id),
    attempt  INTEGER,
    worker   BLOB    REFERENCES workers (id),
    kind     TEXT    NOT NULL CHECK (kind IN (
        'submitted', 'claimed', 'expired', 'reattached', 'released', 'failed', 'completed',
        'repeated', 'superseded', 'cancelled', 'ended')),
    state    TEXT    NOT NULL,
    message  TEXT    NOT NULL DEFAULT ''
) STRICT;
INSERT INTO events VALUES(1,1795717259484753,X'01a21916e0dd76aa86d02b3a27b54189',NULL,NULL,NULL,'submitted','active','');
INSERT INTO events VALUES(2,1795717259927941,X'01a21916e0dd76aa86d02b3a27b54189',X'01a21916e0dd76aa86d02b3d36547ea8',1,X'01a21916e28076ccbff5866e61d48134','claimed','running','');
INSERT INTO events VALUES(3,1795717259927941,X'01a21916e0dd76aa86d02b3a27b54189',X'01a21916e0dd76aa86d02b3e3f4d86a5',1,X'01a21916e28076ccbff5866e61d48134','claimed','running','');
INSERT INTO events VALUES(4,1795717259927941,X'01a21916e0dd76aa86d02b3a27b54189',X'01a21916e0dd76aa86d02b3fd5ff9872',1,X'01a21916e28076ccbff5866e61d48134','claimed','running','');
INSERT INTO events VALUES(5,1795717259927941,X'01a21916e0dd76aa86d02b3a27b54189',X'01a21916e0dd76aa86d02b40a46c2218',1,X'01a21916e28076ccbff5866e61d48134','claimed','running','');
INSERT INTO events VALUES(6,1795717261095178,X'01a21916e0dd76aa86d02b3a27b54189',X'01a21916e0dd76aa86d02b3d36547ea8',1,X'01a21916e28076ccbff5866e61d48134','completed','completed','learned');
INSERT INTO events VALUES(7,1795717261095178,X'01a21916e0dd76aa86d02b3a27b54189',X'01a21916e0dd76aa86d02b3e3f4d86a5',1,X'01a21916e28076ccbff5866e61d48134','completed','completed','learned');
INSERT INTO events VALUES(8,1795717261186117,X'01a21916e0dd76aa86d02b3a27b54189',X'01a21916e0dd76aa86d02b3b68ed8c79',1,X'01a21916e28076ccbff5866e61d48134','claimed','running','');
INSERT INTO events VALUES(9,1795717261186117,X'01a21916e0dd76aa86d02b3a27b54189',X'01a21916e0dd76aa86d02b3c09d7ecc4',1,X'01a21916e28076ccbff5866e61d48134','claimed','running','');
INSERT INTO events VALUES(10,1795717261200484,X'01a21916e0dd76aa86d02b3a27b54189',X'01a21916e0dd76aa86d02b3fd5ff9872',1,X'01a21916e28076ccbff5866e61d48134','completed','completed','learned');
INSERT INTO events VALUES(11,1795717261200484,X'01a21916e0dd76aa86d02b3a27b54189',X'01a21916e0dd76aa86d02b40a46c2218',1,X'01a21916e28076ccbff5866e61d48134','completed','completed','learned');
INSERT INTO events VALUES(12,1795717262096361,X'01a21916e0dd76aa86d02b3a27b54189',X'01a21916e0dd76aa86d02b3b68ed8c79',1,X'01a21916e28076ccbff5866e61d48134','completed','completed','learned');
INSERT INTO events VALUES(13,1795717262139418,X'01a21916e0dd76aa86d02b3a27b54189',X'01a21916e0dd76aa86d02b3c09d7ecc4',1,X'01a21916e28076ccbff5866e61d48134','completed','completed','learned');
INSERT INTO events VALUES(14,1795717262139418,X'01a21916e0dd76aa86d02b3a27b54189',NULL,NULL,NULL,'ended','completed','');
INSERT INTO events VALUES(15,1795717262252039,X'01a21916ebac7381bc54d0948ee56868',NULL,NULL,NULL,'submitted','active','');
INSERT INTO events VALUES(16,1795717262256269,X'01a21916ebac7381bc54d0948ee56868',X'01a21916ebac7381bc54d09599cdf928',1,X'01a21916e28076ccbff5866e61d48134','claimed','running','');
INSERT INTO events VALUES(17,1795717262294719,X'01a21916ebac7381bc54d0948ee56868',X'01a21916ebac7381bc54d09599cdf928',1,X'01a21916e28076ccbff5866e61d48134','failed','failed','cannot be trained: on host ada: there is no corpus nowhere/letters.txt');
INSERT INTO events VALUES(18,1795717262294719,X'01a21916ebac7381bc54d0948ee56868',NULL,NULL,NULL,'ended','completed','');
INSERT INTO events VALUES(19,1795717262902212,X'01a21916ee36713ea4d9ec914a2e9192',NULL,NULL,NULL,'submitted','active','');
INSERT INTO events VALUES(20,1795717263414032,X'01a21916ee36713ea4d9ec914a2e9192',X'01a21916ee3774f58e12996f461a01c9',1,X'01a21916f028773ba50694c6af4d28df','claimed','running','');
INSERT INTO events VALUES(21,1795717264167300,X'01a21916ee36713ea4d9ec914a2e9192',X'01a21916ee3774f58e12996f461a01c9',1,X'01a21916f028773ba50694c6af4d28df','completed','completed','learned');
INSERT INTO events VALUES(22,1795717264167300,X'01a21916ee36713ea4d9ec914a2e9192',NULL,NULL,NULL,'ended','completed','');
INSERT INTO events VALUES(23,1795717264438756,X'01a21916f4377008bb91716ccdf6bb92',NULL,NULL,NULL,'submitted','active','');
INSERT INTO events VALUES(24,1795717264460059,X'01a21916f4377008bb91716ccdf6bb92',X'01a21916f4377008bb91716ddd2ae33a',1,X'01a21916f028773ba50694c6af4d28df','claimed','running','');
INSERT INTO events VALUES(25,1795717264758630,X'01a21916f57674c4b742774855475496',NULL,NULL,NULL,'submitted','active','');
INSERT INTO events VALUES(26,1795717264840927,X'01a21916f57674c4b742774855475496',X'01a21916f57674c4b7427749be76c174',0,NULL,'cancelled','cancelled','cancelled by hand');
INSERT INTO events VALUES(27,1795717264840927,X'01a21916f57674c4b742774855475496',NULL,NULL,NULL,'cancelled','cancelled','cancelled by hand');
INSERT INTO events VALUES(28,1795717264911218,X'01a21916f60f77d8b932b0bb951cfea8',NULL,NULL,NULL,'submitted','active','');
CREATE INDEX sweeps_by_name ON sweeps (name, id);
CREATE INDEX sweeps_by_spec ON sweeps (spec_hash, id) WHERE state <> 'cancelled';
CREATE INDEX sweeps_by_state ON sweeps (state);
CREATE INDEX trial_groups_waiting ON trial_groups (sweep, pack_key) WHERE queued > 0;
CREATE INDEX workers_by_seen ON workers (seen_at, id);
CREATE INDEX trials_by_state ON trials (sweep, state, number);
CREATE INDEX trials_by_configuration ON trials (configuration);
CREATE INDEX trials_by_group ON trials (trial_group, state, predicted_cost DESC, number);
CREATE INDEX trials_held ON trials (worker, slot) WHERE state = 'running';
CREATE INDEX trials_leased ON trials (lease_until) WHERE state = 'running';
CREATE TRIGGER trials_tally AFTER UPDATE OF state, step ON trials
WHEN OLD.state <> NEW.state OR OLD.step <> NEW.step
BEGIN
    UPDATE sweeps SET
        queued       = queued    - (OLD.state = 'queued')    + (NEW.state = 'queued'),
        running      = running   - (OLD.state = 'running')   + (NEW.state = 'running'),
        completed    = completed - (OLD.state = 'completed') + (NEW.state = 'completed'),
        failed       = failed    - (OLD.state = 'failed')    + (NEW.state = 'failed'),
        cancelled    = cancelled - (OLD.state = 'cancelled') + (NEW.state = 'cancelled'),
        pruned       = pruned    - (OLD.state = 'pruned')    + (NEW.state = 'pruned'),
        updates_done = updates_done - OLD.updates_done + NEW.updates_done
    WHERE id = NEW.sweep;
END;
CREATE TRIGGER trial_groups_tally AFTER UPDATE OF state ON trials
WHEN (OLD.state = 'queued') <> (NEW.state = 'queued')
BEGIN
    UPDATE trial_groups SET queued = queued - (OLD.state = 'queued') + (NEW.state = 'queued')
    WHERE id = NEW.trial_group;
END;
CREATE UNIQUE INDEX checkpoints_to_go_on_from ON checkpoints (trial)
WHERE needed = 1 AND is_final = 0;
CREATE UNIQUE INDEX checkpoints_final ON checkpoints (trial, attempt)
WHERE needed = 1 AND is_final = 1;
CREATE INDEX checkpoints_unneeded ON checkpoints (trial) WHERE needed = 0;
CREATE INDEX checkpoints_by_content ON checkpoints (content_hash);
CREATE TRIGGER checkpoints_of_ended_trials AFTER UPDATE OF state ON trials
WHEN NEW.state IN ('completed', 'failed', 'cancelled', 'pruned')
BEGIN
    UPDATE checkpoints SET needed = 0
    WHERE trial = NEW.id AND needed = 1
      AND NOT (is_final = 1 AND attempt IS (SELECT attempt FROM results WHERE trial = NEW.id));
END;
CREATE INDEX events_by_trial ON events (trial, sequence);
CREATE VIEW v_sweeps AS
SELECT uuid AS sweep, name, state, reason, configurations,
       queued + running + completed + failed + cancelled + pruned AS trials,
       queued, running, completed, failed, cancelled, pruned,
       updates_done, updates_total, metric, best_error, submitted_at, ended_at
FROM sweeps;
CREATE VIEW v_trials AS
SELECT s.uuid AS sweep, s.name AS sweep_name, t.uuid AS trial, t.number, c.uuid AS configuration,
       c.task, c.cell, c.hidden, c.halting, c.ponder_cost, c.learning_rate, t.seed,
       t.state, t.reason, t.attempt, t.step, t.updates, w.uuid AS worker, t.since,
       r.verdict, c.metric, e.error, e.loss, e.mean_ponder, r.seconds
FROM trials AS t
JOIN sweeps AS s ON s.id = t.sweep
JOIN configurations AS c ON c.id = t.configuration
LEFT JOIN workers AS w ON w.id = t.worker
LEFT JOIN results AS r ON r.trial = t.id
LEFT JOIN evaluations AS e ON e.trial = r.trial AND e.step = r.step;
CREATE VIEW v_attempts AS
SELECT s.uuid AS sweep, t.uuid AS trial, t.number, a.attempt, w.uuid AS worker, w.host, a.slot,
       a.started_at, a.ended_at, a.outcome, a.failure, a.message
FROM attempts AS a
JOIN trials AS t ON t.id = a.trial
JOIN sweeps AS s ON s.id = t.sweep
JOIN workers AS w ON w.id = a.worker;
CREATE VIEW v_evaluations AS
SELECT s.uuid AS sweep, t.uuid AS trial, t.number, e.step, e.attempt, e.loss,
       e.training_loss, e.error,
       e.mean_ponder, e.p50_ponder, e.p90_ponder, e.p99_ponder, e.max_ponder,
       e.share_at_one, e.share_at_cap, e.mean_batch_max, e.mean_remainder
FROM evaluations AS e
JOIN trials AS t ON t.id = e.trial
JOIN sweeps AS s ON s.id = t.sweep;
CREATE VIEW v_ponder_histogram AS
SELECT s.uuid AS sweep, t.uuid AS trial, t.number, c.uuid AS configuration,
       h.ponder, h.samples
FROM ponder_histogram AS h
JOIN trials AS t ON t.id = h.trial
JOIN sweeps AS s ON s.id = t.sweep
JOIN configurations AS c ON c.id = t.configuration;
CREATE VIEW v_ponder_by_difficulty AS
SELECT s.uuid AS sweep, t.uuid AS trial, t.number, c.uuid AS configuration,
       p.key AS difficulty, p.samples, p.mean_ponder, p.error
FROM ponder_profile AS p
JOIN trials AS t ON t.id = p.trial
JOIN sweeps AS s ON s.id = t.sweep
JOIN configurations AS c ON c.id = t.configuration
WHERE p.axis = 'difficulty';
CREATE VIEW v_ponder_by_position AS
SELECT s.uuid AS sweep, t.uuid AS trial, t.number, c.uuid AS configuration,
       p.key AS position, p.samples, p.mean_ponder, p.error
FROM ponder_profile AS p
JOIN trials AS t ON t.id = p.trial
JOIN sweeps AS s ON s.id = t.sweep
JOIN configurations AS c ON c.id = t.configuration
WHERE p.axis = 'position';
CREATE VIEW v_ponder_by_character_class AS
SELECT s.uuid AS sweep, t.uuid AS trial, t.number, c.uuid AS configuration,
       CASE p.key
           WHEN 1 THEN 'letter' WHEN 2 THEN 'digit' WHEN 3 THEN 'space' WHEN 4 THEN 'comma'
           WHEN 5 THEN 'full stop' WHEN 6 THEN 'punctuation' WHEN 7 THEN 'markup'
           WHEN 8 THEN 'other' END AS character_class, p.samples, p.mean_ponder, p.error
FROM ponder_profile AS p
JOIN trials AS t ON t.id = p.trial
JOIN sweeps AS s ON s.id = t.sweep
JOIN configurations AS c ON c.id = t.configuration
WHERE p.axis = 'character_class';
CREATE VIEW v_ponder_traces AS
SELECT s.uuid AS sweep, t.uuid AS trial, t.number, c.uuid AS configuration,
       p.row, p.step, p.input, p.ponder, p.loss, p.entropy
FROM ponder_traces AS p
JOIN trials AS t ON t.id = p.trial
JOIN sweeps AS s ON s.id = t.sweep
JOIN configurations AS c ON c.id = t.configuration;
CREATE VIEW v_configurations AS
WITH placed AS (
    SELECT t.configuration, r.verdict, r.seconds, e.error, e.mean_ponder,
           count(*) OVER seeds AS n,
           row_number() OVER (seeds ORDER BY e.error) AS error_place,
           row_number() OVER (seeds ORDER BY e.mean_ponder) AS ponder_place
    FROM results AS r
    JOIN evaluations AS e ON e.trial = r.trial AND e.step = r.step
    JOIN trials AS t ON t.id = r.trial
    WINDOW seeds AS (PARTITION BY t.configuration)
),
over_seeds AS (
    SELECT configuration, n AS results,
           avg(error) FILTER (WHERE error_place IN ((n + 1) / 2, (n + 2) / 2)) AS median_error,
           min(error) AS min_error, avg(error) AS mean_error, max(error) AS max_error,
           avg(mean_ponder) FILTER (WHERE ponder_place IN ((n + 1) / 2, (n + 2) / 2))
               AS median_ponder,
           min(mean_ponder) AS min_ponder, avg(mean_ponder) AS mean_ponder,
           max(mean_ponder) AS max_ponder,
           avg(verdict = 'solved') AS share_solved,
           avg(seconds) AS mean_seconds
    FROM placed
    GROUP BY configuration
)
SELECT s.uuid AS sweep, s.name AS sweep_name, c.uuid AS configuration, c.place,
       c.configuration -> '$.task' AS task, c.cell, c.hidden, c.halting, c.ponder_cost,
       c.learning_rate, c.seeds, coalesce(o.results, 0) AS results,
       c.metric, o.median_error, o.min_error, o.mean_error, o.max_error,
       o.median_ponder, o.min_ponder, o.mean_ponder, o.max_ponder,
       o.share_solved, o.mean_seconds
FROM configurations AS c
JOIN sweeps AS s ON s.id = c.sweep
LEFT JOIN over_seeds AS o ON o.configuration = c.id;
CREATE VIEW v_tradeoff AS
SELECT sweep, sweep_name, configuration, place, task, cell, hidden, halting, ponder_cost,
       learning_rate, seeds, results, metric, median_error, mean_error, median_ponder,
       mean_ponder, share_solved, mean_seconds,
       coalesce(median_error < min(median_error) OVER (
           PARTITION BY sweep, task ORDER BY median_ponder, median_error
           GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 1) AS on_frontier
FROM v_configurations
WHERE results > 0;
CREATE VIEW v_workers AS
SELECT w.uuid AS worker, w.host, w.pid, w.version, l.slots, l.lanes, l.devices,
       (SELECT count(*) FROM trials AS t WHERE t.worker = w.id AND t.state = 'running') AS running,
       w.updates_per_second, w.registered_at, w.seen_at
FROM workers AS w
LEFT JOIN (
    SELECT worker, count(*) AS slots, sum(lanes) AS lanes, group_concat(device, ' ') AS devices
    FROM slots GROUP BY worker
) AS l ON l.worker = w.id;
COMMIT;
