export const help = `Explains a token, and says what a guard or a client makes of it.

  pbpaste | npx @tandem-auth/explain                     what the token is
  pbpaste | npx @tandem-auth/explain --issuer … --audience …    what that guard makes of it
  pbpaste | npx @tandem-auth/explain --issuer … --client-id …   what that client makes of it as an ID token
  npx @tandem-auth/explain --page                        the same on a page of this machine
  npx @tandem-auth/explain doctor --issuer …             what is wrong with the set-up of a provider, and of an app
  npx @tandem-auth/explain doctor https://api.example.com/x     what a client meets at a guarded API or MCP server

The token comes by standard input. Nothing leaves this machine without --online or doctor.

  -i, --issuer URL            the provider, exactly as in the tokens' iss
  -a, --audience NAME         an identifier of the API (may be repeated)
  -s, --scope SCOPE           a scope that every request needs (may be repeated)
      --token-profile NAME    how this provider's access tokens look
      --client-id ID          the web app's client id
      --id-token-algorithm A  RS256 unless named
      --base-url URL          where the web app is reached (doctor)
      --insecure-host HOST    a host that may be reached by http (may be repeated)
      --jwks FILE             the key set, instead of fetching it
  -c, --config FILE           a module or JSON file that exports the options of apiGuard or clientSession
      --online                fetch the provider's keys, to check the signature
      --json                  print JSON
      --page                  serve a page on loopback; -p, --port PORT (9500)
  -h, --help                  this text
  -v, --version               the version

doctor reads the client secret from the environment variable CLIENT_SECRET.
Exit status: 0 accepted or nothing wrong, 1 refused or something wrong, 2 a wrong argument.
`
