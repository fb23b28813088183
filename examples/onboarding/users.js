// The app's own users and invitations, in PostgreSQL.

export async function openUsers(databaseUrl) {
  const db = await connect(databaseUrl)
  await db.query(`create table if not exists users (
    id integer generated always as identity primary key,
    iss text not null, sub text not null, name text not null, role text not null,
    unique (iss, sub))`)
  await db.query(
    `create table if not exists invitations (code text primary key, role text not null, used boolean not null default false)`,
  )

  return {
    /** An e-mail address can change hands; issuer and subject together can't. */
    async find(iss, sub) {
      const { rows } = await db.query('select id, name, role from users where iss = $1 and sub = $2', [iss, sub])
      return rows[0]
    },
    async invite(code, role) {
      await db.query('insert into invitations (code, role) values ($1, $2) on conflict do nothing', [code, role])
    },
    async isInvited(code) {
      const { rows } = await db.query('select 1 from invitations where code = $1 and not used', [code])
      return rows.length === 1
    },
    /** One statement: of two who use an invitation at once, one gets in. */
    async join({ iss, sub, name, code }) {
      const { rows } = await db.query(
        `with invitation as (update invitations set used = true where code = $4 and not used returning role)
         insert into users (iss, sub, name, role) select $1, $2, $3, role from invitation
         returning id, name, role`,
        [iss, sub, name, code],
      )
      return rows[0]
    },
    /** Whether the database is there. */
    check: () => db.query('select 1'),
  }
}

async function connect(databaseUrl) {
  if (databaseUrl) {
    const { default: pg } = await import('pg')
    const pool = new pg.Pool({ connectionString: databaseUrl })
    pool.on('error', (error) => console.error('PostgreSQL:', error.message))
    return pool
  }
  const { PGlite } = await import('@electric-sql/pglite')
  return new PGlite()
}
