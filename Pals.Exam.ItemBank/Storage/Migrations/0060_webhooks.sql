-- Where a course provider wants to be told of events. A disabled endpoint gets no further delivery; its row stays.
CREATE TABLE webhook_endpoints (
  endpoint_id TEXT NOT NULL,
  provider_id TEXT NOT NULL,
  url TEXT NOT NULL,
  event_types TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  disabled_at INTEGER NULL,
  disabled_reason TEXT NULL,
  CONSTRAINT pk_webhook_endpoints PRIMARY KEY (endpoint_id),
  CONSTRAINT fk_webhook_endpoints_provider FOREIGN KEY (provider_id) REFERENCES providers (provider_id)
) WITHOUT ROWID;
CREATE INDEX ix_webhook_endpoints_provider ON webhook_endpoints (provider_id);

-- While a secret is being replaced both sign. The secret is sealed with the server's own key, since signing needs it back.
CREATE TABLE webhook_secrets (
  secret_id TEXT NOT NULL,
  endpoint_id TEXT NOT NULL,
  sealed_secret BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NULL,
  CONSTRAINT pk_webhook_secrets PRIMARY KEY (secret_id),
  CONSTRAINT fk_webhook_secrets_endpoint FOREIGN KEY (endpoint_id) REFERENCES webhook_endpoints (endpoint_id)
) WITHOUT ROWID;
CREATE INDEX ix_webhook_secrets_endpoint ON webhook_secrets (endpoint_id);

-- What happened, stored in the transaction in which it happened.
CREATE TABLE webhook_events (
  event_id TEXT NOT NULL,
  provider_id TEXT NOT NULL,
  event_type TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  CONSTRAINT pk_webhook_events PRIMARY KEY (event_id),
  CONSTRAINT fk_webhook_events_provider FOREIGN KEY (provider_id) REFERENCES providers (provider_id)
) WITHOUT ROWID;

-- An event on its way to one endpoint. attempts decides between two nodes that want to send it.
CREATE TABLE webhook_deliveries (
  event_id TEXT NOT NULL,
  endpoint_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('pending', 'delivered', 'failed')),
  attempts INTEGER NOT NULL,
  next_attempt_at INTEGER NOT NULL,
  CONSTRAINT pk_webhook_deliveries PRIMARY KEY (event_id, endpoint_id),
  CONSTRAINT fk_webhook_deliveries_event FOREIGN KEY (event_id) REFERENCES webhook_events (event_id),
  CONSTRAINT fk_webhook_deliveries_endpoint FOREIGN KEY (endpoint_id) REFERENCES webhook_endpoints (endpoint_id)
) WITHOUT ROWID;
CREATE INDEX ix_webhook_deliveries_due ON webhook_deliveries (next_attempt_at) WHERE status = 'pending';
CREATE INDEX ix_webhook_deliveries_endpoint ON webhook_deliveries (endpoint_id, event_id);

CREATE TABLE webhook_attempts (
  event_id TEXT NOT NULL,
  endpoint_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  attempted_at INTEGER NOT NULL,
  response_status INTEGER NULL,
  outcome TEXT NOT NULL,
  CONSTRAINT pk_webhook_attempts PRIMARY KEY (event_id, endpoint_id, attempt),
  CONSTRAINT fk_webhook_attempts_delivery FOREIGN KEY (event_id, endpoint_id) REFERENCES webhook_deliveries (event_id, endpoint_id)
) WITHOUT ROWID;
