/**
 * Ends a Jest that has printed its summary and still doesn't end, because a test left a server, socket or timer open,
 * and says so: such a leak is a failure, not something to wait for or to hide behind `--forceExit`.
 */
export default class LeakReporter {
  /** @param {import('jest').Config} globalConfig */
  constructor(globalConfig) {
    this.patience = globalConfig.watch || globalConfig.watchAll ? undefined : 15_000
  }

  onRunComplete() {
    if (this.patience === undefined) return
    // Unreferenced, so that it fires only if something else keeps the process alive.
    setTimeout(() => {
      console.error(`Jest was kept from ending by: ${[...new Set(process.getActiveResourcesInfo())].join(', ')}`)
      process.exit(1)
    }, this.patience).unref()
  }
}
