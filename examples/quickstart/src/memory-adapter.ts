import type { Adapter, AdapterPayload } from 'oidc-provider'

/** Where the provider keeps what it has issued: in memory, gone with the process. A real provider has a database here. */
export function createMemoryAdapter(): (model: string) => Adapter {
  const entries = new Map<string, AdapterPayload>()

  return (model) => {
    const keyOf = (id: string) => `${model}:${id}`
    const findBy = (name: 'uid' | 'userCode', value: string) =>
      [...entries].find(([key, payload]) => key.startsWith(`${model}:`) && payload[name] === value)?.[1]

    return {
      async upsert(id, payload) {
        const now = Math.floor(Date.now() / 1000)
        for (const [key, { exp }] of entries) if (exp !== undefined && exp < now) entries.delete(key)
        entries.set(keyOf(id), payload)
      },
      async find(id) {
        return entries.get(keyOf(id))
      },
      async findByUid(uid) {
        return findBy('uid', uid)
      },
      async findByUserCode(userCode) {
        return findBy('userCode', userCode)
      },
      async consume(id) {
        const payload = entries.get(keyOf(id))
        if (payload) payload.consumed = Math.floor(Date.now() / 1000)
      },
      async destroy(id) {
        entries.delete(keyOf(id))
      },
      async revokeByGrantId(grantId) {
        for (const [key, payload] of entries) {
          if (key.startsWith(`${model}:`) && payload.grantId === grantId) entries.delete(key)
        }
      },
    }
  }
}
