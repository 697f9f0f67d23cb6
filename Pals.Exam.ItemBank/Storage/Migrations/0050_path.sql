-- The rules of a programme as YAML. A change is a further revision; the newest counts.
CREATE TABLE programmes (
  programme_id {key} NOT NULL,
  revision {int} NOT NULL,
  text {text} NOT NULL,
  origin {text} NOT NULL,
  created_at {time} NOT NULL,
  CONSTRAINT pk_programmes PRIMARY KEY (programme_id, revision)
){rows by key};

-- Days are text, yyyy-MM-dd, and end at midnight UTC.
CREATE TABLE provider_accreditations (
  provider_id {key} NOT NULL,
  body {key} NOT NULL,
  revision {int} NOT NULL,
  number {text} NOT NULL,
  expires_on {key} NOT NULL,
  created_at {time} NOT NULL,
  CONSTRAINT pk_provider_accreditations PRIMARY KEY (provider_id, body, revision),
  CONSTRAINT fk_provider_accreditations_provider FOREIGN KEY (provider_id) REFERENCES providers (provider_id)
){rows by key};

CREATE TABLE courses (
  provider_id {key} NOT NULL,
  course_id {key} NOT NULL,
  programme_id {key} NOT NULL,
  title {text} NOT NULL,
  format {text} NOT NULL,
  kind {key} NOT NULL,
  hours {real} NOT NULL,
  skills {text} NOT NULL,
  starts_on {key} NULL,
  ends_on {key} NULL,
  created_at {time} NOT NULL,
  CONSTRAINT pk_courses PRIMARY KEY (provider_id, course_id),
  CONSTRAINT fk_courses_provider FOREIGN KEY (provider_id) REFERENCES providers (provider_id)
){rows by key};

-- candidate_key joins; candidate_id is the provider's own name for the person, and is gone after erasure with the rest of the row.
CREATE TABLE candidates (
  candidate_key {key} NOT NULL,
  provider_id {key} NOT NULL,
  candidate_id {key} NOT NULL,
  name {text} NOT NULL,
  email {text} NULL,
  profession {text} NOT NULL,
  created_at {time} NOT NULL,
  CONSTRAINT pk_candidates PRIMARY KEY (candidate_key),
  CONSTRAINT uq_candidates_id UNIQUE (provider_id, candidate_id),
  CONSTRAINT fk_candidates_provider FOREIGN KEY (provider_id) REFERENCES providers (provider_id)
){rows by key};

-- A recertification has no course. previous_card is the card that the enrolment renews.
CREATE TABLE enrolments (
  enrolment_id {key} NOT NULL,
  provider_id {key} NOT NULL,
  candidate_key {key} NOT NULL,
  programme_id {key} NOT NULL,
  kind {key} NOT NULL,
  course_id {key} NULL,
  previous_card {key} NULL,
  created_at {time} NOT NULL,
  CONSTRAINT pk_enrolments PRIMARY KEY (enrolment_id),
  CONSTRAINT fk_enrolments_candidate FOREIGN KEY (candidate_key) REFERENCES candidates (candidate_key),
  CONSTRAINT fk_enrolments_course FOREIGN KEY (provider_id, course_id) REFERENCES courses (provider_id, course_id)
){rows by key};
CREATE INDEX ix_enrolments_candidate ON enrolments (candidate_key);
CREATE UNIQUE INDEX ux_enrolments_course ON enrolments (provider_id, course_id, candidate_key) WHERE course_id IS NOT NULL;

-- What a provider attested. A correction before the card is a further revision; the newest counts.
CREATE TABLE completions (
  enrolment_id {key} NOT NULL,
  revision {int} NOT NULL,
  hours {real} NOT NULL,
  completed_on {key} NOT NULL,
  attested_by {text} NOT NULL,
  attested_at {time} NOT NULL,
  CONSTRAINT pk_completions PRIMARY KEY (enrolment_id, revision),
  CONSTRAINT fk_completions_enrolment FOREIGN KEY (enrolment_id) REFERENCES enrolments (enrolment_id)
){rows by key};

CREATE TABLE completion_skills (
  enrolment_id {key} NOT NULL,
  revision {int} NOT NULL,
  ordinal {int} NOT NULL,
  skill {text} NOT NULL,
  assessor {text} NOT NULL,
  assessed_on {key} NOT NULL,
  CONSTRAINT pk_completion_skills PRIMARY KEY (enrolment_id, revision, ordinal),
  CONSTRAINT fk_completion_skills_completion FOREIGN KEY (enrolment_id, revision) REFERENCES completions (enrolment_id, revision)
){rows by key};

-- The exams of an enrolment. The number of the attempt decides between two nodes that want to give the same one.
CREATE TABLE enrolment_exams (
  exam_id {key} NOT NULL,
  enrolment_id {key} NOT NULL,
  attempt {int} NOT NULL,
  CONSTRAINT pk_enrolment_exams PRIMARY KEY (exam_id),
  CONSTRAINT uq_enrolment_exams_attempt UNIQUE (enrolment_id, attempt),
  CONSTRAINT fk_enrolment_exams_exam FOREIGN KEY (exam_id) REFERENCES exams (exam_id),
  CONSTRAINT fk_enrolment_exams_enrolment FOREIGN KEY (enrolment_id) REFERENCES enrolments (enrolment_id)
){rows by key};

-- Downloads, usage and erasure ask for a provider's exams, by candidate and by time.
CREATE INDEX ix_exams_candidate ON exams (provider_id, candidate_id) WHERE provider_id IS NOT NULL;
CREATE INDEX ix_exams_provider ON exams (provider_id, created_at) WHERE provider_id IS NOT NULL;
