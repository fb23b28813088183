/** Claims of a token, or members of its header. Members that are `undefined` are left out. */
export type Claims = Record<string, unknown>
