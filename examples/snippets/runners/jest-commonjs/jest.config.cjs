// #region config
// These are published as ES modules, which Jest has to turn into CommonJS.
const esModules = ['@tandem-auth', 'jose', 'openid-client', 'oauth4webapi', 'lru-cache']

module.exports = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.m?js$': ['@swc/jest', { jsc: { target: 'es2022' }, module: { type: 'commonjs' } }],
  },
  transformIgnorePatterns: [`/node_modules/(?!(.*/)?(${esModules.join('|')})/)`],
}
// #endregion
