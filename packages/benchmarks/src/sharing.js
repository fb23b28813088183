import { shareHiddenClasses } from '@tandem-auth/tokens'

/** A guard with what ours do for Express before anything else. */
export function sharing(guard) {
  return (req, res, next) => {
    shareHiddenClasses(req, res)
    guard(req, res, next)
  }
}

/** What the page says of that. */
export const sharingText = `Both of our middlewares give the requests of Express one hidden class again (\`hidden-class.ts\`). Up to Node 22 that makes everything Express does with a request afterwards faster, whoever does it, and this is why they can be ahead of what does less than they do. On Node 24 there is nothing to gain, and they don't do it.`
