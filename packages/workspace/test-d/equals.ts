/** Whether two types are the same, not only assignable to each other. */
export type Equals<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Compiles only for `true`. */
export function assertType<_Equal extends true>(): void {}
