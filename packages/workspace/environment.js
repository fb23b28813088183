// The variables in which npm describes the running script. A package manager started from here would read them as its
// own configuration: `npm --prefix elsewhere test` would install into elsewhere.
const ofTheScript = /^(npm_(package|lifecycle)_|npm_(command|execpath|node_execpath|config_(\w+_)?prefix)$|INIT_CWD$)/i

/**
 * The environment of a program that this one starts.
 *
 * @param {Readonly<Record<string, string | undefined>>} [more]
 * @returns {NodeJS.ProcessEnv}
 */
export function childEnvironment(more = {}) {
  const inherited = Object.entries(process.env).filter(([name]) => !ofTheScript.test(name))
  return { ...Object.fromEntries(inherited), ...more }
}

/** Whether this is a run of continuous integration, in which nothing may be skipped. */
export const isCi = () => /^(1|true)$/i.test(process.env.CI ?? '')
