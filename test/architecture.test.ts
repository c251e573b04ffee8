// Keeps the directions of imports: what a file may know is what its folder says it is about.
// To allow one more edge, add a line with its reason to the lists at the top.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const stages = ['ingest', 'customers', 'route', 'step', 'nodes', 'admit', 'commit', 'deliver']

const pureFolders = ['shared/', ...['customers', 'route', 'step', 'nodes', 'admit'].map((stage) => `runtime/${stage}/`)]

const packagesOfShared = ['zod', 'temporal-polyfill', 'liquidjs', 'croner']

// A stage knows no other stage, except:
const edgesBetweenStages: Edge[] = [
  {
    from: 'runtime/route/',
    to: 'runtime/nodes/',
    why: "a trigger's behaviour says whether what happened lets anybody in",
  },
  {
    from: 'runtime/route/',
    to: 'runtime/step/assignment.ts',
    why: 'a holdout is assigned as a split is, before a run begins',
  },
  {
    from: 'runtime/nodes/',
    to: 'runtime/step/assignment.ts',
    why: 'the node that assigns says how long each part of the shares is',
  },
  { from: 'runtime/step/', to: 'runtime/nodes/', why: 'a step asks the behaviour of the node it stands on' },
  {
    from: 'runtime/',
    to: 'runtime/commit/',
    typesOnly: true,
    why: 'entries and commits are the values stages hand on',
  },
]

// One file that uses several stages wires them together, which is the business of:
const wiring = [
  'runtime/pipeline.ts', // the order of the stages
  'runtime/learnOutcome.ts', // an input that concerns a message, an address and a run
  'runtime/sweepCustomer.ts',
  'runtime/eraseCustomer.ts',
  'runtime/eraseCustomer.ts', // what a marker means in each stage
  'runtime/fold.ts', // takes entries and due timers in order
  'runtime/turns.ts', // takes the turns of a batch
  'runtime/engine', // the thread that folds and commits
  'runtime/main.ts', // starts everything
  'runtime/server/', // answers requests from any stage's results
  'runtime/cli/', // runs a workflow in memory
]

// Only these open connections to somewhere else:
const connecting = [
  'runtime/deliver/channels/', // mail servers and webhooks
  'runtime/cli/', // the command talks to a running Perennial
]

const connectingPackages = ['undici', 'nodemailer', 'node:net', 'node:tls', 'node:https', 'node:dgram']

const clocksAndChance =
  /\bDate\.now\b|\bnew Date\(\s*\)|\bTemporal\.Now\b|\bperformance\.now\b|\bMath\.random\b|\brandomUUID\b|\brandomBytes\b|\bgetRandomValues\b|\bset(Timeout|Interval|Immediate)\b/g

interface Edge {
  readonly from: string
  readonly to: string
  readonly typesOnly?: true
  readonly why: string
}

interface Import {
  readonly target: string
  readonly isType: boolean
}

interface SourceFile {
  readonly path: string
  readonly code: string
  readonly imports: readonly Import[]
}

const root = join(import.meta.dirname, '..')
const files = ['shared', 'runtime', 'editor'].flatMap(sourcesIn)
const runtime = files.filter(({ path }) => path.startsWith('runtime/'))

