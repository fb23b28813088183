/** Moves the clock that measures backoffs, until `jest.restoreAllMocks`; `Date` and timers go on as ever. */
export function passTime(milliseconds: number): void {
  const now = performance.now.bind(performance)
  jest.spyOn(performance, 'now').mockImplementation(() => now() + milliseconds)
}
