/**
 * What must be taken once, compared or counted across requests, processes and machines. Each operation is atomic.
 * Keys and members are printable ASCII of at most 256 characters; values are strings; every `ttl` is in seconds.
 */
export interface Coordination {
  /** Writes the value unless the key exists: `true` for exactly one of any number of callers. */
  setIfAbsent(key: string, value: string, ttl: number): Promise<boolean>
  /** Reads and removes: the value for exactly one of any number of callers. */
  take(key: string): Promise<string | undefined>
  get(key: string): Promise<VersionedValue | undefined>
  /** Writes if the key still has this version (0: if there is no such key); resolves to whether it wrote. */
  compareAndSet(key: string, version: number, value: string, ttl: number): Promise<boolean>
  /** Lets a key expire in `ttl` seconds from now, and leaves its value and version; does nothing for a missing key. */
  extend(key: string, ttl: number): Promise<void>
  /** Adds a member to a set; the set lives as long as its longest-lived member. */
  addMember(key: string, member: string, ttl: number): Promise<void>
  removeMember(key: string, member: string): Promise<void>
  members(key: string): Promise<readonly string[]>
  /** Epoch seconds, with fractions: the clock that all processes share. */
  time(): Promise<number>
  /** Takes the lease on a key; resolves to `undefined` while another holder has it. */
  lease(key: string, ttl: number): Promise<Lease | undefined>
}

export interface VersionedValue {
  readonly value: string
  /** Grows with every write of this key; never 0. */
  readonly version: number
}

export interface Lease {
  /** Extends the lease to `ttl` seconds from now; `false` once it was lost. */
  renew(ttl: number): Promise<boolean>
  release(): Promise<void>
}