describe('the directions of imports', () => {
  test('shared imports only itself, zod, temporal-polyfill, liquidjs and croner', () => {
    const allowed = (target: string) => target.startsWith('shared/') || packagesOfShared.includes(packageOf(target))
    expect(importsWhere((file, { target }) => file.path.startsWith('shared/') && !allowed(target))).toEqual([])
  })

  test('editor and runtime meet only over HTTP', () => {
    expect(
      importsWhere((file, { target }) => file.path.startsWith('editor/') && target.startsWith('runtime/')),
    ).toEqual([])
    expect(
      importsWhere((file, { target }) => file.path.startsWith('runtime/') && target.startsWith('editor/')),
    ).toEqual([])
  })

  test('the editor runs in a browser and imports nothing of Node', () => {
    expect(importsWhere((file, { target }) => file.path.startsWith('editor/') && target.startsWith('node:'))).toEqual(
      [],
    )
  })

  test('what ships imports nothing of the tests and tools', () => {
    expect(importsWhere((_, { target }) => /^(test|tools)\//.test(target))).toEqual([])
  })

  test('a stage never imports another stage', () => {
    const isForbidden = (file: SourceFile, { target, isType }: Import) => {
      const [from, to] = [stageOf(file.path), stageOf(target)]
      if (!from || !to || from === to) return false
      return !edgesBetweenStages.some(
        (edge) => file.path.startsWith(edge.from) && target.startsWith(edge.to) && (isType || !edge.typesOnly),
      )
    }
    expect(importsWhere(isForbidden)).toEqual([])
  })

  test('only the wiring uses several stages in one file', () => {
    const several = runtime.filter(({ path, imports }) => {
      if (stageOf(path) || isUnder(wiring, path)) return false
      const used = new Set(imports.filter(({ isType }) => !isType).map(({ target }) => stageOf(target)))
      used.delete(undefined)
      return used.size > 1
    })
    expect(several.map(({ path }) => path)).toEqual([])
  })

  test('what decides does not reach storage, configuration or the clock', () => {
    const edge = /^runtime\/(storage|server|cli|deliver)\/|^runtime\/(config|clock|main)\.ts$/
    expect(
      importsWhere((file, { target, isType }) => isUnder(pureFolders, file.path) && !isType && edge.test(target)),
    ).toEqual([])
  })
})

describe('what only one place may do', () => {
  test('only runtime/config.ts reads the environment', () => {
    const readers = files.filter(({ code }) => /\bprocess\.env\b/.test(code)).map(({ path }) => path)
    expect(readers.filter((path) => path !== 'runtime/config.ts')).toEqual([])
  })

  test('only runtime/storage/sqlite knows SQLite', () => {
    const isForbidden = (file: SourceFile, { target }: Import) =>
      packageOf(target) === 'better-sqlite3' && !file.path.startsWith('runtime/storage/sqlite/')
    expect(importsWhere(isForbidden)).toEqual([])
  })

  test('only the channels of delivery and the command line open connections', () => {
    const isForbidden = (file: SourceFile, { target, isType }: Import) =>
      file.path.startsWith('runtime/') &&
      !isUnder(connecting, file.path) &&
      !isType &&
      connectingPackages.includes(packageOf(target))
    expect(importsWhere(isForbidden)).toEqual([])
    const fetching = runtime.filter(({ code }) => /(?<![.\w])fetch\(/.test(code)).map(({ path }) => path)
    expect(fetching.filter((path) => !isUnder(connecting, path))).toEqual([])
  })

  test('what decides reads no clock, draws no random number and sets no timer', () => {
    const found = files
      .filter(({ path }) => isUnder(pureFolders, path))
      .flatMap(({ path, code }) => [...code.matchAll(clocksAndChance)].map(([call]) => `${path}: ${call}`))
    expect(found).toEqual([])
  })
})

describe('folders', () => {
  test('are at most three deep, and none is a drawer', () => {
    const drawers = /(^|\/)(src|utils?|helpers?|common|misc|managers?)(\/|\.tsx?$)|(^|\/)types\.ts$/
    const wrong = files.filter(({ path }) => path.split('/').length > 4 || drawers.test(path))
    expect(wrong.map(({ path }) => path)).toEqual([])
  })
})

describe('the scan that these tests rest on', () => {
  test('sees every form of import, tells types from values, and skips comments', () => {
    const code = withoutComments(`
      import { a, type B } from './a.ts'
      import type { C } from '../route/c.ts'
      import './side-effect.ts'
      export * from "zod"
      export type { D } from './d.ts' // import './not-me.ts'
      /* import './nor-me.ts' */
      const later = await import('node:net')
      const url = 'https://perennial.example' // fetch('x')
    `)
    expect(importsOf('runtime/step/x.ts', code)).toEqual([
      { target: 'runtime/step/a.ts', isType: false },
      { target: 'runtime/route/c.ts', isType: true },
      { target: 'runtime/step/side-effect.ts', isType: false },
      { target: 'zod', isType: false },
      { target: 'runtime/step/d.ts', isType: true },
      { target: 'node:net', isType: false },
    ])
    expect(code).toContain("'https://perennial.example'")
    expect(code).not.toContain('fetch(')
  })
})

function importsWhere(isForbidden: (file: SourceFile, imported: Import) => boolean): string[] {
  return files.flatMap((file) =>
    file.imports
      .filter((imported) => isForbidden(file, imported))
      .map(({ target }) => `${file.path} imports ${target}`),
  )
}

function sourcesIn(folder: string): SourceFile[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name === 'dist' ? [] : sourcesIn(path)
    if (!/\.tsx?$/.test(entry.name)) return []
    const code = withoutComments(readFileSync(join(root, path), 'utf8'))
    return [{ path, code, imports: importsOf(path, code) }]
  })
}

// Strings are matched too, so that a // inside one is not taken for a comment.
function withoutComments(code: string): string {
  const stringOrComment = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g
  return code.replace(stringOrComment, (found) => (/^\/[/*]/.test(found) ? ' ' : found))
}

function importsOf(path: string, code: string): Import[] {
  const statement =
    /\b(?:import|export)\s+(?<type>type\b)?(?:[\w\s{},*$]*?\bfrom\s*)?(?<quote>['"])(?<name>[^'"\n]+)\k<quote>|\bimport\(\s*(?<quote2>['"])(?<lazy>[^'"\n]+)\k<quote2>/g
  return [...code.matchAll(statement)].map(({ groups = {} }) => ({
    target: resolved(path, groups.name ?? groups.lazy ?? ''),
    isType: groups.type !== undefined,
  }))
}

function resolved(path: string, name: string): string {
  return name.startsWith('.') ? join(path, '..', name).replaceAll('\\', '/') : name
}

function packageOf(target: string): string {
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/')
}

function stageOf(path: string): string | undefined {
  const folder = /^runtime\/([^/]+)\//.exec(path)?.[1]
  return folder !== undefined && stages.includes(folder) ? folder : undefined
}

function isUnder(places: readonly string[], path: string): boolean {
  return places.some((place) => path.startsWith(place))
}
