import { createEncryptedRecords } from './encrypted-records.js'
import { createKeyRing } from './key-ring.js'
import { memoryCoordination } from './memory-coordination.js'

const [older, newer] = ['the older secret of this test, 32 bytes', 'the newer secret of this test, 32 bytes'] as const
const content = { accessToken: 'precious' }

function start(secrets: readonly [string, ...string[]] = [older], coordination = memoryCoordination()) {
  const keys = createKeyRing(secrets)
  const recordsOf = (kind: 'vault' | 'login', isOwn = () => true) =>
    createEncryptedRecords<typeof content>(coordination, keys, kind, isOwn)
  return { coordination, vault: recordsOf('vault'), loginRecords: recordsOf('login'), recordsOf }
}

describe('an encrypted record', () => {
  it('is read as it was written, and gone when it was taken', async () => {
    const { vault } = start()
    await vault.set('alice', 0, content, 60)
    expect((await vault.get('alice'))?.content).toEqual(content)
    expect(await vault.take('alice')).toEqual(content)
    expect(await vault.get('alice')).toBeUndefined()
  })

  it('shows nothing of its content, and is another ciphertext each time', async () => {
    const { vault, coordination } = start()
    await vault.set('alice', 0, content, 60)
    await vault.set('bob', 0, content, 60)
    const [one, two] = await Promise.all(['vault:alice', 'vault:bob'].map((key) => coordination.get(key)))
    expect(Buffer.from(one?.value ?? '', 'base64url').toString('latin1')).not.toContain('precious')
    expect(one?.value).not.toBe(two?.value)
  })

  it("a ciphertext moved to another login, or to another purpose, can't be decrypted", async () => {
    const { vault, loginRecords, coordination } = start()
    await vault.set('alice', 0, content, 60)
    const sealed = (await coordination.get('vault:alice'))?.value ?? ''
    await coordination.setIfAbsent('vault:mallory', sealed, 60)
    await coordination.setIfAbsent('login:alice', sealed, 60)
    expect(await vault.get('mallory')).toBeUndefined()
    expect(await vault.take('mallory')).toBeUndefined()
    expect(await loginRecords.get('alice')).toBeUndefined()
  })

  it('of another issuer or client is not read, although the secret is the same', async () => {
    const { vault, recordsOf } = start()
    await vault.set('alice', 0, content, 60)
    const others = recordsOf('vault', () => false)
    expect(await others.get('alice')).toBeUndefined()
    expect(await others.take('alice')).toBeUndefined()
  })

  it("a ciphertext that was changed in any byte can't be decrypted", async () => {
    const { vault, coordination } = start()
    await vault.set('alice', 0, content, 60)
    const known = await coordination.get('vault:alice')
    const sealed = Buffer.from(known?.value ?? '', 'base64url')
    let version = known?.version ?? 0
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed)
      changed[index] = (changed[index] ?? 0) ^ 1
      await coordination.compareAndSet('vault:alice', version, changed.toString('base64url'), 60)
      version = (await coordination.get('vault:alice'))?.version ?? 0
      expect(await vault.get('alice')).toBeUndefined()
    }
  })

  it('is opened with an older secret, written with the newest, and gone with a retired one', async () => {
    const { vault, coordination } = start([older])
    await vault.set('alice', 0, content, 60)
    const rotated = start([newer, older], coordination).vault
    const known = await rotated.get('alice')
    expect(known?.content).toEqual(content)
    await rotated.set('alice', known?.version ?? 0, content, 60)
    expect(await start([older], coordination).vault.get('alice')).toBeUndefined()
    expect((await start([newer], coordination).vault.get('alice'))?.content).toEqual(content)
  })
})
