-- Observations in PostgreSQL (12 or later), as the store has them: typed columns, what must hold, and the
-- store's views.  Making it again changes nothing.  tseries.load() takes the shard whose lines lie in the
-- session's table line(at, line jsonb) and answers how many observations are new.
SET client_min_messages = warning;
SELECT pg_advisory_xact_lock(20171231); -- several may come at once
CREATE SCHEMA IF NOT EXISTS tseries;

-- What has been loaded; all shards of a corpus were read by the same program.
CREATE TABLE IF NOT EXISTS tseries.shard (
	i integer NOT NULL, n integer NOT NULL,
	program text NOT NULL, catalog text NOT NULL, weights text NOT NULL,
	documents bigint NOT NULL, refused bigint NOT NULL, observations bigint NOT NULL,
	sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
	loaded timestamptz NOT NULL DEFAULT now(),
	PRIMARY KEY (i), CHECK (i >= 0 AND i < n)
);

CREATE TABLE IF NOT EXISTS tseries.call (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	doc text NOT NULL UNIQUE CHECK (doc <> ''),
	sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
	company text NOT NULL, ticker text NOT NULL, fiscal_period text NOT NULL,
	as_of date, as_of_estimated boolean NOT NULL,
	quarter_start date, quarter_end date,
	program text NOT NULL, catalog text NOT NULL, model text NOT NULL,
	CHECK (quarter_start <= quarter_end)
);

-- n counts a call's observations from 1, in the order of their places.
CREATE TABLE IF NOT EXISTS tseries.obs (
	call bigint NOT NULL REFERENCES tseries.call (id) ON DELETE CASCADE,
	n integer NOT NULL CHECK (n > 0),
	"start" bigint NOT NULL CHECK ("start" >= 0),
	"end" bigint NOT NULL,
	metric text NOT NULL CHECK (metric <> '' OR event <> ''),
	kind text NOT NULL CHECK (kind IN ('level', 'delta', 'growth', 'contribution')),
	segment text NOT NULL,
	stance text NOT NULL CHECK (stance IN ('actual', 'guidance', 'hypothetical')),
	role text NOT NULL CHECK (role IN ('', 'company', 'analyst', 'operator')),
	low double precision, high double precision,
	unit text NOT NULL,
	period_start date, period_end date,
	vague boolean NOT NULL,
	basis text NOT NULL CHECK (basis IN ('', 'gaap', 'adjusted')),
	variant text NOT NULL,
	measure text NOT NULL CHECK (measure IN ('', 'average', 'exit', 'peak', 'capability')),
	scope text NOT NULL CHECK (scope IN ('', 'part')),
	act text NOT NULL CHECK (act IN ('', 'issue', 'repeat', 'recall')),
	base_start date, base_end date,
	source text NOT NULL,
	section text NOT NULL CHECK (section IN ('', 'prepared', 'qa')),
	speaker text NOT NULL,
	line bigint NOT NULL CHECK (line >= 0),
	"precision" text NOT NULL CHECK ("precision" IN ('', 'exact', 'rounded', 'hedged', 'vague')),
	confidence double precision CHECK (confidence BETWEEN 0 AND 1),
	rule text NOT NULL, "text" text NOT NULL, quote text NOT NULL,
	event text NOT NULL CHECK (event IN ('', 'reaffirmed', 'withdrawn', 'declined')),
	PRIMARY KEY (call, n),
	CHECK ("start" <= "end"), CHECK (low <= high),
	CHECK (period_start <= period_end), CHECK (base_start <= base_end)
);
CREATE INDEX IF NOT EXISTS obs_of_metric ON tseries.obs (metric, segment, period_end);
CREATE INDEX IF NOT EXISTS call_of_company ON tseries.call (company, as_of);

CREATE OR REPLACE VIEW tseries.v_obs AS SELECT
	c.doc, o."start", o."end", o.metric, o.kind, o.segment, o.stance, o.role, o.low, o.high, o.unit,
	o.period_start, o.period_end, o.vague, o.basis, o.variant, o.measure, o.scope, o.act,
	o.base_start, o.base_end, c.company, c.as_of, c.as_of_estimated, c.fiscal_period, o.source,
	o.section, o.speaker, o.line, o."precision", o.confidence, o.rule, o."text", o.quote, o.event,
	c.ticker, c.sha256 AS doc_sha256, o.n
FROM tseries.obs AS o JOIN tseries.call AS c ON c.id = o.call;

CREATE OR REPLACE VIEW tseries.v_guidance AS SELECT * FROM tseries.v_obs WHERE stance = 'guidance';

CREATE OR REPLACE VIEW tseries.v_calls AS SELECT
	c.doc, c.sha256 AS doc_sha256, c.company, c.ticker, c.as_of, c.as_of_estimated, c.fiscal_period,
	c.quarter_start, c.quarter_end, c.program, c.catalog, c.model,
	(SELECT count(*) FROM tseries.obs AS o WHERE o.call = c.id) AS observations
FROM tseries.call AS c;

CREATE OR REPLACE VIEW tseries.v_series AS SELECT
	CASE company WHEN '' THEN doc ELSE company END AS company, metric, kind, segment, basis, variant,
	measure, stance, unit, count(*) AS statements,
	count(DISTINCT (coalesce(period_start, period_end), period_end)) AS points,
	min(period_end) AS first_end, max(period_end) AS last_end
