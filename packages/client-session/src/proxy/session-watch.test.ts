import { createSessionWatch } from './session-watch.js'

const soon = () => new Promise((resolve) => setTimeout(resolve, 30))

function counting(answers: (loginId: string) => boolean | Error) {
  const asked: string[] = []
  const isActive = async (loginId: string): Promise<boolean> => {
    asked.push(loginId)
    const answer = answers(loginId)
    if (answer instanceof Error) throw answer
    return answer
  }
  return { asked, isActive }
}

it('tells every stream of a login that has ended, once, and no other', async () => {
  const ended: string[] = []
  const gone = new Set<string>()
  const watch = createSessionWatch({ ...counting((loginId) => !gone.has(loginId)), interval: 5 })
  watch.watch('a', () => ended.push('a1'))
  watch.watch('a', () => ended.push('a2'))
  watch.watch('b', () => ended.push('b'))
  await soon()
  expect(ended).toEqual([])
  gone.add('a')
  await soon()
  expect(ended).toEqual(['a1', 'a2'])
  watch.close()
})

it('asks once for all streams of a login, and no longer than there are any', async () => {
  const { asked, isActive } = counting(() => true)
  const watch = createSessionWatch({ isActive, interval: 20 })
  const ends = Array.from({ length: 50 }, () => watch.watch('a', () => undefined))
  await soon()
  for (const end of ends) end()
  const { length } = asked
  expect(length).toBeGreaterThan(0)
  expect(length).toBeLessThan(10)
  await soon()
  expect(asked).toHaveLength(length)
})

it('keeps a stream through a short outage of the store, and ends it after a long one', async () => {
  let ended = false
  const watch = createSessionWatch({ ...counting(() => new Error('away')), interval: 5, patience: 60 })
  watch.watch('a', () => {
    ended = true
  })
  await soon()
  expect(ended).toBe(false)
  await soon()
  await soon()
  expect(ended).toBe(true)
})
