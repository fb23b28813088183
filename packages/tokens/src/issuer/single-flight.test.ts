import { setTimeout as wait } from 'node:timers/promises'
import { singleFlight } from './single-flight.js'

it('does one piece of work for all who ask meanwhile', async () => {
  let runs = 0
  const flight = singleFlight(async () => {
    await wait(5)
    runs += 1
    return runs
  })
  expect(await Promise.all(Array.from({ length: 100 }, () => flight.run()))).toEqual(Array(100).fill(1))
  expect(await flight.run()).toBe(2)
})

it('does not remember a failure: the next one tries again', async () => {
  let runs = 0
  const flight = singleFlight(async () => {
    runs += 1
    if (runs === 1) throw new Error('first')
    return runs
  })
  await expect(flight.run()).rejects.toThrow('first')
  expect(await flight.run()).toBe(2)
})

it('pauses after five failures in a row, so that a hanging provider does not hang every request', async () => {
  let runs = 0
  let broken = true
  const flight = singleFlight(async () => {
    runs += 1
    if (broken) throw new Error(`failure ${runs}`)
    return 'works again'
  })
  let clock = 0
  const time = jest.spyOn(performance, 'now').mockImplementation(() => clock)
  for (let index = 0; index < 20; index += 1) await flight.run().catch(() => undefined)
  expect(runs).toBe(5)
  await expect(flight.run()).rejects.toThrow('failure 5')
  clock = 1000
  await expect(flight.run()).rejects.toThrow('failure 6')
  clock = 2999
  await expect(flight.run()).rejects.toThrow('failure 6')
  broken = false
  clock = 3000
  expect(await flight.run()).toBe('works again')
  expect(await flight.run()).toBe('works again')
  time.mockRestore()
})
