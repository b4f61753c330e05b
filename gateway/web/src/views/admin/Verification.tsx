import { useState } from 'preact/hooks'
import { call } from '../../api/client.ts'
import { number } from '../../parts/format.ts'
import { attempt } from '../../parts/toasts.tsx'
import type { AuditVerification } from '../../generated/api.ts'
import { words } from './words.ts'

/** Reads the whole log and says whether anybody has changed it. */
export function Verification() {
  const [report, setReport] = useState<AuditVerification | null>(null)
  const [busy, setBusy] = useState(false)
  const verify = async () => {
    setBusy(true)
    setReport(null)
    await attempt(async () => setReport(await call('GET /audit/verification')))
    setBusy(false)
  }
  return (
    <section class="panel" aria-label={words().verify}>
      <button type="button" disabled={busy} onClick={() => void verify()}>
        {words().verify}
      </button>
      <div role="status">
        {busy && words().verifying}
        {report && <Report of={report} />}
      </div>
    </section>
  )
}

function Report({ of }: { of: AuditVerification }) {
  return (
    <>
      <p class={of.whole ? 'good-news' : 'fault'}>{of.whole ? words().whole(number(of.links)) : words().notWhole}</p>
      <ul>
        {of.problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
        {of.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
        {of.waiting > 0 && <li>{words().unlinked(number(of.waiting))}</li>}
        <li>
          {words().hash}: <code class="hash">{of.hash}</code>
        </li>
      </ul>
    </>
  )
}
