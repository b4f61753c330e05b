// Files that were dropped, pasted or chosen, as sources of a program.
import type { Language, SourceFile } from '../../../generated/api.ts'

/** As the platform takes them. */
const MAX_BYTES = 100 * 1024
const MAX_FILES = 32
/** Parts of a path, and characters. */
const MAX_DEPTH = 4
const MAX_NAME = 100
/** Of a zip's files, with those that are left out. */
const MAX_UNPACKED = 8 * 2 ** 20
/** What a system adds to the archives that it makes. */
const LEFT_OUT = /^__MACOSX\/|(^|\/)\.DS_Store$/

/** Why files are not taken: `file` names the one. */
export class TooMuch extends Error {
  readonly reason: 'large' | 'many' | 'no-text' | 'no-zip'
  readonly file: string

  constructor(reason: TooMuch['reason'], file = '') {
    super(reason)
    this.reason = reason
    this.file = file
  }
}

interface Read {
  name: string
  content: Uint8Array
}

/** The files, and those of zips. Raises `TooMuch`. */
export async function readFiles(files: readonly File[]): Promise<SourceFile[]> {
  const large = files.find((file) => file.size > (isZip(file) ? MAX_UNPACKED : MAX_BYTES))
  if (large) throw new TooMuch('large', large.name)
  return checked((await Promise.all(files.map(read))).flat())
}

const isZip = (file: File) => file.name.toLowerCase().endsWith('.zip')

async function read(file: File): Promise<Read[]> {
  const content = new Uint8Array(await file.arrayBuffer())
  if (!isZip(file)) return [{ name: file.name.replace(/^.*[/\\]/, ''), content }]
  const { unzip } = await import('../../../parts/zip.ts')
  const found = await unzip(content, MAX_UNPACKED).catch(() => {
    throw new TooMuch('no-zip', file.name)
  })
  const held = [...found].filter(([name]) => !LEFT_OUT.test(name)).map(([name, each]) => ({ name, content: each }))
  if (held.length === 0) throw new TooMuch('no-zip', file.name)
  return withoutFolder(held)
}

/** Without a folder that holds all of them. */
function withoutFolder(files: Read[]): Read[] {
  const top = files[0]!.name.split('/', 1)[0]!
  const inside = files.every(({ name }) => name.startsWith(`${top}/`))
  return inside ? files.map(({ name, content }) => ({ name: name.slice(top.length + 1), content })) : files
}

/** Raises `TooMuch`. */
export function checked(files: readonly Read[]): SourceFile[] {
  if (files.length > MAX_FILES) throw new TooMuch('many')
  if (files.reduce((sum, file) => sum + file.content.length, 0) > MAX_BYTES) throw new TooMuch('large', files[0]?.name)
  const texts = new Map(files.map(({ name, content }) => [nameOf(name), textOf(name, content)])) // of two with one name the last
  return [...texts].map(([name, text]) => ({ name, text }))
}

/** The language whose ending the files have. Of several with the same, the chosen one, else the one that stands for them. */
export function languageOf(names: readonly string[], all: readonly Language[], chosen: Language): Language | null {
  const has = (language: Language) => names.some((name) => language.extensions.some((ending) => name.toLowerCase().endsWith(ending)))
  if (has(chosen)) return chosen
  const found = all.filter(has)
  return found.find((language) => language.detected) ?? found[0] ?? null
}

/** A name that the platform takes, like this one. */
function nameOf(name: string): string {
  const parts = name.split('/').map((part) => part.replaceAll(/[^A-Za-z0-9_.+-]/g, '_').replace(/^[^A-Za-z0-9_]+/, '') || 'main')
  return parts.slice(-MAX_DEPTH).join('/').slice(-MAX_NAME).replace(/^[^A-Za-z0-9_]+/, '')
}

function textOf(name: string, content: Uint8Array): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content)
    if (!text.includes('\0')) return text.replaceAll('\r\n', '\n')
  } catch {
    // no UTF-8
  }
  throw new TooMuch('no-text', name)
}
