-- What client-session keeps in PostgreSQL beside the session rows. postgresCoordination(pool).createTable() runs the same.

CREATE TABLE IF NOT EXISTS tandem_coordination (
  key text PRIMARY KEY,
  value text NOT NULL,
  version bigint NOT NULL,
  expires_at timestamptz NOT NULL
);

CREATE INDEX IF NOT EXISTS tandem_coordination_expires_at ON tandem_coordination (expires_at);

CREATE TABLE IF NOT EXISTS tandem_members (
  key text NOT NULL,
  member text NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (key, member)
);

CREATE INDEX IF NOT EXISTS tandem_members_expires_at ON tandem_members (expires_at);
