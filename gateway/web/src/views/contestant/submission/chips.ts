// One chip for each test: what is known of it by now.
import type { TestResult } from '../../../generated/api.ts'

export interface Chip {
  test: number
  state: 'good' | 'bad' | 'done' | 'now' | 'open'
  verdict: string
}

/** `running`: the test that runs, of how many; null: the judgement is there. */
export function chipsOf(results: readonly TestResult[], running: { test: number; tests: number } | null): Chip[] {
  if (running) {
    return Array.from({ length: running.tests }, (_, at) => {
      const test = at + 1
      return { test, state: test < running.test ? 'done' : test === running.test ? 'now' : 'open', verdict: '' }
    })
  }
  return results.map(({ test, verdict }) => ({ test, state: verdict === 'AC' ? 'good' : 'bad', verdict }))
}
