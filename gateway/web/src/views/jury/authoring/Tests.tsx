// The tests of a problem's newest version: added, replaced, moved, removed, validated. Each change makes a version.
import { useState } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import { usePages } from '../../../api/pages.ts'
import type { Testcase } from '../../../generated/api.ts'
import { Scroll } from '../../../parts/Scroll.tsx'
import { bytes } from '../../../parts/format.ts'
import { useQuery } from '../../../parts/query.ts'
import { Empty, Ready } from '../../../parts/States.tsx'
import { AddTests } from './AddTests.tsx'
import { TestDialog } from './TestDialog.tsx'
import { Validation } from './Validation.tsx'
import { words } from './words.ts'
import { More } from '../../../parts/More.tsx'

export function Tests({ problem }: { problem: string }) {
  const [{ test = '' }, setQuery] = useQuery()
  const [adding, setAdding] = useState(false)
  const loaded = usePages<Testcase>(
    async (cursor, signal) => {
      const { testcases, next } = await call('GET /testcases/{problem}', { path: { problem }, query: { limit: 200, ...(cursor && { cursor }) }, signal })
      return { items: testcases, next }
    },
    [problem],
  )
  const open = loaded.value?.find(({ id }) => id === test)
  return (
    <section class="panel" aria-labelledby="tests">
      <h2 id="tests">{words().tests}</h2>
      <div class="jury-acts">
        <button type="button" onClick={() => setAdding(true)}>
          + {words().addTest}
        </button>
        <Validation problem={problem} />
      </div>
      <AddTests problem={problem} added={loaded.reload} />
      <Ready of={loaded}>
        {(tests) =>
          tests.length === 0 ? (
            <Empty>{words().noTests}</Empty>
          ) : (
            <Scroll label={words().tests}>
              <table class="data">
                <thead>
                  <tr>
                    <th scope="col">{words().ordinal}</th>
                    <th scope="col">{words().kind}</th>
                    <th scope="col">{words().name}</th>
                    <th scope="col">{words().group}</th>
                    <th scope="col">{words().size}</th>
                  </tr>
                </thead>
                <tbody>
                  {tests.map((each) => (
                    <tr key={each.id}>
                      <td>
                        <button type="button" onClick={() => setQuery({ test: each.id }, true)}>
                          {words().open(each.ordinal)}
                        </button>
                      </td>
                      <td>{each.sample ? words().sample : words().secret}</td>
                      <td>{each.name}</td>
                      <td>{each.group}</td>
                      <td>
                        {bytes(each.input_bytes)} · {bytes(each.answer_bytes)}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )
        }
      </Ready>
      <More of={loaded} />
      {open && <TestDialog problem={problem} of={open} changed={loaded.reload} onClose={() => setQuery({ test: '' })} />}
      {adding && <TestDialog problem={problem} of={null} changed={loaded.reload} onClose={() => setAdding(false)} />}
    </section>
  )
}
