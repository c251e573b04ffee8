import type { LookupAddress } from 'node:dns'
import { lookup as resolveName } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import type { Agent } from 'undici'

export type Resolve = (host: string) => Promise<readonly LookupAddress[]>

export interface GuardOptions {
  /** `host:port` pairs that may be reached although they are private. */
  readonly allow: readonly string[]
  /** A store whose clock is `data` sends nothing beyond this machine. */
  readonly loopbackOnly: boolean
  readonly resolve?: Resolve
}

/** A target that webhooks must not reach. Trying again would not help. */
export class TargetRefused extends Error {
  override readonly name = 'TargetRefused'
}

/** Why an address must not be reached; `undefined` when it may. */
type Rule = (address: string) => string | undefined

/**
 * Keeps webhooks away from what only this machine can reach. An address in the URL is judged before anything is opened, since a socket
 * never looks up an address; a name is resolved, every address of it judged, and the socket opened to those and no others, so that a
 * second answer of the name server changes nothing.
 */
export function createGuard({ allow, loopbackOnly, resolve = resolveAll }: GuardOptions) {
  const allowed = new Set(allow.map((target) => target.toLowerCase()))
  const onlyLoopback: Rule = (address) =>
    isLoopback(address) ? undefined : 'this store keeps its own time and sends to this machine only'
  const listed = guarded(loopbackOnly ? onlyLoopback : () => undefined, resolve)
  const others = guarded(
    loopbackOnly ? () => 'this store keeps its own time and sends to listed targets only' : privateKind,
    resolve,
  )

  return {
    /** The connections over which `url` may be reached; rejects with TargetRefused. */
    async agentFor(url: URL): Promise<Agent> {
      if (url.protocol !== 'http:' && url.protocol !== 'https:')
        throw new TargetRefused(`Expected http or https, but the URL has ${url.protocol}`)
      const host = url.hostname.replace(/^\[|\]$/g, '')
      const port = url.port || (url.protocol === 'https:' ? '443' : '80')
      const { opened, rule } = allowed.has(`${url.hostname}:${port}`) ? listed : others
      if (ipaddr.isValid(host)) refuseIf(rule(host), host)
      return opened()
    },
    close: async (): Promise<void> => {
      await Promise.all([listed.close(), others.close()])
    },
  }
}

function guarded(rule: Rule, resolve: Resolve) {
  const lookup: LookupFunction = (host, options, callback) => {
    judged(host, rule, resolve).then(
      (addresses) => {
        if (options.all) callback(null, addresses)
        else callback(null, addresses[0]?.address ?? '', addresses[0]?.family)
      },
      (error) => callback(error, ''),
    )
  }
  let agent: Promise<Agent> | undefined
  return {
    rule,
    /** Loaded with the first webhook: a restart need not wait for it. */
    opened(): Promise<Agent> {
      agent ??= import('undici').then(({ Agent }) => new Agent({ connect: { lookup, timeout: 10_000 }, pipelining: 1 }))
      return agent
    },
    close: async (): Promise<void> => (await agent)?.close(),
  }
}

async function judged(host: string, rule: Rule, resolve: Resolve): Promise<LookupAddress[]> {
  const addresses = [...(await resolve(host))]
  // One bad address spoils the name: which one a socket takes is not for the name server to choose.
  for (const { address } of addresses) refuseIf(rule(address), `${host} (${address})`)
  if (addresses.length === 0) throw new Error(`The name ${host} has no address`)
  return addresses
}

function refuseIf(why: string | undefined, target: string): void {
  if (why) throw new TargetRefused(`${target} is refused: ${why}. PERENNIAL_ALLOW_TARGETS can name it.`)
}

const resolveAll: Resolve = (host) => resolveName(host, { all: true })

const isLoopback = (address: string): boolean => ipaddr.process(address).range() === 'loopback'

/** What kind of address it is, other than one of the public network. */
function privateKind(address: string): string | undefined {
  const parsed = ipaddr.process(address)
  // ::127.0.0.1, a form that was given up and that ipaddr.js takes for public.
  if (
    parsed.kind() === 'ipv6' &&
    parsed
      .toByteArray()
      .slice(0, 12)
      .every((byte) => byte === 0)
  )
    return 'the address is reserved'
  const range = parsed.range()
  return range === 'unicast' ? undefined : `the address is ${range}`
}
