-- A launch opens an exam once, for a short time, on one page: what a course provider's server hands to its own page.
CREATE TABLE launches (
  launch_id TEXT NOT NULL,
  token_hash BLOB NOT NULL,
  exam_id TEXT NOT NULL,
  provider_id TEXT NOT NULL,
  origin TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER NULL,
  CONSTRAINT pk_launches PRIMARY KEY (launch_id),
  CONSTRAINT uq_launches_token UNIQUE (token_hash),
  CONSTRAINT fk_launches_exam FOREIGN KEY (exam_id) REFERENCES exams (exam_id),
  CONSTRAINT fk_launches_provider FOREIGN KEY (provider_id) REFERENCES providers (provider_id)
) WITHOUT ROWID;

-- Tokens that candidates got by a launch, beside the one that was given when the exam was made.
CREATE TABLE exam_tokens (
  token_hash BLOB NOT NULL,
  exam_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  CONSTRAINT pk_exam_tokens PRIMARY KEY (token_hash),
  CONSTRAINT fk_exam_tokens_exam FOREIGN KEY (exam_id) REFERENCES exams (exam_id)
) WITHOUT ROWID;
CREATE INDEX ix_exam_tokens_exam ON exam_tokens (exam_id);
