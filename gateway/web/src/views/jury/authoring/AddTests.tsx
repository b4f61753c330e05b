// Many tests at once, from files.
import { useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { attempt, say } from '../../../parts/toasts.tsx'
import { pairs, type Pairs } from './pairs.ts'
import { words } from './words.ts'

export function AddTests({ problem, added }: { problem: string; added: () => Promise<void> }) {
  const [chosen, setChosen] = useState<Pairs | null>(null)
  const [samples, setSamples] = useState(false)
  const [cleared, setCleared] = useState(0)
  const send = async () => {
    const worked = await attempt(async () => {
      const tests = chosen!.found.map((test) => ({ ...test, sample: samples }))
      const { version } = await call('POST /testcases/{problem}', { path: { problem }, body: { tests } })
      say(words().added(tests.length, version))
      await added()
    })
    if (!worked) return
    setChosen(null)
    setCleared(cleared + 1)
  }
  return (
    <fieldset class="author-tests">
      <legend>{words().addFiles}</legend>
      <div class="field">
        <label for="test-files">{words().addFilesHint}</label>
        <input key={cleared} id="test-files" type="file" multiple onChange={(event) => void pairs([...(event.currentTarget.files ?? [])]).then(setChosen)} />
      </div>
      {chosen && (
        <>
          {chosen.alone.length > 0 && (
            <p class="fault" role="alert">
              {words().unpaired(chosen.alone.join(', '))}
            </p>
          )}
          <p>{chosen.found.map((test) => test.name).join(', ')}</p>
          <label class="jury-check">
            <input type="checkbox" checked={samples} onChange={(event) => setSamples(event.currentTarget.checked)} /> {words().asSamples}
          </label>
          <div class="jury-acts">
            <button type="button" class="primary" disabled={chosen.found.length === 0} onClick={() => void send()}>
              {words().addFiles} ({chosen.found.length})
            </button>
          </div>
        </>
      )}
    </fieldset>
  )
}
