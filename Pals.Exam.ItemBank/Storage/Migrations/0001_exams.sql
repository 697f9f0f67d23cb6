-- Times are milliseconds since 1970-01-01 UTC. Rows of items, parameter sets, definitions and publications are only ever inserted.

CREATE TABLE items (
  item_id {key} NOT NULL,
  content_hash {key} NOT NULL,
  version {int} NOT NULL,
  content {text} NOT NULL,
  created_at {time} NOT NULL,
  CONSTRAINT pk_items PRIMARY KEY (item_id, content_hash)
){rows by key};

CREATE TABLE parameter_sets (
  parameter_set_id {key} NOT NULL,
  bank {key} NOT NULL,
  is_provisional {bool} NOT NULL,
  created_at {time} NOT NULL,
  CONSTRAINT pk_parameter_sets PRIMARY KEY (parameter_set_id)
){rows by key};

-- The order of the items is part of the set: the engine's choices depend on it.
CREATE TABLE item_parameters (
  parameter_set_id {key} NOT NULL,
  ordinal {int} NOT NULL,
  item_id {key} NOT NULL,
  content_hash {key} NOT NULL,
  model {key} NOT NULL,
  a {real} NOT NULL,
  b {real} NOT NULL,
  c {real} NOT NULL,
  d {real} NOT NULL,
  thresholds {text} NOT NULL,
  is_scored {bool} NOT NULL,
  CONSTRAINT pk_item_parameters PRIMARY KEY (parameter_set_id, ordinal),
  CONSTRAINT uq_item_parameters_item UNIQUE (parameter_set_id, item_id),
  CONSTRAINT fk_item_parameters_set FOREIGN KEY (parameter_set_id) REFERENCES parameter_sets (parameter_set_id),
  CONSTRAINT fk_item_parameters_item FOREIGN KEY (item_id, content_hash) REFERENCES items (item_id, content_hash)
){rows by key};

CREATE TABLE definitions (
  definition_id {key} NOT NULL,
  name {text} NOT NULL,
  text {text} NOT NULL,
  created_at {time} NOT NULL,
  CONSTRAINT pk_definitions PRIMARY KEY (definition_id)
){rows by key};

-- What new exams use is the newest row of a kind and name; rolling back publishes the older target again.
CREATE TABLE publications (
  publication_id {identity},
  kind {key} NOT NULL CHECK (kind IN ('parameters', 'definition')),
  name {key} NOT NULL,
  target {key} NOT NULL,
  origin {text} NOT NULL,
  published_at {time} NOT NULL
);
CREATE INDEX ix_publications_name ON publications (kind, name, publication_id);

CREATE TABLE providers (
  provider_id {key} NOT NULL,
  name {text} NOT NULL,
  created_at {time} NOT NULL,
  CONSTRAINT pk_providers PRIMARY KEY (provider_id)
){rows by key};

CREATE TABLE api_keys (
  key_id {key} NOT NULL,
  key_hash {hash} NOT NULL,
  role {key} NOT NULL CHECK (role IN ('administrator', 'provider')),
  provider_id {key} NULL,
  created_at {time} NOT NULL,
  revoked_at {time} NULL,
  CONSTRAINT pk_api_keys PRIMARY KEY (key_id),
  CONSTRAINT uq_api_keys_hash UNIQUE (key_hash),
  CONSTRAINT fk_api_keys_provider FOREIGN KEY (provider_id) REFERENCES providers (provider_id),
  CONSTRAINT ck_api_keys_scope CHECK ({same: role = 'provider' | provider_id IS NOT NULL})
){rows by key};

CREATE TABLE exams (
  exam_id {key} NOT NULL,
  definition_id {key} NOT NULL,
  parameter_set_id {key} NOT NULL,
  seed {long} NOT NULL,
  excluded_items {text} NOT NULL,
  purpose {key} NOT NULL CHECK (purpose IN ('practice', 'certification')),
  provider_id {key} NULL,
  candidate_id {key} NULL,
  token_hash {hash} NOT NULL,
  created_at {time} NOT NULL,
  started_at {time} NULL,
  deadline {time} NULL,
  status {key} NOT NULL CHECK (status IN ('not-started', 'in-progress', 'passed', 'failed', 'completed', 'expired')),
  is_out_of_time {bool} NOT NULL DEFAULT 0,
  ended_at {time} NULL,
  CONSTRAINT pk_exams PRIMARY KEY (exam_id),
  CONSTRAINT fk_exams_definition FOREIGN KEY (definition_id) REFERENCES definitions (definition_id),
  CONSTRAINT fk_exams_parameter_set FOREIGN KEY (parameter_set_id) REFERENCES parameter_sets (parameter_set_id),
  CONSTRAINT fk_exams_provider FOREIGN KEY (provider_id) REFERENCES providers (provider_id)
){rows by key};
CREATE INDEX ix_exams_open ON exams (deadline) WHERE status = 'in-progress';

-- One row for each item shown. The primary key decides between two nodes that want to present at the same position.
CREATE TABLE administered_items (
  exam_id {key} NOT NULL,
  position {int} NOT NULL CHECK (position > 0),
  item_id {key} NOT NULL,
  presented_at {time} NOT NULL,
  answer {text} NULL,
  score {int} NULL,
  answered_at {time} NULL,
  seconds {real} NULL,
  CONSTRAINT pk_administered_items PRIMARY KEY (exam_id, position),
  CONSTRAINT uq_administered_items_item UNIQUE (exam_id, item_id),
  CONSTRAINT fk_administered_items_exam FOREIGN KEY (exam_id) REFERENCES exams (exam_id),
  CONSTRAINT ck_administered_items_answer CHECK ({same: answer IS NULL | answered_at IS NULL} AND {same: answer IS NULL | score IS NULL})
){rows by key};
