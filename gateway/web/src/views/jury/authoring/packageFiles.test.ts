import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import { pack } from './msgpack.ts'
import { NotReadHere, readPackage } from './packageFiles.ts'
import { unzip } from '../../../parts/zip.ts'

const FILES = {
  'sum/problem.yaml': 'name: Sum\nproblem_format_version: 2023-07\nlimits: {time_limit: 1.5, memory: 256}\nvalidator_flags: float_tolerance 1e-6\n',
  'sum/statement/problem.en.md': 'Add $a$ and $b$.',
  'sum/statement/problem.de.tex': 'Addiere.',
  'sum/statement/img/graph.png': 'PNG',
  'sum/attachments/skeleton.py': 'print()',
  'sum/data/sample/1.in': '1 2\n',
  'sum/data/sample/1.ans': '3\n',
  'sum/data/secret/large/2.in': '20 22\n',
  'sum/data/secret/large/2.ans': '42\n',
  'sum/input_validators/check.py': 'exit(42)',
}

function bytes(files: Record<string, string>): Map<string, Uint8Array> {
  return new Map(Object.entries(files).map(([name, content]) => [name, new TextEncoder().encode(content)]))
}

function zipped(files: Record<string, string>): Uint8Array<ArrayBuffer> {
  const bodies: Buffer[] = []
  const entries: Buffer[] = []
  let at = 0
  for (const [path, content] of Object.entries(files)) {
    const name = Buffer.from(path)
    const packed = deflateRawSync(content)
    const local = Buffer.alloc(30)
    local.writeUInt16LE(name.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(8, 10)
    entry.writeUInt32LE(packed.length, 20)
    entry.writeUInt32LE(Buffer.byteLength(content), 24)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt32LE(at, 42)
    bodies.push(local, name, packed)
    entries.push(entry, name)
    at += 30 + name.length + packed.length
  }
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Object.keys(files).length, 10)
  end.writeUInt32LE(at, 16)
  return Uint8Array.from(Buffer.concat([...bodies, ...entries, end]))
}

test('a zipped package is read with its limits, tests, statements and files', async () => {
  const read = await readPackage(await unzip(zipped(FILES)))
  assert.deepEqual([read.title, read.timeLimit, read.memory, read.samples, read.secrets], ['Sum', 1.5, 256 * 2 ** 20, 1, 1])
  const [sample, secret] = read.tests as Record<string, unknown>[]
  assert.deepEqual([sample!['name'], sample!['group'], sample!['sample']], ['sample/1', 'sample', true])
  assert.deepEqual([secret!['name'], secret!['group'], secret!['validator_args']], ['secret/large/2', 'secret', ['float_tolerance', '1e-6']])
  assert.deepEqual(read.statements.map(([language, { format }]) => [language, format]), [['en', 'markdown'], ['de', 'latex']])
  assert.deepEqual(read.files.map(({ name, kind }) => [name, kind]), [['graph.png', 'picture'], ['skeleton.py', 'attachment']])
  assert.equal((read.rest['input_validators'] as unknown[]).length, 1)
})

test('a figure in PDF that a statement names becomes a picture, unless there is one already', async () => {
  const more = { 'sum/statement/problem.de.tex': '\\includegraphics{img/tree} \\includegraphics{graph}', 'sum/statement/img/tree.pdf': '%PDF-' }
  const read = await readPackage(bytes({ ...FILES, ...more, 'sum/statement/graph.pdf': '%PDF-', 'sum/statement/slides.pdf': '%PDF-', 'sum/statement/problem.fr.pdf': '%PDF-' }))
  const pictures = read.files.filter(({ kind }) => kind === 'picture')
  assert.deepEqual(pictures.map(({ name }) => name), ['graph.png', 'tree.png'])
})

test('what is missing is named, and what is not read here', async () => {
  const { 'sum/data/sample/1.ans': _, ...without } = FILES
  await assert.rejects(readPackage(bytes(without)), /data\/sample\/1\.ans/)
  const scoring = bytes({ ...FILES, 'sum/problem.yaml': 'name: Sum\ntype: scoring\n' })
  await assert.rejects(readPackage(scoring), NotReadHere)
  await assert.rejects(readPackage(bytes({ ...FILES, 'sum/data/secret/test_group.yaml': 'max_score: 50\n' })), /test_group/)
  await assert.rejects(unzip(new Uint8Array(30)), /no zip/)
})

test('MessagePack is written as its specification says', () => {
  assert.deepEqual([...pack({ a: 1, b: undefined, c: [true, null, 300] })], [0xdf, 0, 0, 0, 2, 0xa1, 97, 1, 0xa1, 99, 0xdd, 0, 0, 0, 3, 0xc3, 0xc0, 0xce, 0, 0, 1, 44])
  assert.deepEqual([...pack(Uint8Array.of(7))], [0xc6, 0, 0, 0, 1, 7])
  assert.deepEqual([...pack(0.5)].slice(0, 2), [0xcb, 0x3f])
  assert.deepEqual([...pack(-1)], [0xd3, 255, 255, 255, 255, 255, 255, 255, 255])
})
