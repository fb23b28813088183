import { decrypt, encrypt } from './encryption.js'
import { createKeyRing } from './key-ring.js'

const old = 'an old secret of thirty-two bytes at least'
const current = 'the current secret of thirty-two bytes or more'

describe('keys by purpose', () => {
  it('never uses a key of one purpose for another', () => {
    const ring = createKeyRing([current])
    const [cookie] = ring.keys('session cookie')
    const [vault] = ring.keys('token vault')
    expect(cookie.key).toHaveLength(32)
    expect(cookie.key.equals(vault.key)).toBe(false)
  })

  it('derives the same keys in every process', () => {
    const [here] = createKeyRing([current]).keys('token vault')
    const [there] = createKeyRing([current]).keys('token vault')
    expect(here).toEqual(there)
  })
})

describe('sealed content', () => {
  const ring = createKeyRing([current])
  const content = Buffer.from('a refresh token')

  it('opens with the purpose and the context it was sealed for', () => {
    const sealed = encrypt(ring, 'token vault', content, 'grant-1')
    expect(decrypt(ring, 'token vault', sealed, 'grant-1')?.toString()).toBe('a refresh token')
    expect(sealed.includes(content)).toBe(false)
  })

  it('is worthless for another purpose or another context', () => {
    const sealed = encrypt(ring, 'login transaction', content, 'state-1')
    expect(decrypt(ring, 'session cookie', sealed, 'state-1')).toBeUndefined()
    expect(decrypt(ring, 'login transaction', sealed, 'state-2')).toBeUndefined()
  })

  it('is refused after a single changed bit, at any place', () => {
    const sealed = encrypt(ring, 'token vault', content, 'grant-1')
    for (let index = 0; index < sealed.length; index++) {
      const changed = Buffer.from(sealed)
      changed.writeUInt8(changed.readUInt8(index) ^ 1, index)
      expect(decrypt(ring, 'token vault', changed, 'grant-1')).toBeUndefined()
    }
    expect(decrypt(ring, 'token vault', sealed.subarray(0, 20), 'grant-1')).toBeUndefined()
  })

  it('that an older secret wrote is still read, while the newest one writes', () => {
    const before = createKeyRing([old])
    const rotated = createKeyRing([current, old])
    const sealed = encrypt(before, 'token vault', content, 'grant-1')
    expect(decrypt(rotated, 'token vault', sealed, 'grant-1')?.toString()).toBe('a refresh token')
    const again = encrypt(rotated, 'token vault', content, 'grant-1')
    expect(decrypt(before, 'token vault', again, 'grant-1')).toBeUndefined()
    expect(decrypt(createKeyRing([current]), 'token vault', again, 'grant-1')?.toString()).toBe('a refresh token')
  })
})
