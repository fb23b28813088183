/** @jest-config-loader esbuild-register */
// Only Node 20 needs the loader; later versions read TypeScript themselves, and Jest lets them. It goes when Node 20 does.

import { availableParallelism } from 'node:os'
import type { Config } from 'jest'

// jwks-rsa requires jose, which Jest's ESM mode doesn't support below Node 24.9. So everything runs as CommonJS, and
// libraries that are published only as ES modules are transformed like our own sources.
const esmOnly = ['jose', 'openid-client', 'oauth4webapi', 'oidc-provider', 'lru-cache']

const config: Config = {
  testEnvironment: 'node',
  roots: ['<rootDir>/packages', '<rootDir>/examples'],
  testMatch: ['**/*.test.{js,ts}'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['/dist/'],
  testTimeout: 30_000,
  maxWorkers: availableParallelism(),
  reporters: ['default', '<rootDir>/packages/workspace/leak-reporter.js'],
  collectCoverageFrom: ['packages/{tokens,api-guard,client-session,testing}/src/**/*.ts', '!**/*.test.ts'],
  transform: {
    '^.+\\.[mc]?[jt]s$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
      },
    ],
  },
  transformIgnorePatterns: [
    `/node_modules/(?!\\.pnpm/|(${esmOnly.join('|')})/)`,
    `/node_modules/\\.pnpm/(?!(${esmOnly.join('|')})@)`,
  ],
  moduleNameMapper: {
    '^@tandem-auth/([a-z-]+)$': '<rootDir>/packages/$1/src/index.ts',
    '^@tandem-auth/([a-z-]+)/([a-z-]+)$': '<rootDir>/packages/$1/src/$2.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
}

export default config
