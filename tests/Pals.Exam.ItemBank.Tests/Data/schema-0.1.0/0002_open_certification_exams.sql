-- Each practice report asks whether one is open; there may be thousands of open practice exams among them.
CREATE INDEX ix_exams_purpose ON exams (purpose, parameter_set_id) WHERE status = 'in-progress';
