// What other libraries call an option of ours.
const namesElsewhere: ReadonlyMap<string, string> = new Map([
  ['issuerbaseurl', 'issuer'],
  ['authority', 'issuer'],
  ['domain', 'issuer'],
  ['tokensigningalg', 'algorithms'],
  ['idtokensigningalg', 'idTokenAlgorithm'],
  ['authrequired', 'loginRequired'],
  ['appbaseurl', 'baseUrl'],
  ['credentialsrequired', 'optional'],
  ['clockskew', 'clockTolerance'],
  ['clientauthmethod', 'clientAuthentication'],
])

/** The option that a misspelled name was probably meant to be: `clientID`, `issuerBaseURL`, `audeince`. */
export function suggestOption(unknown: string, known: readonly string[]): string | undefined {
  const plain = plainName(unknown)
  const elsewhere = namesElsewhere.get(plain)
  if (elsewhere !== undefined && known.includes(elsewhere)) return elsewhere
  const same = known.find((name) => plainName(name) === plain)
  if (same !== undefined) return same
  // In a name of up to four letters two edits make another word.
  const limit = plain.length > 4 ? 2 : 1
  const [nearest] = known
    .map((name) => ({ name, distance: editDistance(plain, plainName(name)) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance)
  return nearest?.name
}

function plainName(name: string): string {
  return name.slice(0, 64).toLowerCase().replace(/[_-]/g, '')
}

/** Levenshtein's: how many letters must be put in, taken out or changed. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1]
    for (const [index, other] of [...to].entries()) {
      const changed = (row[index] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(changed, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
