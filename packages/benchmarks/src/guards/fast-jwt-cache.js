import { createGuard as createPlainGuard } from './fast-jwt.js'

export function createGuard(config) {
  return createPlainGuard(config, 10_000)
}
