--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: give_up_checkpoints(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.give_up_checkpoints() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE checkpoints AS k SET needed = FALSE
    FROM trials_after AS n LEFT JOIN results AS r ON r.trial = n.id
    WHERE n.state IN ('completed', 'failed', 'cancelled', 'pruned')
      AND k.trial = n.id AND k.needed
      AND NOT (k.is_final AND k.attempt IS NOT DISTINCT FROM r.attempt);
    RETURN NULL;
END
$$;


--
-- Name: tally_trial_groups(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.tally_trial_groups() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE trial_groups AS g SET queued = g.queued + d.queued
    FROM (
        SELECT n.trial_group,
               sum((n.state = 'queued')::INT - (o.state = 'queued')::INT) AS queued
        FROM trials_before AS o JOIN trials_after AS n ON n.id = o.id
        WHERE (o.state = 'queued') <> (n.state = 'queued')
        GROUP BY n.trial_group
    ) AS d
    WHERE g.id = d.trial_group;
    RETURN NULL;
END
$$;


--
-- Name: tally_trials(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.tally_trials() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    UPDATE sweeps AS s SET
        queued       = s.queued       + d.queued,
        running      = s.running      + d.running,
        completed    = s.completed    + d.completed,
        failed       = s.failed       + d.failed,
        cancelled    = s.cancelled    + d.cancelled,
        pruned       = s.pruned       + d.pruned,
        updates_done = s.updates_done + d.updates_done
    FROM (
        SELECT n.sweep,
               sum((n.state = 'queued')::INT    - (o.state = 'queued')::INT)    AS queued,
               sum((n.state = 'running')::INT   - (o.state = 'running')::INT)   AS running,
               sum((n.state = 'completed')::INT - (o.state = 'completed')::INT) AS completed,
               sum((n.state = 'failed')::INT    - (o.state = 'failed')::INT)    AS failed,
               sum((n.state = 'cancelled')::INT - (o.state = 'cancelled')::INT) AS cancelled,
               sum((n.state = 'pruned')::INT    - (o.state = 'pruned')::INT)    AS pruned,
               sum(n.updates_done - o.updates_done)                             AS updates_done
        FROM trials_before AS o JOIN trials_after AS n ON n.id = o.id
        WHERE o.state <> n.state OR o.step <> n.step
        GROUP BY n.sweep
    ) AS d
    WHERE s.id = d.sweep;
    RETURN NULL;
END
$$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: _sqlx_migrations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public._sqlx_migrations (
    version bigint NOT NULL,
    description text NOT NULL,
    installed_on timestamp with time zone DEFAULT now() NOT NULL,
    success boolean NOT NULL,
    checksum bytea NOT NULL,
    execution_time bigint NOT NULL
);


--
-- Name: attempts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.attempts (
    trial uuid NOT NULL,
    attempt bigint NOT NULL,
    worker uuid NOT NULL,
    slot bigint NOT NULL,
    started_at bigint NOT NULL,
    ended_at bigint,
    outcome text,
    failure text,
    message text DEFAULT ''::text NOT NULL,
    CONSTRAINT attempts_attempt_check CHECK ((attempt > 0)),
    CONSTRAINT attempts_check CHECK (((outcome IS NULL) = (ended_at IS NULL))),
    CONSTRAINT attempts_check1 CHECK (((failure IS NOT NULL) = (NOT (outcome IS DISTINCT FROM 'failed'::text)))),
    CONSTRAINT attempts_failure_check CHECK ((failure = ANY (ARRAY['crashed'::text, 'out_of_memory'::text, 'invalid'::text]))),
    CONSTRAINT attempts_outcome_check CHECK ((outcome = ANY (ARRAY['completed'::text, 'failed'::text, 'expired'::text, 'released'::text, 'cancelled'::text])))
);


--
-- Name: checkpoints; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.checkpoints (
    trial uuid NOT NULL,
    is_final boolean NOT NULL,
    content_hash text NOT NULL,
    attempt bigint NOT NULL,
    step bigint NOT NULL,
    size bigint NOT NULL,
    kept_at bigint NOT NULL,
    needed boolean NOT NULL
);


--
-- Name: configurations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.configurations (
    id uuid NOT NULL,
    sweep uuid NOT NULL,
    place bigint NOT NULL,
    hash bytea NOT NULL,
    configuration json NOT NULL,
    seeds bigint NOT NULL,
    halting text NOT NULL,
    metric text NOT NULL,
    task text GENERATED ALWAYS AS ((configuration #>> '{task,kind}'::text[])) STORED,
    cell text GENERATED ALWAYS AS ((configuration #>> '{model,cell}'::text[])) STORED,
    hidden bigint GENERATED ALWAYS AS (((configuration #>> '{model,hidden}'::text[]))::bigint) STORED,
    ponder_cost double precision GENERATED ALWAYS AS (((configuration #>> '{model,halting,ponder_cost}'::text[]))::double precision) STORED,
    learning_rate double precision GENERATED ALWAYS AS (((configuration #>> '{train,learning_rate}'::text[]))::double precision) STORED,
    CONSTRAINT configurations_hash_check CHECK ((length(hash) = 32)),
    CONSTRAINT configurations_metric_check CHECK ((metric = ANY (ARRAY['sequence_error'::text, 'bits_per_character'::text])))
);


--
-- Name: evaluations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.evaluations (
    trial uuid NOT NULL,
    step bigint NOT NULL,
    attempt bigint NOT NULL,
    loss double precision,
    training_loss double precision,
    error double precision NOT NULL,
    mean_ponder double precision NOT NULL,
    p50_ponder bigint NOT NULL,
    p90_ponder bigint NOT NULL,
    p99_ponder bigint NOT NULL,
    max_ponder bigint NOT NULL,
    share_at_one double precision NOT NULL,
    share_at_cap double precision NOT NULL,
    mean_batch_max double precision NOT NULL,
    mean_remainder double precision,
    histogram json NOT NULL,
    profile json NOT NULL
);


--
-- Name: events; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.events (
    sequence bigint NOT NULL,
    at bigint NOT NULL,
    sweep uuid NOT NULL,
    trial uuid,
    attempt bigint,
    worker uuid,
    kind text NOT NULL,
    state text NOT NULL,
    message text DEFAULT ''::text NOT NULL,
    CONSTRAINT events_kind_check CHECK ((kind = ANY (ARRAY['submitted'::text, 'claimed'::text, 'expired'::text, 'reattached'::text, 'released'::text, 'failed'::text, 'completed'::text, 'repeated'::text, 'superseded'::text, 'cancelled'::text, 'ended'::text])))
);


--
-- Name: events_sequence_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.events ALTER COLUMN sequence ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.events_sequence_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: ponder_histogram; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ponder_histogram (
    trial uuid NOT NULL,
    ponder bigint NOT NULL,
    samples bigint NOT NULL,
    CONSTRAINT ponder_histogram_ponder_check CHECK ((ponder > 0))
);


--
-- Name: ponder_profile; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ponder_profile (
    trial uuid NOT NULL,
    axis text NOT NULL,
    key bigint NOT NULL,
    samples bigint NOT NULL,
    mean_ponder double precision NOT NULL,
    error double precision NOT NULL,
    CONSTRAINT ponder_profile_axis_check CHECK ((axis = ANY (ARRAY['difficulty'::text, 'position'::text, 'character_class'::text])))
);


--
-- Name: ponder_traces; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ponder_traces (
    trial uuid NOT NULL,
    "row" bigint NOT NULL,
    step bigint NOT NULL,
    input text NOT NULL,
    ponder bigint NOT NULL,
    loss double precision,
    entropy double precision,
    CONSTRAINT ponder_traces_step_check CHECK ((step > 0))
);


--
-- Name: repeated_results; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.repeated_results (
    trial uuid NOT NULL,
    attempt bigint NOT NULL,
    digest bytea NOT NULL,
    device text NOT NULL,
    libtorch text NOT NULL,
    cpu_capability text NOT NULL,
    agrees boolean,
    received_at bigint NOT NULL,
    CONSTRAINT repeated_results_digest_check CHECK ((length(digest) = 32))
);


--
-- Name: results; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.results (
    trial uuid NOT NULL,
    attempt bigint NOT NULL,
    step bigint NOT NULL,
    verdict text NOT NULL,
    digest bytea NOT NULL,
    device text NOT NULL,
    libtorch text NOT NULL,
    cpu_capability text NOT NULL,
    seconds double precision NOT NULL,
    accepted_at bigint NOT NULL,
    CONSTRAINT results_digest_check CHECK ((length(digest) = 32)),
    CONSTRAINT results_verdict_check CHECK ((verdict = ANY (ARRAY['solved'::text, 'learned'::text, 'collapsed'::text, 'saturated'::text, 'diverged'::text])))
);


--
-- Name: slots; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.slots (
    worker uuid NOT NULL,
    slot bigint NOT NULL,
    device text NOT NULL,
    lanes bigint NOT NULL
);


--
-- Name: sweeps; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sweeps (
    id uuid NOT NULL,
    request_id uuid NOT NULL,
    name text NOT NULL,
    spec text NOT NULL,
    spec_hash bytea NOT NULL,
    state text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    submitted_at bigint NOT NULL,
    ended_at bigint,
    configurations bigint NOT NULL,
    queued bigint NOT NULL,
    running bigint DEFAULT 0 NOT NULL,
    completed bigint DEFAULT 0 NOT NULL,
    failed bigint DEFAULT 0 NOT NULL,
    cancelled bigint DEFAULT 0 NOT NULL,
    pruned bigint DEFAULT 0 NOT NULL,
    updates_done bigint DEFAULT 0 NOT NULL,
    updates_total bigint NOT NULL,
    metric text,
    best_error double precision,
    CONSTRAINT sweeps_check CHECK (((best_error IS NULL) OR (metric IS NOT NULL))),
    CONSTRAINT sweeps_check1 CHECK (((ended_at IS NOT NULL) = (state = ANY (ARRAY['completed'::text, 'cancelled'::text])))),
    CONSTRAINT sweeps_metric_check CHECK ((metric = ANY (ARRAY['sequence_error'::text, 'bits_per_character'::text]))),
    CONSTRAINT sweeps_spec_hash_check CHECK ((length(spec_hash) = 32)),
    CONSTRAINT sweeps_state_check CHECK ((state = ANY (ARRAY['active'::text, 'paused'::text, 'completed'::text, 'cancelled'::text])))
);


--
-- Name: trial_groups; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.trial_groups (
    id bigint NOT NULL,
    sweep uuid NOT NULL,
    pack_key text NOT NULL COLLATE pg_catalog."C",
    queued bigint NOT NULL
);


--
-- Name: trial_groups_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.trial_groups ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.trial_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: trials; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.trials (
    id uuid NOT NULL,
    sweep uuid NOT NULL,
    number bigint NOT NULL,
    configuration uuid NOT NULL,
    trial_group bigint NOT NULL,
    seed bigint NOT NULL,
    predicted_cost double precision NOT NULL,
    updates bigint NOT NULL,
    step bigint DEFAULT 0 NOT NULL,
    state text DEFAULT 'queued'::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    since bigint NOT NULL,
    attempt bigint DEFAULT 0 NOT NULL,
    worker uuid,
    slot bigint,
    lease_until bigint,
    updates_done bigint GENERATED ALWAYS AS (
CASE state
    WHEN 'failed'::text THEN (0)::bigint
    WHEN 'completed'::text THEN updates
    ELSE step
END) STORED NOT NULL,
    CONSTRAINT trials_check CHECK (((state = 'running'::text) = (lease_until IS NOT NULL))),
    CONSTRAINT trials_check1 CHECK (((state <> 'running'::text) OR ((attempt > 0) AND (worker IS NOT NULL) AND (slot IS NOT NULL)))),
    CONSTRAINT trials_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'completed'::text, 'failed'::text, 'cancelled'::text, 'pruned'::text])))
);


--
-- Name: workers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.workers (
    id uuid NOT NULL,
    host text NOT NULL,
    pid bigint NOT NULL,
    version text NOT NULL,
    updates_per_second double precision DEFAULT 0.0 NOT NULL,
    registered_at bigint NOT NULL,
    seen_at bigint NOT NULL
);


--
-- Name: v_attempts; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_attempts AS
 SELECT (s.id)::text AS sweep,
    (t.id)::text AS trial,
    t.number,
    a.attempt,
    (w.id)::text AS worker,
    w.host,
    a.slot,
    a.started_at,
    a.ended_at,
    a.outcome,
    a.failure,
    a.message
   FROM (((public.attempts a
     JOIN public.trials t ON ((t.id = a.trial)))
     JOIN public.sweeps s ON ((s.id = t.sweep)))
     JOIN public.workers w ON ((w.id = a.worker)));


--
-- Name: v_configurations; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_configurations AS
 WITH placed AS (
         SELECT t.configuration,
            r.verdict,
            r.seconds,
            e.error,
            e.mean_ponder,
            count(*) OVER seeds AS n,
            row_number() OVER (seeds ORDER BY e.error) AS error_place,
            row_number() OVER (seeds ORDER BY e.mean_ponder) AS ponder_place
           FROM ((public.results r
             JOIN public.evaluations e ON (((e.trial = r.trial) AND (e.step = r.step))))
             JOIN public.trials t ON ((t.id = r.trial)))
          WINDOW seeds AS (PARTITION BY t.configuration)
        ), over_seeds AS (
         SELECT placed.configuration,
            placed.n AS results,
            avg(placed.error) FILTER (WHERE ((placed.error_place = ((placed.n + 1) / 2)) OR (placed.error_place = ((placed.n + 2) / 2)))) AS median_error,
            min(placed.error) AS min_error,
            avg(placed.error) AS mean_error,
            max(placed.error) AS max_error,
            avg(placed.mean_ponder) FILTER (WHERE ((placed.ponder_place = ((placed.n + 1) / 2)) OR (placed.ponder_place = ((placed.n + 2) / 2)))) AS median_ponder,
            min(placed.mean_ponder) AS min_ponder,
            avg(placed.mean_ponder) AS mean_ponder,
            max(placed.mean_ponder) AS max_ponder,
            avg((((placed.verdict = 'solved'::text))::integer)::double precision) AS share_solved,
            avg(placed.seconds) AS mean_seconds
           FROM placed
          GROUP BY placed.configuration, placed.n
        )
 SELECT (s.id)::text AS sweep,
    s.name AS sweep_name,
    (c.id)::text AS configuration,
    c.place,
    ((c.configuration -> 'task'::text))::text AS task,
    c.cell,
    c.hidden,
    c.halting,
    c.ponder_cost,
    c.learning_rate,
    c.seeds,
    COALESCE(o.results, (0)::bigint) AS results,
    c.metric,
    o.median_error,
    o.min_error,
    o.mean_error,
    o.max_error,
    o.median_ponder,
    o.min_ponder,
    o.mean_ponder,
    o.max_ponder,
    o.share_solved,
    o.mean_seconds
   FROM ((public.configurations c
     JOIN public.sweeps s ON ((s.id = c.sweep)))
     LEFT JOIN over_seeds o ON ((o.configuration = c.id)));


--
-- Name: v_evaluations; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_evaluations AS
 SELECT (s.id)::text AS sweep,
    (t.id)::text AS trial,
    t.number,
    e.step,
    e.attempt,
    e.loss,
    e.training_loss,
    e.error,
    e.mean_ponder,
    e.p50_ponder,
    e.p90_ponder,
    e.p99_ponder,
    e.max_ponder,
    e.share_at_one,
    e.share_at_cap,
    e.mean_batch_max,
    e.mean_remainder
   FROM ((public.evaluations e
     JOIN public.trials t ON ((t.id = e.trial)))
     JOIN public.sweeps s ON ((s.id = t.sweep)));


--
-- Name: v_ponder_by_character_class; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_ponder_by_character_class AS
 SELECT (s.id)::text AS sweep,
    (t.id)::text AS trial,
    t.number,
    (c.id)::text AS configuration,
        CASE p.key
            WHEN 1 THEN 'letter'::text
            WHEN 2 THEN 'digit'::text
            WHEN 3 THEN 'space'::text
            WHEN 4 THEN 'comma'::text
            WHEN 5 THEN 'full stop'::text
            WHEN 6 THEN 'punctuation'::text
            WHEN 7 THEN 'markup'::text
            WHEN 8 THEN 'other'::text
            ELSE NULL::text
        END AS character_class,
    p.samples,
    p.mean_ponder,
    p.error
   FROM (((public.ponder_profile p
     JOIN public.trials t ON ((t.id = p.trial)))
     JOIN public.sweeps s ON ((s.id = t.sweep)))
     JOIN public.configurations c ON ((c.id = t.configuration)))
  WHERE (p.axis = 'character_class'::text);


--
-- Name: v_ponder_by_difficulty; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_ponder_by_difficulty AS
 SELECT (s.id)::text AS sweep,
    (t.id)::text AS trial,
    t.number,
    (c.id)::text AS configuration,
    p.key AS difficulty,
    p.samples,
    p.mean_ponder,
    p.error
   FROM (((public.ponder_profile p
     JOIN public.trials t ON ((t.id = p.trial)))
     JOIN public.sweeps s ON ((s.id = t.sweep)))
     JOIN public.configurations c ON ((c.id = t.configuration)))
  WHERE (p.axis = 'difficulty'::text);


--
-- Name: v_ponder_by_position; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_ponder_by_position AS
 SELECT (s.id)::text AS sweep,
    (t.id)::text AS trial,
    t.number,
    (c.id)::text AS configuration,
    p.key AS "position",
    p.samples,
    p.mean_ponder,
    p.error
   FROM (((public.ponder_profile p
     JOIN public.trials t ON ((t.id = p.trial)))
     JOIN public.sweeps s ON ((s.id = t.sweep)))
     JOIN public.configurations c ON ((c.id = t.configuration)))
  WHERE (p.axis = 'position'::text);


--
-- Name: v_ponder_histogram; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_ponder_histogram AS
 SELECT (s.id)::text AS sweep,
    (t.id)::text AS trial,
    t.number,
    (c.id)::text AS configuration,
    h.ponder,
    h.samples
   FROM (((public.ponder_histogram h
     JOIN public.trials t ON ((t.id = h.trial)))
     JOIN public.sweeps s ON ((s.id = t.sweep)))
     JOIN public.configurations c ON ((c.id = t.configuration)));


--
-- Name: v_ponder_traces; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_ponder_traces AS
 SELECT (s.id)::text AS sweep,
    (t.id)::text AS trial,
    t.number,
    (c.id)::text AS configuration,
    p."row",
    p.step,
    p.input,
    p.ponder,
    p.loss,
    p.entropy
   FROM (((public.ponder_traces p
     JOIN public.trials t ON ((t.id = p.trial)))
     JOIN public.sweeps s ON ((s.id = t.sweep)))
     JOIN public.configurations c ON ((c.id = t.configuration)));


--
-- Name: v_sweeps; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_sweeps AS
 SELECT (sweeps.id)::text AS sweep,
    sweeps.name,
    sweeps.state,
    sweeps.reason,
    sweeps.configurations,
    (((((sweeps.queued + sweeps.running) + sweeps.completed) + sweeps.failed) + sweeps.cancelled) + sweeps.pruned) AS trials,
    sweeps.queued,
    sweeps.running,
    sweeps.completed,
    sweeps.failed,
    sweeps.cancelled,
    sweeps.pruned,
    sweeps.updates_done,
    sweeps.updates_total,
    sweeps.metric,
    sweeps.best_error,
    sweeps.submitted_at,
    sweeps.ended_at
   FROM public.sweeps;


--
-- Name: v_tradeoff; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_tradeoff AS
 SELECT v_configurations.sweep,
    v_configurations.sweep_name,
    v_configurations.configuration,
    v_configurations.place,
    v_configurations.task,
    v_configurations.cell,
    v_configurations.hidden,
    v_configurations.halting,
    v_configurations.ponder_cost,
    v_configurations.learning_rate,
    v_configurations.seeds,
    v_configurations.results,
    v_configurations.metric,
    v_configurations.median_error,
    v_configurations.mean_error,
    v_configurations.median_ponder,
    v_configurations.mean_ponder,
    v_configurations.share_solved,
    v_configurations.mean_seconds,
    ((COALESCE((v_configurations.median_error < min(v_configurations.median_error) OVER (PARTITION BY v_configurations.sweep, v_configurations.task ORDER BY v_configurations.median_ponder, v_configurations.median_error GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)), true))::integer)::bigint AS on_frontier
   FROM public.v_configurations
  WHERE (v_configurations.results > 0);


--
-- Name: v_trials; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_trials AS
 SELECT (s.id)::text AS sweep,
    s.name AS sweep_name,
    (t.id)::text AS trial,
    t.number,
    (c.id)::text AS configuration,
    c.task,
    c.cell,
    c.hidden,
    c.halting,
    c.ponder_cost,
    c.learning_rate,
    t.seed,
    t.state,
    t.reason,
    t.attempt,
    t.step,
    t.updates,
    (w.id)::text AS worker,
    t.since,
    r.verdict,
    c.metric,
    e.error,
    e.loss,
    e.mean_ponder,
    r.seconds
   FROM (((((public.trials t
     JOIN public.sweeps s ON ((s.id = t.sweep)))
     JOIN public.configurations c ON ((c.id = t.configuration)))
     LEFT JOIN public.workers w ON ((w.id = t.worker)))
     LEFT JOIN public.results r ON ((r.trial = t.id)))
     LEFT JOIN public.evaluations e ON (((e.trial = r.trial) AND (e.step = r.step))));


--
-- Name: v_workers; Type: VIEW; Schema: public; Owner: -
--

CREATE VIEW public.v_workers AS
 SELECT (w.id)::text AS worker,
    w.host,
    w.pid,
    w.version,
    l.slots,
    l.lanes,
    l.devices,
    ( SELECT count(*) AS count
           FROM public.trials t
          WHERE ((t.worker = w.id) AND (t.state = 'running'::text))) AS running,
    w.updates_per_second,
    w.registered_at,
    w.seen_at
   FROM (public.workers w
     LEFT JOIN ( SELECT slots.worker,
            count(*) AS slots,
            (sum(slots.lanes))::bigint AS lanes,
            string_agg(slots.device, ' '::text ORDER BY slots.slot) AS devices
           FROM public.slots
          GROUP BY slots.worker) l ON ((l.worker = w.id)));


--
-- Data for Name: _sqlx_migrations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public._sqlx_migrations VALUES (1, 'tables', '2026-11-26 18:21:06.320026+00', true, '\x090a664b90fec983e946d6971e01eee8715a31d845ca0753ed0cd39612750f04f8cca5c188a1cea2f75692416f96934d', 60948768);
INSERT INTO public._sqlx_migrations VALUES (2, 'views', '2026-11-26 18:21:06.381414+00', true, '\x65a0850d0f7aac51f37dc9670164cd79c5aba22dff6f4cd37c5b125c1a1fbab0a59a0c49b855c7c149134cf6a53c77e8', 42803226);


--
-- Data for Name: attempts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.attempts VALUES ('01a21916-fd08-738f-beb3-bb7c23167651', 1, '01a21916-ff52-7017-861d-4afc13824d3d', 0, 1795717267331734, 1795717268416525, 'completed', NULL, '');
INSERT INTO public.attempts VALUES ('01a21916-fd08-738f-beb3-bb7d8d573ffb', 1, '01a21916-ff52-7017-861d-4afc13824d3d', 0, 1795717267331734, 1795717268515223, 'completed', NULL, '');
INSERT INTO public.attempts VALUES ('01a21916-fd08-738f-beb3-bb7ef6fb3d35', 1, '01a21916-ff52-7017-861d-4afc13824d3d', 0, 1795717267331734, 1795717268573848, 'completed', NULL, '');
INSERT INTO public.attempts VALUES ('01a21916-fd08-738f-beb3-bb7fe270bcff', 1, '01a21916-ff52-7017-861d-4afc13824d3d', 0, 1795717267331734, 1795717268639765, 'completed', NULL, '');
INSERT INTO public.attempts VALUES ('01a21916-fd08-738f-beb3-bb7ad1b5caf1', 1, '01a21916-ff52-7017-861d-4afc13824d3d', 0, 1795717268620002, 1795717269638093, 'completed', NULL, '');
INSERT INTO public.attempts VALUES ('01a21916-fd08-738f-beb3-bb7bb3091736', 1, '01a21916-ff52-7017-861d-4afc13824d3d', 0, 1795717268620002, 1795717269676029, 'completed', NULL, '');
INSERT INTO public.attempts VALUES ('01a21917-09c6-72a7-b7b5-8128b912f830', 1, '01a21916-ff52-7017-861d-4afc13824d3d', 0, 1795717270012437, 1795717270068991, 'failed', 'invalid', 'on host ada: there is no corpus nowhere/letters.txt');
INSERT INTO public.attempts VALUES ('01a21917-0c72-769c-897e-bba871782a48', 1, '01a21917-0e91-7086-a13a-2d7894676e21', 0, 1795717271201202, 1795717272260013, 'completed', NULL, '');
INSERT INTO public.attempts VALUES ('01a21917-13f4-7077-b439-d9776514b5c2', 1, '01a21917-0e91-7086-a13a-2d7894676e21', 0, 1795717272592827, NULL, NULL, NULL, '');


--
-- Data for Name: checkpoints; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.checkpoints VALUES ('01a21916-fd08-738f-beb3-bb7c23167651', true, 'b16369867eaa2422d93b6b6c85649b7633ab14a7916ccc45f24d338af8a83c6a', 1, 20, 1176, 1795717268397528, true);
INSERT INTO public.checkpoints VALUES ('01a21916-fd08-738f-beb3-bb7d8d573ffb', true, 'fbd4474c7772f41e8fd9b0af299d887c1818e1d592d4bdcbf21d80ae0b1b1461', 1, 20, 1176, 1795717268416417, true);
INSERT INTO public.checkpoints VALUES ('01a21916-fd08-738f-beb3-bb7ef6fb3d35', true, 'b8776311ec481e3a943ca826b9dc0ff02d42e00c9cd821526789d72eb0ee42e6', 1, 20, 1168, 1795717268494011, true);
INSERT INTO public.checkpoints VALUES ('01a21916-fd08-738f-beb3-bb7fe270bcff', true, '40cd4e518f679cf6765e041427c02c3937c02e0bc913399c1963ece81acb2d81', 1, 20, 1168, 1795717268533340, true);
INSERT INTO public.checkpoints VALUES ('01a21916-fd08-738f-beb3-bb7ad1b5caf1', true, '048e52fad581da7ccd0ec3508c952b5fd700fcc95d1a9798ce58c99469f2e0de', 1, 20, 916, 1795717269581386, true);
INSERT INTO public.checkpoints VALUES ('01a21916-fd08-738f-beb3-bb7bb3091736', true, '739b5249f51da0ddcd8f18d5bf05d46cb7340973e44f61f56a8cdadab3b38a40', 1, 20, 916, 1795717269621068, true);
INSERT INTO public.checkpoints VALUES ('01a21917-0c72-769c-897e-bba871782a48', true, 'd88d7c8da22b6fb70e21f352ac672154af71668369e14591e86c1350c6f5c1d9', 1, 10, 10540, 1795717272199209, true);


--
-- Data for Name: configurations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.configurations VALUES ('01a21916-fd08-738f-beb3-bb800880c86e', '01a21916-fd08-738f-beb3-bb79ac30bbd7', 0, '\x7b021d222d1a8b58508d375999f3a0d3c5c67b1c392d2f4f2686edb9776912bf', '{"task":{"kind":"parity","bits":4},"model":{"cell":"rnn","hidden":4,"max_ponder":3,"halting":{"kind":"none"}},"train":{"batch":4,"updates":20,"learning_rate":0.01,"evaluate_every":10,"evaluation_sequences":8,"checkpoint_every":10,"stop_at_error":null,"gradient_clip":null,"keep_weights":true}}', 2, 'none', 'sequence_error', DEFAULT, DEFAULT, DEFAULT, DEFAULT, DEFAULT);
INSERT INTO public.configurations VALUES ('01a21916-fd08-738f-beb3-bb81ee363bee', '01a21916-fd08-738f-beb3-bb79ac30bbd7', 1, '\xa122349c07516234602e2e8588ce7638bd69ede47e30c3edbe76f7bcf064deca', '{"task":{"kind":"parity","bits":4},"model":{"cell":"rnn","hidden":4,"max_ponder":3,"halting":{"kind":"act","ponder_cost":0.001}},"train":{"batch":4,"updates":20,"learning_rate":0.01,"evaluate_every":10,"evaluation_sequences":8,"checkpoint_every":10,"stop_at_error":null,"gradient_clip":null,"keep_weights":true}}', 2, 'act', 'sequence_error', DEFAULT, DEFAULT, DEFAULT, DEFAULT, DEFAULT);
INSERT INTO public.configurations VALUES ('01a21916-fd08-738f-beb3-bb82e59f3ab0', '01a21916-fd08-738f-beb3-bb79ac30bbd7', 2, '\x3929e8299269fb33c65f82001619da97e2184d90121341d174a96f6266e0e4d0', '{"task":{"kind":"parity","bits":4},"model":{"cell":"rnn","hidden":4,"max_ponder":3,"halting":{"kind":"act","ponder_cost":0.1}},"train":{"batch":4,"updates":20,"learning_rate":0.01,"evaluate_every":10,"evaluation_sequences":8,"checkpoint_every":10,"stop_at_error":null,"gradient_clip":null,"keep_weights":true}}', 2, 'act', 'sequence_error', DEFAULT, DEFAULT, DEFAULT, DEFAULT, DEFAULT);
INSERT INTO public.configurations VALUES ('01a21917-09c6-72a7-b7b5-812921a926d3', '01a21917-09c6-72a7-b7b5-812763ab961c', 0, '\x876226d75a54fd90fc2afb607016510a0145775cd59f1a581071cb05b1c1d279', '{"task":{"kind":"text","corpus":{"file":"letters.txt","content":{"bytes":3000,"blake3":"62c87f0814f31eb94b356e427edf78334b93e99cec65440d784109f4b0bf5cc6"}},"length":6},"model":{"cell":"gru","hidden":2,"max_ponder":3,"halting":{"kind":"act","ponder_cost":0.01}},"train":{"batch":2,"updates":10,"learning_rate":0.01,"evaluate_every":10,"evaluation_sequences":4,"checkpoint_every":1000,"stop_at_error":null,"gradient_clip":null,"keep_weights":true}}', 1, 'act', 'bits_per_character', DEFAULT, DEFAULT, DEFAULT, DEFAULT, DEFAULT);
INSERT INTO public.configurations VALUES ('01a21917-0c72-769c-897e-bba97ff9fc5c', '01a21917-0c72-769c-897e-bba70734e13b', 0, '\x876226d75a54fd90fc2afb607016510a0145775cd59f1a581071cb05b1c1d279', '{"task":{"kind":"text","corpus":{"file":"letters.txt","content":{"bytes":3000,"blake3":"62c87f0814f31eb94b356e427edf78334b93e99cec65440d784109f4b0bf5cc6"}},"length":6},"model":{"cell":"gru","hidden":2,"max_ponder":3,"halting":{"kind":"act","ponder_cost":0.01}},"train":{"batch":2,"updates":10,"learning_rate":0.01,"evaluate_every":10,"evaluation_sequences":4,"checkpoint_every":1000,"stop_at_error":null,"gradient_clip":null,"keep_weights":true}}', 1, 'act', 'bits_per_character', DEFAULT, DEFAULT, DEFAULT, DEFAULT, DEFAULT);
INSERT INTO public.configurations VALUES ('01a21917-13f4-7077-b439-d97816d8b1b8', '01a21917-13f4-7077-b439-d976f03f17c7', 0, '\xacd1a8d18c871a78050c8bc52cd6a5e2236058765655f6b3ac51b16875ef3c15', '{"task":{"kind":"parity","bits":4},"model":{"cell":"lstm","hidden":4,"max_ponder":100,"halting":{"kind":"none"}},"train":{"batch":4,"updates":2000000,"learning_rate":0.01,"evaluate_every":1000000,"evaluation_sequences":10000,"checkpoint_every":1000,"stop_at_error":null,"gradient_clip":null,"keep_weights":true}}', 1, 'none', 'sequence_error', DEFAULT, DEFAULT, DEFAULT, DEFAULT, DEFAULT);
INSERT INTO public.configurations VALUES ('01a21917-1479-701c-9dc0-741ae2884634', '01a21917-1479-701c-9dc0-7418bedb8312', 0, '\x89f49779f106d09dfdde69bc697735a1c216d3544f81d4a218bd0b014fe56edb', '{"task":{"kind":"parity","bits":4},"model":{"cell":"lstm","hidden":4,"max_ponder":100,"halting":{"kind":"none"}},"train":{"batch":4,"updates":20,"learning_rate":0.01,"evaluate_every":500,"evaluation_sequences":10000,"checkpoint_every":1000,"stop_at_error":null,"gradient_clip":null,"keep_weights":true}}', 1, 'none', 'sequence_error', DEFAULT, DEFAULT, DEFAULT, DEFAULT, DEFAULT);
INSERT INTO public.configurations VALUES ('01a21917-156c-72e7-bf01-267491925304', '01a21917-156c-72e7-bf01-2672078ad8a2', 0, '\x89f49779f106d09dfdde69bc697735a1c216d3544f81d4a218bd0b014fe56edb', '{"task":{"kind":"parity","bits":4},"model":{"cell":"lstm","hidden":4,"max_ponder":100,"halting":{"kind":"none"}},"train":{"batch":4,"updates":20,"learning_rate":0.01,"evaluate_every":500,"evaluation_sequences":10000,"checkpoint_every":1000,"stop_at_error":null,"gradient_clip":null,"keep_weights":true}}', 1, 'none', 'sequence_error', DEFAULT, DEFAULT, DEFAULT, DEFAULT, DEFAULT);


--
-- Data for Name: evaluations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.evaluations VALUES ('01a21916-fd08-738f-beb3-bb7c23167651', 10, 1, 0.6868349607712433, 0.6871495064034084, 0.375, 2, 2, 2, 2, 2, 0, 0, 2, 0.2344544529914856, '[0,8]', '[{"axis":"difficulty","key":1,"samples":3,"mean_ponder":2.0,"error":0.0},{"axis":"difficulty","key":2,"samples":1,"mean_ponder":2.0,"error":1.0},{"axis":"difficulty","key":3,"samples":2,"mean_ponder":2.0,"error":0.0},{"axis":"difficulty","key":4,"samples":2,"mean_ponder":2.0,"error":1.0},{"axis":"position","key":1,"samples":8,"mean_ponder":2.0,"error":0.375}]');
INSERT INTO public.evaluations VALUES ('01a21916-fd08-738f-beb3-bb7d8d573ffb', 10, 1, 0.7625939334645722, 0.8049017318385189, 0.75, 2, 2, 2, 2, 2, 0, 0, 2, 0.29662227630615234, '[0,8]', '[{"axis":"difficulty","key":1,"samples":3,"mean_ponder":2.0,"error":0.6666666666666666},{"axis":"difficulty","key":2,"samples":1,"mean_ponder":2.0,"error":1.0},{"axis":"difficulty","key":3,"samples":2,"mean_ponder":2.0,"error":0.5},{"axis":"difficulty","key":4,"samples":2,"mean_ponder":2.0,"error":1.0},{"axis":"position","key":1,"samples":8,"mean_ponder":2.0,"error":0.75}]');
INSERT INTO public.evaluations VALUES ('01a21916-fd08-738f-beb3-bb7ef6fb3d35', 10, 1, 0.6874674293409507, 0.6871623460366294, 0.375, 2, 2, 2, 2, 2, 0, 0, 2, 0.19125204533338547, '[0,8]', '[{"axis":"difficulty","key":1,"samples":3,"mean_ponder":2.0,"error":0.0},{"axis":"difficulty","key":2,"samples":1,"mean_ponder":2.0,"error":1.0},{"axis":"difficulty","key":3,"samples":2,"mean_ponder":2.0,"error":0.0},{"axis":"difficulty","key":4,"samples":2,"mean_ponder":2.0,"error":1.0},{"axis":"position","key":1,"samples":8,"mean_ponder":2.0,"error":0.375}]');
INSERT INTO public.evaluations VALUES ('01a21916-fd08-738f-beb3-bb7fe270bcff', 10, 1, 0.7641049508466189, 0.8122158536620809, 0.75, 2, 2, 2, 2, 2, 0, 0, 2, 0.2218792960047722, '[0,8]', '[{"axis":"difficulty","key":1,"samples":3,"mean_ponder":2.0,"error":0.6666666666666666},{"axis":"difficulty","key":2,"samples":1,"mean_ponder":2.0,"error":1.0},{"axis":"difficulty","key":3,"samples":2,"mean_ponder":2.0,"error":0.5},{"axis":"difficulty","key":4,"samples":2,"mean_ponder":2.0,"error":1.0},{"axis":"position","key":1,"samples":8,"mean_ponder":2.0,"error":0.75}]');
INSERT INTO public.evaluations VALUES ('01a21916-fd08-738f-beb3-bb7c23167651', 20, 1, 0.6865161138559792, 0.6388553474952116, 0.375, 2, 2, 2, 2, 2, 0, 0, 2, 0.23831355571746826, '[0,8]', '[{"axis":"difficulty","key":1,"samples":3,"mean_ponder":2.0,"error":0.0},{"axis":"difficulty","key":2,"samples":1,"mean_ponder":2.0,"error":1.0},{"axis":"difficulty","key":3,"samples":2,"mean_ponder":2.0,"error":0.0},{"axis":"difficulty","key":4,"samples":2,"mean_ponder":2.0,"error":1.0},{"axis":"position","key":1,"samples":8,"mean_ponder":2.0,"error":0.375}]');
INSERT INTO public.evaluations VALUES ('01a21916-fd08-738f-beb3-bb7d8d573ffb', 20, 1, 0.7183402001759, 0.6197642533742148, 0.5, 2, 2, 2, 2, 2, 0, 0, 2, 0.32168669253587723, '[0,8]', '[{"axis":"difficulty","key":1,"samples":3,"mean_ponder":2.0,"error":0.0},{"axis":"difficulty","key":2,"samples":1,"mean_ponder":2.0,"error":1.0},{"axis":"difficulty","key":3,"samples":2,"mean_ponder":2.0,"error":0.5},{"axis":"difficulty","key":4,"samples":2,"mean_ponder":2.0,"error":1.0},{"axis":"position","key":1,"samples":8,"mean_ponder":2.0,"error":0.5}]');
INSERT INTO public.evaluations VALUES ('01a21916-fd08-738f-beb3-bb7ef6fb3d35', 20, 1, 0.6882866607388674, 0.639247324484844, 0.375, 2, 2, 2, 2, 2, 0, 0, 2, 0.16224738210439682, '[0,8]', '[{"axis":"difficulty","key":1,"samples":3,"mean_ponder":2.0,"error":0.0},{"axis":"difficulty","key":2,"samples":1,"mean_ponder":2.0,"error":1.0},{"axis":"difficulty","key":3,"samples":2,"mean_ponder":2.0,"error":0.0},{"axis":"difficulty","key":4,"samples":2,"mean_ponder":2.0,"error":1.0},{"axis":"position","key":1,"samples":8,"mean_ponder":2.0,"error":0.375}]');
INSERT INTO public.evaluations VALUES ('01a21916-fd08-738f-beb3-bb7fe270bcff', 20, 1, 0.7199019266068911, 0.6206937224001594, 0.5, 2, 2, 2, 2, 2, 0, 0, 2, 0.19964247196912766, '[0,8]', '[{"axis":"difficulty","key":1,"samples":3,"mean_ponder":2.0,"error":0.0},{"axis":"difficulty","key":2,"samples":1,"mean_ponder":2.0,"error":1.0},{"axis":"difficulty","key":3,"samples":2,"mean_ponder":2.0,"error":0.5},{"axis":"difficulty","key":4,"samples":2,"mean_ponder":2.0,"error":1.0},{"axis":"position","key":1,"samples":8,"mean_ponder":2.0,"error":0.5}]');
INSERT INTO public.evaluations VALUES ('01a21916-fd08-738f-beb3-bb7ad1b5caf1', 10, 1, 0.6904246770869009, 0.6882842354232023, 0.375, 1, 1, 1, 1, 1, 1, 0, 1, NULL, '[8]', '[{"axis":"difficulty","key":1,"samples":3,"mean_ponder":1.0,"error":0.0},{"axis":"difficulty","key":2,"samples":1,"mean_ponder":1.0,"error":1.0},{"axis":"difficulty","key":3,"samples":2,"mean_ponder":1.0,"error":0.0},{"axis":"difficulty","key":4,"samples":2,"mean_ponder":1.0,"error":1.0},{"axis":"position","key":1,"samples":8,"mean_ponder":1.0,"error":0.375}]');
INSERT INTO public.evaluations VALUES ('01a21916-fd08-738f-beb3-bb7bb3091736', 10, 1, 0.728298070948274, 0.7312474209702101, 0.75, 1, 1, 1, 1, 1, 1, 0, 1, NULL, '[8]', '[{"axis":"difficulty","key":1,"samples":3,"mean_ponder":1.0,"error":0.6666666666666666},{"axis":"difficulty","key":2,"samples":1,"mean_ponder":1.0,"error":1.0},{"axis":"difficulty","key":3,"samples":2,"mean_ponder":1.0,"error":0.5},{"axis":"difficulty","key":4,"samples":2,"mean_ponder":1.0,"error":1.0},{"axis":"position","key":1,"samples":8,"mean_ponder":1.0,"error":0.75}]');
INSERT INTO public.evaluations VALUES ('01a21916-fd08-738f-beb3-bb7ad1b5caf1', 20, 1, 0.689797968237203, 0.63873000141107, 0.375, 1, 1, 1, 1, 1, 1, 0, 1, NULL, '[8]', '[{"axis":"difficulty","key":1,"samples":3,"mean_ponder":1.0,"error":0.0},{"axis":"difficulty","key":2,"samples":1,"mean_ponder":1.0,"error":1.0},{"axis":"difficulty","key":3,"samples":2,"mean_ponder":1.0,"error":0.0},{"axis":"difficulty","key":4,"samples":2,"mean_ponder":1.0,"error":1.0},{"axis":"position","key":1,"samples":8,"mean_ponder":1.0,"error":0.375}]');
INSERT INTO public.evaluations VALUES ('01a21916-fd08-738f-beb3-bb7bb3091736', 20, 1, 0.7055327271021117, 0.617387702251049, 0.5, 1, 1, 1, 1, 1, 1, 0, 1, NULL, '[8]', '[{"axis":"difficulty","key":1,"samples":3,"mean_ponder":1.0,"error":0.0},{"axis":"difficulty","key":2,"samples":1,"mean_ponder":1.0,"error":1.0},{"axis":"difficulty","key":3,"samples":2,"mean_ponder":1.0,"error":0.5},{"axis":"difficulty","key":4,"samples":2,"mean_ponder":1.0,"error":1.0},{"axis":"position","key":1,"samples":8,"mean_ponder":1.0,"error":0.5}]');
INSERT INTO public.evaluations VALUES ('01a21917-0c72-769c-897e-bba871782a48', 10, 1, 32.40988567801461, 32.46443367837242, 7.79293022390832, 2, 2, 2, 2, 2, 0, 0, 2, 0.3222537338733673, '[0,24]', '[{"axis":"position","key":1,"samples":4,"mean_ponder":2.0,"error":7.879380871127162},{"axis":"position","key":2,"samples":4,"mean_ponder":2.0,"error":7.471470084958883},{"axis":"position","key":3,"samples":4,"mean_ponder":2.0,"error":7.723215636157593},{"axis":"position","key":4,"samples":4,"mean_ponder":2.0,"error":7.677282322817205},{"axis":"position","key":5,"samples":4,"mean_ponder":2.0,"error":7.705239053224387},{"axis":"position","key":6,"samples":4,"mean_ponder":2.0,"error":8.300993375164698},{"axis":"character_class","key":1,"samples":11,"mean_ponder":2.0,"error":7.904453881287582},{"axis":"character_class","key":2,"samples":1,"mean_ponder":2.0,"error":8.173140440934798},{"axis":"character_class","key":3,"samples":3,"mean_ponder":2.0,"error":7.181794052262094},{"axis":"character_class","key":4,"samples":2,"mean_ponder":2.0,"error":7.6424775741619095},{"axis":"character_class","key":5,"samples":2,"mean_ponder":2.0,"error":7.708829459583632},{"axis":"character_class","key":6,"samples":1,"mean_ponder":2.0,"error":8.548722535304632},{"axis":"character_class","key":7,"samples":4,"mean_ponder":2.0,"error":7.777868369779879}]');


--
-- Data for Name: events; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (1, 1795717266685096, '01a21916-fd08-738f-beb3-bb79ac30bbd7', NULL, NULL, NULL, 'submitted', 'active', '');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (2, 1795717267331734, '01a21916-fd08-738f-beb3-bb79ac30bbd7', '01a21916-fd08-738f-beb3-bb7c23167651', 1, '01a21916-ff52-7017-861d-4afc13824d3d', 'claimed', 'running', '');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (3, 1795717267331734, '01a21916-fd08-738f-beb3-bb79ac30bbd7', '01a21916-fd08-738f-beb3-bb7d8d573ffb', 1, '01a21916-ff52-7017-861d-4afc13824d3d', 'claimed', 'running', '');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (4, 1795717267331734, '01a21916-fd08-738f-beb3-bb79ac30bbd7', '01a21916-fd08-738f-beb3-bb7ef6fb3d35', 1, '01a21916-ff52-7017-861d-4afc13824d3d', 'claimed', 'running', '');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (5, 1795717267331734, '01a21916-fd08-738f-beb3-bb79ac30bbd7', '01a21916-fd08-738f-beb3-bb7fe270bcff', 1, '01a21916-ff52-7017-861d-4afc13824d3d', 'claimed', 'running', '');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (6, 1795717268416525, '01a21916-fd08-738f-beb3-bb79ac30bbd7', '01a21916-fd08-738f-beb3-bb7c23167651', 1, '01a21916-ff52-7017-861d-4afc13824d3d', 'completed', 'completed', 'learned');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (7, 1795717268515223, '01a21916-fd08-738f-beb3-bb79ac30bbd7', '01a21916-fd08-738f-beb3-bb7d8d573ffb', 1, '01a21916-ff52-7017-861d-4afc13824d3d', 'completed', 'completed', 'learned');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (8, 1795717268573848, '01a21916-fd08-738f-beb3-bb79ac30bbd7', '01a21916-fd08-738f-beb3-bb7ef6fb3d35', 1, '01a21916-ff52-7017-861d-4afc13824d3d', 'completed', 'completed', 'learned');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (9, 1795717268620002, '01a21916-fd08-738f-beb3-bb79ac30bbd7', '01a21916-fd08-738f-beb3-bb7ad1b5caf1', 1, '01a21916-ff52-7017-861d-4afc13824d3d', 'claimed', 'running', '');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (10, 1795717268620002, '01a21916-fd08-738f-beb3-bb79ac30bbd7', '01a21916-fd08-738f-beb3-bb7bb3091736', 1, '01a21916-ff52-7017-861d-4afc13824d3d', 'claimed', 'running', '');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (11, 1795717268639765, '01a21916-fd08-738f-beb3-bb79ac30bbd7', '01a21916-fd08-738f-beb3-bb7fe270bcff', 1, '01a21916-ff52-7017-861d-4afc13824d3d', 'completed', 'completed', 'learned');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (12, 1795717269638093, '01a21916-fd08-738f-beb3-bb79ac30bbd7', '01a21916-fd08-738f-beb3-bb7ad1b5caf1', 1, '01a21916-ff52-7017-861d-4afc13824d3d', 'completed', 'completed', 'learned');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (13, 1795717269676029, '01a21916-fd08-738f-beb3-bb79ac30bbd7', '01a21916-fd08-738f-beb3-bb7bb3091736', 1, '01a21916-ff52-7017-861d-4afc13824d3d', 'completed', 'completed', 'learned');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (14, 1795717269676029, '01a21916-fd08-738f-beb3-bb79ac30bbd7', NULL, NULL, NULL, 'ended', 'completed', '');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (15, 1795717269956511, '01a21917-09c6-72a7-b7b5-812763ab961c', NULL, NULL, NULL, 'submitted', 'active', '');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (16, 1795717270012437, '01a21917-09c6-72a7-b7b5-812763ab961c', '01a21917-09c6-72a7-b7b5-8128b912f830', 1, '01a21916-ff52-7017-861d-4afc13824d3d', 'claimed', 'running', '');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (17, 1795717270068991, '01a21917-09c6-72a7-b7b5-812763ab961c', '01a21917-09c6-72a7-b7b5-8128b912f830', 1, '01a21916-ff52-7017-861d-4afc13824d3d', 'failed', 'failed', 'cannot be trained: on host ada: there is no corpus nowhere/letters.txt');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (18, 1795717270068991, '01a21917-09c6-72a7-b7b5-812763ab961c', NULL, NULL, NULL, 'ended', 'completed', '');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (19, 1795717270641902, '01a21917-0c72-769c-897e-bba70734e13b', NULL, NULL, NULL, 'submitted', 'active', '');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (20, 1795717271201202, '01a21917-0c72-769c-897e-bba70734e13b', '01a21917-0c72-769c-897e-bba871782a48', 1, '01a21917-0e91-7086-a13a-2d7894676e21', 'claimed', 'running', '');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (21, 1795717272260013, '01a21917-0c72-769c-897e-bba70734e13b', '01a21917-0c72-769c-897e-bba871782a48', 1, '01a21917-0e91-7086-a13a-2d7894676e21', 'completed', 'completed', 'learned');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (22, 1795717272260013, '01a21917-0c72-769c-897e-bba70734e13b', NULL, NULL, NULL, 'ended', 'completed', '');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (23, 1795717272564238, '01a21917-13f4-7077-b439-d976f03f17c7', NULL, NULL, NULL, 'submitted', 'active', '');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (24, 1795717272592827, '01a21917-13f4-7077-b439-d976f03f17c7', '01a21917-13f4-7077-b439-d9776514b5c2', 1, '01a21917-0e91-7086-a13a-2d7894676e21', 'claimed', 'running', '');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (25, 1795717272697157, '01a21917-1479-701c-9dc0-7418bedb8312', NULL, NULL, NULL, 'submitted', 'active', '');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (26, 1795717272922445, '01a21917-1479-701c-9dc0-7418bedb8312', '01a21917-1479-701c-9dc0-7419bd6dccae', 0, NULL, 'cancelled', 'cancelled', 'cancelled by hand');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (27, 1795717272922445, '01a21917-1479-701c-9dc0-7418bedb8312', NULL, NULL, NULL, 'cancelled', 'cancelled', 'cancelled by hand');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (28, 1795717272940483, '01a21917-156c-72e7-bf01-2672078ad8a2', NULL, NULL, NULL, 'submitted', 'active', '');


--
-- Data for Name: ponder_histogram; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.ponder_histogram VALUES ('01a21916-fd08-738f-beb3-bb7c23167651', 2, 8);
INSERT INTO public.ponder_histogram VALUES ('01a21916-fd08-738f-beb3-bb7d8d573ffb', 2, 8);
INSERT INTO public.ponder_histogram VALUES ('01a21916-fd08-738f-beb3-bb7ef6fb3d35', 2, 8);
INSERT INTO public.ponder_histogram VALUES ('01a21916-fd08-738f-beb3-bb7fe270bcff', 2, 8);
INSERT INTO public.ponder_histogram VALUES ('01a21916-fd08-738f-beb3-bb7ad1b5caf1', 1, 8);
INSERT INTO public.ponder_histogram VALUES ('01a21916-fd08-738f-beb3-bb7bb3091736', 1, 8);
INSERT INTO public.ponder_histogram VALUES ('01a21917-0c72-769c-897e-bba871782a48', 2, 24);


--
-- Data for Name: ponder_profile; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7c23167651', 'difficulty', 1, 3, 2, 0);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7c23167651', 'difficulty', 2, 1, 2, 1);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7c23167651', 'difficulty', 3, 2, 2, 0);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7c23167651', 'difficulty', 4, 2, 2, 1);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7c23167651', 'position', 1, 8, 2, 0.375);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7d8d573ffb', 'difficulty', 1, 3, 2, 0);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7d8d573ffb', 'difficulty', 2, 1, 2, 1);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7d8d573ffb', 'difficulty', 3, 2, 2, 0.5);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7d8d573ffb', 'difficulty', 4, 2, 2, 1);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7d8d573ffb', 'position', 1, 8, 2, 0.5);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7ef6fb3d35', 'difficulty', 1, 3, 2, 0);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7ef6fb3d35', 'difficulty', 2, 1, 2, 1);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7ef6fb3d35', 'difficulty', 3, 2, 2, 0);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7ef6fb3d35', 'difficulty', 4, 2, 2, 1);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7ef6fb3d35', 'position', 1, 8, 2, 0.375);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7fe270bcff', 'difficulty', 1, 3, 2, 0);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7fe270bcff', 'difficulty', 2, 1, 2, 1);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7fe270bcff', 'difficulty', 3, 2, 2, 0.5);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7fe270bcff', 'difficulty', 4, 2, 2, 1);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7fe270bcff', 'position', 1, 8, 2, 0.5);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7ad1b5caf1', 'difficulty', 1, 3, 1, 0);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7ad1b5caf1', 'difficulty', 2, 1, 1, 1);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7ad1b5caf1', 'difficulty', 3, 2, 1, 0);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7ad1b5caf1', 'difficulty', 4, 2, 1, 1);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7ad1b5caf1', 'position', 1, 8, 1, 0.375);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7bb3091736', 'difficulty', 1, 3, 1, 0);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7bb3091736', 'difficulty', 2, 1, 1, 1);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7bb3091736', 'difficulty', 3, 2, 1, 0.5);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7bb3091736', 'difficulty', 4, 2, 1, 1);
INSERT INTO public.ponder_profile VALUES ('01a21916-fd08-738f-beb3-bb7bb3091736', 'position', 1, 8, 1, 0.5);
INSERT INTO public.ponder_profile VALUES ('01a21917-0c72-769c-897e-bba871782a48', 'position', 1, 4, 2, 7.879380871127162);
INSERT INTO public.ponder_profile VALUES ('01a21917-0c72-769c-897e-bba871782a48', 'position', 2, 4, 2, 7.471470084958883);
INSERT INTO public.ponder_profile VALUES ('01a21917-0c72-769c-897e-bba871782a48', 'position', 3, 4, 2, 7.723215636157593);
INSERT INTO public.ponder_profile VALUES ('01a21917-0c72-769c-897e-bba871782a48', 'position', 4, 4, 2, 7.677282322817205);
INSERT INTO public.ponder_profile VALUES ('01a21917-0c72-769c-897e-bba871782a48', 'position', 5, 4, 2, 7.705239053224387);
INSERT INTO public.ponder_profile VALUES ('01a21917-0c72-769c-897e-bba871782a48', 'position', 6, 4, 2, 8.300993375164698);
INSERT INTO public.ponder_profile VALUES ('01a21917-0c72-769c-897e-bba871782a48', 'character_class', 1, 11, 2, 7.904453881287582);
INSERT INTO public.ponder_profile VALUES ('01a21917-0c72-769c-897e-bba871782a48', 'character_class', 2, 1, 2, 8.173140440934798);
INSERT INTO public.ponder_profile VALUES ('01a21917-0c72-769c-897e-bba871782a48', 'character_class', 3, 3, 2, 7.181794052262094);
INSERT INTO public.ponder_profile VALUES ('01a21917-0c72-769c-897e-bba871782a48', 'character_class', 4, 2, 2, 7.6424775741619095);
INSERT INTO public.ponder_profile VALUES ('01a21917-0c72-769c-897e-bba871782a48', 'character_class', 5, 2, 2, 7.708829459583632);
INSERT INTO public.ponder_profile VALUES ('01a21917-0c72-769c-897e-bba871782a48', 'character_class', 6, 1, 2, 8.548722535304632);
INSERT INTO public.ponder_profile VALUES ('01a21917-0c72-769c-897e-bba871782a48', 'character_class', 7, 4, 2, 7.777868369779879);


