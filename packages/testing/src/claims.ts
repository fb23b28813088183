/** Claims of a token or members of its header; one that is `undefined` is left out. */
export type Claims = Record<string, unknown>
