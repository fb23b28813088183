import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { publish } from './events.js'

it('tells those who listen on the channel', () => {
  const heard: unknown[] = []
  const listen = (message: unknown, name: string | symbol) => heard.push([name, message])
  subscribe('tandem-auth:keys.failed', listen)
  publish('keys.failed', () => ({ code: 'ERR_KEYS_UNAVAILABLE' }))
  unsubscribe('tandem-auth:keys.failed', listen)
  expect(heard).toEqual([['tandem-auth:keys.failed', { code: 'ERR_KEYS_UNAVAILABLE' }]])
})

it('builds nothing while nobody listens', () => {
  const details = jest.fn(() => ({}))
  publish('keys.failed', details)
  expect(details).not.toHaveBeenCalled()
})
