-- Rows are inserted in the order of sequence and never changed: each holds the hash of the one before, so that a change shows.
CREATE TABLE audit_entries (
  sequence {long} NOT NULL,
  at {time} NOT NULL,
  actor {text} NOT NULL,
  action {text} NOT NULL,
  subject {text} NOT NULL,
  detail {text} NOT NULL,
  previous_hash {hash} NOT NULL,
  hash {hash} NOT NULL,
  CONSTRAINT pk_audit_entries PRIMARY KEY (sequence)
);

-- Against accidents; whoever may drop a trigger is found out by the hashes. On SQL Server, DENY UPDATE, DELETE does the same.
{sqlite: CREATE TRIGGER audit_entries_keep_update BEFORE UPDATE ON audit_entries BEGIN SELECT RAISE(ABORT, 'The audit trail only grows.'); END;}
{sqlite: CREATE TRIGGER audit_entries_keep_delete BEFORE DELETE ON audit_entries BEGIN SELECT RAISE(ABORT, 'The audit trail only grows.'); END;}
