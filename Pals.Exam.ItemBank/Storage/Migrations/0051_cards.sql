-- A card is inserted once and never changed; what happens to it later is a further row. Its holder's name stands apart, so that it can be erased.
-- valid_from is the day of issue; expires_on is the last day. renews is the card whose period it follows, reissues the one it replaces.
CREATE TABLE cards (
  card_number {key} NOT NULL,
  programme_id {key} NOT NULL,
  title {text} NOT NULL,
  provider_id {key} NOT NULL,
  provider_name {text} NOT NULL,
  enrolment_id {key} NOT NULL,
  exam_id {key} NOT NULL,
  issued_on {key} NOT NULL,
  expires_on {key} NOT NULL,
  renews {key} NULL,
  reissues {key} NULL,
  created_at {time} NOT NULL,
  CONSTRAINT pk_cards PRIMARY KEY (card_number),
  CONSTRAINT fk_cards_provider FOREIGN KEY (provider_id) REFERENCES providers (provider_id)
){rows by key};
CREATE INDEX ix_cards_provider ON cards (provider_id, expires_on);
CREATE INDEX ix_cards_expiry ON cards (expires_on);

-- One card for each enrolment, which decides between two nodes; reissues replace it and have their own rule.
CREATE UNIQUE INDEX ux_cards_enrolment ON cards (enrolment_id) WHERE reissues IS NULL;
CREATE UNIQUE INDEX ux_cards_reissues ON cards (reissues) WHERE reissues IS NOT NULL;
CREATE UNIQUE INDEX ux_cards_renews ON cards (renews) WHERE renews IS NOT NULL AND reissues IS NULL;

-- holder_id names the person in the credential and nowhere else. candidate_key outlives its candidate when the law keeps the card.
CREATE TABLE card_holders (
  card_number {key} NOT NULL,
  holder_id {key} NOT NULL,
  candidate_key {key} NOT NULL,
  name {text} NOT NULL,
  CONSTRAINT pk_card_holders PRIMARY KEY (card_number),
  CONSTRAINT fk_card_holders_card FOREIGN KEY (card_number) REFERENCES cards (card_number)
){rows by key};
CREATE INDEX ix_card_holders_candidate ON card_holders (candidate_key);

CREATE TABLE card_events (
  card_number {key} NOT NULL,
  kind {key} NOT NULL,
  reason {text} NOT NULL,
  by_role {text} NOT NULL,
  created_at {time} NOT NULL,
  CONSTRAINT pk_card_events PRIMARY KEY (card_number, kind),
  CONSTRAINT fk_card_events_card FOREIGN KEY (card_number) REFERENCES cards (card_number)
){rows by key};

-- A reminder is raised by whoever inserts its row, so once whatever the number of nodes.
CREATE TABLE card_reminders (
  card_number {key} NOT NULL,
  days {int} NOT NULL,
  created_at {time} NOT NULL,
  CONSTRAINT pk_card_reminders PRIMARY KEY (card_number, days),
  CONSTRAINT fk_card_reminders_card FOREIGN KEY (card_number) REFERENCES cards (card_number)
){rows by key};

-- Keys that sign credentials. The public part stays; the private part is sealed with the server's own key and gone when the key is retired.
CREATE TABLE signing_keys (
  key_id {key} NOT NULL,
  public_key {bytes} NOT NULL,
  sealed_private_key {bytes} NULL,
  created_at {time} NOT NULL,
  retired_at {time} NULL,
  CONSTRAINT pk_signing_keys PRIMARY KEY (key_id)
){rows by key};
