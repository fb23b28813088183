export type { Coordination, Lease, VersionedValue } from './coordination/coordination.js'
export {
  type PostgresCoordination,
  type PostgresCoordinationOptions,
  type PostgresPool,
  postgresCoordination,
} from './coordination/postgres.js'
