// Runs one program in the foreground: it gets our terminal and our signals, and its exit code is the answer.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

export function run(command, args, options = {}) {
  const onWindows = process.platform === 'win32' && !command.endsWith('.exe')
  const child = spawn(onWindows ? quoted(command) : command, onWindows ? args.map(quoted) : args, {
    stdio: 'inherit',
    ...options,
    shell: onWindows,
  })
  // In a terminal Ctrl-C reaches the whole group by itself; passed on as well, the child would get it twice.
  const forward = (signal) => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal))
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, forward)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]))
  }).finally(() => {
    for (const signal of signals) process.removeListener(signal, forward)
  })
}

const quoted = (text) => (/[\s"&|<>^()]/.test(text) ? `"${text.replaceAll('"', '\\"')}"` : text)
