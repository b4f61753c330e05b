// A problem package in the Kattis / ICPC format, read in the browser: what pass-fail problems need. No drawing.
// What it does not understand it refuses: `podium problem import` reads all of the format.
import type { Packed } from './msgpack.ts'

export interface Statement {
  text: string
  format: 'markdown' | 'latex'
}

export interface PackageFile {
  name: string
  kind: 'attachment' | 'picture' | 'statement'
  language?: string
  content: Uint8Array
}

export interface PackageRead {
  title: string
  /** Seconds; null: the package names none. */
  timeLimit: number | null
  memory: number
  output: number
  samples: number
  secrets: number
  tests: Packed[]
  /** Of the head that goes with the tests, but for the time limit. */
  rest: { readonly [name: string]: Packed | undefined }
  /** By language, the English one first. */
  statements: [string, Statement][]
  files: PackageFile[]
  ownChecker: boolean
}

/** What a package has that is not read here. */
export class NotReadHere extends Error {}

const MIB = 2 ** 20
const STATEMENT = /^(?:statement|problem_statement)\/problem(?:\.([a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}))?\.(md|tex|pdf)$/
const PICTURE = /^(?:statement|problem_statement)\/(?:.*\/)?([^/]+\.(?:png|jpe?g|webp|gif))$/i
const FIGURE = /^(?:statement|problem_statement)\/(?:.*\/)?([^/]+\.pdf)$/i
const GROUPS = /^data\/(?:.*\/)?(?:testdata|test_group)\.yaml$/
const IGNORED = /(?:^|\/)(?:readme|\.|__pycache__|__MACOSX)/i

type Files = ReadonlyMap<string, Uint8Array>
type Settings = Record<string, unknown>

export async function readPackage(given: Files): Promise<PackageRead> {
  const files = inner(given)
  const { parse } = await import('yaml')
  const yaml = (name: string): Settings => {
    const found = files.get(name)
    const parsed: unknown = found ? parse(text(found), { maxAliasCount: 100 }) : {}
    return parsed !== null && typeof parsed === 'object' ? (parsed as Settings) : {}
  }
  if (!files.has('problem.yaml') && ![...files.keys()].some((name) => name.startsWith('data/'))) throw new Error('problem.yaml')
  const about = yaml('problem.yaml')
  const kinds = words(about['type']).concat(words(about['validation']))
  const beyond = kinds.filter((kind) => ['scoring', 'interactive', 'multi-pass', 'submit-answer'].includes(kind))
  if (beyond.length > 0) throw new NotReadHere(beyond.join(', '))
  const groups = [...files.keys()].find((name) => GROUPS.test(name) && Object.keys(yaml(name)).length > 0)
  if (groups) throw new NotReadHere(groups)
  const limits = (about['limits'] ?? {}) as Settings
  const flags = words(about['validator_flags'])
  const tests = cases(files, flags)
  const validator = words(about['validation'])[0] === 'default' ? [] : program(files, ['output_validator', 'output_validators'])
  const samples = tests.filter((test) => test['sample'] === true).length
  return {
    title: nameOf(about['name']),
    timeLimit: number(limits['time_limit']) ?? number(files.has('.timelimit') ? text(files.get('.timelimit')!) : undefined) ?? ini(files),
    memory: Math.round((number(limits['memory']) ?? 2048) * MIB),
    output: Math.round((number(limits['output']) ?? 8) * MIB),
    samples,
    secrets: tests.length - samples,
    tests,
    rest: {
      version: 1,
      checker: validator.length > 0 ? 'custom' : 'default',
      tolerance: 0,
      checker_source: '',
      validator,
      groups: ['', 'sample', 'secret'].map((name) => ({ name, on_reject: 'break' })),
      input_validators: validators(files),
    },
    statements: statements(files),
    files: [...pdfs(files), ...pictures(files), ...figures(files), ...attachments(files)],
    ownChecker: validator.length > 0,
  }
}

/** Without the folder that holds everything. */
function inner(files: Files): Files {
  const names = [...files.keys()].filter((name) => !name.startsWith('__MACOSX/'))
  const tops = new Set(names.map((name) => name.split('/')[0]))
  const [top] = tops
  const folder = tops.size === 1 && !names.includes(top!) ? `${top}/` : ''
  return new Map(names.map((name) => [name.slice(folder.length), files.get(name)!]))
}

function text(content: Uint8Array): string {
  return new TextDecoder().decode(content)
}

function words(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String)
  return typeof value === 'string' ? value.split(/\s+/).filter(Boolean) : []
}

function number(value: unknown): number | null {
  const found = typeof value === 'string' ? Number(value.trim() || NaN) : value
  return typeof found === 'number' && Number.isFinite(found) && found > 0 ? found : null
}

function nameOf(value: unknown): string {
  if (typeof value === 'string') return value
  const names = (value ?? {}) as Record<string, unknown>
  return String(names['en'] ?? Object.values(names)[0] ?? '')
}

