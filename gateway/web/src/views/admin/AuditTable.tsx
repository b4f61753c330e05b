import { useState } from 'preact/hooks'
import { Dialog } from '../../parts/Dialog.tsx'
import { dateTime, number } from '../../parts/format.ts'
import { Scroll } from '../../parts/Scroll.tsx'
import type { AuditEntry } from '../../generated/api.ts'
import { words } from './words.ts'

export function AuditTable({ entries }: { entries: AuditEntry[] }) {
  const [shown, setShown] = useState<AuditEntry | null>(null)
  return (
    <>
      <Scroll label={words().sections.audit}>
        <table class="data">
          <thead>
            <tr>
              <th scope="col">{words().when}</th>
              <th scope="col">{words().who}</th>
              <th scope="col">{words().act}</th>
              <th scope="col">{words().object}</th>
              <th scope="col">{words().outcome}</th>
              <th scope="col">
                <span class="hidden">{words().details}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <tr key={entry.id}>
                <td>
                  <time dateTime={entry.at}>{dateTime(entry.at)}</time>
                </td>
                <td>{entry.actor ? <a href={`/admin/users/${entry.actor}`}>{entry.actor_name ?? entry.actor}</a> : words().platform}</td>
                <td>
                  <code>{entry.action}</code>
                </td>
                <td class="object">
                  {entry.kind} <small>{entry.object}</small>
                </td>
                <td>
                  <Outcome of={entry} />
                </td>
                <td>
                  <button type="button" class="plain" aria-label={`${words().details}: ${entry.action}`} onClick={() => setShown(entry)}>
                    …
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {shown && <Details of={shown} onClose={() => setShown(null)} />}
    </>
  )
}

function Outcome({ of }: { of: AuditEntry }) {
  return (
    <>
      {of.outcome === 'done' ? '✓' : '✗'} {words().outcomes[of.outcome]} {of.reason}
      {of.times > 1 && ` · ${words().times(number(of.times))}`}
      {of.marks.map((mark) => (
        <span key={mark} class="badge marked">
          ⚠ {words().marks[mark] ?? mark}
        </span>
      ))}
    </>
  )
}

function Details({ of, onClose }: { of: AuditEntry; onClose: () => void }) {
  const lines: [string, string][] = [
    [words().when, dateTime(of.at)],
    [words().who, of.actor_name ?? words().platform],
    [words().roles, of.roles.join(', ')],
    [words().object, `${of.kind} ${of.object}`],
    [words().address, of.address ?? ''],
    [words().session, of.session],
    [words().request, of.request],
    [words().reasonOf, of.reason],
    [words().link, of.sequence === null ? words().notLinked : number(of.sequence)],
  ]
  return (
    <Dialog title={of.action} onClose={onClose} wide>
      <dl class="entry">
        {lines
          .filter(([, value]) => value)
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      {of.before && <Fields title={words().before} of={of.before} />}
      {of.after && <Fields title={words().after} of={of.after} />}
    </Dialog>
  )
}

function Fields({ title, of }: { title: string; of: Record<string, unknown> }) {
  return (
    <div>
      <h3>{title}</h3>
      <pre tabIndex={0}>{JSON.stringify(of, null, 2)}</pre>
    </div>
  )
}
