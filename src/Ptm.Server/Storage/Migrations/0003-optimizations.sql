-- 1 for a version that was proposed: nobody gets it unless they ask for it by its number.
ALTER TABLE prompt_version ADD COLUMN proposed INTEGER NOT NULL DEFAULT 0;

-- Money in billionths of a dollar.
CREATE TABLE optimization(
    id INTEGER PRIMARY KEY,
    optimization_key TEXT NOT NULL UNIQUE,
    prompt_id TEXT NOT NULL,
    prompt_version INTEGER,
    owner TEXT NOT NULL,
    team TEXT,
    scope TEXT NOT NULL CHECK (scope IN ('private', 'team_visible', 'org_visible')),
    may_propose INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'completed', 'failed', 'cancelled')),
    created_at INTEGER NOT NULL,
    ended_at INTEGER,
    error TEXT,
    result_version INTEGER,
    idempotency_key TEXT,
    look INTEGER NOT NULL,
    looked INTEGER NOT NULL DEFAULT 0, -- 1 once its held-out cases were looked at
    limit_nano INTEGER NOT NULL,
    spent_nano INTEGER NOT NULL DEFAULT 0,
    open_nano INTEGER NOT NULL DEFAULT 0, -- set aside for calls that are under way
    step_count INTEGER NOT NULL DEFAULT 0, -- also the sequence of the newest step
    settings BLOB NOT NULL,
    prompt BLOB NOT NULL,
    worker TEXT,
    leased_until INTEGER
) STRICT;

CREATE UNIQUE INDEX optimization_by_idempotency_key ON optimization(owner, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX optimization_open ON optimization(created_at, optimization_key) WHERE state IN ('queued', 'running');
CREATE INDEX optimization_of_prompt ON optimization(prompt_id, created_at);

CREATE TABLE optimization_step(
    optimization_id INTEGER NOT NULL REFERENCES optimization(id),
    sequence INTEGER NOT NULL,
    name TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (optimization_id, sequence),
    UNIQUE (optimization_id, name)
) STRICT;

CREATE TABLE optimization_call(
    id INTEGER PRIMARY KEY,
    optimization_id INTEGER NOT NULL REFERENCES optimization(id),
    call_key TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    provider TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('reserved', 'answered', 'released', 'lost', 'recorded')),
    bound_nano INTEGER NOT NULL,
    cost_nano INTEGER NOT NULL,
    content BLOB,
    UNIQUE (optimization_id, call_key, attempt)
) STRICT;

CREATE INDEX optimization_call_open ON optimization_call(optimization_id) WHERE state = 'reserved';