--
-- Data for Name: ponder_traces; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.ponder_traces VALUES ('01a21916-fd08-738f-beb3-bb7c23167651', 0, 1, '++', 2, 0.844227464808439, 0.6832836974203664);
INSERT INTO public.ponder_traces VALUES ('01a21916-fd08-738f-beb3-bb7c23167651', 1, 1, '-+-+', 2, 0.8025727452191038, 0.6877657431814848);
INSERT INTO public.ponder_traces VALUES ('01a21916-fd08-738f-beb3-bb7c23167651', 2, 1, '-+++', 2, 0.7018663129737307, 0.6931094982006591);
INSERT INTO public.ponder_traces VALUES ('01a21916-fd08-738f-beb3-bb7c23167651', 3, 1, '+-+', 2, 0.6536227674645151, 0.6923342745326297);
INSERT INTO public.ponder_traces VALUES ('01a21916-fd08-738f-beb3-bb7d8d573ffb', 0, 1, '++', 2, 0.9841823679342696, 0.6609186292297328);
INSERT INTO public.ponder_traces VALUES ('01a21916-fd08-738f-beb3-bb7d8d573ffb', 1, 1, '-+-+', 2, 0.7701855846991418, 0.69039586369504);
INSERT INTO public.ponder_traces VALUES ('01a21916-fd08-738f-beb3-bb7d8d573ffb', 2, 1, '-+++', 2, 0.8536802526143579, 0.6821085239977609);
INSERT INTO public.ponder_traces VALUES ('01a21916-fd08-738f-beb3-bb7d8d573ffb', 3, 1, '+-+', 2, 0.7643917921914313, 0.6907809372829365);
INSERT INTO public.ponder_traces VALUES ('01a21916-fd08-738f-beb3-bb7ef6fb3d35', 0, 1, '++', 2, 0.8554595822561897, 0.6818811282011752);
INSERT INTO public.ponder_traces VALUES ('01a21916-fd08-738f-beb3-bb7ef6fb3d35', 1, 1, '-+-+', 2, 0.8050762868185602, 0.687530059553964);
INSERT INTO public.ponder_traces VALUES ('01a21916-fd08-738f-beb3-bb7ef6fb3d35', 2, 1, '-+++', 2, 0.706181764719356, 0.6930633269419643);
INSERT INTO public.ponder_traces VALUES ('01a21916-fd08-738f-beb3-bb7ef6fb3d35', 3, 1, '+-+', 2, 0.6578053813652023, 0.692499985824653);
INSERT INTO public.ponder_traces VALUES ('01a21916-fd08-738f-beb3-bb7fe270bcff', 0, 1, '++', 2, 0.9994745566387728, 0.6579220155058474);
INSERT INTO public.ponder_traces VALUES ('01a21916-fd08-738f-beb3-bb7fe270bcff', 1, 1, '-+-+', 2, 0.7742093112222278, 0.6901127396808466);
INSERT INTO public.ponder_traces VALUES ('01a21916-fd08-738f-beb3-bb7fe270bcff', 2, 1, '-+++', 2, 0.8457148753617618, 0.6831024880931609);
INSERT INTO public.ponder_traces VALUES ('01a21916-fd08-738f-beb3-bb7fe270bcff', 3, 1, '+-+', 2, 0.7607042918918404, 0.6910119393560772);
INSERT INTO public.ponder_traces VALUES ('01a21916-fd08-738f-beb3-bb7ad1b5caf1', 0, 1, '++', 1, 0.8671908690374557, 0.6803339562026263);
INSERT INTO public.ponder_traces VALUES ('01a21916-fd08-738f-beb3-bb7ad1b5caf1', 1, 1, '-+-+', 1, 0.8087061701014027, 0.6871804089691802);
INSERT INTO public.ponder_traces VALUES ('01a21916-fd08-738f-beb3-bb7ad1b5caf1', 2, 1, '-+++', 1, 0.7142422223460265, 0.6929293007576491);
INSERT INTO public.ponder_traces VALUES ('01a21916-fd08-738f-beb3-bb7ad1b5caf1', 3, 1, '+-+', 1, 0.65640061247834, 0.6924465118429706);
INSERT INTO public.ponder_traces VALUES ('01a21916-fd08-738f-beb3-bb7bb3091736', 0, 1, '++', 1, 0.9517820802234578, 0.6669495001698715);
INSERT INTO public.ponder_traces VALUES ('01a21916-fd08-738f-beb3-bb7bb3091736', 1, 1, '-+-+', 1, 0.7272917159974349, 0.6925836630415247);
INSERT INTO public.ponder_traces VALUES ('01a21916-fd08-738f-beb3-bb7bb3091736', 2, 1, '-+++', 1, 0.8769776575857632, 0.6789810677303946);
INSERT INTO public.ponder_traces VALUES ('01a21916-fd08-738f-beb3-bb7bb3091736', 3, 1, '+-+', 1, 0.7155564070306741, 0.6929016275531015);
INSERT INTO public.ponder_traces VALUES ('01a21917-0c72-769c-897e-bba871782a48', 0, 1, '<', 2, 5.807569629222931, 5.456192929693182);
INSERT INTO public.ponder_traces VALUES ('01a21917-0c72-769c-897e-bba871782a48', 0, 2, '.', 2, 4.96812573422105, 5.446795727370091);
INSERT INTO public.ponder_traces VALUES ('01a21917-0c72-769c-897e-bba871782a48', 0, 3, ' ', 2, 4.950004422098086, 5.437780118786979);
INSERT INTO public.ponder_traces VALUES ('01a21917-0c72-769c-897e-bba871782a48', 0, 4, ' ', 2, 4.935027040346562, 5.430345086585997);
INSERT INTO public.ponder_traces VALUES ('01a21917-0c72-769c-897e-bba871782a48', 0, 5, ' ', 2, 5.0490894336183185, 5.425145957254135);
INSERT INTO public.ponder_traces VALUES ('01a21917-0c72-769c-897e-bba871782a48', 0, 6, 'a', 2, 5.42343692996464, 5.448447724008733);
INSERT INTO public.ponder_traces VALUES ('01a21917-0c72-769c-897e-bba871782a48', 1, 1, 'b', 2, 5.353284061748484, 5.466957116193003);
INSERT INTO public.ponder_traces VALUES ('01a21917-0c72-769c-897e-bba871782a48', 1, 2, ',', 2, 5.2835455959439805, 5.449332223859058);
INSERT INTO public.ponder_traces VALUES ('01a21917-0c72-769c-897e-bba871782a48', 1, 3, 'c', 2, 5.219737049981982, 5.431204270991285);
INSERT INTO public.ponder_traces VALUES ('01a21917-0c72-769c-897e-bba871782a48', 1, 4, 'b', 2, 5.471458875397378, 5.449126662916877);
INSERT INTO public.ponder_traces VALUES ('01a21917-0c72-769c-897e-bba871782a48', 1, 5, '<', 2, 5.10469934835424, 5.439147222998359);
INSERT INTO public.ponder_traces VALUES ('01a21917-0c72-769c-897e-bba871782a48', 1, 6, 'c', 2, 5.947699686233831, 5.430822638660946);


