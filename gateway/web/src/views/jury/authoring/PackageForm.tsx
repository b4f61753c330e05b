// A package that is chosen, read here, shown, and sent in parts.
import { useState } from 'preact/hooks'
import { ApiError } from '../../../api/client.ts'
import { percent } from '../../../parts/format.ts'
import { say, sayError } from '../../../parts/toasts.tsx'
import { NotReadHere, readPackage, type PackageRead } from './packageFiles.ts'
import { sendPackage } from './packageUpload.ts'
import { words } from './words.ts'
import { unzip } from '../../../parts/zip.ts'

/** `problem`: the one that gets a new version; else its id is asked for. */
export function PackageForm({ problem, onDone }: { problem?: string; onDone: (id: string) => unknown }) {
  const [read, setRead] = useState<PackageRead | null>(null)
  const [fault, setFault] = useState('')
  const [id, setId] = useState(problem ?? '')
  const [limit, setLimit] = useState('')
  const [share, setShare] = useState<number | null>(null)
  const [broken, setBroken] = useState(false)
  const choose = async (file: File | undefined) => {
    setRead(null)
    setFault('')
    setBroken(false)
    if (!file) return
    try {
      const found = await readPackage(await unzip(new Uint8Array(await file.arrayBuffer())))
      setRead(found)
      setLimit(String(found.timeLimit ?? ''))
      if (!problem && !id) setId(file.name.replace(/\.zip$/i, '').replace(/[^A-Za-z0-9_-]+/g, '-'))
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      setFault(error instanceof NotReadHere ? words().notRead(message) : words().broken(message))
    }
  }
  const send = async (event: Event) => {
    event.preventDefault()
    if (!read || share !== null) return
    const note = String(new FormData(event.currentTarget as HTMLFormElement).get('note') ?? '')
    setBroken(false)
    setShare(0)
    try {
      const made = await sendPackage(read, { problem: id, title: read.title || id, timeLimit: Number(limit), note }, (done, all) => setShare(done / all))
      say(words().outcomes[made.outcome])
      await onDone(id)
    } catch (error) {
      if (error instanceof ApiError && error.code === 'offline') setBroken(true)
      else sayError(error)
    }
    setShare(null)
  }
  const lacks = !read ? '' : read.tests.length === 0 ? words().noTestsInPackage : read.statements.length === 0 ? words().noStatement : ''
  return (
    <form class="form" onSubmit={(event) => void send(event)}>
      <p class="hint">{words().packageIntro}</p>
      <div class="field">
        <label for="package">{words().choosePackage}</label>
        <input id="package" type="file" accept=".zip,application/zip" onChange={(event) => void choose(event.currentTarget.files?.[0])} />
        {fault && (
          <small class="fault" role="alert">
            {fault}
          </small>
        )}
      </div>
      {read && (
        <>
          <p role="status">
            <b>{read.title}</b>: {words().found(read.samples, read.secrets, read.statements.map(([language]) => language).join(', '), read.files.length)}
          </p>
          {lacks && (
            <p class="fault" role="alert">
              {lacks}
            </p>
          )}
          {!problem && (
            <div class="field">
              <label for="package-id">{words().id}</label>
              <input id="package-id" value={id} required pattern="[A-Za-z0-9][A-Za-z0-9_\-]{0,62}" onInput={(event) => setId(event.currentTarget.value)} />
              <small class="hint">{words().idHint}</small>
            </div>
          )}
          <div class="field">
            <label for="package-limit">{words().timeLimit}</label>
            <input id="package-limit" type="number" min={0.001} max={60} step="any" required value={limit} onInput={(event) => setLimit(event.currentTarget.value)} />
            {read.timeLimit === null && <small class="hint">{words().needsLimit}</small>}
          </div>
          <div class="field">
            <label for="package-note">{words().note}</label>
            <input id="package-note" name="note" maxLength={500} />
          </div>
          {share !== null && (
            <div>
              <progress value={share} aria-label={words().progress(percent(share))} />
              <p class="hint">{share < 1 ? words().progress(percent(share)) : words().importing}</p>
            </div>
          )}
          {broken && (
            <p class="fault" role="alert">
              {words().interrupted}
            </p>
          )}
          <footer>
            <button type="submit" class="primary" disabled={share !== null || lacks !== ''}>
              {broken ? words().goOn : words().send}
            </button>
          </footer>
        </>
      )}
    </form>
  )
}
