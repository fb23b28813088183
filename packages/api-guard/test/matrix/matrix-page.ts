import { errorCodes } from '@tandem-auth/tokens'
import type { JsonObject, MatrixRow, ProviderMatrix } from './provider-matrix.js'

/** What the guard answered, as it was seen. */
export type Seen = ReadonlyMap<MatrixRow, string>

const issuedAt = 1_767_225_600

/** The header and the claims of a row as a token has them. */
export function decoded(row: MatrixRow, iat = issuedAt): { header: JsonObject; claims: JsonObject } {
  return {
    header: { alg: row.secret === true ? 'HS256' : 'RS256', kid: 'key-1', ...row.header },
    claims: { iat, exp: iat + 3600, ...row.claims },
  }
}

/** docs/token-matrix.md. */
export function matrixPage(matrices: readonly ProviderMatrix[], seen: Seen): string {
  return `${[introduction, ...matrices.map((matrix) => section(matrix, seen))].join('\n\n')}\n`
}

const introduction = `# Every token, and what becomes of it

Written by the test run that sends each of these tokens to an \`apiGuard\` over HTTP, signed with a key that the guard
trusts. *Accepted* says for whom the token speaks, where it tells. Everything else is refused with that status and code.
Each token that is no access token is also sent to a guard whose audience is the token's own, and is refused there, too:
no audience makes an access token of an ID token.`

function section({ title, provider, rows }: ProviderMatrix, seen: Seen): string {
  const lines = rows.map((row) => `| ${row.token} | ${typeOf(row)} | ${answerOf(row, seen)} |`)
  return [
    `## ${title}`,
    `Token profile: \`${provider}\``,
    ['| token | `typ` | answer |', '| --- | --- | --- |', ...lines].join('\n'),
  ].join('\n\n')
}

function typeOf({ raw, header }: MatrixRow): string {
  if (raw !== undefined) return 'no JWT'
  return typeof header?.typ === 'string' ? `\`${header.typ}\`` : 'none'
}

function answerOf(row: MatrixRow, seen: Seen): string {
  const answer = seen.get(row) ?? 'not seen'
  const status = Object.hasOwn(errorCodes, answer) ? errorCodes[answer as keyof typeof errorCodes][0] : undefined
  return status === undefined ? answer : `${status} \`${answer}\``
}

const tokenBlock = /<!-- token: ([\w-]+)\/(\d+) -->\n[\s\S]*?<!-- \/token -->/g

/** A page with its decoded tokens: the header and claims of a row, by provider and number. */
export function withTokens(page: string, matrices: readonly ProviderMatrix[]): string {
  return page.replace(tokenBlock, (_block, provider: string, number: string) => {
    const row = matrices.find((matrix) => matrix.provider === provider)?.rows[Number(number) - 1]
    if (row === undefined) throw new Error(`no token ${provider}/${number}`)
    const { header, claims } = decoded(row)
    const { iat, exp, ...others } = claims
    const json = (value: JsonObject) => JSON.stringify(value, null, 2)
    return `<!-- token: ${provider}/${number} -->\n\`\`\`json\n${JSON.stringify(header)}\n${json({ ...others, iat, exp })}\n\`\`\`\n<!-- /token -->`
  })
}
