import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Executable, executionsByCommit, openRaw } from './rawStatements.ts'

/**
 * What the machine allows over HTTP: bare node:http that parses JSON and writes the rows which these events meant in an untimed round,
 * all requests of one turn of the event loop in one commit. node rawServer.ts FILE RECORDED
 */
const [file, recorded] = process.argv.slice(2) as [string, string]
const { db, sync, close } = openRaw(file)
const begin = db.prepare('begin immediate')
const commit = db.prepare('commit')
const saysWhereAllStands = ({ sql }: Executable): boolean => /^\s*update partition/.test(sql)
// What is read for an event is read for a whole group at once.
const writes = [...executionsByCommit(db, recorded)].map((executions) => {
  const written = executions.filter(({ sql, verb }) => verb === 'run' && !/^(begin|commit)/.test(sql))
  return {
    ofEvent: written.filter((write) => !saysWhereAllStands(write)),
    ofGroup: written.filter(saysWhereAllStands),
  }
})

interface Waiting {
  readonly ids: readonly string[]
  readonly response: ServerResponse
}
let waiting: Waiting[] = []

function flush(): void {
  const group = waiting
  waiting = []
  begin.run()
  let ofGroup: readonly Executable[] = []
  for (const { ids } of group)
    for (const id of ids) {
      // m-SEED-N is the event that the N-th commit folded.
      const written = writes[Number(id.slice(id.lastIndexOf('-') + 1))]!
      for (const { execute } of written.ofEvent) execute()
      ofGroup = written.ofGroup
    }
  for (const { execute } of ofGroup) execute()
  commit.run()
  sync()
  const body = JSON.stringify({ success: true })
  for (const { response } of group)
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body)
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body = JSON.parse(Buffer.concat(chunks).toString()) as { messageId: string; batch?: { messageId: string }[] }
    if (waiting.length === 0) setImmediate(flush)
    waiting.push({ ids: (body.batch ?? [body]).map(({ messageId }) => messageId), response })
  })
})
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`))
process.once('SIGTERM', () => {
  close()
  process.exit(0)
})
