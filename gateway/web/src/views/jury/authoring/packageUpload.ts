// Sends a package in parts, and goes on after a break or another day with what is there. No drawing.
import { ApiError, call, request } from '../../../api/client.ts'
import type { ImportOutcome, Upload } from '../../../generated/api.ts'
import { joined, pack, type Packed } from './msgpack.ts'
import type { PackageFile, PackageRead } from './packageFiles.ts'

const IMPORT_TRIES = 10
const IN_ONE = { 'Content-Type': 'application/msgpack' }

export interface Wanted {
  problem: string
  title: string
  timeLimit: number
  note: string
}

interface Kept {
  upload: string
  size: number
  digests: Record<number, string>
}

/** What comes after the tests: a package that is sent again with another time limit keeps what is there of them. */
function headOf(read: PackageRead, wanted: Wanted): { readonly [name: string]: Packed | undefined } {
  const [[language, statement] = ['en', { text: '', format: 'markdown' as const }]] = read.statements
  const limits = { time_limit_ms: Math.round(wanted.timeLimit * 1000), memory_limit: read.memory, output_limit: read.output }
  const made = { ...read.rest, ...limits, problem: wanted.problem, tests: [] }
  return { title: wanted.title, statement: statement.text, language, format: statement.format, note: wanted.note, package: made }
}

function frame(kind: string, content: Uint8Array): Uint8Array[] {
  const prefix = new Uint8Array(5)
  prefix[0] = kind.charCodeAt(0)
  new DataView(prefix.buffer).setUint32(1, content.length)
  return [prefix, content]
}

/** `progress`: told bytes that are there, and all. */
export async function sendPackage(read: PackageRead, wanted: Wanted, progress: (done: number, all: number) => void): Promise<ImportOutcome> {
  const head = headOf(read, wanted)
  const made = await (crypto.subtle ? inParts(wanted.problem, stream(read, head), progress) : atOnce(read, wanted.problem, head))
  for (const [language, { text, format }] of read.statements.slice(1)) {
    await call('PUT /problems/{problem}/statements/{language}', { path: { problem: wanted.problem, language }, body: { text, format } })
  }
  for (const file of read.files) await sendFile(wanted.problem, file)
  return made
}

export async function sendFile(problem: string, { name, content, kind, language }: PackageFile): Promise<void> {
  const body = { content: base64(content), kind, ...(language && { language }) }
  await call('PUT /problems/{problem}/attachments/{name}', { path: { problem, name }, body })
}

function stream(read: PackageRead, head: Packed): Uint8Array<ArrayBuffer> {
  return joined([...read.tests.flatMap((test) => frame('T', pack(test))), ...frame('H', pack(head))])
}

/** Without HTTPS a browser has no digests: the package goes in one request. */
async function atOnce(read: PackageRead, problem: string, head: { readonly [name: string]: Packed | undefined }): Promise<ImportOutcome> {
  const body = pack({ ...head, package: { ...(head['package'] as object), tests: read.tests } })
  const answer = await request(`/problems/${encodeURIComponent(problem)}/package`, { method: 'PUT', headers: IN_ONE, body })
  return (await answer.json()) as ImportOutcome
}

async function inParts(problem: string, content: Uint8Array<ArrayBuffer>, progress: (done: number, all: number) => void): Promise<ImportOutcome> {
  const key = `podium.upload.${problem}`
  const { kept, upload } = await begun(key, content.length)
  for (let part = 0; part < upload.parts; part++) {
    const piece = content.slice(part * upload.part_size, (part + 1) * upload.part_size)
    const sha256 = await digest(piece)
    if (!upload.received.includes(part) || kept.digests[part] !== sha256) {
      await request(`/uploads/${upload.id}/parts/${part}`, { method: 'PUT', headers: IN_ONE, body: pack({ content: piece, sha256 }) })
      kept.digests[part] = sha256
      localStorage.setItem(key, JSON.stringify(kept))
    }
    progress(Math.min(content.length, (part + 1) * upload.part_size), content.length)
  }
  const made = await imported(problem, upload.id)
  localStorage.removeItem(key)
  await call('DELETE /uploads/{upload}', { path: { upload: upload.id } }).catch(() => undefined) // it ends by itself, too
  return made
}

/** The upload that was begun before, if it is there still and as large. */
async function begun(key: string, size: number): Promise<{ kept: Kept; upload: Upload }> {
  const kept = JSON.parse(localStorage.getItem(key) ?? 'null') as Kept | null
  if (kept?.size === size) {
    try {
      return { kept, upload: await call('GET /uploads/{upload}', { path: { upload: kept.upload } }) }
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) throw error
    }
  }
  const upload = await call('POST /uploads', { body: { size } })
  const fresh: Kept = { upload: upload.id, size, digests: {} }
  localStorage.setItem(key, JSON.stringify(fresh))
  return { kept: fresh, upload }
}

/** While another package is imported, the platform asks to come again. */
async function imported(problem: string, upload: string): Promise<ImportOutcome> {
  for (let tries = 1; ; tries++) {
    try {
      return await call('PUT /problems/{problem}/package/upload', { path: { problem }, body: { upload_id: upload } })
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 503) || tries === IMPORT_TRIES) throw error
      await new Promise((go) => setTimeout(go, (error.retryAfter ?? 2) * 1000))
    }
  }
}

async function digest(content: Uint8Array<ArrayBuffer>): Promise<string> {
  const made = new Uint8Array(await crypto.subtle.digest('SHA-256', content))
  return [...made].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

export function base64(content: Uint8Array): string {
  let text = ''
  for (let at = 0; at < content.length; at += 0x8000) text += String.fromCharCode(...content.subarray(at, at + 0x8000))
  return btoa(text)
}
