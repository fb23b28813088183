import { randomUUID } from 'node:crypto'
import type { Coordination } from './coordination.js'
import { createStatements, type TableNames } from './postgres-statements.js'

/** The part of a `Pool` of pg that is used. */
export interface PostgresPool {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>
}

export interface PostgresCoordinationOptions {
  /** The start of the table names, with a schema if you like: `auth.tandem_`. @defaultValue `tandem_` */
  readonly prefix?: string
}

export interface PostgresCoordination extends Coordination {
  /** Creates the tables that are missing; for migrations, `sql/coordination.sql` of this package does the same. */
  createTable(): Promise<void>
}

interface Row {
  readonly value: string
  readonly version: string
  readonly member: string
  readonly time: number
}

const sweepInterval = 60_000

/**
 * Coordination in PostgreSQL, for any number of processes and machines. Each operation is one statement, and times
 * are by the database's clock. This creates no tables: see `createTable`.
 * @throws TypeError for a `prefix` that isn't a name
 */
export function postgresCoordination(
  pool: PostgresPool,
  { prefix = 'tandem_' }: PostgresCoordinationOptions = {},
): PostgresCoordination {
  if (typeof pool?.query !== 'function') throw new TypeError('postgresCoordination: "pool" must be a Pool of pg')
  const sql = createStatements(tableNames(prefix))
  let sweepAt = Date.now() + sweepInterval

  async function run(statement: string, ...values: readonly unknown[]): Promise<readonly Row[]> {
    const { rows } = await pool.query(statement, [...values])
    return rows as readonly Row[]
  }

  // With a write, at most once a minute: without writes nothing accumulates. A failure shows in the write itself.
  function sweep(): void {
    if (Date.now() < sweepAt) return
    sweepAt = Date.now() + sweepInterval
    run(sql.sweepValues).catch(() => undefined)
    run(sql.sweepMembers).catch(() => undefined)
  }

  async function write(statement: string, ...values: readonly unknown[]): Promise<boolean> {
    sweep()
    return (await run(statement, ...values)).length === 1
  }

  return {
    async createTable() {
      await run(sql.createTables)
    },
    setIfAbsent: (key, value, ttl) => write(sql.setIfAbsent, key, value, ttl),
    compareAndSet: (key, version, value, ttl) =>
      version === 0 ? write(sql.setIfAbsent, key, value, ttl) : write(sql.compareAndSet, key, value, ttl, version),
    async take(key) {
      const [row] = await run(sql.take, key)
      return row?.value
    },
    async get(key) {
      const [row] = await run(sql.get, key)
      return row && { value: row.value, version: Number(row.version) }
    },
    async extend(key, ttl) {
      await run(sql.extend, key, ttl)
    },
    async time() {
      const [row] = await run(sql.time)
      return Number(row?.time)
    },
    async addMember(key, member, ttl) {
      await write(sql.addMember, key, member, ttl)
    },
    async removeMember(key, member) {
      await run(sql.removeMember, key, member)
    },
    async members(key) {
      return (await run(sql.members, key)).map(({ member }) => member)
    },
    async lease(key, ttl) {
      const name = `lease:${key}`
      const holder = randomUUID()
      if (!(await write(sql.setIfAbsent, name, holder, ttl))) return undefined
      return {
        renew: (longer) => write(sql.renewLease, name, holder, longer),
        async release() {
          await run(sql.releaseLease, name, holder)
        },
      }
    },
  }
}

// Names can't be parameters of a statement, so only letters, digits and underscores are let through.
function tableNames(prefix: string): TableNames {
  if (!/^([A-Za-z_][A-Za-z0-9_]{0,40}\.)?[A-Za-z_][A-Za-z0-9_]{0,40}$/.test(prefix)) {
    throw new TypeError(
      'postgresCoordination: "prefix" must be letters, digits and underscores, after a schema and a dot',
    )
  }
  return { values: `${prefix}coordination`, members: `${prefix}members` }
}
