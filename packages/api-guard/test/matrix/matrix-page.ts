import { errorCodes } from '@tandem-auth/tokens'
import type { JsonObject, MatrixRow, ProviderMatrix } from './provider-matrix.js'

/** The response of the guard to each row. */
export type Seen = ReadonlyMap<MatrixRow, string>

const issuedAt = 1_767_225_600

/** The header and the claims of a row as they are in a token. Times of a login are the time of issue. */
export function decoded(row: MatrixRow, iat = issuedAt): { header: JsonObject; claims: JsonObject } {
  const claims = Object.entries(row.claims ?? {}).map(([name, value]) => [name, times.includes(name) ? iat : value])
  return {
    header: { alg: row.secret === true ? 'HS256' : 'RS256', kid: 'key-1', ...row.header },
    claims: { iat, exp: iat + 3600, ...Object.fromEntries(claims) },
  }
}

const times = ['auth_time', 'nbf', 'rat']

/** docs/token-matrix.md. */
export function matrixPage(matrices: readonly ProviderMatrix[], seen: Seen): string {
  return `${[introduction, ...matrices.map((matrix) => section(matrix, seen))].join('\n\n')}\n`
}

const introduction = `# Every token and its verdict

Written by the test run that sends each of these tokens to an \`apiGuard\` over HTTP, signed with a key that the guard
trusts. *Accepted* says whether the token is a user's or a client's, if it can tell. Every other token is refused with that
status and code. Each token that isn't an access token is also sent to a guard whose audience is the token's own, and is
refused there, too: no audience turns an ID token into an access token.`

function section({ title, provider, rows }: ProviderMatrix, seen: Seen): string {
  const lines = rows.map((row) => `| ${row.token} | ${typeOf(row)} | ${answerOf(row, seen)} |`)
  return [
    `## ${title}`,
    `Token profile: \`${provider}\``,
    ['| token | `typ` | response |', '| --- | --- | --- |', ...lines].join('\n'),
  ].join('\n\n')
}

function typeOf({ raw, header }: MatrixRow): string {
  if (raw !== undefined) return 'not a JWT'
  return typeof header?.typ === 'string' ? `\`${header.typ}\`` : 'none'
}

function answerOf(row: MatrixRow, seen: Seen): string {
  const response = seen.get(row) ?? 'not seen'
  const status = Object.hasOwn(errorCodes, response) ? errorCodes[response as keyof typeof errorCodes][0] : undefined
  return status === undefined ? response : `${status} \`${response}\``
}

const tokenBlock = /<!-- token: ([\w-]+)\/(\d+) -->\n[\s\S]*?<!-- \/token -->/g

/** A page with its decoded tokens: the header and claims of a row, by provider and number. */
export function withTokens(page: string, matrices: readonly ProviderMatrix[]): string {
  return page.replace(tokenBlock, (_block, provider: string, number: string) => {
    const row = matrices.find((matrix) => (matrix.page ?? matrix.provider) === provider)?.rows[Number(number) - 1]
    if (row === undefined) throw new Error(`no token ${provider}/${number}`)
    const { header, claims } = decoded(row)
    const { iat, exp, ...others } = claims
    const lines = [JSON.stringify(header), ...linesOf({ ...others, iat, exp })]
    return `<!-- token: ${provider}/${number} -->\n\`\`\`json\n${lines.join('\n')}\n\`\`\`\n<!-- /token -->`
  })
}

// One line for each claim.
function linesOf(claims: JsonObject): readonly string[] {
  const members = Object.entries(claims).filter(([, value]) => value !== undefined)
  const lines = members.map(([name, value], index) => {
    const text = JSON.stringify(value, null, 1).replace(/\s*\n\s*/g, ' ')
    return `  ${JSON.stringify(name)}: ${text}${index === members.length - 1 ? '' : ','}`
  })
  return ['{', ...lines, '}']
}
