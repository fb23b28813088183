// What npm tells its scripts about the script itself. A package manager started from here would take it for its own
// configuration: `npm --prefix elsewhere test` would install into elsewhere.
const ofTheScript = /^(npm_(package|lifecycle)_|npm_(command|execpath|node_execpath|config_(\w+_)?prefix)$|INIT_CWD$)/i

/**
 * The environment for a program that this one starts.
 *
 * @param {Readonly<Record<string, string | undefined>>} [more]
 * @returns {NodeJS.ProcessEnv}
 */
export function childEnvironment(more = {}) {
  const inherited = Object.entries(process.env).filter(([name]) => !ofTheScript.test(name))
  return { ...Object.fromEntries(inherited), ...more }
}

/** Whether this is a continuous-integration run, in which nothing may be left out. */
export const isCi = () => /^(1|true)$/i.test(process.env.CI ?? '')
