/** Access tokens that differ in their `jti`, minted by the provider itself. */
export async function mintTokens(issuer, count, claims = {}) {
  const headers = []
  for (let done = 0; done < count; done += 64) {
    const batch = Array.from({ length: Math.min(64, count - done) }, () => issuer.accessToken({ exp: inAnHour(), ...claims }))
    for (const token of await Promise.all(batch)) headers.push({ authorization: `Bearer ${token}` })
  }
  return headers
}

const inAnHour = () => Math.floor(Date.now() / 1000) + 3600
