-- Psychometricians, expiry and labels. A new table, since the old one's check names two roles only and a check cannot be changed everywhere.
CREATE TABLE access_keys (
  key_id TEXT NOT NULL,
  key_hash BLOB NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('administrator', 'psychometrician', 'provider')),
  provider_id TEXT NULL,
  label TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NULL,
  revoked_at INTEGER NULL,
  CONSTRAINT pk_access_keys PRIMARY KEY (key_id),
  CONSTRAINT uq_access_keys_hash UNIQUE (key_hash),
  CONSTRAINT fk_access_keys_provider FOREIGN KEY (provider_id) REFERENCES providers (provider_id),
  CONSTRAINT ck_access_keys_scope CHECK (
    (role = 'administrator' AND provider_id IS NULL) OR (role = 'provider' AND provider_id IS NOT NULL) OR role = 'psychometrician')
);

INSERT INTO access_keys (key_id, key_hash, role, provider_id, label, created_at, expires_at, revoked_at)
SELECT key_id, key_hash, role, provider_id, '', created_at, NULL, revoked_at FROM api_keys;

DROP TABLE api_keys;

ALTER TABLE providers ADD COLUMN closed_at INTEGER NULL;
