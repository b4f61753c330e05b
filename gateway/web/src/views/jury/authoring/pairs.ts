// Files of tests, in pairs of input and answer by their names. No drawing.
import type { NewTestcase } from '../../../generated/api.ts'
import { base64 } from './packageUpload.ts'

const INPUT = /\.in$/i
const ANSWER = /\.(?:ans|out|a)$/i

export interface Pairs {
  found: (NewTestcase & { name: string })[]
  /** Inputs without an answer. */
  alone: string[]
}

/** In the order of their names; numbers count as numbers. */
export async function pairs(files: readonly File[]): Promise<Pairs> {
  const answers = new Map(files.filter(({ name }) => ANSWER.test(name)).map((file) => [file.name.replace(ANSWER, ''), file]))
  const inputs = files.filter(({ name }) => INPUT.test(name)).sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
  const made: Pairs = { found: [], alone: [] }
  for (const input of inputs) {
    const name = input.name.replace(INPUT, '')
    const answer = answers.get(name)
    if (!answer) made.alone.push(input.name)
    else made.found.push({ name, ...(await contents(input, answer)) })
  }
  return made
}

async function contents(input: File, answer: File): Promise<Pick<NewTestcase, 'input' | 'answer' | 'encoding'>> {
  const [one, two] = [new Uint8Array(await input.arrayBuffer()), new Uint8Array(await answer.arrayBuffer())]
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const texts = [decoder.decode(one), decoder.decode(two)] as const
    if (!texts.some((text) => text.includes('\0'))) return { input: texts[0], answer: texts[1], encoding: 'text' }
  } catch {
    // no text
  }
  return { input: base64(one), answer: base64(two), encoding: 'base64' }
}
