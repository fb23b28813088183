export const help = `Starts an OpenID provider for tests on a loopback port.

Usage: npx @tandem-auth/testing [options]
       npx @tandem-auth/testing [options] --token [audience [scope ...]]

Options:
  -p, --port NUMBER         the port, by default 9400; 0 for any free port
      --path PATH           the issuer's path, for example /tenant1
      --preset NAME         behave like entra, cognito, google, keycloak, apple or linkedIn
      --algorithm NAME      sign with this algorithm, by default RS256
      --client-id ID        by default client-1
      --client-secret TEXT  by default secret-1
      --redirect-uri URI    accept only this redirect URI; can be repeated
      --user JSON           the user's claims, by default {"sub":"user-1"}
      --interactive         show a sign-in page instead of logging the user in at once
      --lifetime SECONDS    of access tokens, by default 3600
  -t, --token               print an access token of the user for this audience with these scopes
      --verbose             print each request
  -v, --version
  -h, --help

While it runs: t prints an access token, r signs with a new key, q quits.
`
