-- Able to serve means that a change becomes durable: a node changes this row to find out.
CREATE TABLE readiness (
  readiness_id {int} NOT NULL,
  checked_at {time} NOT NULL,
  CONSTRAINT pk_readiness PRIMARY KEY (readiness_id)
){rows by key};

INSERT INTO readiness (readiness_id, checked_at) VALUES (1, 0);
