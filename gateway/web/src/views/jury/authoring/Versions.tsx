// The versions of a problem, with what each one changed.
import { call } from '../../../api/client.ts'
import { usePages } from '../../../api/pages.ts'
import type { ListedTests, Version } from '../../../generated/api.ts'
import { Scroll } from '../../../parts/Scroll.tsx'
import { dateTime } from '../../../parts/format.ts'
import { Ready } from '../../../parts/States.tsx'
import { words } from './words.ts'
import { More } from '../../../parts/More.tsx'

export function Versions({ problem }: { problem: string }) {
  const loaded = usePages<Version>(
    async (cursor, signal) => {
      const { versions, next } = await call('GET /problems/{problem}/versions', { path: { problem }, query: cursor ? { cursor } : {}, signal })
      return { items: versions, next }
    },
    [problem],
  )
  return (
    <section class="panel" aria-labelledby="history">
      <h2 id="history">{words().history}</h2>
      <Ready of={loaded}>
        {(versions) => (
          <Scroll label={words().history}>
            <table class="data">
              <thead>
                <tr>
                  <th scope="col" class="number">
                    {words().version}
                  </th>
                  <th scope="col">{words().made}</th>
                  <th scope="col">{words().what}</th>
                </tr>
              </thead>
              <tbody>
                {versions.map((version) => (
                  <tr key={version.version}>
                    <td class="number">{version.version}</td>
                    <td>
                      {dateTime(version.made_at)} · {version.made_by}
                    </td>
                    <td>
                      {version.note && <b>{version.note} </b>}
                      {changesOf(version)}
                      {!version.available && <span class="hint"> ({words().gone})</span>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </Ready>
      <More of={loaded} />
    </section>
  )
}

function listed(tests: ListedTests | undefined): string {
  return tests && tests.count > 0 ? tests.ordinals.join(', ') + (tests.count > tests.ordinals.length ? ', …' : '') : ''
}

function changesOf({ version, changes }: Version): string {
  const say = words().changes
  const limits = Object.entries(changes.limits ?? {}).map(([name, { before, after }]) => `${say[name as 'time_limit'] ?? name} ${before} → ${after}`)
  const tests = (['added', 'removed', 'changed'] as const).flatMap((kind) => (listed(changes[kind]) ? [say[kind](listed(changes[kind]))] : []))
  const all = [
    ...limits,
    ...(changes.checker ? [say.checker] : []),
    ...tests,
    ...(changes.moved ? [say.moved(changes.moved)] : []),
    ...(changes.statements?.length ? [say.statements(changes.statements.join(', '))] : []),
    ...(changes.other?.length ? [say.other(changes.other.join(', '))] : []),
  ]
  return all.join('; ') || (version === 1 ? say.first : '')
}
