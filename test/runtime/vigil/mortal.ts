// node mortal.ts <file> <seq>: folds what a store holds, and is killed whenever it folds the entry <seq>.
import { wallClock } from '../../../runtime/clock.ts'
import { startEngine } from '../../../runtime/engine.ts'
import { openSqlite } from '../../../runtime/storage/sqlite/openSqlite.ts'

const [file = '', deadly = ''] = process.argv.slice(2)
const storage = openSqlite({ file, clock: 'wall' })
const engine = await startEngine({
  clock: wallClock,
  changed: () => {},
  storage: {
    ...storage,
    commit(value) {
      const isFolded = value.history.some(({ seq }) => seq === Number(deadly))
      if (isFolded) process.kill(process.pid, 'SIGKILL')
      return storage.commit(value)
    },
  },
})
await engine.idle()
await engine.close()
