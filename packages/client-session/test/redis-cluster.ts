import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from 'redis'
import { freePort, startRedis } from './redis-server.js'

export interface ClusterNode {
  readonly port: number
  readonly busPort: number
  readonly process: ChildProcess
}

export interface RedisCluster {
  readonly masters: readonly ClusterNode[]
  readonly replicas: readonly ClusterNode[]
  stop(): void
}

const nodeTimeout = 1000
const lastSlot = 16_383

/** A Redis Cluster of three masters on loopback ports, each with a replica where `replicated`. */
export async function startRedisCluster({ replicated = false } = {}): Promise<RedisCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-cluster-'))
  const nodes: ClusterNode[] = []
  const stop = () => {
    for (const { process: child } of nodes) child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    return { ...(await form(folder, nodes, replicated)), stop }
  } catch (error) {
    stop()
    throw error
  }
}

async function form(folder: string, nodes: ClusterNode[], replicated: boolean): Promise<Omit<RedisCluster, 'stop'>> {
  for (let index = 0; index < (replicated ? 6 : 3); index += 1) nodes.push(await startNode(folder, index))
  const [masters, replicas] = [nodes.slice(0, 3), nodes.slice(3)]
  const clients = await Promise.all(
    nodes.map(({ port }) => createClient({ url: `redis://127.0.0.1:${port}` }).connect()),
  )
  const share = Math.ceil((lastSlot + 1) / 3)
  for (const [index, client] of clients.entries()) {
    const start = index * share
    if (index < 3) await client.clusterAddSlotsRange({ start, end: Math.min(lastSlot, start + share - 1) })
    // As a new cluster is made: no two nodes may begin with the same epoch.
    await client.sendCommand(['CLUSTER', 'SET-CONFIG-EPOCH', `${index + 1}`])
  }
  for (const { port, busPort } of nodes.slice(1)) {
    await clients[0]?.sendCommand(['CLUSTER', 'MEET', '127.0.0.1', `${port}`, `${busPort}`])
  }
  const stateOf = async (client: (typeof clients)[number]) => String(await client.clusterInfo())
  for (const client of clients) {
    await until(async () => (await stateOf(client)).includes(`cluster_known_nodes:${nodes.length}`))
  }
  for (const [index, replica] of clients.slice(3).entries()) {
    const master = String(await clients[index]?.sendCommand(['CLUSTER', 'MYID']))
    await until(() =>
      replica.clusterReplicate(master).then(
        () => true,
        () => false,
      ),
    )
    await until(async () => String(await replica.info('replication')).includes('master_link_status:up'))
  }
  for (const client of clients) await until(async () => (await stateOf(client)).includes('cluster_state:ok'))
  for (const client of clients) await client.close()
  return { masters, replicas }
}

async function startNode(folder: string, index: number): Promise<ClusterNode> {
  const [port, busPort] = [await freePort(), await freePort()]
  const own = join(folder, String(index))
  mkdirSync(own)
  // The port for the nodes' own talk is 10000 higher unless it is named, and then it may be taken or too high.
  const cluster = ['--cluster-enabled', 'yes', '--cluster-port', String(busPort)]
  const times = ['--cluster-node-timeout', String(nodeTimeout), '--repl-diskless-sync-delay', '0']
  return { port, busPort, process: await startRedis(port, own, ...cluster, ...times) }
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 600; turn += 1) {
    if (await condition()) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error('the cluster did not come up')
}
