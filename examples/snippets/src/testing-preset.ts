// #region preset
import { providerPresets, startIssuer } from '@tandem-auth/testing'

const issuer = await startIssuer({ ...providerPresets.entra })
const token = await issuer.issueAccessToken({ scope: 'api://orders/read' })
// #endregion
await issuer.close()
console.log(token)
