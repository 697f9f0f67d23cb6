-- Where a course provider wants to be told of events. A disabled endpoint gets no further delivery; its row stays.
CREATE TABLE webhook_endpoints (
  endpoint_id {key} NOT NULL,
  provider_id {key} NOT NULL,
  url {text} NOT NULL,
  event_types {text} NOT NULL,
  created_at {time} NOT NULL,
  disabled_at {time} NULL,
  disabled_reason {text} NULL,
  CONSTRAINT pk_webhook_endpoints PRIMARY KEY (endpoint_id),
  CONSTRAINT fk_webhook_endpoints_provider FOREIGN KEY (provider_id) REFERENCES providers (provider_id)
){rows by key};
CREATE INDEX ix_webhook_endpoints_provider ON webhook_endpoints (provider_id);

-- While a secret is being replaced both sign. The secret is sealed with the server's own key, since signing needs it back.
CREATE TABLE webhook_secrets (
  secret_id {key} NOT NULL,
  endpoint_id {key} NOT NULL,
  sealed_secret {bytes} NOT NULL,
  created_at {time} NOT NULL,
  expires_at {time} NULL,
  CONSTRAINT pk_webhook_secrets PRIMARY KEY (secret_id),
  CONSTRAINT fk_webhook_secrets_endpoint FOREIGN KEY (endpoint_id) REFERENCES webhook_endpoints (endpoint_id)
){rows by key};
CREATE INDEX ix_webhook_secrets_endpoint ON webhook_secrets (endpoint_id);

-- What happened, stored in the transaction in which it happened.
CREATE TABLE webhook_events (
  event_id {key} NOT NULL,
  provider_id {key} NOT NULL,
  event_type {key} NOT NULL,
  body {text} NOT NULL,
  created_at {time} NOT NULL,
  CONSTRAINT pk_webhook_events PRIMARY KEY (event_id),
  CONSTRAINT fk_webhook_events_provider FOREIGN KEY (provider_id) REFERENCES providers (provider_id)
){rows by key};

-- An event on its way to one endpoint. attempts decides between two nodes that want to send it.
CREATE TABLE webhook_deliveries (
  event_id {key} NOT NULL,
  endpoint_id {key} NOT NULL,
  status {key} NOT NULL CHECK (status IN ('pending', 'delivered', 'failed')),
  attempts {int} NOT NULL,
  next_attempt_at {time} NOT NULL,
  CONSTRAINT pk_webhook_deliveries PRIMARY KEY (event_id, endpoint_id),
  CONSTRAINT fk_webhook_deliveries_event FOREIGN KEY (event_id) REFERENCES webhook_events (event_id),
  CONSTRAINT fk_webhook_deliveries_endpoint FOREIGN KEY (endpoint_id) REFERENCES webhook_endpoints (endpoint_id)
){rows by key};
CREATE INDEX ix_webhook_deliveries_due ON webhook_deliveries (next_attempt_at) WHERE status = 'pending';
CREATE INDEX ix_webhook_deliveries_endpoint ON webhook_deliveries (endpoint_id, event_id);

CREATE TABLE webhook_attempts (
  event_id {key} NOT NULL,
  endpoint_id {key} NOT NULL,
  attempt {int} NOT NULL,
  attempted_at {time} NOT NULL,
  response_status {int} NULL,
  outcome {text} NOT NULL,
  CONSTRAINT pk_webhook_attempts PRIMARY KEY (event_id, endpoint_id, attempt),
  CONSTRAINT fk_webhook_attempts_delivery FOREIGN KEY (event_id, endpoint_id) REFERENCES webhook_deliveries (event_id, endpoint_id)
){rows by key};
