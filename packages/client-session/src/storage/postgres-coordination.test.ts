import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Pool } from 'pg'
import { moveClock, takeClock } from '../../test/clock.js'
import { postgresCoordination } from './postgres-coordination.js'

const url = process.env.TANDEM_TEST_POSTGRES_URL

const describeWithPostgres = url === undefined ? describe.skip : describe

describeWithPostgres('coordination in PostgreSQL', () => {
  const pool = new Pool({ connectionString: url })
  const schema = `c${process.pid}`
  const prefix = `${schema}.app_`
  beforeAll(() => pool.query(`CREATE SCHEMA ${schema}`))
  afterAll(async () => {
    await pool.query(`DROP SCHEMA ${schema} CASCADE`)
    await pool.end()
  })
  afterEach(() => jest.useRealTimers())

  async function columnsOf(tables: string): Promise<unknown> {
    const { rows } = await pool.query(
      `SELECT right(table_name, 7) AS name, column_name, data_type, is_nullable FROM information_schema.columns
       WHERE table_schema = $1 AND table_name LIKE $2 ORDER BY 1, 2`,
      [schema, tables],
    )
    return rows
  }

  it('creates its tables when it is asked to, from several processes at once, and again', async () => {
    const processes = Array.from({ length: 8 }, () => postgresCoordination(pool, { prefix }))
    await Promise.all(processes.map((coordination) => coordination.createTable()))
    await processes[0]?.createTable()
    expect(await processes[0]?.setIfAbsent('key', 'value', 60)).toBe(true)
  })

  it('creates what its SQL file creates', async () => {
    const sql = readFileSync(join(__dirname, '../../sql/coordination.sql'), 'utf8')
    await pool.query(`SET search_path TO ${schema}; ${sql}; SET search_path TO DEFAULT`)
    const columns = await columnsOf('tandem%')
    expect(columns).toHaveLength(7)
    expect(await columnsOf('app%')).toEqual(columns)
  })

  it('sweeps what has expired, now and then, with a write', async () => {
    takeClock()
    const coordination = postgresCoordination(pool, { prefix })
    await coordination.setIfAbsent('old', 'value', 0.1)
    await coordination.addMember('old set', 'member', 0.1)
    await new Promise((resolve) => setTimeout(resolve, 200))
    const count = async () => {
      const { rows } = await pool.query(
        `SELECT (SELECT count(*) FROM ${prefix}coordination WHERE key = 'old')::int AS values,
                (SELECT count(*) FROM ${prefix}members WHERE key = 'old set')::int AS members`,
      )
      return rows[0]
    }
    expect(await count()).toEqual({ values: 1, members: 1 })
    moveClock(61_000)
    await coordination.setIfAbsent('new', 'value', 60)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(await count()).toEqual({ values: 0, members: 0 })
    expect((await coordination.get('new'))?.value).toBe('value')
  })

  it.each(['a"b', 'x; DROP TABLE y', 'a.b.c', '', '1st'])('SQL injection by the prefix is a TypeError: %s', (bad) => {
    expect(() => postgresCoordination(pool, { prefix: bad })).toThrow(/^postgresCoordination: "prefix"/)
  })
})
