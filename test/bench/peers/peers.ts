import type { Said } from '../load/shopEvents.ts'
import { startPostgres } from './startPostgres.ts'
import { redisWith } from './startRedis.ts'

/** Another engine beside which the trial `runs` is measured. */
export interface Peer {
  readonly name: string
  /** The module beside this one that speaks to it: its export `start` is a StartPeer. */
  readonly module: string
  readonly server: StartServer
  /** How many times as fast Perennial means to be, in wall time and per second of processor time. */
  readonly asked?: { readonly wall: number; readonly cpu: number }
}

export const peers: readonly Peer[] = [
  { name: 'bullmq', module: 'bullmq.mjs', server: redisWith('always'), asked: { wall: 10, cpu: 15 } },
  { name: 'bullmq-everysec', module: 'bullmq.mjs', server: redisWith('everysec') },
  { name: 'pg-boss', module: 'pgBoss.mjs', server: startPostgres },
  { name: 'pg-boss-batches', module: 'pgBossBatches.mjs', server: startPostgres, asked: { wall: 3, cpu: 6 } },
  { name: 'graphile-worker', module: 'graphileWorker.mjs', server: startPostgres, asked: { wall: 20, cpu: 40 } },
]

/** Starts the server that a peer stores in, empty; a sentence where its programs are not installed. */
export type StartServer = () => Promise<Server | string>

export interface Server {
  /** Where it listens: Redis a socket, PostgreSQL the folder of its socket. */
  readonly socket: string
  readonly pid: number
  /** Stops it and removes what it stored. */
  stop(): Promise<void>
}

/** Begins the workload of load/orders.ts on a server; `written` hears of each message that has come into the outbox durably. */
export type StartPeer = (socket: string, written: (messages: number) => void) => Promise<RunningPeer>

export interface RunningPeer {
  /** Takes orders in; returns when they are durable. */
  append(orders: readonly Said[]): Promise<unknown>
  /** How many messages the outbox holds, each order's once. */
  messages(): Promise<number>
  close(): Promise<unknown>
}
