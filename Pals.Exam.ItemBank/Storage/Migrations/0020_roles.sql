-- Psychometricians, expiry and labels. A new table, since the old one's check names two roles only and a check cannot be changed everywhere.
CREATE TABLE access_keys (
  key_id {key} NOT NULL,
  key_hash {hash} NOT NULL,
  role {key} NOT NULL CHECK (role IN ('administrator', 'psychometrician', 'provider')),
  provider_id {key} NULL,
  label {text} NOT NULL,
  created_at {time} NOT NULL,
  expires_at {time} NULL,
  revoked_at {time} NULL,
  CONSTRAINT pk_access_keys PRIMARY KEY (key_id),
  CONSTRAINT uq_access_keys_hash UNIQUE (key_hash),
  CONSTRAINT fk_access_keys_provider FOREIGN KEY (provider_id) REFERENCES providers (provider_id),
  CONSTRAINT ck_access_keys_scope CHECK (
    (role = 'administrator' AND provider_id IS NULL) OR (role = 'provider' AND provider_id IS NOT NULL) OR role = 'psychometrician')
);

INSERT INTO access_keys (key_id, key_hash, role, provider_id, label, created_at, expires_at, revoked_at)
SELECT key_id, key_hash, role, provider_id, '', created_at, NULL, revoked_at FROM api_keys;

DROP TABLE api_keys;

ALTER TABLE providers {add column} closed_at {time} NULL;
