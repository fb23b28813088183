/**
 * Fails a run in which Jest has printed its summary but doesn't exit because a test left a server, socket or timer open.
 * Such a leak is a failure, not something to wait for or to hide with `--forceExit`.
 */
export default class LeakReporter {
  /** @param {import('jest').Config} globalConfig */
  constructor(globalConfig) {
    this.limit = globalConfig.watch || globalConfig.watchAll ? undefined : 15_000
  }

  onRunComplete() {
    if (this.limit === undefined) return
    // Unreferenced, so that it fires only if something else keeps the process alive.
    setTimeout(() => {
      console.error(`Still open, so that Jest can't exit: ${[...new Set(process.getActiveResourcesInfo())].join(', ')}`)
      process.exit(1)
    }, this.limit).unref()
  }
}