function ini(files: Files): number | null {
  const found = files.get('domjudge-problem.ini')
  return found ? number(/^\s*timelimit\s*=\s*['"]?([\d.]+)/m.exec(text(found))?.[1]) : null
}

/** In the order they are run in: samples first, then by their names. */
function cases(files: Files, flags: string[]): Record<string, Packed>[] {
  const inputs = [...files.keys()].filter((name) => /^data\/(?:sample|secret)\/.*\.in$/.test(name))
  const plain = (name: string) => name.slice('data/'.length, -'.in'.length)
  return inputs
    .map(plain)
    .sort((a, b) => (a < b ? -1 : 1))
    .map((name) => {
      const answer = files.get(`data/${name}.ans`)
      if (!answer) throw new Error(`data/${name}.ans`)
      const beside = files.get(`data/${name}.yaml`) ?? [...files.keys()].find((other) => other.startsWith(`data/${name}.files/`))
      if (beside) throw new NotReadHere(`data/${name}`)
      const sample = name.startsWith('sample/')
      return { input: files.get(`data/${name}.in`)!, answer, sample, name, group: sample ? 'sample' : 'secret', validator_args: flags }
    })
}

function below(files: Files, folder: string): [string, Uint8Array][] {
  return [...files].filter(([name]) => name.startsWith(`${folder}/`) && !IGNORED.test(name)).map(([name, content]) => [name.slice(folder.length + 1), content])
}

/** The one program in a folder, or in the only folder of it. */
function program(files: Files, folders: string[]): Packed[] {
  const found = folders.map((folder) => below(files, folder)).find((each) => each.length > 0) ?? []
  const tops = new Set(found.map(([name]) => (name.includes('/') ? name.split('/')[0]! : '')))
  const [top] = tops
  if (tops.size > 1 && !tops.has('')) throw new NotReadHere(folders[0]!)
  return found.map(([name, content]) => ({ name: tops.size === 1 && top ? name.slice(top.length + 1) : name, content, executable: /(?:^|\/)(?:build|run)$/.test(name) }))
}

function validators(files: Files): Packed[] {
  const all = ['input_validators', 'input_format_validators'].flatMap((folder) => below(files, folder))
  const programs = new Map<string, Packed[]>()
  for (const [name, content] of all) {
    const [top = '', ...rest] = name.split('/')
    const inside = rest.join('/') || top
    programs.set(top, [...(programs.get(top) ?? []), { name: inside, content, executable: /(?:^|\/)(?:build|run)$/.test(inside) }])
  }
  return [...programs].map(([name, of]) => ({ name, files: of }))
}

function statements(files: Files): [string, Statement][] {
  const found = new Map<string, Statement>()
  const names = [...files.keys()].sort((a, b) => Number(a.endsWith('.md')) - Number(b.endsWith('.md')))
  for (const name of names) {
    const [, language = 'en', kind] = STATEMENT.exec(name) ?? []
    if (kind && kind !== 'pdf') found.set(language, { text: text(files.get(name)!), format: kind === 'md' ? 'markdown' : 'latex' })
  }
  if (found.size === 0) {
    for (const { language = 'en', name } of pdfs(files)) found.set(language, { text: `The statement is a PDF: [${name}](${name}).`, format: 'markdown' })
  }
  return [...found].sort(([a], [b]) => Number(b === 'en') - Number(a === 'en') || (a < b ? -1 : 1))
}

function pdfs(files: Files): PackageFile[] {
  return [...files].flatMap(([name, content]) => {
    const [, language = 'en', kind] = (name === 'problem.pdf' ? STATEMENT.exec('statement/problem.pdf') : STATEMENT.exec(name)) ?? []
    return kind === 'pdf' ? [{ name: name.split('/').at(-1)!, kind: 'statement' as const, language, content }] : []
  })
}

function pictures(files: Files): PackageFile[] {
  return [...files].flatMap(([path, content]) => {
    const name = PICTURE.exec(path)?.[1]
    return name ? [{ name, kind: 'picture' as const, content }] : []
  })
}

/** PDFs that a statement names, unless the same picture is there in a format that pages show. */
function figures(files: Files): PackageFile[] {
  const shown = new Set(pictures(files).map(({ name }) => stem(name)))
  const named = statements(files).map(([, { text }]) => text).join('')
  return [...files].flatMap(([path, content]) => {
    const name = FIGURE.exec(path)?.[1]
    if (!name || STATEMENT.test(path) || shown.has(stem(name)) || !named.includes(stem(name))) return []
    return [{ name: drawnName(name), kind: 'picture' as const, content }]
  })
}

/** What a figure is stored as: the platform draws PDFs as PNG. */
export const drawnName = (name: string): string => name.replace(/\.pdf$/i, '.png')
const stem = (name: string): string => name.replace(/\.[^.]+$/, '')

function attachments(files: Files): PackageFile[] {
  return below(files, 'attachments').map(([name, content]) => ({ name: name.split('/').at(-1)!, kind: 'attachment', content }))
}
