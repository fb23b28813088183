import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { matrices } from '../../api-guard/test/matrix/all.js'
import { decoded } from '../../api-guard/test/matrix/matrix-page.js'
import type { MatrixRow } from '../../api-guard/test/matrix/provider-matrix.js'
import { rowOptions } from '../../api-guard/test/matrix/row-options.js'
import { guardVerdict } from '../src/token/guard-verdict.js'

let issuer: TestIssuer
beforeAll(async () => {
  issuer = await startIssuer()
})
afterAll(() => issuer.close())

async function mint(row: MatrixRow): Promise<string> {
  if (row.raw !== undefined) return row.raw
  const { header, claims } = decoded(row, Math.floor(Date.now() / 1000))
  const { kid: _kid, ...given } = header
  return issuer.sign(claims, given, row.secret === true ? 'a secret of thirty-two characters' : undefined)
}

// A proof belongs to a request, and explain has only the token.
const rows = matrices.flatMap((matrix) =>
  matrix.rows
    .filter(({ dpop }) => dpop === undefined)
    .map((row) => ({ name: `${matrix.title}: ${row.token}`, matrix, row })),
)

it.each(rows)('explain says what the guard says of $name', async ({ matrix, row }) => {
  const { outcome, rules } = await guardVerdict(await mint(row), rowOptions(matrix, row, issuer.jwks))
  const [first] = rules
  if (row.verdict === 'accepted') {
    expect([outcome, first?.outcome]).toEqual(['accepted', 'passed'])
  } else {
    expect([outcome, first?.outcome, first?.code]).toEqual(['refused', 'failed', row.verdict])
    // Every code belongs to a rule, so that people see which of them failed.
    expect(first?.rule).not.toBe('other')
  }
})
