import { createServer } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * A contestant: a process of its own with one app in it. Arguments: the module that makes the app, and what it is given.
 * Answers messages with what it has used so far.
 */
const [module, config] = [process.argv[2], JSON.parse(process.argv[3])]
const { createApp } = await import(module)

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')

const answers = {
  usage: () => process.cpuUsage(),
  memory: () => {
    collect()
    collect()
    return process.memoryUsage()
  },
}

process.on('message', ({ id, question }) => {
  process.send({ id, answer: answers[question]() })
})
process.on('disconnect', () => process.exit())

const server = createServer().listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${server.address().port}`
  server.on('request', await createApp({ ...config, url }))
  process.send({ url })
})
