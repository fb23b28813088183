export interface TableNames {
  readonly values: string
  readonly members: string
}

export type Statements = Readonly<
  Record<
    | 'createTables'
    | 'setIfAbsent'
    | 'compareAndSet'
    | 'extend'
    | 'time'
    | 'take'
    | 'get'
    | 'addMember'
    | 'removeMember'
    | 'members'
    | 'renewLease'
    | 'releaseLease'
    | 'sweepValues'
    | 'sweepMembers',
    string
  >
>

// Not now(): a statement that waited for a row must compare it with the time after the wait.
const clock = 'clock_timestamp()'
const after = (parameter: string) => `${clock} + ${parameter}::float8 * interval '1 second'`

// A key that is created again must not repeat a version: the first version is the time in microseconds.
const firstVersion = `(extract(epoch from ${clock}) * 1000000)::bigint`

export function createStatements({ values, members }: TableNames): Statements {
  return {
    // Two processes that create a table at once would fail, even with IF NOT EXISTS.
    createTables: `
      SELECT pg_advisory_xact_lock(hashtext('${values}'));
      CREATE TABLE IF NOT EXISTS ${values} (
        key text PRIMARY KEY, value text NOT NULL, version bigint NOT NULL, expires_at timestamptz NOT NULL);
      CREATE INDEX IF NOT EXISTS ${indexName(values)} ON ${values} (expires_at);
      CREATE TABLE IF NOT EXISTS ${members} (
        key text NOT NULL, member text NOT NULL, expires_at timestamptz NOT NULL, PRIMARY KEY (key, member));
      CREATE INDEX IF NOT EXISTS ${indexName(members)} ON ${members} (expires_at)`,
    setIfAbsent: `
      INSERT INTO ${values} AS stored (key, value, version, expires_at)
      VALUES ($1, $2, ${firstVersion}, ${after('$3')})
      ON CONFLICT (key) DO UPDATE
      SET value = excluded.value, version = greatest(stored.version + 1, excluded.version), expires_at = ${after('$3')}
      WHERE stored.expires_at <= ${clock}
      RETURNING key`,
    compareAndSet: `
      UPDATE ${values} SET value = $2, version = version + 1, expires_at = ${after('$3')}
      WHERE key = $1 AND version = $4 AND expires_at > ${clock} RETURNING key`,
    extend: `UPDATE ${values} SET expires_at = ${after('$2')} WHERE key = $1 AND expires_at > ${clock}`,
    time: `SELECT extract(epoch from ${clock})::float8 AS time`,
    take: `
      WITH taken AS (DELETE FROM ${values} WHERE key = $1 RETURNING value, expires_at)
      SELECT value FROM taken WHERE expires_at > ${clock}`,
    get: `SELECT value, version FROM ${values} WHERE key = $1 AND expires_at > ${clock}`,
    addMember: `
      INSERT INTO ${members} (key, member, expires_at) VALUES ($1, $2, ${after('$3')})
      ON CONFLICT (key, member) DO UPDATE SET expires_at = excluded.expires_at RETURNING key`,
    removeMember: `DELETE FROM ${members} WHERE key = $1 AND member = $2`,
    members: `SELECT member FROM ${members} WHERE key = $1 AND expires_at > ${clock}`,
    renewLease: `
      UPDATE ${values} SET expires_at = ${after('$3')}
      WHERE key = $1 AND value = $2 AND expires_at > ${clock} RETURNING key`,
    releaseLease: `DELETE FROM ${values} WHERE key = $1 AND value = $2`,
    sweepValues: sweep(values, 'key'),
    sweepMembers: sweep(members, 'key, member'),
  }
}

// In portions, skipping rows that are being written.
function sweep(table: string, identity: string): string {
  return `
    DELETE FROM ${table} WHERE (${identity}) IN (
      SELECT ${identity} FROM ${table} WHERE expires_at <= ${clock} LIMIT 5000 FOR UPDATE SKIP LOCKED)`
}

function indexName(table: string): string {
  return `${table.slice(table.indexOf('.') + 1)}_expires_at`
}