FROM tseries.v_obs
WHERE period_end IS NOT NULL AND event = '' AND (low IS NOT NULL OR high IS NOT NULL)
	AND scope <> 'part' AND act NOT IN ('recall', 'repeat') AND role <> 'analyst'
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;

-- Which of the shards are not there yet.
CREATE OR REPLACE VIEW tseries.v_missing AS
SELECT i FROM generate_series(0, (SELECT max(n) - 1 FROM tseries.shard)) AS i
WHERE i NOT IN (SELECT s.i FROM tseries.shard AS s);

-- NULL in JSON is an empty text.
CREATE OR REPLACE FUNCTION tseries.t(j jsonb, name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT coalesce(j ->> name, '') $$;

CREATE OR REPLACE FUNCTION tseries.load() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	head jsonb; trailer jsonb; name text; known tseries.shard; found bigint; added bigint; other text;
BEGIN
	SELECT l.line INTO head FROM line AS l ORDER BY at LIMIT 1;
	SELECT l.line INTO trailer FROM line AS l ORDER BY at DESC LIMIT 1;
	name := head ->> 'shard';
	SELECT count(*) - 2 INTO found FROM line;
	IF name IS NULL THEN
		RAISE EXCEPTION 'no shard: its head is missing';
	ELSIF trailer ->> 'end' IS DISTINCT FROM name OR (trailer ->> 'rows')::bigint <> found THEN
		RAISE EXCEPTION 'shard % is cut off or not whole', name;
	END IF;
	PERFORM pg_advisory_xact_lock(20171232); -- one at a time, so that no two load the same
	SELECT * INTO known FROM tseries.shard ORDER BY i <> split_part(name, '/', 1)::integer LIMIT 1;
	IF known.i IS NOT NULL AND (known.n <> split_part(name, '/', 2)::integer
		OR (known.program, known.catalog, known.weights)
			IS DISTINCT FROM (head ->> 'program', head ->> 'catalog', head ->> 'weights')) THEN
		RAISE EXCEPTION 'shard % was read by % (catalog %, weights %), those before, of %, by % (%, %)',
			name, head ->> 'program', head ->> 'catalog', head ->> 'weights',
			known.n, known.program, known.catalog, known.weights;
	END IF;
	IF known.i = split_part(name, '/', 1)::integer THEN
		IF known.sha256 = trailer ->> 'sha256' THEN
			RETURN 0;
		END IF;
		RAISE EXCEPTION 'shard % came twice and is not the same', name;
	END IF;

	SELECT d ->> 'doc' INTO other FROM jsonb_array_elements(trailer -> 'documents') AS d
		JOIN tseries.call AS c ON c.doc = d ->> 'doc' LIMIT 1;
	IF other IS NOT NULL THEN
		RAISE EXCEPTION 'shard % has the document %, which is there already', name, other;
	END IF;
	INSERT INTO tseries.shard (i, n, program, catalog, weights, documents, refused, observations, sha256)
	VALUES (split_part(name, '/', 1)::integer, split_part(name, '/', 2)::integer,
		head ->> 'program', head ->> 'catalog', head ->> 'weights',
		jsonb_array_length(trailer -> 'documents'), jsonb_array_length(trailer -> 'refused'),
		found, trailer ->> 'sha256');
	INSERT INTO tseries.call (doc, sha256, company, ticker, fiscal_period, as_of, as_of_estimated,
		quarter_start, quarter_end, program, catalog, model)
	SELECT d ->> 'doc', d ->> 'sha256', tseries.t(d, 'company'), tseries.t(d, 'ticker'),
		tseries.t(d, 'fiscal_period'), (d ->> 'as_of')::date, (d ->> 'as_of_estimated')::boolean,
		(d ->> 'quarter_start')::date, (d ->> 'quarter_end')::date,
		head ->> 'program', head ->> 'catalog', head ->> 'weights'
	FROM jsonb_array_elements(trailer -> 'documents') AS d;
	INSERT INTO tseries.obs
	SELECT c.id, row_number() OVER (PARTITION BY c.id ORDER BY l.at),
		(j ->> 'start')::bigint, (j ->> 'end')::bigint, tseries.t(j, 'metric'), tseries.t(j, 'kind'),
		tseries.t(j, 'segment'), tseries.t(j, 'stance'), tseries.t(j, 'role'),
		(j ->> 'low')::double precision, (j ->> 'high')::double precision, tseries.t(j, 'unit'),
		(j ->> 'period_start')::date, (j ->> 'period_end')::date, (j ->> 'vague')::boolean,
		tseries.t(j, 'basis'), tseries.t(j, 'variant'), tseries.t(j, 'measure'), tseries.t(j, 'scope'),
		tseries.t(j, 'act'), (j ->> 'base_start')::date, (j ->> 'base_end')::date,
		tseries.t(j, 'source'), tseries.t(j, 'section'), tseries.t(j, 'speaker'),
		(j ->> 'line')::bigint, tseries.t(j, 'precision'), (j ->> 'confidence')::double precision,
		tseries.t(j, 'rule'), tseries.t(j, 'text'), tseries.t(j, 'quote'), tseries.t(j, 'event')
	FROM line AS l CROSS JOIN LATERAL (SELECT l.line AS j) AS x
	JOIN tseries.call AS c ON c.doc = j ->> 'doc'
	WHERE j ? 'metric';
	GET DIAGNOSTICS added = ROW_COUNT;
	IF added <> found THEN
		RAISE EXCEPTION 'shard % has rows of documents that its trailer does not name', name;
	END IF;
	RETURN added;
END $$;
