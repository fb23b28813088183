import { memoryCoordination } from './memory-coordination.js'

describe('coordination in memory', () => {
  it('a flood of used states or ids of logout tokens pushes out no session', async () => {
    const coordination = memoryCoordination()
    await coordination.setIfAbsent('life:alice', 'alive', 3600)
    await coordination.addMember('logins:alice', 'login', 3600)
    for (let index = 0; index < 100_001; index += 1) await coordination.setIfAbsent(`state:${index}`, '1', 600)
    expect((await coordination.get('life:alice'))?.value).toBe('alive')
    expect(await coordination.members('logins:alice')).toEqual(['login'])
    expect(await coordination.get('state:0')).toBeUndefined()
  })
})
