import { cliWords as words } from '../../shared/words/en.ts'
import type { Terminal } from './terminal.ts'

/**
 * A bar on a terminal; silence elsewhere.
 *
 * @param said  what stands beside it
 */
export function progressBar(
  terminal: Terminal,
  said: (done: number, total: number, rate: number) => string = words.loading.progress,
) {
  const started = performance.now()
  let shown = 0
  return {
    show(done: number, total: number) {
      const now = performance.now()
      if (!terminal.isInteractive || (now - shown < 100 && done < total)) return
      shown = now
      const filled = Math.round((done / total) * 30)
      const rate = Math.round((done / (now - started)) * 1000)
      terminal.draw(`\r${'█'.repeat(filled)}${'░'.repeat(30 - filled)} ${said(done, total, rate)} `)
    },
    end() {
      if (shown > 0) terminal.draw('\n')
      shown = 0
    },
  }
}
