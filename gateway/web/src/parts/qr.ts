// QR codes (ISO/IEC 18004): bytes, error correction level M, versions 1 to 15. Enough for an otpauth URI, and nothing leaves the browser.

/** Of each version: codewords of error correction in a block, then blocks and data codewords in each, in up to two groups. */
const VERSIONS: [number, number, number, number, number][] = [
  [10, 1, 16, 0, 0],
  [16, 1, 28, 0, 0],
  [26, 1, 44, 0, 0],
  [18, 2, 32, 0, 0],
  [24, 2, 43, 0, 0],
  [16, 4, 27, 0, 0],
  [18, 4, 31, 0, 0],
  [22, 2, 38, 2, 39],
  [22, 3, 36, 2, 37],
  [26, 4, 43, 1, 44],
  [30, 1, 50, 4, 51],
  [22, 6, 36, 2, 37],
  [22, 8, 37, 1, 38],
  [24, 4, 40, 5, 41],
  [24, 5, 41, 5, 42],
]
/** Centres of alignment patterns. */
const ALIGNED: number[][] = [
  [],
  [6, 18],
  [6, 22],
  [6, 26],
  [6, 30],
  [6, 34],
  [6, 22, 38],
  [6, 24, 42],
  [6, 26, 46],
  [6, 28, 50],
  [6, 30, 54],
  [6, 32, 58],
  [6, 34, 62],
  [6, 26, 46, 66],
  [6, 26, 48, 70],
]
const LONG_COUNT = 10
const MASKS: ((row: number, column: number) => boolean)[] = [
  (r, c) => (r + c) % 2 === 0,
  (r) => r % 2 === 0,
  (_, c) => c % 3 === 0,
  (r, c) => (r + c) % 3 === 0,
  (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0,
  (r, c) => ((r * c) % 2) + ((r * c) % 3) === 0,
  (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0,
  (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
]

/** Rows of modules, true is dark. Raises for a text of more than 412 bytes. */
export function qr(text: string): boolean[][] {
  const bytes = new TextEncoder().encode(text)
  const version = VERSIONS.findIndex((_, index) => bytes.length <= room(index + 1)) + 1
  if (version === 0) throw new RangeError('too long for a QR code')
  const bits = codewords(bytes, version).flatMap((word) => binary(word, 8))
  const all = MASKS.map((_, mask) => drawn(version, bits, mask))
  return all.reduce((best, each) => (penalty(each) < penalty(best) ? each : best))
}

/** Bytes of text that a version holds. */
function room(version: number): number {
  const [, one, inOne, two, inTwo] = VERSIONS[version - 1]!
  return one * inOne + two * inTwo - (version < LONG_COUNT ? 2 : 3)
}

function binary(value: number, length: number): boolean[] {
  return Array.from({ length }, (_, index) => ((value >>> (length - 1 - index)) & 1) === 1)
}

/** Data and error correction, interleaved block by block. */
function codewords(text: Uint8Array, version: number): number[] {
  const [check, one, inOne, two, inTwo] = VERSIONS[version - 1]!
  const most = one * inOne + two * inTwo
  const bits = [...binary(4, 4), ...binary(text.length, version < LONG_COUNT ? 8 : 16), ...[...text].flatMap((byte) => binary(byte, 8))]
  bits.push(...binary(0, Math.min(4, most * 8 - bits.length)))
  while (bits.length % 8) bits.push(false)
  const data = Array.from({ length: bits.length / 8 }, (_, index) => bits.slice(index * 8, index * 8 + 8).reduce((sum, bit) => sum * 2 + Number(bit), 0))
  for (let pad = 0; data.length < most; pad++) data.push(pad % 2 ? 0x11 : 0xec)
  const blocks: number[][] = []
  for (let block = 0, from = 0; block < one + two; block++) {
    const length = block < one ? inOne : inTwo
    blocks.push(data.slice(from, from + length))
    from += length
  }
  const checks = blocks.map((block) => remainder(block, generator(check)))
  return [...interleaved(blocks), ...interleaved(checks)]
}

function interleaved(blocks: number[][]): number[] {
  const longest = Math.max(...blocks.map((block) => block.length))
  return Array.from({ length: longest }, (_, index) => blocks.flatMap((block) => (index < block.length ? [block[index]!] : []))).flat()
}

/** In GF(256) with the polynomial 0x11d. */
function times(a: number, b: number): number {
  let product = 0
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d)
    product ^= ((b >>> bit) & 1) * a
  }
  return product
}

function generator(degree: number): number[] {
  let polynomial = [1]
  for (let index = 0, root = 1; index < degree; index++, root = times(root, 2)) {
    const shifted = [...polynomial, 0]
    polynomial = shifted.map((value, at) => value ^ (at > 0 ? times(polynomial[at - 1]!, root) : 0))
  }
  return polynomial
}

function remainder(data: number[], divisor: number[]): number[] {
  const rest = [...data, ...Array<number>(divisor.length - 1).fill(0)]
  for (let at = 0; at < data.length; at++) {
    const factor = rest[at]!
    if (factor) divisor.forEach((value, index) => (rest[at + index]! ^= times(value, factor)))
  }
  return rest.slice(data.length)
}

function drawn(version: number, bits: boolean[], mask: number): boolean[][] {
  const size = version * 4 + 17
  const dark = Array.from({ length: size }, () => Array<boolean>(size).fill(false))
  const fixed = Array.from({ length: size }, () => Array<boolean>(size).fill(false))
  const set = (row: number, column: number, value: boolean) => {
    if (row < 0 || column < 0 || row >= size || column >= size) return
    dark[row]![column] = value
    fixed[row]![column] = true
  }
  patterns(version, size, set)
  informed(version, size, mask, set)
  let at = 0
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5
    for (let step = 0; step < size; step++) {
      const upwards = ((right + 1) & 2) === 0
      const row = upwards ? size - 1 - step : step
      for (const column of [right, right - 1]) {
        if (!fixed[row]![column]) dark[row]![column] = (bits[at++] ?? false) !== MASKS[mask]!(row, column)
      }
    }
  }
  return dark
}