--
-- Data for Name: repeated_results; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: results; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.results VALUES ('01a21916-fd08-738f-beb3-bb7c23167651', 1, 20, 'learned', '\x45b93ae781401cf505aa317ba799b4d7d466284c6310fdbdc2f3ee3309929c4c', 'cpu', '2.11.0', 'avx512', 0.077108009, 1795717268416525);
INSERT INTO public.results VALUES ('01a21916-fd08-738f-beb3-bb7d8d573ffb', 1, 20, 'learned', '\x1cba110363bdb8a0a7552bbd69a0c59b2c9b84c712475b654bd3bfbaf907e61a', 'cpu', '2.11.0', 'avx512', 0.082385307, 1795717268515223);
INSERT INTO public.results VALUES ('01a21916-fd08-738f-beb3-bb7ef6fb3d35', 1, 20, 'learned', '\x053625269e740f68a39f86b21ba5bce98412ce17219e95bbc738e196930a42f4', 'cpu', '2.11.0', 'avx512', 0.083247568, 1795717268573848);
INSERT INTO public.results VALUES ('01a21916-fd08-738f-beb3-bb7fe270bcff', 1, 20, 'learned', '\x85ed562737866e44302929b723151389550feec0b979da3a847bbf58c8ea2208', 'cpu', '2.11.0', 'avx512', 0.083965174, 1795717268639765);
INSERT INTO public.results VALUES ('01a21916-fd08-738f-beb3-bb7ad1b5caf1', 1, 20, 'learned', '\x59d78edda9e969ad666c203d848047e5bc7d3bdf596dcc425daf166fab8f3984', 'cpu', '2.11.0', 'avx512', 0.011386172, 1795717269638093);
INSERT INTO public.results VALUES ('01a21916-fd08-738f-beb3-bb7bb3091736', 1, 20, 'learned', '\xb5497338ea4f498c7f3710491f38bd3c0e4e4ec65a48bc8b94026ac50fb24803', 'cpu', '2.11.0', 'avx512', 0.011666428, 1795717269676029);
INSERT INTO public.results VALUES ('01a21917-0c72-769c-897e-bba871782a48', 1, 10, 'learned', '\x35ee8b3b9671b76d3512540f3b8e3b91a5ff397a4d3e5ee221fff3b8f32a298d', 'cpu', '2.11.0', 'avx512', 0.052419809, 1795717272260013);


