import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { cpuOf, cpuOfAll } from './load/cpuTime.ts'

const busy = 'i=0; while [ $i -lt 40000 ]; do i=$((i+1)); done'

test.skipIf(!existsSync('/proc/self/stat'))(
  'the processor time of a server counts the processes that it started, ended or not',
  async () => {
    const server = spawn('sh', ['-c', `sh -c '${busy}'; echo; read looked; sh -c '${busy}; echo; exec sleep 60'; :`], {
      stdio: ['pipe', 'pipe', 'ignore'],
      detached: true,
    })
    const ofOthers: number[] = []
    try {
      for await (const _ of createInterface({ input: server.stdout })) {
        ofOthers.push(cpuOfAll(server.pid!) - cpuOf(server.pid!))
        if (ofOthers.length === 2) break
        server.stdin.write('\n')
      }
    } finally {
      process.kill(-server.pid!, 'SIGKILL')
    }
    const [whenOneHasEnded, whenOneRunsBesides] = ofOthers
    expect(whenOneHasEnded).toBeGreaterThanOrEqual(0.02)
    expect(whenOneRunsBesides).toBeGreaterThan(whenOneHasEnded!)
  },
)
