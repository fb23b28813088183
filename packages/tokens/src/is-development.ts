/** Whether `NODE_ENV` is `development` or not set. */
export function isDevelopment(): boolean {
  const { NODE_ENV } = process.env
  return NODE_ENV === undefined || NODE_ENV === '' || NODE_ENV === 'development'
}
