-- Times are ticks of UTC (100 ns since the year 1): they sort, and come back exactly as they were.
-- Content is JSON in UTF-8, or zlib of it.

CREATE TABLE prompt(
    id TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    team TEXT,
    scope TEXT NOT NULL CHECK (scope IN ('private', 'team_visible', 'org_visible')),
    newest INTEGER NOT NULL CHECK (newest > 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE prompt_version(
    prompt_id TEXT NOT NULL REFERENCES prompt(id),
    version INTEGER NOT NULL CHECK (version > 0),
    hash TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (prompt_id, version)
) STRICT;

CREATE TRIGGER prompt_version_is_immutable BEFORE UPDATE ON prompt_version BEGIN
    SELECT RAISE(ABORT, 'A version of a prompt is never changed.');
END;

CREATE TABLE run(
    id INTEGER PRIMARY KEY,
    run_key TEXT NOT NULL UNIQUE,
    label TEXT,
    owner TEXT NOT NULL,
    team TEXT,
    scope TEXT NOT NULL CHECK (scope IN ('private', 'team_visible', 'org_visible')),
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'completed', 'failed', 'cancelled')),
    case_count INTEGER NOT NULL,
    samples INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    error TEXT,
    idempotency_key TEXT,
    amends TEXT,
    amended INTEGER NOT NULL DEFAULT 0, -- 1 when another run took its place
    result_count INTEGER NOT NULL DEFAULT 0, -- also the sequence of the newest result
    summary BLOB NOT NULL,
    worker TEXT,
    leased_until INTEGER
) STRICT;

CREATE UNIQUE INDEX run_by_idempotency_key ON run(owner, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX run_by_amended ON run(amends) WHERE amends IS NOT NULL;
CREATE INDEX run_open ON run(started_at, run_key) WHERE state IN ('queued', 'running');

-- A list is what the caller owns, the team's and everybody's, merged: each has its index, so that no list reads what it does not show.
CREATE INDEX run_listed ON run(started_at, run_key) WHERE amended = 0;
CREATE INDEX run_of_owner ON run(owner, started_at, run_key) WHERE amended = 0;
CREATE INDEX run_of_team ON run(team, started_at, run_key) WHERE amended = 0 AND scope = 'team_visible';
CREATE INDEX run_of_all ON run(started_at, run_key) WHERE amended = 0 AND scope = 'org_visible';

-- Runs of the same prompt share its content.
CREATE TABLE run_content(
    digest BLOB NOT NULL PRIMARY KEY,
    content BLOB NOT NULL
) STRICT;

CREATE TABLE run_prompt(
    run_id INTEGER NOT NULL REFERENCES run(id),
    position INTEGER NOT NULL,
    digest BLOB NOT NULL REFERENCES run_content(digest),
    PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE result(
    run_id INTEGER NOT NULL REFERENCES run(id),
    case_index INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (run_id, case_index)
) STRICT;

CREATE UNIQUE INDEX result_by_sequence ON result(run_id, sequence);

CREATE TABLE skill(
    id TEXT NOT NULL PRIMARY KEY,
    qualified_name TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL,
    team TEXT,
    scope TEXT NOT NULL CHECK (scope IN ('private', 'team_visible', 'org_visible')),
    content BLOB NOT NULL
) STRICT;

CREATE TABLE skill_file(
    skill_id TEXT NOT NULL REFERENCES skill(id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (skill_id, path)
) STRICT;

CREATE TABLE usage(
    subject TEXT NOT NULL CHECK (subject IN ('prompt', 'skill')),
    subject_id TEXT NOT NULL,
    lifetime INTEGER NOT NULL,
    last_request_at INTEGER NOT NULL,
    PRIMARY KEY (subject, subject_id)
) STRICT, WITHOUT ROWID;

-- Requests of the last 30 days; what is older is only counted.
CREATE TABLE usage_request(
    subject TEXT NOT NULL CHECK (subject IN ('prompt', 'skill')),
    subject_id TEXT NOT NULL,
    requested_at INTEGER NOT NULL,
    caller TEXT NOT NULL
) STRICT;

CREATE INDEX usage_request_by_time ON usage_request(subject, subject_id, requested_at);

-- What applications tell of their own runs. Names of inputs, never their values.
CREATE TABLE inline_run(
    subject TEXT NOT NULL CHECK (subject IN ('prompt', 'skill')),
    subject_id TEXT NOT NULL,
    caller TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    provider_label TEXT NOT NULL,
    duration_ms INTEGER NOT NULL,
    input_keys TEXT NOT NULL, -- a JSON array
    success INTEGER NOT NULL
) STRICT;

CREATE INDEX inline_run_by_subject ON inline_run(subject, subject_id, recorded_at);