type Set = (row: number, column: number, value: boolean) => void

/** What every symbol of a version has. */
function patterns(version: number, size: number, set: Set): void {
  for (let at = 0; at < size; at++) {
    set(6, at, at % 2 === 0)
    set(at, 6, at % 2 === 0)
  }
  for (const [row, column] of [[3, 3], [3, size - 4], [size - 4, 3]] as const) {
    for (let y = -4; y <= 4; y++) {
      for (let x = -4; x <= 4; x++) set(row + y, column + x, ![2, 4].includes(Math.max(Math.abs(x), Math.abs(y))))
    }
  }
  const centres = ALIGNED[version - 1]!
  const last = centres.length - 1
  centres.forEach((row, i) =>
    centres.forEach((column, j) => {
      if ((i === 0 && (j === 0 || j === last)) || (i === last && j === 0)) return // a finder stands there
      for (let y = -2; y <= 2; y++) for (let x = -2; x <= 2; x++) set(row + y, column + x, Math.max(Math.abs(x), Math.abs(y)) !== 1)
    }),
  )
}

/** Format and version, each with its error correction. */
function informed(version: number, size: number, mask: number, set: Set): void {
  const format = ((mask << 10) | checked(mask, 0x537, 10)) ^ 0x5412 // level M is 00
  for (let bit = 0; bit < 15; bit++) {
    const on = ((format >>> bit) & 1) === 1
    set(bit < 6 ? bit : bit < 8 ? bit + 1 : size - 15 + bit, 8, on)
    set(8, bit < 8 ? size - 1 - bit : bit === 8 ? 7 : 14 - bit, on)
  }
  set(size - 8, 8, true)
  if (version < 7) return
  const known = (version << 12) | checked(version, 0x1f25, 12)
  for (let bit = 0; bit < 18; bit++) {
    const [near, far] = [Math.floor(bit / 3), size - 11 + (bit % 3)]
    set(near, far, ((known >>> bit) & 1) === 1)
    set(far, near, ((known >>> bit) & 1) === 1)
  }
}

/** The remainder of a BCH code. */
function checked(value: number, polynomial: number, degree: number): number {
  let rest = value
  for (let step = 0; step < degree; step++) rest = (rest << 1) ^ ((rest >>> (degree - 1)) * polynomial)
  return rest
}

/** How badly a symbol is read: long runs, blocks, what looks like a finder, too dark or too light. */
function penalty(symbol: boolean[][]): number {
  const size = symbol.length
  const turned = symbol.map((_, column) => symbol.map((row) => row[column]!))
  let sum = 0
  for (const line of [...symbol, ...turned]) {
    const text = line.map(Number).join('')
    for (const run of text.match(/0{5,}|1{5,}/g) ?? []) sum += run.length - 2
    sum += 40 * (text.match(/(?=10111010000|00001011101)/g)?.length ?? 0)
  }
  for (let row = 1; row < size; row++) {
    for (let column = 1; column < size; column++) {
      const here = symbol[row]![column]
      if (symbol[row - 1]![column] === here && symbol[row]![column - 1] === here && symbol[row - 1]![column - 1] === here) sum += 3
    }
  }
  const darkness = symbol.flat().filter(Boolean).length / (size * size)
  return sum + 10 * Math.floor(Math.abs(darkness - 0.5) * 20)
}
