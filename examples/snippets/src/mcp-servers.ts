import { authErrorHandler } from '@tandem-auth/api-guard'
import { authInfoOf, mcpGuard } from '@tandem-auth/api-guard/mcp'
import express from 'express'

// #region server
const app = express()
app.use(
  mcpGuard({
    resource: 'https://mcp.example.com/mcp',
    issuer: 'https://login.example.com',
    scopes: ['mcp:use'],
    operations: { 'tools/call': { transfer: ['payments:write'] } },
  }),
)
app.post('/mcp', (req, res) => {
  // Here goes the SDK's transport: await transport.handleRequest(req, res, req.body)
  res.json({ jsonrpc: '2.0', result: { user: authInfoOf(req).extra.subject } })
})
app.use(authErrorHandler())
// #endregion
