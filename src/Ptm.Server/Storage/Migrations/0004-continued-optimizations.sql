-- Equal for optimizations of one prompt whose answers are the same.
ALTER TABLE optimization ADD COLUMN fingerprint TEXT;

-- The optimization_key of the one whose answers it takes over.
ALTER TABLE optimization ADD COLUMN continues TEXT;

-- 1 where it ended before it was done.
ALTER TABLE optimization ADD COLUMN unfinished INTEGER NOT NULL DEFAULT 0;

-- Which draw of samples of the prompt it is; 0 for the samples that a run has too.
ALTER TABLE optimization ADD COLUMN draw INTEGER NOT NULL DEFAULT 0;

CREATE INDEX optimization_by_fingerprint ON optimization(owner, fingerprint, created_at) WHERE fingerprint IS NOT NULL;
