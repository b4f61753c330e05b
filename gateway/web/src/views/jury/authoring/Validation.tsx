// What the input validators of a problem say of its tests. A judge does that, within seconds.
import { useEffect, useRef, useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import type { TestValidation } from '../../../generated/api.ts'
import { attempt } from '../../../parts/toasts.tsx'
import { words } from './words.ts'

/** Between two looks at a validation, in ms: there is no room that tells of it. */
const LOOK_MS = 1000

export function Validation({ problem }: { problem: string }) {
  const [run, setRun] = useState<TestValidation | null>(null)
  const drawn = useRef(true)
  useEffect(() => () => void (drawn.current = false), [])
  const busy = run?.state === 'queued' || run?.state === 'running'
  const begin = () =>
    attempt(async () => {
      let found = await call('POST /testcases/validate', { body: { problem_id: problem } })
      setRun(found)
      while (drawn.current && (found.state === 'queued' || found.state === 'running')) {
        await new Promise((go) => setTimeout(go, LOOK_MS))
        found = await call('GET /testcases/validate/{run}', { path: { run: found.id } })
        if (drawn.current) setRun(found)
      }
    })
  return (
    <>
      <button type="button" disabled={busy} onClick={() => void begin()}>
        {words().validate}
      </button>
      {run && (
        <div role="status" class="author-validation">
          <Outcome run={run} busy={busy} />
        </div>
      )}
    </>
  )
}

function Outcome({ run, busy }: { run: TestValidation; busy: boolean }) {
  if (busy) return <p>{words().validating}</p>
  if (run.state === 'lost' || run.state === 'failed') return <p class="fault">{run.reason || words().lost}</p>
  return (
    <>
      {run.validators.length === 0 && <p>{words().noValidators}</p>}
      {run.faults.length === 0 ? (
        <p>✓ {words().valid(run.checked, run.tests)}</p>
      ) : (
        <>
          <p class="fault">✗ {words().faulty(run.faults.length)}</p>
          <ul>
            {run.faults.map((fault, number) => (
              <li key={number}>
                <b>{fault.test > 0 ? fault.name || words().test(fault.test) : words().validatorItself}</b> ({fault.found_by}): {fault.message}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
