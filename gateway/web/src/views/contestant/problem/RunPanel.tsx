// A test run: on the samples or on an own input, and what came of it.
import type { RunTest, Sample, TestRun } from '../../../generated/api.ts'
import { bytes, number } from '../../../parts/format.ts'
import { Verdict } from '../../../parts/Verdict.tsx'
import type { Running } from './useRun.ts'
import { words } from './words.ts'

export interface OwnInput {
  /** Whether the own input is read instead of the samples. */
  used: boolean
  text: string
}

interface RunPanelProps {
  running: Running
  samples: readonly Sample[]
  own: OwnInput
  onOwn: (own: OwnInput) => void
}

export function RunPanel({ running, samples, own, onOwn }: RunPanelProps) {
  return (
    <div class="run-panel">
      <fieldset class="run-where">
        <legend class="hidden">{words().runWhere}</legend>
        {[false, true].map((used) => (
          <label key={String(used)}>
            <input type="radio" name="run-where" checked={own.used === used} onChange={() => onOwn({ ...own, used })} />{' '}
            {used ? words().onInput : words().onSamples}
          </label>
        ))}
      </fieldset>
      {own.used && (
        <textarea
          class="own-input"
          aria-label={words().ownInput}
          placeholder={words().ownInput}
          rows={3}
          spellcheck={false}
          value={own.text}
          onInput={(event) => onOwn({ used: true, text: event.currentTarget.value })}
        />
      )}
      <div role="status" aria-live="polite">
        {running.run ? <Outcome run={running.run} samples={running.input === null ? samples : []} /> : <p class="hint">{words().runHint}</p>}
      </div>
    </div>
  )
}

function Outcome({ run, samples }: { run: TestRun; samples: readonly Sample[] }) {
  const says = words().runState[run.state]
  return (
    <>
      {says && (
        <p class={run.state === 'failed' || run.state === 'lost' ? 'fault' : 'hint'}>
          {says} {run.reason}
        </p>
      )}
      {run.compile_log && (
        <>
          <h3>{words().compiler}</h3>
          <pre tabIndex={0}>{run.compile_log}</pre>
        </>
      )}
      {run.tests.map((test) => (
        <Test key={test.test} test={test} sample={samples[test.test - 1]} open={test.verdict !== 'AC'} />
      ))}
    </>
  )
}

function Test({ test, sample, open }: { test: RunTest; sample: Sample | undefined; open: boolean }) {
  return (
    <details class="run-test" open={open}>
      <summary>
        {sample && <b>{words().sample(test.test)}</b>} {test.verdict === 'OK' ? <span class="verdict good">✓ {words().ended}</span> : <Verdict verdict={test.verdict} />}{' '}
        <small>
          {words().seconds(number(test.time, 3))} · {bytes(test.memory)}
          {!!test.exit_code && ` · ${words().exit(test.exit_code)}`}
          {test.signal !== null && ` · ${words().signal(test.signal)}`}
        </small>
      </summary>
      <div class="run-texts">
        {sample && <Text name={words().input} text={sample.input} />}
        {sample && test.verdict !== 'AC' && <Text name={words().expected} text={sample.answer} />}
        <Text name={words().yours} text={test.output} cut={test.output_cut} />
        {test.error && <Text name={words().errorOutput} text={test.error} cut={test.error_cut} />}
      </div>
    </details>
  )
}

function Text({ name, text, cut }: { name: string; text: string; cut?: boolean }) {
  return (
    <figure>
      <figcaption>{name}</figcaption>
      <pre tabIndex={0}>{text}</pre>
      {cut && <small class="hint">{words().cut}</small>}
    </figure>
  )
}
