/**
 * Ends this process when npm ends. npm passes a signal to the shell that it started, and the shell dies without passing
 * it on: the program would keep running, and keep its ports.
 */
export function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, 500)
  timer.unref()
}
