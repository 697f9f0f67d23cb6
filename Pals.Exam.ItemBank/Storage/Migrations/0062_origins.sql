-- The origins whose pages may show a course provider's exams in a frame.
CREATE TABLE provider_origins (
  provider_id {key} NOT NULL,
  origin {key} NOT NULL,
  CONSTRAINT pk_provider_origins PRIMARY KEY (provider_id, origin),
  CONSTRAINT fk_provider_origins_provider FOREIGN KEY (provider_id) REFERENCES providers (provider_id)
){rows by key};
