import type { Result, TestResult } from '../../../generated/api.ts'
import { bytes, number } from '../../../parts/format.ts'
import { Verdict } from '../../../parts/Verdict.tsx'
import { words } from './words.ts'

/** Every test with time, memory and what the judge says; and the compiler's words. */
export function Tests({ result }: { result: Result }) {
  const { tests, compile_log: log, submission } = result
  return (
    <>
      {log && (
        <section class="panel">
          <h3>{words().compiler}</h3>
          <pre tabIndex={0}>{log}</pre>
        </section>
      )}
      {submission.state === 'done' && (
        <section class="panel">
          <h3>{words().tests}</h3>
          {tests.length === 0 ? <p class="desk-note">{words().noTests}</p> : <Table tests={tests} />}
        </section>
      )}
    </>
  )
}

function Table({ tests }: { tests: readonly TestResult[] }) {
  const says = tests.some((test) => saidOf(test))
  return (
    <div class="scroll submission-tests" tabIndex={0} role="group" aria-label={words().tests}>
      <table class="data">
        <thead>
          <tr>
            <th scope="col">{words().test}</th>
            <th scope="col">{words().verdict}</th>
            <th scope="col" class="number">
              {words().cpu}
            </th>
            <th scope="col" class="number">
              {words().memory}
            </th>
            {says && <th scope="col">{words().says}</th>}
          </tr>
        </thead>
        <tbody>
          {tests.map((test) => (
            <tr key={test.test}>
              <th scope="row">
                {test.test} {test.name} {test.sample && <small>{words().sample}</small>}
              </th>
              <td>
                <Verdict verdict={test.verdict} />
              </td>
              <td class="number">{words().seconds(number(test.cpu, 3))}</td>
              <td class="number">{bytes(test.memory)}</td>
              {says && <td class="submission-says">{saidOf(test)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The validator's words, and how the program ended where that was no ordinary end. */
function saidOf(test: TestResult): string {
  const ended = [test.exit_code ? `exit ${test.exit_code}` : '', test.signal ? `signal ${test.signal}` : '']
  return [test.message ?? '', ...ended].filter(Boolean).join(' · ')
}
