import { fileURLToPath } from 'node:url'
import express, { type RequestHandler } from 'express'

/** The style sheet and the icon: files, so that helmet's policy (`style-src 'self'`) holds without an exception. */
export function publicFiles(): RequestHandler {
  return express.static(fileURLToPath(new URL('../public', import.meta.url)), { index: false, maxAge: '1h' })
}
