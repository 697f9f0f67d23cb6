-- Which form a written exam gives, fixed when it is made.
CREATE TABLE written_exams (
  exam_id {key} NOT NULL,
  form_id {key} NOT NULL,
  form_number {int} NOT NULL CHECK (form_number > 0),
  items {text} NOT NULL,
  CONSTRAINT pk_written_exams PRIMARY KEY (exam_id),
  CONSTRAINT fk_written_exams_exam FOREIGN KEY (exam_id) REFERENCES exams (exam_id)
){rows by key};

-- Every answer that a candidate gave, changed or cleared (answer is then NULL); rows are only ever inserted. The one with the highest sequence,
-- which the candidate's page counts, stands. At the end it is copied to administered_items.
CREATE TABLE written_answers (
  exam_id {key} NOT NULL,
  position {int} NOT NULL CHECK (position > 0),
  sequence {long} NOT NULL CHECK (sequence > 0),
  answer {text} NULL,
  seconds {real} NULL,
  received_at {time} NOT NULL,
  CONSTRAINT pk_written_answers PRIMARY KEY (exam_id, position, sequence),
  CONSTRAINT fk_written_answers_exam FOREIGN KEY (exam_id) REFERENCES written_exams (exam_id)
){rows by key};

-- Questions that a candidate marked to come back to, in the same way.
CREATE TABLE written_flags (
  exam_id {key} NOT NULL,
  position {int} NOT NULL CHECK (position > 0),
  sequence {long} NOT NULL CHECK (sequence > 0),
  is_flagged {bool} NOT NULL,
  received_at {time} NOT NULL,
  CONSTRAINT pk_written_flags PRIMARY KEY (exam_id, position, sequence),
  CONSTRAINT fk_written_flags_exam FOREIGN KEY (exam_id) REFERENCES written_exams (exam_id)
){rows by key};
