/** From here on only `moveClock` moves `Date`; timers, sockets and databases go on as ever. */
export function takeClock(): void {
  jest.useFakeTimers({
    now: Date.now(),
    doNotFake: [
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ],
  })
}

export function moveClock(milliseconds: number): void {
  jest.setSystemTime(Date.now() + milliseconds)
}
