import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Language } from '../../../generated/api.ts'
import { carriesOver, draftKey, emptyDraft, keepDraft, readDraft, submissionOf } from './draft.ts'
import { checked, languageOf, readFiles, TooMuch } from './sourceFiles.ts'

const language = (id: string, extensions: string[], source_file: string, detected = true): Language => ({ id, name: id, version: '', extensions, source_file, detected })
const python = language('python3', ['.py', '.py3'], 'main.py')
const cpp = language('cpp', ['.cpp', '.cc'], 'main.cpp')
const cpp17 = language('cpp17', ['.cpp', '.cc'], 'main.cpp', false)
const java = language('java', ['.java'], 'Main.java')

function storage(limit = Infinity) {
  const held = new Map<string, string>()
  return {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (value.length > limit) throw new Error('full')
      held.set(key, value)
    },
    removeItem: (key: string) => void held.delete(key),
  }
}

test('a draft is kept for each problem and language', () => {
  const kept = storage()
  const draft = { files: [{ name: 'main.py', text: 'print(1)' }], open: 0 }
  assert.equal(keepDraft(kept, draftKey('u', 'sum', 'python3'), draft), true)
  assert.deepEqual(readDraft(kept, draftKey('u', 'sum', 'python3'), python), draft)
  assert.deepEqual(readDraft(kept, draftKey('u', 'sum', 'cpp'), cpp), emptyDraft(cpp))
  assert.deepEqual(readDraft(kept, draftKey('other', 'sum', 'python3'), python), emptyDraft(python))
  assert.equal(keepDraft(storage(5), 'k', draft), false)
})

test('what stands there and cannot be read is no draft', () => {
  const kept = storage()
  kept.setItem('k', '{"files": []}')
  assert.deepEqual(readDraft(kept, 'k', python), emptyDraft(python))
  kept.setItem('k', 'nonsense')
  assert.deepEqual(readDraft(kept, 'k', python), emptyDraft(python))
})

test('a single text is sent as a source, files keep their names', () => {
  const one = { files: [{ name: 'main.py', text: 'x' }], open: 0 }
  assert.deepEqual(submissionOf('sum', python, one), { problem_id: 'sum', language: 'python3', source: 'x' })
  const named = { files: [{ name: 'Solver.java', text: 'x' }], open: 0 }
  assert.deepEqual(submissionOf('sum', java, named).files, named.files)
})

test('languages of the same files share what was written', () => {
  assert.equal(carriesOver(cpp, cpp17), true)
  assert.equal(carriesOver(cpp, python), false)
})

test('the language of files is that of their names, or the one chosen', () => {
  const all = [cpp, cpp17, java, python]
  assert.equal(languageOf(['a.py'], all, cpp)?.id, 'python3')
  assert.equal(languageOf(['a.cc', 'b.h'], all, cpp17)?.id, 'cpp17')
  assert.equal(languageOf(['a.cc'], all, python)?.id, 'cpp')
  assert.equal(languageOf(['notes.txt'], all, python), null)
})

test('files that cannot be a source are refused by name', () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  assert.deepEqual(checked([{ name: 'a.py', content: bytes('x') }]), [{ name: 'a.py', text: 'x' }])
  assert.deepEqual(checked([{ name: '.my solution.py', content: bytes('x') }]), [{ name: 'my_solution.py', text: 'x' }])
  assert.deepEqual(checked([{ name: 'a/b/c/d/.e/é.py', content: bytes('x') }])[0]!.name, 'c/d/e/_.py')
  assert.deepEqual(checked([{ name: 'a.py', content: bytes('x') }, { name: 'a.py', content: bytes('y') }]), [{ name: 'a.py', text: 'y' }])
  assert.throws(() => checked([{ name: 'a.exe', content: new Uint8Array([0xff, 0xfe]) }]), (error: TooMuch) => error.reason === 'no-text')
  assert.throws(() => checked([{ name: 'a.py', content: new Uint8Array(102_401) }]), (error: TooMuch) => error.reason === 'large')
})

test('what is no zip is refused by name', async () => {
  await assert.rejects(readFiles([new File(['PK'], 'sum.ZIP')]), (error: TooMuch) => error.reason === 'no-zip' && error.file === 'sum.ZIP')
  assert.deepEqual(await readFiles([new File(['x = 1'], 'a.py')]), [{ name: 'a.py', text: 'x = 1' }])
})
