/** Tells the streams and sockets of a login that it has ended, by whatever way and on whatever machine. */
export interface SessionWatch {
  /** `onEnd` is called once; the returned function ends the watch. */
  watch(loginId: string, onEnd: () => void): () => void
  close(): void
}

export interface SessionWatchDeps {
  /** Whether the login still has an active session. */
  readonly isActive: (loginId: string) => Promise<boolean>
  /** Milliseconds between two looks at the same login. */
  readonly interval?: number
  /** Milliseconds for which a stream outlives the last look that succeeded. */
  readonly patience?: number
}

interface Watched {
  readonly listeners: Set<() => void>
  /** Epoch milliseconds. */
  knownAt: number
  looking: boolean
}

/**
 * Looks at coordination twice a second for each login that has a stream, not for each stream. A logout on another machine
 * leaves nothing but the missing entry there, so there is nothing to be told by.
 */
export function createSessionWatch({ isActive, interval = 500, patience = 10_000 }: SessionWatchDeps): SessionWatch {
  const logins = new Map<string, Watched>()
  let timer: NodeJS.Timeout | undefined

  function lookAtAll(): void {
    for (const [loginId, watched] of logins) {
      if (!watched.looking) look(loginId, watched)
    }
  }

  function look(loginId: string, watched: Watched): void {
    watched.looking = true
    isActive(loginId)
      .then((active) => {
        if (active) watched.knownAt = Date.now()
        else end(loginId, watched)
      })
      // A store that is away ends no login. A stream can't go on unchecked for long, either.
      .catch(() => {
        if (Date.now() - watched.knownAt > patience) end(loginId, watched)
      })
      .finally(() => {
        watched.looking = false
      })
  }

  function end(loginId: string, { listeners }: Watched): void {
    logins.delete(loginId)
    restIfIdle()
    for (const listener of listeners) listener()
  }

  function restIfIdle(): void {
    if (logins.size > 0 || timer === undefined) return
    clearInterval(timer)
    timer = undefined
  }

  return {
    watch(loginId, onEnd) {
      const watched = logins.get(loginId) ?? { listeners: new Set(), knownAt: Date.now(), looking: false }
      logins.set(loginId, watched)
      watched.listeners.add(onEnd)
      timer ??= setInterval(lookAtAll, interval).unref()
      return () => {
        watched.listeners.delete(onEnd)
        if (watched.listeners.size > 0 || logins.get(loginId) !== watched) return
        logins.delete(loginId)
        restIfIdle()
      }
    },
    close() {
      logins.clear()
      restIfIdle()
    },
  }
}
