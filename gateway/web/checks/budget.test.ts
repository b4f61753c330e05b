// What a first visit loads, as the build has it: within the budgets, and nothing from another host.
import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

const ROOT = resolve(import.meta.dirname, '..')
const KB = 1000
/** Bytes after gzip: entry and board, what they import statically, and their styles. */
const SPECTATOR = 45 * KB
/** The entry, and what the first view of a contestant loads beside. */
const CONTESTANT = 60 * KB
const BOARD = /\/views\/spectator\/board\/BoardPage\.tsx$/
const CONTEST_HOME = /\/views\/contestant\/home\/(Home|Companion)\.tsx$/

/** Addresses that stand in code or text and are never loaded: names of namespaces, and documentation that errors point to. */
const INERT = [
  /^http:\/\/www\.w3\.org\//, // namespaces of SVG, MathML and XLink
  /^https:\/\/github\.com\/preactjs\//,
  /^https:\/\/github\.com\/markedjs\//,
  /^https:\/\/socket\.io\/docs\//, // in the words of an error
]

interface Chunk {
  type: 'chunk'
  fileName: string
  code: string
  isEntry: boolean
  imports: string[]
  moduleIds: string[]
  viteMetadata?: { importedCss: Set<string> }
}

interface Asset {
  type: 'asset'
  fileName: string
  source: string | Uint8Array
}

const chunks = new Map<string, Chunk>()
const assets = new Map<string, Asset>()

before(async () => {
  const built = await build({ root: ROOT, logLevel: 'silent', build: { write: false } })
  const { output } = (Array.isArray(built) ? built[0] : built) as unknown as { output: (Chunk | Asset)[] }
  for (const file of output) file.type === 'chunk' ? chunks.set(file.fileName, file) : assets.set(file.fileName, file)
})

/** The file names that are fetched for these chunks. */
function fetched(...from: Chunk[]): Set<string> {
  const found = new Set<string>()
  const visit = (chunk: Chunk) => {
    if (found.has(chunk.fileName)) return
    found.add(chunk.fileName)
    chunk.viteMetadata?.importedCss.forEach((name) => found.add(name))
    for (const name of chunk.imports) {
      const next = chunks.get(name)
      if (next) visit(next)
    }
  }
  from.forEach(visit)
  return found
}

function text(name: string): string {
  const file = assets.get(name)
  return chunks.get(name)?.code ?? (file ? Buffer.from(file.source).toString() : '')
}

function weigh(names: Set<string>): number {
  return [...names].reduce((sum, name) => sum + gzipSync(text(name), { level: 9 }).length, 0)
}

/** What the page's index names; a service worker is fetched later. */
const entries = () => [...chunks.values()].filter((chunk) => chunk.isEntry && chunk.fileName !== 'sw.js')
const list = (names: Set<string>) => [...names].map((name) => `${name} ${gzipSync(text(name)).length}`).join(', ')

test('a spectator loads little', () => {
  const board = [...chunks.values()].filter((chunk) => chunk.moduleIds.some((id) => BOARD.test(id)))
  assert.equal(board.length, 1, 'where is the board?')
  const names = fetched(...entries(), ...board)
  const size = weigh(names)
  assert.ok(size <= SPECTATOR, `${size} bytes of ${SPECTATOR}: ${list(names)}`)
  assert.ok(size > 10 * KB, `only ${size} bytes: is it the page?`)
})

test('a contestant loads little more', () => {
  const home = [...chunks.values()].filter((chunk) => chunk.moduleIds.some((id) => CONTEST_HOME.test(id)))
  assert.equal(home.length, 2, 'where is the contest home?')
  const names = fetched(...entries(), ...home)
  const size = weigh(names)
  assert.ok(size <= CONTESTANT, `${size} bytes of ${CONTESTANT}: ${list(names)}`)
})

test('nothing is loaded from another host', () => {
  const found: string[] = []
  for (const name of [...chunks.keys(), ...assets.keys()]) {
    if (!/\.(js|css|html|svg|webmanifest|json)$/.test(name)) continue
    for (const [address] of text(name).matchAll(/https?:\/\/\w[^\s"'`)<>\\]+/g)) {
      if (!INERT.some((known) => known.test(address))) found.push(`${name}: ${address}`)
    }
  }
  assert.deepEqual(found, [])
})
