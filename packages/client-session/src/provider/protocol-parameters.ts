/** Parameters that bind a response to its request, or decide where it goes: nobody but this package sets them. */
export const protocolParameters: ReadonlySet<string> = new Set([
  ...['client_id', 'response_type', 'response_mode', 'redirect_uri', 'scope', 'state', 'nonce', 'code_challenge'],
  ...['code_challenge_method', 'request', 'request_uri', 'id_token_hint', 'client_secret', 'dpop_jkt'],
  ...['authorization_details', 'client_assertion', 'client_assertion_type', 'code', 'registration'],
])
