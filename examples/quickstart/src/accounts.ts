import type { Account } from 'oidc-provider'

/** The only user there is. A real provider keeps a slow hash of the password, never the password. */
export const demoUser = { login: 'alice@example.com', password: 'wonderland' } as const

const alice: Account = {
  accountId: 'a11ce-5eed',
  claims: () => ({
    sub: 'a11ce-5eed',
    name: 'Alice Liddell',
    given_name: 'Alice',
    family_name: 'Liddell',
    updated_at: 1_788_220_800,
    email: demoUser.login,
    email_verified: true,
  }),
}

export function findAccount(id: string): Account | undefined {
  return id === alice.accountId ? alice : undefined
}

/** The account of whoever knows the password, or nothing. */
export function signIn(login: unknown, password: unknown): Account | undefined {
  return login === demoUser.login && password === demoUser.password ? alice : undefined
}
