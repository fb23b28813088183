import { AuthError } from './errors.js'
import { problemOf } from './problem.js'

const error = new AuthError('ERR_TOKEN_AUDIENCE', { hint: 'The token is meant for another API.' })
const problem = {
  type: 'about:blank',
  title: 'Unauthorized',
  status: 401,
  detail: 'the token is meant for another audience',
  code: 'ERR_TOKEN_AUDIENCE',
}

it('says what went wrong, without the hint', () => {
  expect(problemOf(error)).toEqual(problem)
  expect(problemOf(error, { hints: false })).not.toHaveProperty('hint')
})

it('adds the hint where hints are on, if there is one', () => {
  expect(problemOf(error, { hints: true })).toEqual({ ...problem, hint: 'The token is meant for another API.' })
  expect(problemOf(new AuthError('ERR_TOKEN_EXPIRED'), { hints: true })).not.toHaveProperty('hint')
})
