import { arrow, box, drawing, label } from './doc-drawing.js'

/** The boundary: which token goes where, and who may read it. */
export function boundaryPicture() {
  return drawing({
    width: 880,
    height: 340,
    title: 'The boundary between client and API',
    description:
      'The provider issues an ID token to client-session and an access token for the API. client-session keeps the profile on the server and sends the access token, unread, to api-guard. An ID token that is sent to api-guard is refused with 401; an access token that is handed to client-session as an ID token is refused, too.',
    content: [
      box(310, 16, 260, 'Provider', 'issues both, to two addressees'),
      box(40, 230, 230, 'client-session', 'validates the ID token,', 'keeps the profile on the server'),
      box(610, 230, 230, 'api-guard', 'accepts access tokens', 'of its audience and scopes'),
      arrow('yes', 'M 340 82 L 172 224'),
      label(84, 140, 'ID token', 'yes-text'),
      label(84, 159, 'for the client'),
      arrow('yes', 'M 440 82 C 440 180 340 232 276 246'),
      label(456, 132, 'access token', 'yes-text'),
      label(456, 151, 'for the API; opaque to the client'),
      arrow('yes', 'M 274 264 L 602 264'),
      label(372, 254, 'access token, unread', 'yes-text'),
      arrow('no', 'M 274 294 L 600 294'),
      label(352, 316, 'an ID token instead: 401, and why', 'no-text'),
    ],
  })
}

/** A cluster: any number of machines with the app, one Redis, and what is where. */
export function clusterPicture() {
  const machines = [40, 320, 600].map((x, index) => {
    const name = `app on machine ${index === 2 ? 'N' : index + 1}`
    return box(x, 230, 240, name, 'express + client-session', 'same secret, same options')
  })
  return drawing({
    width: 880,
    height: 560,
    title: 'A web app on several machines',
    description:
      'A browser talks through a load balancer to any of N machines with the app. It holds one signed session cookie, and one encrypted cookie for each login under way. The machines share one Redis with the session rows and the coordination. The provider is asked by whichever machine has the refresh lease, and sends back-channel logouts to any machine.',
    content: [
      box(
        40,
        16,
        330,
        'Browser',
        'one signed session cookie: a random id',
        'one encrypted cookie for each login under way',
      ),
      box(560, 16, 280, 'Provider', 'answers one refresh for each session', 'sends back-channel logouts'),
      box(40, 144, 800, 'Load balancer: any request to any machine'),
      ...machines,
      arrow('plain', 'M 205 98 L 205 138'),
      arrow('plain', 'M 660 98 L 660 138'),
      arrow('plain', 'M 842 262 C 876 220 876 100 848 66'),
      ...[160, 440, 720].flatMap((x) => [
        arrow('plain', `M ${x} 186 L ${x} 224`),
        arrow('plain', `M ${x} 312 L ${x} 364`),
      ]),
      '<rect x="40" y="370" width="800" height="174" rx="10"/>',
      '<text class="name" x="440" y="396" text-anchor="middle">Redis (or PostgreSQL): one for all machines</text>',
      label(70, 426, 'session rows', 'name'),
      label(70, 450, 'what the app keeps in req.session'),
      label(70, 470, 'tandem: who is logged in, and the profile'),
      label(70, 490, 'no token'),
      label(440, 426, 'coordination', 'name'),
      label(440, 450, 'whether a session id still stands for a login; last seen'),
      label(440, 470, 'tokens, encrypted under a key that isn’t here'),
      label(440, 490, 'who is signed in where; logouts that have just come'),
      label(440, 510, 'used states and logout tokens'),
      label(440, 530, 'the refresh lease of a session'),
    ],
  })
}
