// The order matters: most browsers call themselves by their ancestors' names as well.
const browsers = ['Edg:Edge', 'OPR:Opera', 'Firefox', 'Chrome', 'Safari'] as const
const systems = ['Android', 'iPhone', 'iPad', 'Windows', 'CrOS:ChromeOS', 'Mac OS X:macOS', 'Linux'] as const

/** `Firefox on Linux`, from what a browser said of itself: enough for people to know their own, and proof of nothing. */
export function browserName(userAgent = ''): string {
  const browser = find(browsers, userAgent) ?? (userAgent.slice(0, 60) || 'An unknown browser')
  const system = find(systems, userAgent)
  return system === undefined ? browser : `${browser} on ${system}`
}

function find(names: readonly string[], userAgent: string): string | undefined {
  const found = names.find((name) => userAgent.includes(name.split(':')[0] ?? name))
  return found?.split(':').at(-1)
}
