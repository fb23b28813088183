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

/** Seconds by which `Date` is ahead of the real time. */
export function aheadOfRealTime(): number {
  return (Date.now() - performance.timeOrigin - performance.now()) / 1000
}

export function moveClock(milliseconds: number): void {
  jest.setSystemTime(Date.now() + milliseconds)
}