--
-- Data for Name: slots; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.slots VALUES ('01a21916-ff52-7017-861d-4afc13824d3d', 0, 'cpu', 4);
INSERT INTO public.slots VALUES ('01a21917-0e91-7086-a13a-2d7894676e21', 0, 'cpu', 4);


--
-- Data for Name: sweeps; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.sweeps VALUES ('01a21917-0c72-769c-897e-bba70734e13b', '01a21917-0c70-7633-b460-96020e226b95', 'letters', 'name = "letters"
tasks = [{ kind = "text", file = "letters.txt", length = 6 }]

[model]
cell = "gru"
hidden = 2
max_ponder = 3
halting = "act"

[train]
batch = 2
updates = 10
learning_rate = 1e-2
evaluate_every = 10
evaluation_sequences = 4

[search]
ponder_cost = 1e-2
seeds = 1
', '\xe200d871016644987e5c80963ae38686e7e56abdeb1957b9c0cfde38650dc14f', 'completed', '', 1795717270641902, 1795717272260013, 1, 0, 0, 1, 0, 0, 0, 10, 10, 'bits_per_character', 7.79293022390832);
INSERT INTO public.sweeps VALUES ('01a21917-13f4-7077-b439-d976f03f17c7', '01a21917-13ec-71a9-a618-ddeab3f27eac', 'running', 'name = "running"
tasks = [{ kind = "parity", bits = 4 }]

[model]
cell = "lstm"
hidden = 4
halting = "none"

[train]
batch = 4
updates = 2_000_000
evaluate_every = 1_000_000
learning_rate = 1e-2

[search]
seeds = 1
', '\xc0c554e4762ac0ad6ca00931a6fd320aec1a32ff5bda25d38396b5df8001d36e', 'active', '', 1795717272564238, NULL, 1, 0, 1, 0, 0, 0, 0, 0, 2000000, 'sequence_error', NULL);
INSERT INTO public.sweeps VALUES ('01a21916-fd08-738f-beb3-bb79ac30bbd7', '01a21916-fced-755a-8da8-2e7981b6156c', 'parity', 'name = "parity"
tasks = [{ kind = "parity", bits = 4 }]

[model]
cell = "rnn"
hidden = 4
max_ponder = 3
halting = ["none", "act"]

[train]
batch = 4
updates = 20
learning_rate = 1e-2
evaluate_every = 10
evaluation_sequences = 8
checkpoint_every = 10

[search]
ponder_cost = [1e-3, 1e-1]
seeds = 2
', '\xd3ba980dfd6838066d8d25cbe82a41254cfd409fd8f3a3a1e808e714cebc6a4e', 'completed', '', 1795717266685096, 1795717269676029, 3, 0, 0, 6, 0, 0, 0, 120, 120, 'sequence_error', 0.375);
INSERT INTO public.sweeps VALUES ('01a21917-1479-701c-9dc0-7418bedb8312', '01a21917-1477-7676-b1b6-dd92e8c8285b', 'waiting', 'name = "waiting"
tasks = [{ kind = "parity", bits = 4 }]

[model]
cell = "lstm"
hidden = 4
halting = "none"

[train]
batch = 4
updates = 20
learning_rate = 1e-2

[search]
seeds = 1
', '\xac8634cc4afb7fb3aba717a5252f125001266ed49e1ddb89d823ca3fdb21158a', 'cancelled', 'cancelled by hand', 1795717272697157, 1795717272922445, 1, 0, 0, 0, 0, 1, 0, 0, 20, 'sequence_error', NULL);
INSERT INTO public.sweeps VALUES ('01a21917-09c6-72a7-b7b5-812763ab961c', '01a21917-09c2-774c-8334-4cf583b93086', 'letters', 'name = "letters"
tasks = [{ kind = "text", file = "letters.txt", length = 6 }]

[model]
cell = "gru"
hidden = 2
max_ponder = 3
halting = "act"

[train]
batch = 2
updates = 10
learning_rate = 1e-2
evaluate_every = 10
evaluation_sequences = 4

[search]
ponder_cost = 1e-2
seeds = 1
', '\xe200d871016644987e5c80963ae38686e7e56abdeb1957b9c0cfde38650dc14f', 'completed', '', 1795717269956511, 1795717270068991, 1, 0, 0, 0, 1, 0, 0, 0, 10, 'bits_per_character', NULL);
INSERT INTO public.sweeps VALUES ('01a21917-156c-72e7-bf01-2672078ad8a2', '01a21917-156b-76df-b4ac-3598514c978e', 'queued', 'name = "waiting"
tasks = [{ kind = "parity", bits = 4 }]

[model]
cell = "lstm"
hidden = 4
halting = "none"

[train]
batch = 4
updates = 20
learning_rate = 1e-2

[search]
seeds = 1
', '\x61ca013fe34dac22ee2b223ed261c0022d5358bbbf4a7aa74a3c7cf00de10260', 'active', '', 1795717272940483, NULL, 1, 1, 0, 0, 0, 0, 0, 0, 20, 'sequence_error', NULL);


--
-- Data for Name: trial_groups; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.trial_groups OVERRIDING SYSTEM VALUE VALUES (2, '01a21916-fd08-738f-beb3-bb79ac30bbd7', 'parity(4) rnn(4) act M=3 batch=4', 0);
INSERT INTO public.trial_groups OVERRIDING SYSTEM VALUE VALUES (1, '01a21916-fd08-738f-beb3-bb79ac30bbd7', 'parity(4) rnn(4) none M=3 batch=4', 0);
INSERT INTO public.trial_groups OVERRIDING SYSTEM VALUE VALUES (3, '01a21917-09c6-72a7-b7b5-812763ab961c', 'text(letters.txt, 6) gru(2) act M=3 batch=2', 0);
INSERT INTO public.trial_groups OVERRIDING SYSTEM VALUE VALUES (4, '01a21917-0c72-769c-897e-bba70734e13b', 'text(letters.txt, 6) gru(2) act M=3 batch=2', 0);
INSERT INTO public.trial_groups OVERRIDING SYSTEM VALUE VALUES (5, '01a21917-13f4-7077-b439-d976f03f17c7', 'parity(4) lstm(4) none M=100 batch=4', 0);
INSERT INTO public.trial_groups OVERRIDING SYSTEM VALUE VALUES (6, '01a21917-1479-701c-9dc0-7418bedb8312', 'parity(4) lstm(4) none M=100 batch=4', 0);
INSERT INTO public.trial_groups OVERRIDING SYSTEM VALUE VALUES (7, '01a21917-156c-72e7-bf01-2672078ad8a2', 'parity(4) lstm(4) none M=100 batch=4', 1);


--
-- Data for Name: trials; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.trials VALUES ('01a21916-fd08-738f-beb3-bb7ad1b5caf1', '01a21916-fd08-738f-beb3-bb79ac30bbd7', 1, '01a21916-fd08-738f-beb3-bb800880c86e', 1, 0, 20, 20, 20, 'completed', '', 1795717269638093, 1, '01a21916-ff52-7017-861d-4afc13824d3d', 0, NULL, DEFAULT);
INSERT INTO public.trials VALUES ('01a21916-fd08-738f-beb3-bb7bb3091736', '01a21916-fd08-738f-beb3-bb79ac30bbd7', 2, '01a21916-fd08-738f-beb3-bb800880c86e', 1, 1, 20, 20, 20, 'completed', '', 1795717269676029, 1, '01a21916-ff52-7017-861d-4afc13824d3d', 0, NULL, DEFAULT);
INSERT INTO public.trials VALUES ('01a21916-fd08-738f-beb3-bb7c23167651', '01a21916-fd08-738f-beb3-bb79ac30bbd7', 3, '01a21916-fd08-738f-beb3-bb81ee363bee', 2, 0, 60, 20, 20, 'completed', '', 1795717268416525, 1, '01a21916-ff52-7017-861d-4afc13824d3d', 0, NULL, DEFAULT);
INSERT INTO public.trials VALUES ('01a21916-fd08-738f-beb3-bb7d8d573ffb', '01a21916-fd08-738f-beb3-bb79ac30bbd7', 4, '01a21916-fd08-738f-beb3-bb81ee363bee', 2, 1, 60, 20, 20, 'completed', '', 1795717268515223, 1, '01a21916-ff52-7017-861d-4afc13824d3d', 0, NULL, DEFAULT);
INSERT INTO public.trials VALUES ('01a21916-fd08-738f-beb3-bb7ef6fb3d35', '01a21916-fd08-738f-beb3-bb79ac30bbd7', 5, '01a21916-fd08-738f-beb3-bb82e59f3ab0', 2, 0, 38.973665961010276, 20, 20, 'completed', '', 1795717268573848, 1, '01a21916-ff52-7017-861d-4afc13824d3d', 0, NULL, DEFAULT);
INSERT INTO public.trials VALUES ('01a21916-fd08-738f-beb3-bb7fe270bcff', '01a21916-fd08-738f-beb3-bb79ac30bbd7', 6, '01a21916-fd08-738f-beb3-bb82e59f3ab0', 2, 1, 38.973665961010276, 20, 20, 'completed', '', 1795717268639765, 1, '01a21916-ff52-7017-861d-4afc13824d3d', 0, NULL, DEFAULT);
INSERT INTO public.trials VALUES ('01a21917-09c6-72a7-b7b5-8128b912f830', '01a21917-09c6-72a7-b7b5-812763ab961c', 1, '01a21917-09c6-72a7-b7b5-812921a926d3', 3, 0, 180, 10, 0, 'failed', 'cannot be trained: on host ada: there is no corpus nowhere/letters.txt', 1795717270068991, 1, '01a21916-ff52-7017-861d-4afc13824d3d', 0, NULL, DEFAULT);
INSERT INTO public.trials VALUES ('01a21917-0c72-769c-897e-bba871782a48', '01a21917-0c72-769c-897e-bba70734e13b', 1, '01a21917-0c72-769c-897e-bba97ff9fc5c', 4, 0, 180, 10, 10, 'completed', '', 1795717272260013, 1, '01a21917-0e91-7086-a13a-2d7894676e21', 0, NULL, DEFAULT);
INSERT INTO public.trials VALUES ('01a21917-13f4-7077-b439-d9776514b5c2', '01a21917-13f4-7077-b439-d976f03f17c7', 1, '01a21917-13f4-7077-b439-d97816d8b1b8', 5, 0, 2000000, 2000000, 0, 'running', '', 1795717272592827, 1, '01a21917-0e91-7086-a13a-2d7894676e21', 0, 1795717302592827, DEFAULT);
INSERT INTO public.trials VALUES ('01a21917-1479-701c-9dc0-7419bd6dccae', '01a21917-1479-701c-9dc0-7418bedb8312', 1, '01a21917-1479-701c-9dc0-741ae2884634', 6, 0, 20, 20, 0, 'cancelled', 'cancelled by hand', 1795717272922445, 0, NULL, NULL, NULL, DEFAULT);
INSERT INTO public.trials VALUES ('01a21917-156c-72e7-bf01-2673b89c76a0', '01a21917-156c-72e7-bf01-2672078ad8a2', 1, '01a21917-156c-72e7-bf01-267491925304', 7, 0, 20, 20, 0, 'queued', '', 1795717272940483, 0, NULL, NULL, NULL, DEFAULT);


--
-- Data for Name: workers; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.workers VALUES ('01a21916-ff52-7017-861d-4afc13824d3d', 'ada', 24265, '0.1.0', 0, 1795717267296220, 1795717270068991);
INSERT INTO public.workers VALUES ('01a21917-0e91-7086-a13a-2d7894676e21', 'ada', 24406, '0.1.0', 0, 1795717271188677, 1795717273529160);


--
-- Name: events_sequence_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.events_sequence_seq', 28, true);


--
-- Name: trial_groups_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.trial_groups_id_seq', 7, true);


--
-- Name: _sqlx_migrations _sqlx_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public._sqlx_migrations
    ADD CONSTRAINT _sqlx_migrations_pkey PRIMARY KEY (version);


--
-- Name: attempts attempts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_pkey PRIMARY KEY (trial, attempt);


--
-- Name: checkpoints checkpoints_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.checkpoints
    ADD CONSTRAINT checkpoints_pkey PRIMARY KEY (trial, is_final, content_hash, attempt);


--
-- Name: configurations configurations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.configurations
    ADD CONSTRAINT configurations_pkey PRIMARY KEY (id);


--
-- Name: configurations configurations_sweep_place_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.configurations
    ADD CONSTRAINT configurations_sweep_place_key UNIQUE (sweep, place);


--
-- Name: evaluations evaluations_trial_step_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evaluations
    ADD CONSTRAINT evaluations_trial_step_key UNIQUE (trial, step);


--
-- Name: events events_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (sequence);


--
-- Name: ponder_histogram ponder_histogram_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ponder_histogram
    ADD CONSTRAINT ponder_histogram_pkey PRIMARY KEY (trial, ponder);


--
-- Name: ponder_profile ponder_profile_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ponder_profile
    ADD CONSTRAINT ponder_profile_pkey PRIMARY KEY (trial, axis, key);


--
-- Name: ponder_traces ponder_traces_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ponder_traces
    ADD CONSTRAINT ponder_traces_pkey PRIMARY KEY (trial, "row", step);


--
-- Name: repeated_results repeated_results_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.repeated_results
    ADD CONSTRAINT repeated_results_pkey PRIMARY KEY (trial, attempt, digest);


--
-- Name: results results_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.results
    ADD CONSTRAINT results_pkey PRIMARY KEY (trial);


--
-- Name: slots slots_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.slots
    ADD CONSTRAINT slots_pkey PRIMARY KEY (worker, slot);


--
-- Name: sweeps sweeps_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sweeps
    ADD CONSTRAINT sweeps_pkey PRIMARY KEY (id);


--
-- Name: sweeps sweeps_request_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sweeps
    ADD CONSTRAINT sweeps_request_id_key UNIQUE (request_id);


--
-- Name: trial_groups trial_groups_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.trial_groups
    ADD CONSTRAINT trial_groups_pkey PRIMARY KEY (id);


--
-- Name: trial_groups trial_groups_sweep_pack_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.trial_groups
    ADD CONSTRAINT trial_groups_sweep_pack_key_key UNIQUE (sweep, pack_key);


--
-- Name: trials trials_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.trials
    ADD CONSTRAINT trials_pkey PRIMARY KEY (id);


--
-- Name: trials trials_sweep_number_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.trials
    ADD CONSTRAINT trials_sweep_number_key UNIQUE (sweep, number);


--
-- Name: workers workers_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.workers
    ADD CONSTRAINT workers_pkey PRIMARY KEY (id);


--
-- Name: checkpoints_by_content; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX checkpoints_by_content ON public.checkpoints USING btree (content_hash);


--
-- Name: checkpoints_final; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX checkpoints_final ON public.checkpoints USING btree (trial, attempt) WHERE (needed AND is_final);


--
-- Name: checkpoints_to_go_on_from; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX checkpoints_to_go_on_from ON public.checkpoints USING btree (trial) WHERE (needed AND (NOT is_final));


--
-- Name: checkpoints_unneeded; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX checkpoints_unneeded ON public.checkpoints USING btree (trial) WHERE (NOT needed);


--
-- Name: events_by_trial; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX events_by_trial ON public.events USING btree (trial, sequence);


--
-- Name: sweeps_by_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sweeps_by_name ON public.sweeps USING btree (name, id);


--
-- Name: sweeps_by_spec; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sweeps_by_spec ON public.sweeps USING btree (spec_hash, id) WHERE (state <> 'cancelled'::text);


--
-- Name: sweeps_by_state; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sweeps_by_state ON public.sweeps USING btree (state);


--
-- Name: trial_groups_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX trial_groups_waiting ON public.trial_groups USING btree (sweep, pack_key) WHERE (queued > 0);


--
-- Name: trials_by_configuration; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX trials_by_configuration ON public.trials USING btree (configuration);


--
-- Name: trials_by_group; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX trials_by_group ON public.trials USING btree (trial_group, state, predicted_cost DESC, number);


--
-- Name: trials_by_state; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX trials_by_state ON public.trials USING btree (sweep, state, number);


--
-- Name: trials_held; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX trials_held ON public.trials USING btree (worker, slot) WHERE (state = 'running'::text);


--
-- Name: trials_leased; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX trials_leased ON public.trials USING btree (lease_until) WHERE (state = 'running'::text);


--
-- Name: workers_by_seen; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX workers_by_seen ON public.workers USING btree (seen_at, id);


--
-- Name: trials checkpoints_of_ended_trials; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER checkpoints_of_ended_trials AFTER UPDATE ON public.trials REFERENCING NEW TABLE AS trials_after FOR EACH STATEMENT EXECUTE FUNCTION public.give_up_checkpoints();


--
-- Name: trials trial_groups_tally; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER trial_groups_tally AFTER UPDATE ON public.trials REFERENCING OLD TABLE AS trials_before NEW TABLE AS trials_after FOR EACH STATEMENT EXECUTE FUNCTION public.tally_trial_groups();


--
-- Name: trials trials_tally; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER trials_tally AFTER UPDATE ON public.trials REFERENCING OLD TABLE AS trials_before NEW TABLE AS trials_after FOR EACH STATEMENT EXECUTE FUNCTION public.tally_trials();


--
-- Name: attempts attempts_trial_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_trial_fkey FOREIGN KEY (trial) REFERENCES public.trials(id);


--
-- Name: attempts attempts_worker_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_worker_fkey FOREIGN KEY (worker) REFERENCES public.workers(id);


--
-- Name: checkpoints checkpoints_trial_attempt_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.checkpoints
    ADD CONSTRAINT checkpoints_trial_attempt_fkey FOREIGN KEY (trial, attempt) REFERENCES public.attempts(trial, attempt);


--
-- Name: checkpoints checkpoints_trial_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.checkpoints
    ADD CONSTRAINT checkpoints_trial_fkey FOREIGN KEY (trial) REFERENCES public.trials(id);


--
-- Name: configurations configurations_sweep_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.configurations
    ADD CONSTRAINT configurations_sweep_fkey FOREIGN KEY (sweep) REFERENCES public.sweeps(id);


--
-- Name: evaluations evaluations_trial_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.evaluations
    ADD CONSTRAINT evaluations_trial_fkey FOREIGN KEY (trial) REFERENCES public.trials(id);


--
-- Name: events events_sweep_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_sweep_fkey FOREIGN KEY (sweep) REFERENCES public.sweeps(id);


--
-- Name: events events_trial_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_trial_fkey FOREIGN KEY (trial) REFERENCES public.trials(id);


--
-- Name: events events_worker_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_worker_fkey FOREIGN KEY (worker) REFERENCES public.workers(id);


--
-- Name: ponder_histogram ponder_histogram_trial_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ponder_histogram
    ADD CONSTRAINT ponder_histogram_trial_fkey FOREIGN KEY (trial) REFERENCES public.results(trial);


--
-- Name: ponder_profile ponder_profile_trial_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ponder_profile
    ADD CONSTRAINT ponder_profile_trial_fkey FOREIGN KEY (trial) REFERENCES public.results(trial);


--
-- Name: ponder_traces ponder_traces_trial_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ponder_traces
    ADD CONSTRAINT ponder_traces_trial_fkey FOREIGN KEY (trial) REFERENCES public.results(trial);


--
-- Name: repeated_results repeated_results_trial_attempt_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.repeated_results
    ADD CONSTRAINT repeated_results_trial_attempt_fkey FOREIGN KEY (trial, attempt) REFERENCES public.attempts(trial, attempt);


--
-- Name: repeated_results repeated_results_trial_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.repeated_results
    ADD CONSTRAINT repeated_results_trial_fkey FOREIGN KEY (trial) REFERENCES public.trials(id);


--
-- Name: results results_trial_attempt_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.results
    ADD CONSTRAINT results_trial_attempt_fkey FOREIGN KEY (trial, attempt) REFERENCES public.attempts(trial, attempt);


--
-- Name: results results_trial_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.results
    ADD CONSTRAINT results_trial_fkey FOREIGN KEY (trial) REFERENCES public.trials(id);


--
-- Name: results results_trial_step_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.results
    ADD CONSTRAINT results_trial_step_fkey FOREIGN KEY (trial, step) REFERENCES public.evaluations(trial, step);


--
-- Name: slots slots_worker_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.slots
    ADD CONSTRAINT slots_worker_fkey FOREIGN KEY (worker) REFERENCES public.workers(id);


--
-- Name: trial_groups trial_groups_sweep_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.trial_groups
    ADD CONSTRAINT trial_groups_sweep_fkey FOREIGN KEY (sweep) REFERENCES public.sweeps(id);


--
-- Name: trials trials_configuration_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.trials
    ADD CONSTRAINT trials_configuration_fkey FOREIGN KEY (configuration) REFERENCES public.configurations(id);


--
-- Name: trials trials_sweep_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.trials
    ADD CONSTRAINT trials_sweep_fkey FOREIGN KEY (sweep) REFERENCES public.sweeps(id);


--
-- Name: trials trials_trial_group_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.trials
    ADD CONSTRAINT trials_trial_group_fkey FOREIGN KEY (trial_group) REFERENCES public.trial_groups(id);


--
-- Name: trials trials_worker_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.trials
    ADD CONSTRAINT trials_worker_fkey FOREIGN KEY (worker) REFERENCES public.workers(id);


--
-- PostgreSQL database dump complete
--


