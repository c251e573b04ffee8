// node tools/with.mjs [--where-called] <command> [args…]
//
// Runs a command with everything Perennial needs, on a machine that has nothing but some Node and npm: installs what is
// missing or stale (the pinned Node where the host's is too old, the pinned pnpm, the packages of pnpm-lock.yaml) and
// puts their programs first on PATH. What is up to date costs a few hash comparisons and no process.
// --where-called runs the command in the folder that npm was called in, so that file names mean what the caller sees.
//
// This file and its neighbours are plain JavaScript without packages, because an old Node must be able to run them.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './child.mjs'
import { withLock } from './lock.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const stampName = '.perennial-stamp'

process.exitCode = await main(process.argv.slice(2)).catch((error) => {
  console.error(`perennial: ${error.message}`)
  return 1
})

async function main(args) {
  const whereCalled = args[0] === '--where-called'
  const [command, ...rest] = whereCalled ? args.slice(1) : args
  if (!command) throw new Error('say what to run: node tools/with.mjs <command> [args…]')

  const node = await usableNode()
  const pnpm = await pinnedPnpm()
  const env = cleanEnv([dirname(node), join(root, 'node_modules', '.bin'), join(dirname(pnpm), '..', '..', '.bin')])
  await installPackages(node, pnpm, env)

  const cwd = (whereCalled && process.env.INIT_CWD) || process.cwd()
  if (command !== 'node') return run(command, rest, { cwd, env })
  const [script, ...scriptArgs] = rest
  const inRoot = script && resolve(root, script)
  return run(node, script ? [existsSync(inRoot) ? inRoot : script, ...scriptArgs] : [], { cwd, env })
}

async function usableNode() {
  if (isNewEnough(process.versions.node)) return process.execPath
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const folder = join(root, 'tools', 'node')
  const pinned = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).optionalDependencies
  if (!(name in pinned) || isMusl()) {
    throw new Error(
      `this is Node ${process.versions.node}; please install Node 24 (https://nodejs.org) and run it again`,
    )
  }
  await npmInstall(folder, `Node ${pinned[name]}`)
  return join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
}

// The same range as `engines` in package.json.
function isNewEnough(version) {
  const [major, minor, patch] = version.split('.').map(Number)
  if (major === 22) return minor > 22 || (minor === 22 && patch >= 2)
  if (major === 24) return minor >= 15
  return major >= 26
}

function isMusl() {
  return process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime
}

async function pinnedPnpm() {
  const folder = join(root, 'tools', 'pnpm')
  await npmInstall(folder, 'pnpm')
  return join(folder, 'node_modules', 'pnpm', 'bin', 'pnpm.mjs')
}

async function npmInstall(folder, what) {
  const modules = join(folder, 'node_modules')
  await unlessFresh(modules, [join(folder, 'package-lock.json')], what, () => {
    const npm = process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : undefined
    const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    return run(npm ? process.execPath : 'npm', npm ? [npm, ...args] : args, {
      cwd: folder,
      env: cleanEnv([]),
      stdio: ['ignore', 2, 2],
    })
  })
}

async function installPackages(node, pnpm, env) {
  const folders = ['.', ...workspaceFolders()].map((name) => join(root, name))
  const sources = [join(root, 'pnpm-lock.yaml'), join(root, 'pnpm-workspace.yaml')]
  sources.push(...folders.map((folder) => join(folder, 'package.json')))
  const complete = () => folders.every((folder) => existsSync(join(folder, 'node_modules')))
  await unlessFresh(
    join(root, 'node_modules'),
    sources,
    'the packages of pnpm-lock.yaml',
    () => run(node, [pnpm, 'install', '--frozen-lockfile'], { cwd: root, env, stdio: ['ignore', 2, 2] }),
    complete,
  )
}

function workspaceFolders() {
  const text = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')
  const listed = /^packages:\n((?: +- .*\n)+)/m.exec(text)?.[1] ?? ''
  return [...listed.matchAll(/- (\S+)/g)].map(([, name]) => name).filter((name) => hasDependencies(name))
}

function hasDependencies(name) {
  const manifest = JSON.parse(readFileSync(join(root, name, 'package.json'), 'utf8'))
  return Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).length > 0
}

// The stamp in node_modules names what it was installed from; an install that was cut short leaves none behind.
async function unlessFresh(modules, sources, what, install, complete = () => true) {
  const stamp = join(modules, stampName)
  const wanted = () => {
    const hash = createHash('sha256').update(`${process.platform} ${process.arch}`)
    for (const source of sources) hash.update(readFileSync(source, 'utf8').replaceAll('\r\n', '\n'))
    return hash.digest('hex')
  }
  const isFresh = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted() && complete()
  if (isFresh()) return
  await withLock('set-up', async () => {
    if (isFresh()) return
    console.error(`perennial: installing ${what}`)
    const installed = wanted()
    const code = await install()
    if (code !== 0) throw new Error(`could not install ${what} (exit code ${code}); see the lines above`)
    writeFileSync(stamp, installed)
  })
}

// npm hands its own settings to the scripts it runs, and pnpm would take them for its own. What reaches a registry stays.
function cleanEnv(bins) {
  const kept = /^npm_config_(registry|cafile|proxy|https_proxy|noproxy)$/i
  const env = {}
  for (const [name, value] of Object.entries(process.env)) {
    if (name === 'INIT_CWD' || (name === 'HOME' && value === '')) continue
    if (!/^npm_/i.test(name)) env[name] = value
    else if (kept.test(name)) {
      env[name] = value
      env[name.toLowerCase().replace('npm_', 'pnpm_')] = value
    }
  }
  const path = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  env[path] = [...bins, env[path]].filter(Boolean).join(delimiter)
  return env
}
