import type { Result, TestResult } from '../../../generated/api.ts'
import { Scroll } from '../../../parts/Scroll.tsx'
import { bytes, number } from '../../../parts/format.ts'
import { Verdict, verdictWords } from '../../../parts/Verdict.tsx'
import { chipsOf, type Chip } from './chips.ts'
import { words } from './words.ts'

const SIGNS: Record<Chip['state'], string> = { good: '✓', bad: '✗', done: '•', now: '▸', open: '' }

/** A chip for each test, which fill while it is judged. */
export function Chips({ tests, running }: { tests: readonly TestResult[]; running: { test: number; tests: number } | null }) {
  const chips = chipsOf(tests, running)
  if (chips.length === 0) return null
  return (
    <ol class="chips" aria-label={words().tests}>
      {chips.map((chip) => (
        <li key={chip.test} class={`test-chip ${chip.state}`} title={says(chip)}>
          <span aria-hidden="true">
            {SIGNS[chip.state]} {chip.test}
          </span>
          <span class="hidden">{says(chip)}</span>
        </li>
      ))}
    </ol>
  )
}

function says({ test, state, verdict }: Chip): string {
  if (state === 'now') return words().chipNow(test)
  if (state === 'open') return words().chipOpen(test)
  return state === 'done' ? words().chipDone(test) : words().chip(test, verdictWords(verdict))
}

/** What each test gave. */
export function TestTable({ result }: { result: Result }) {
  const { tests, submission } = result
  if (submission.state !== 'done' || submission.verdict === 'CE') return null
  if (tests.every((test) => test.sample) && submission.contest_id) return <p class="hint">{words().noTests}</p>
  const scored = tests.some((test) => test.score !== undefined && test.score !== null)
  return (
    <Scroll label={words().tests}>
      <table class="data">
        <thead>
          <tr>
            <th scope="col">{words().test}</th>
            <th scope="col">{words().verdict}</th>
            {scored && (
              <th scope="col" class="number">
                {words().score}
              </th>
            )}
            <th scope="col" class="number">
              {words().time}
            </th>
            <th scope="col" class="number">
              {words().memory}
            </th>
            <th scope="col">{words().details}</th>
          </tr>
        </thead>
        <tbody>
          {tests.map((test) => (
            <Row key={test.test} test={test} scored={scored} />
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function Row({ test, scored }: { test: TestResult; scored: boolean }) {
  const details = [
    test.sample && words().sample,
    !!test.exit_code && words().exit(test.exit_code),
    !!test.signal && words().signal(test.signal),
    test.message,
  ].filter(Boolean)
  return (
    <tr>
      <th scope="row">{test.test}</th>
      <td>
        <Verdict verdict={test.verdict} />
      </td>
      {scored && <td class="number">{test.score === undefined || test.score === null ? '–' : number(test.score, 2)}</td>}
      <td class="number">{words().seconds(number(test.cpu, 3))}</td>
      <td class="number">{bytes(test.memory)}</td>
      <td class="details">{details.join(' · ')}</td>
    </tr>
  )
}
