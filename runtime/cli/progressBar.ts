import { cliWords as words } from '../../shared/words/en.ts'
import type { Terminal } from './terminal.ts'

/** A bar on a terminal; silence elsewhere. */
export function progressBar(terminal: Terminal) {
  const started = performance.now()
  let shown = 0
  return {
    show(done: number, total: number) {
      const now = performance.now()
      if (!terminal.isInteractive || (now - shown < 100 && done < total)) return
      shown = now
      const filled = Math.round((done / total) * 30)
      const rate = Math.round((done / (now - started)) * 1000)
      terminal.draw(`\r${'█'.repeat(filled)}${'░'.repeat(30 - filled)} ${words.loading.progress(done, total, rate)} `)
    },
    end() {
      if (shown > 0) terminal.draw('\n')
    },
  }
}
