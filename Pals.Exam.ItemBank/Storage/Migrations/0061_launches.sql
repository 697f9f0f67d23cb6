-- A launch opens an exam once, for a short time, on one page: what a course provider's server hands to its own page.
CREATE TABLE launches (
  launch_id {key} NOT NULL,
  token_hash {hash} NOT NULL,
  exam_id {key} NOT NULL,
  provider_id {key} NOT NULL,
  origin {text} NOT NULL,
  created_at {time} NOT NULL,
  expires_at {time} NOT NULL,
  used_at {time} NULL,
  CONSTRAINT pk_launches PRIMARY KEY (launch_id),
  CONSTRAINT uq_launches_token UNIQUE (token_hash),
  CONSTRAINT fk_launches_exam FOREIGN KEY (exam_id) REFERENCES exams (exam_id),
  CONSTRAINT fk_launches_provider FOREIGN KEY (provider_id) REFERENCES providers (provider_id)
){rows by key};

-- Tokens that candidates got by a launch, beside the one that was given when the exam was made.
CREATE TABLE exam_tokens (
  token_hash {hash} NOT NULL,
  exam_id {key} NOT NULL,
  created_at {time} NOT NULL,
  CONSTRAINT pk_exam_tokens PRIMARY KEY (token_hash),
  CONSTRAINT fk_exam_tokens_exam FOREIGN KEY (exam_id) REFERENCES exams (exam_id)
){rows by key};
CREATE INDEX ix_exam_tokens_exam ON exam_tokens (exam_id);
