// Reads zip archives with what browsers have: stored and deflated entries, without encryption. No drawing.

const END = 0x06054b50
const ENTRY = 0x02014b50
const MAX_FILES = 50_000
const MAX_BYTES = 512 * 2 ** 20
/** Of the archive's comment, behind which its end is searched. */
const MAX_COMMENT = 65_535

/** Raises `Error` for what is no archive, or a larger one than a package may be; `most`: bytes of all files. Files by their paths, without folders. */
export async function unzip(archive: Uint8Array<ArrayBuffer>, most = MAX_BYTES): Promise<Map<string, Uint8Array>> {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength)
  const end = findEnd(view)
  const count = view.getUint16(end + 10, true)
  if (count > MAX_FILES) throw new Error(`the archive has more than ${MAX_FILES} files`)
  const files = new Map<string, Uint8Array>()
  let at = view.getUint32(end + 16, true)
  let total = 0
  for (let number = 0; number < count; number++) {
    if (view.getUint32(at, true) !== ENTRY) throw new Error('the archive is damaged')
    const flags = view.getUint16(at + 8, true)
    const method = view.getUint16(at + 10, true)
    const packed = view.getUint32(at + 20, true)
    const size = view.getUint32(at + 24, true)
    const [nameSize, extra, comment] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true)]
    const local = view.getUint32(at + 42, true)
    const name = new TextDecoder().decode(archive.subarray(at + 46, at + 46 + nameSize))
    at += 46 + nameSize + extra + comment
    if (name.endsWith('/')) continue
    total += size
    if (total > most) throw new Error(`the archive unpacks to more than ${most / 2 ** 20} MiB`)
    if (flags & 1) throw new Error(`${name} is encrypted`)
    if (name.startsWith('/') || name.split('/').includes('..')) throw new Error(`${name} leads out of the archive`)
    const begin = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
    files.set(name, await content(archive.subarray(begin, begin + packed), method, size, name))
  }
  return files
}

function findEnd(view: DataView): number {
  const last = Math.max(0, view.byteLength - 22 - MAX_COMMENT)
  for (let at = view.byteLength - 22; at >= last; at--) if (view.getUint32(at, true) === END) return at
  throw new Error('this is no zip archive')
}

async function content(packed: Uint8Array<ArrayBuffer>, method: number, size: number, name: string): Promise<Uint8Array> {
  if (method === 0) return packed
  if (method !== 8) throw new Error(`${name} is packed in a way that is not known`)
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  const unpacked = new Uint8Array(size)
  let at = 0
  const reader = stream.getReader()
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    if (at + piece.value.length > size) throw new Error(`${name} is larger than the archive says`)
    unpacked.set(piece.value, at)
    at += piece.value.length
  }
  if (at !== size) throw new Error(`${name} breaks off`)
  return unpacked
}
