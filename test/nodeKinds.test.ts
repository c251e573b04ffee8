import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** A table that is complete by type: how a kind's line in it reads, and the files that the kind has beside it. */
interface Table {
  readonly file: string
  readonly name: string
  line(kind: string): string
  /** The extension of the kind's own file. */
  readonly own?: 'ts' | 'tsx'
}

const definitions: Table = { file: 'shared/nodes/index.ts', name: 'nodes', line: (kind) => kind, own: 'ts' }
const completeTables: { readonly [part: string]: Table } = {
  behaviour: { file: 'runtime/nodes/index.ts', name: 'behaviours', line: (kind) => kind, own: 'ts' },
  form: { file: 'editor/nodes/index.ts', name: 'nodeForms', line: (kind) => kind, own: 'tsx' },
  words: { file: 'shared/words/nodes.ts', name: 'nodeWords', line: (kind) => `${kind}: { ...exitWords }` },
  icon: { file: 'editor/panels/icons.ts', name: 'byName', line: (kind) => `${kind}: Sprout` },
}

/**
 * Plants a node kind in a copy of the sources, its own files being those of `exit` under another name, and asks the compiler. Beside each
 * table lie two more that must not compile: one as it was before the kind came, and one with a kind that has no definition.
 */
describe('a new node kind', () => {
  let faults: readonly string[]
  let world: string
  beforeAll(async () => {
    world = copyOfTheSources()
    const tables = Object.values(completeTables)
    const before = tables.map((table) => [table, read(table.file)] as const)
    for (const table of [definitions, ...tables]) {
      if (table.own) copyOfExit(table, 'planted')
      write(table.file, withLine(table, 'planted', read(table.file)))
    }
    for (const [table, text] of before) {
      if (table.own) copyOfExit(table, 'undefinedKind')
      write(beside(table, 'without'), text)
      write(beside(table, 'undefined'), withLine(table, 'undefinedKind', read(table.file)))
    }
    faults = await faultsFound(world)
  }, 300_000)
  afterAll(() => rmSync(world, { recursive: true, force: true }))

  test('compiles when it has all its parts, and nothing else has to change', () => {
    expect(faults.filter((fault) => !/^\S+(\.without\.|\.undefined\.|undefinedKind)/.test(fault))).toEqual([])
  })

  test.each(Object.entries(completeTables))('does not compile without its %s', (_part, table) => {
    const missing = `^${beside(table, 'without')}.*'planted' is missing`
    expect(faults).toContainEqual(expect.stringMatching(missing))
  })

  test.each(Object.entries(completeTables))('does not compile with its %s and no definition', (_part, table) => {
    const unknown = `^${beside(table, 'undefined')}.*'undefinedKind' does not exist`
    expect(faults).toContainEqual(expect.stringMatching(unknown))
  })

  const read = (file: string) => readFileSync(join(world, file), 'utf8')
  const write = (file: string, text: string) => writeFileSync(join(world, file), text)
  const copyOfExit = ({ file, own }: Table, kind: string) => {
    const text = read(`${dirname(file)}/exit.${own}`).replace(/icon: '[\w-]+'/, `icon: '${kind}'`)
    write(`${dirname(file)}/${kind}.${own}`, text.replace(/(?<=const |kind: '|<'|nodes\.)exit\b/g, kind))
  }
})

const beside = ({ file }: Table, what: string): string => file.replace(extname(file), `.${what}${extname(file)}`)

function withLine({ file, name, line, own }: Table, kind: string, text: string): string {
  const opening = `const ${name} = {`
  if (!text.includes(opening)) throw new Error(`${file} was expected to hold the table "${opening}".`)
  const importing = own ? `import { ${kind} } from './${kind}.${own}'\n` : ''
  return importing + text.replace(opening, `${opening} ${line(kind)},`)
}

const root = join(import.meta.dirname, '..')

/** Inside the repository, so that what the sources import is found where it always is. */
function copyOfTheSources(): string {
  const world = mkdtempSync(join(root, 'node_modules/.cache/kinds-'))
  const filter = (path: string) => !['node_modules', 'dist'].includes(basename(path))
  for (const folder of ['shared', 'runtime', 'editor', 'examples'])
    cpSync(join(root, folder), join(world, folder), { recursive: true, filter })
  for (const folder of ['shared', 'runtime', 'editor'])
    symlinkSync(join(root, folder, 'node_modules'), join(world, folder, 'node_modules'))
  return world
}

/** What the compiler finds wrong, one text each: `shared/words/nodes.ts(20,3): error TS1360: …`. */
function faultsFound(world: string): Promise<string[]> {
  writeFileSync(
    join(world, 'tsconfig.json'),
    JSON.stringify({
      extends: join(root, 'editor/tsconfig.json'),
      compilerOptions: { incremental: false, types: ['vite/client', 'node'] },
      include: ['shared', 'runtime', 'editor'],
      exclude: ['**/node_modules'],
    }),
  )
  const compiler = join(root, 'node_modules/.bin/tsc')
  return new Promise((resolve, reject) => {
    execFile(
      compiler,
      ['-p', '.', '--pretty', 'false', '--singleThreaded'],
      { cwd: world },
      (error, output, stderr) => {
        const faults = output.split(/\n(?! )/).filter((fault) => fault.includes(': error TS'))
        if (error && faults.length === 0) reject(new Error(`The compiler did not run: ${output}${stderr}`))
        else resolve(faults.map((fault) => fault.replaceAll('\n', ' ')))
      },
    )
  })
}
