import { fileURLToPath } from 'node:url'
import express, { type RequestHandler } from 'express'

const folder = new URL('../public/', import.meta.url)

/** Files, so that helmet's policy (`style-src 'self'`) holds without an exception. */
export function publicFiles(): RequestHandler {
  return express.static(fileURLToPath(folder), { index: false, maxAge: '1h' })
}

/** The path of one of them. */
export function publicFile(name: string): string {
  return fileURLToPath(new URL(name, folder))
}
