CREATE TABLE token(
    id TEXT NOT NULL PRIMARY KEY,
    secret_hash BLOB NOT NULL,
    name TEXT NOT NULL,
    team TEXT,
    scope TEXT NOT NULL CHECK (scope IN ('read', 'run', 'admin')),
    is_service_account INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    last_used_at INTEGER,
    revoked_at INTEGER
) STRICT;

CREATE INDEX token_by_name ON token(name);
