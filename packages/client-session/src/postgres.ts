export type { Coordination, Lease, VersionedValue } from './storage/coordination.js'
export {
  type PostgresCoordination,
  type PostgresCoordinationOptions,
  type PostgresPool,
  postgresCoordination,
} from './storage/postgres-coordination.js'
