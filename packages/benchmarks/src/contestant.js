import { createServer } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/**
 * A contestant: a process of its own with one app in it. Argument: the module that makes the app, and what it is given.
 * Answers messages with what it has used so far.
 */
const [module, config] = [process.argv[2], JSON.parse(process.argv[3])]
const { createApp } = await import(module)
const app = await createApp(config)
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')

const answers = {
  usage: () => process.cpuUsage(),
  memory: () => {
    collect()
    collect()
    return process.memoryUsage()
  },
  call: async ({ name, value }) => app.answers[name](value),
}

process.on('message', async ({ id, question, ...rest }) => {
  process.send({ id, answer: await answers[question](rest) })
})
process.on('disconnect', () => process.exit())

const server = createServer(app.handler ?? app).listen(0, '127.0.0.1', () => {
  process.send({ port: server.address().port })
})
