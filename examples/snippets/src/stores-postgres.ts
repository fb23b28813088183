// #region stores
import { clientSession, fromEnvironment } from '@tandem-auth/client-session'
import { postgresCoordination } from '@tandem-auth/client-session/postgres'
import connectPgSimple from 'connect-pg-simple'
import session from 'express-session'
import { Pool } from 'pg'

const pool = new Pool({ connectionString: process.env.DATABASE_URL })
pool.on('error', (error) => console.error('PostgreSQL:', error.message))

const PgStore = connectPgSimple(session)
const coordination = postgresCoordination(pool)

const web = clientSession({
  ...fromEnvironment(),
  session: { store: new PgStore({ pool }) },
  coordination,
})
// #endregion

// #region tables
// In a migration, once; or run the package's sql/coordination.sql.
await coordination.createTable()

// #endregion

export { web }
