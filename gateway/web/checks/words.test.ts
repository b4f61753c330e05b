// The words of all views: complete in all languages, and none that nothing uses.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { before, test } from 'node:test'

type Words = Record<string, unknown>

const SRC = resolve(import.meta.dirname, '../src')
const sources = new Map(globSync('**/*.{ts,tsx}', { cwd: SRC }).map((name) => [name, readFileSync(join(SRC, name), 'utf8')]))
const files = [...sources.keys()].filter((name) => /(^|\/)words(\.\w+)?\.ts$/.test(name))
let speak: (language: 'en' | 'de') => void

before(async () => {
  // what the module of languages finds in a browser
  Object.defineProperty(globalThis, 'localStorage', { value: { getItem: () => null, setItem: () => undefined }, configurable: true })
  speak = ((await import(join(SRC, 'parts/language.ts'))) as { speak: typeof speak }).speak
})

/** What a file of words exports, each by its name. */
async function exported(file: string): Promise<[string, () => Words][]> {
  const module = (await import(join(SRC, file))) as Record<string, unknown>
  return Object.entries(module).filter((entry): entry is [string, () => Words] => typeof entry[1] === 'function')
}

/** The text of all sources that import a file. */
function users(file: string): string[] {
  const target = join(SRC, file)
  return [...sources].flatMap(([name, text]) => {
    const froms = [...text.matchAll(/from '(\.[^']+)'/g)].map(([, from]) => join(SRC, dirname(name), from!))
    return froms.includes(target) ? [text] : []
  })
}

/** Each key with what it holds; of what lies deeper the compiler takes care. */
function shape(words: Words): Record<string, string> {
  return Object.fromEntries(Object.entries(words).sort().map(([key, value]) => [key, typeof value]))
}

test('there are words', () => assert.ok(files.length >= 2, String(files)))

for (const file of files) {
  test(`${file}: the same in all languages`, async () => {
    for (const [, words] of await exported(file)) {
      speak('en')
      const english = shape(words())
      speak('de')
      assert.deepEqual(shape(words()), english)
    }
  })

  test(`${file}: every key is used`, async () => {
    speak('en')
    const texts = users(file)
    const unused = (await exported(file)).flatMap(([name, words]) => {
      const here = texts.filter((text) => text.includes(name))
      return Object.keys(words()).filter((key) => !here.some((text) => uses(text, name, key)))
    })
    assert.deepEqual(unused, [], 'remove them')
  })
}

/** `words().key`, `{ key } = words()`, or, where keys are computed (`words()[kind]`), the key anywhere as a name or a string. */
function uses(text: string, name: string, key: string): boolean {
  if (new RegExp(`\\.${key}\\b|{[^{}]*\\b${key}\\b[^{}]*} = `).test(text)) return true
  return text.includes(`${name}()[`) && new RegExp(`'${key}'|\\b${key}: `).test(text)
}
