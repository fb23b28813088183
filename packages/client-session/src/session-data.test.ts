import type { SessionData } from 'express-session'
import './session-data.js'

it('req.session.tandem has a type, and no code', () => {
  const subject = ({ tandem }: Pick<SessionData, 'tandem'>): string | undefined => tandem?.sub
  expect(subject({})).toBeUndefined()
  // @ts-expect-error there is no such member
  const other = ({ tandem }: Pick<SessionData, 'tandem'>): unknown => tandem?.accessToken
  expect(other({})).toBeUndefined()
})
