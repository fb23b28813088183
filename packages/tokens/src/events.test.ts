import { subscribe as subscribeToChannel, unsubscribe } from 'node:diagnostics_channel'
import { publish, subscribe } from './events.js'

const event = { issuer: 'https://issuer.example', code: 'ERR_KEYS_UNAVAILABLE' } as const

it('publishes on the diagnostics channel', () => {
  const heard: unknown[] = []
  const listen = (message: unknown, name: string | symbol) => heard.push([name, message])
  subscribeToChannel('tandem-auth:keys.failed', listen)
  publish('keys.failed', () => event)
  unsubscribe('tandem-auth:keys.failed', listen)
  expect(heard).toEqual([['tandem-auth:keys.failed', event]])
})

it('calls a subscriber with each event of its name, until it unsubscribes', () => {
  const heard: string[] = []
  const stop = subscribe('keys.failed', ({ issuer, code }) => heard.push(issuer, code))
  publish('keys.failed', () => event)
  publish('introspection.failed', () => event)
  stop()
  publish('keys.failed', () => event)
  expect(heard).toEqual(['https://issuer.example', 'ERR_KEYS_UNAVAILABLE'])
})

it('builds nothing without a subscriber', () => {
  const details = jest.fn(() => event)
  publish('keys.failed', details)
  expect(details).not.toHaveBeenCalled()
})
