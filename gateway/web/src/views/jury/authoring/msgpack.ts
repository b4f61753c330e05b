// Writes MessagePack, as far as packages need it. No drawing.

export type Packed = null | boolean | number | string | Uint8Array | readonly Packed[] | { readonly [name: string]: Packed | undefined }

/** Fields that are undefined are left out. */
export function pack(value: Packed): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = []
  write(value, pieces)
  return joined(pieces)
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

function head(code: number, size: number, bytes: 1 | 2 | 4): Uint8Array {
  const made = new Uint8Array(1 + bytes)
  made[0] = code
  const view = new DataView(made.buffer)
  if (bytes === 1) view.setUint8(1, size)
  else if (bytes === 2) view.setUint16(1, size)
  else view.setUint32(1, size)
  return made
}

function write(value: Packed, to: Uint8Array[]): void {
  if (value === null) to.push(Uint8Array.of(0xc0))
  else if (typeof value === 'boolean') to.push(Uint8Array.of(value ? 0xc3 : 0xc2))
  else if (typeof value === 'number') to.push(numeric(value))
  else if (typeof value === 'string') {
    const text = new TextEncoder().encode(value)
    to.push(text.length < 32 ? Uint8Array.of(0xa0 | text.length) : head(0xdb, text.length, 4), text)
  } else if (value instanceof Uint8Array) to.push(head(0xc6, value.length, 4), value)
  else if (Array.isArray(value)) {
    to.push(head(0xdd, value.length, 4))
    for (const each of value as readonly Packed[]) write(each, to)
  } else {
    const fields = Object.entries(value).filter((field): field is [string, Packed] => field[1] !== undefined)
    to.push(head(0xdf, fields.length, 4))
    for (const [name, field] of fields) {
      write(name, to)
      write(field, to)
    }
  }
}

function numeric(value: number): Uint8Array {
  if (Number.isInteger(value) && value >= 0 && value < 128) return Uint8Array.of(value)
  if (Number.isInteger(value) && value >= 0 && value < 2 ** 32) return head(0xce, value, 4)
  const made = new Uint8Array(9)
  made[0] = Number.isSafeInteger(value) ? 0xd3 : 0xcb
  const view = new DataView(made.buffer)
  if (Number.isSafeInteger(value)) view.setBigInt64(1, BigInt(value))
  else view.setFloat64(1, value)
  return made
}
