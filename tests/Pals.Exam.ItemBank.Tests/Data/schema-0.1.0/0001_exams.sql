-- Times are milliseconds since 1970-01-01 UTC. Rows of items, parameter sets, definitions and publications are only ever inserted.

CREATE TABLE items (
  item_id TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  version INTEGER NOT NULL,
  content TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  CONSTRAINT pk_items PRIMARY KEY (item_id, content_hash)
) WITHOUT ROWID;

CREATE TABLE parameter_sets (
  parameter_set_id TEXT NOT NULL,
  bank TEXT NOT NULL,
  is_provisional INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  CONSTRAINT pk_parameter_sets PRIMARY KEY (parameter_set_id)
) WITHOUT ROWID;

-- The order of the items is part of the set: the engine's choices depend on it.
CREATE TABLE item_parameters (
  parameter_set_id TEXT NOT NULL,
  ordinal INTEGER NOT NULL,
  item_id TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  model TEXT NOT NULL,
  a REAL NOT NULL,
  b REAL NOT NULL,
  c REAL NOT NULL,
  d REAL NOT NULL,
  thresholds TEXT NOT NULL,
  is_scored INTEGER NOT NULL,
  CONSTRAINT pk_item_parameters PRIMARY KEY (parameter_set_id, ordinal),
  CONSTRAINT uq_item_parameters_item UNIQUE (parameter_set_id, item_id),
  CONSTRAINT fk_item_parameters_set FOREIGN KEY (parameter_set_id) REFERENCES parameter_sets (parameter_set_id),
  CONSTRAINT fk_item_parameters_item FOREIGN KEY (item_id, content_hash) REFERENCES items (item_id, content_hash)
) WITHOUT ROWID;

CREATE TABLE definitions (
  definition_id TEXT NOT NULL,
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  CONSTRAINT pk_definitions PRIMARY KEY (definition_id)
) WITHOUT ROWID;

-- What new exams use is the newest row of a kind and name; rolling back publishes the older target again.
CREATE TABLE publications (
  publication_id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('parameters', 'definition')),
  name TEXT NOT NULL,
  target TEXT NOT NULL,
  origin TEXT NOT NULL,
  published_at INTEGER NOT NULL
);
CREATE INDEX ix_publications_name ON publications (kind, name, publication_id);

CREATE TABLE providers (
  provider_id TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  CONSTRAINT pk_providers PRIMARY KEY (provider_id)
) WITHOUT ROWID;

CREATE TABLE api_keys (
  key_id TEXT NOT NULL,
  key_hash BLOB NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('administrator', 'provider')),
  provider_id TEXT NULL,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER NULL,
  CONSTRAINT pk_api_keys PRIMARY KEY (key_id),
  CONSTRAINT uq_api_keys_hash UNIQUE (key_hash),
  CONSTRAINT fk_api_keys_provider FOREIGN KEY (provider_id) REFERENCES providers (provider_id),
  CONSTRAINT ck_api_keys_scope CHECK ((role = 'provider') = (provider_id IS NOT NULL))
) WITHOUT ROWID;

CREATE TABLE exams (
  exam_id TEXT NOT NULL,
  definition_id TEXT NOT NULL,
  parameter_set_id TEXT NOT NULL,
  seed INTEGER NOT NULL,
  excluded_items TEXT NOT NULL,
  purpose TEXT NOT NULL CHECK (purpose IN ('practice', 'certification')),
  provider_id TEXT NULL,
  candidate_id TEXT NULL,
  token_hash BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  started_at INTEGER NULL,
  deadline INTEGER NULL,
  status TEXT NOT NULL CHECK (status IN ('not-started', 'in-progress', 'passed', 'failed', 'completed', 'expired')),
  is_out_of_time INTEGER NOT NULL DEFAULT 0,
  ended_at INTEGER NULL,
  CONSTRAINT pk_exams PRIMARY KEY (exam_id),
  CONSTRAINT fk_exams_definition FOREIGN KEY (definition_id) REFERENCES definitions (definition_id),
  CONSTRAINT fk_exams_parameter_set FOREIGN KEY (parameter_set_id) REFERENCES parameter_sets (parameter_set_id),
  CONSTRAINT fk_exams_provider FOREIGN KEY (provider_id) REFERENCES providers (provider_id)
) WITHOUT ROWID;
CREATE INDEX ix_exams_open ON exams (deadline) WHERE status = 'in-progress';

-- One row for each item shown. The primary key decides between two nodes that want to present at the same position.
CREATE TABLE administered_items (
  exam_id TEXT NOT NULL,
  position INTEGER NOT NULL CHECK (position > 0),
  item_id TEXT NOT NULL,
  presented_at INTEGER NOT NULL,
  answer TEXT NULL,
  score INTEGER NULL,
  answered_at INTEGER NULL,
  seconds REAL NULL,
  CONSTRAINT pk_administered_items PRIMARY KEY (exam_id, position),
  CONSTRAINT uq_administered_items_item UNIQUE (exam_id, item_id),
  CONSTRAINT fk_administered_items_exam FOREIGN KEY (exam_id) REFERENCES exams (exam_id),
  CONSTRAINT ck_administered_items_answer CHECK ((answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (score IS NULL))
) WITHOUT ROWID;
