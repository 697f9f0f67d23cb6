-- What an exam began with beside its seed, and why it ended: neither a replay nor a report may depend on rules that change. A prior is its mean
-- and covariance as JSON; NULL for that of the definition. end_reason is NULL for exams that ended before there was this column.
ALTER TABLE exams {add column} candidate_group {key} NULL;
ALTER TABLE exams {add column} prior {text} NULL;
ALTER TABLE exams {add column} end_reason {key} NULL;

-- Number of the exam's rows in exam_time_events: a change counts only while these are all that it knows of. deadline follows from them, and is
-- NULL while the clock stands.
ALTER TABLE exams {add column} time_events {int} NOT NULL DEFAULT 0;

CREATE TABLE exam_time_events (
  exam_id {key} NOT NULL,
  ordinal {int} NOT NULL CHECK (ordinal > 0),
  kind {key} NOT NULL CHECK (kind IN ('accommodated', 'paused', 'resumed')),
  occurred_at {time} NOT NULL,
  key_id {key} NOT NULL,
  accommodation {key} NULL CHECK (accommodation IN ('multiplier', 'extra-minutes', 'unlimited')),
  amount {real} NULL,
  reason {text} NULL,
  CONSTRAINT pk_exam_time_events PRIMARY KEY (exam_id, ordinal),
  CONSTRAINT fk_exam_time_events_exam FOREIGN KEY (exam_id) REFERENCES exams (exam_id)
){rows by key};

-- Exams that have ended, for the exposure of items.
CREATE INDEX ix_exams_ended ON exams (definition_id, parameter_set_id, ended_at) WHERE ended_at IS NOT NULL;
