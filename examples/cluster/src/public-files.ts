import { fileURLToPath } from 'node:url'
import express, { type RequestHandler } from 'express'

// The quickstart's style sheet and icon are these pages' too; what they need besides is in a sheet of their own.
const folders = ['../public', '../../quickstart/public'] as const

/** Files, so that helmet's policy (`style-src 'self'`) holds without an exception. */
export function publicFiles(): RequestHandler[] {
  return folders.map((folder) => express.static(pathOf(folder), { index: false, maxAge: '1h' }))
}

/** The folder of the style sheet that all examples share. */
export function sharedFile(name: string): string {
  return pathOf(`${folders[1]}/${name}`)
}

function pathOf(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url))
}
