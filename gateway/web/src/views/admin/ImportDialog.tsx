import { useState } from 'preact/hooks'
import { Dialog } from '../../parts/Dialog.tsx'
import { sayError } from '../../parts/toasts.tsx'
import type { NewUser } from '../../generated/api.ts'
import { records } from './csv.ts'
import { importAll, type Outcome } from './importing.ts'
import { asUser } from './rows.ts'
import { words } from './words.ts'

export function ImportDialog({ onClose, onDone }: { onClose: () => void; onDone: () => unknown }) {
  const [users, setUsers] = useState<NewUser[]>([])
  const [fault, setFault] = useState('')
  const [outcomes, setOutcomes] = useState<Outcome[]>([])
  const [busy, setBusy] = useState(false)
  const choose = async (file: File | undefined) => {
    setOutcomes([])
    const rows = file ? records(await file.text()) : []
    const missing = ['email', 'name'].find((column) => rows[0] && !(column in rows[0]))
    setFault(missing ? words().noColumn(missing) : file && rows.length === 0 ? words().noRows : '')
    setUsers(missing ? [] : rows.map(asUser))
  }
  const go = async () => {
    setBusy(true)
    try {
      await importAll(users, setOutcomes)
    } catch (error) {
      sayError(error) // what was made before stays, and is not made twice when the file comes again
    }
    setBusy(false)
    void onDone()
  }
  const done = outcomes.length > 0 && !busy
  return (
    <Dialog title={words().importAccounts} onClose={onClose} wide>
      <p>{words().importText}</p>
      <label class="field">
        {words().file}
        <input type="file" accept=".csv,text/csv,text/plain" disabled={busy} onChange={(event) => void choose(event.currentTarget.files?.[0])} />
      </label>
      {fault && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      {(busy || done) && (
        <p role="status">
          <progress max={users.length} value={outcomes.length} aria-label={words().importAccounts} /> {words().importing(outcomes.length, users.length)}
          {done && ` ${words().importDone}`}
        </p>
      )}
      {outcomes.length > 0 && <Results of={outcomes} />}
      <footer>
        {done ? (
          <button type="button" class="primary" onClick={onClose}>
            {words().done}
          </button>
        ) : (
          <button type="button" class="primary" disabled={busy || users.length === 0} onClick={() => void go()}>
            {words().importNow(users.length)}
          </button>
        )}
      </footer>
    </Dialog>
  )
}

function Results({ of }: { of: Outcome[] }) {
  const counts = Object.entries(words().results).map(([result, text]) => [text, of.filter((each) => each.result === result).length] as const)
  const others = of.filter((each) => each.result !== 'created')
  return (
    <>
      <p>{counts.map(([text, count]) => `${text}: ${count}`).join(' · ')}</p>
      {others.length > 0 && (
        <div class="tall" tabIndex={0} role="group" aria-label={words().result}>
          <table class="data">
            <thead>
              <tr>
                <th scope="col">{words().line}</th>
                <th scope="col">{words().email}</th>
                <th scope="col">{words().result}</th>
              </tr>
            </thead>
            <tbody>
              {others.map((each) => (
                <tr key={each.line}>
                  <td>{each.line}</td>
                  <td>{each.email}</td>
                  <td>
                    {words().results[each.result]} {each.detail}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}
