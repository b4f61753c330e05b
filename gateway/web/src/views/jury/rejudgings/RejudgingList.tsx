import { call } from '../../../api/client.ts'
import { useLoaded } from '../../../api/loaded.ts'
import type { Rejudging } from '../../../generated/api.ts'
import { Scroll } from '../../../parts/Scroll.tsx'
import { dateTime, number } from '../../../parts/format.ts'
import { useKeys } from '../../../parts/keys.ts'
import { Empty, Ready } from '../../../parts/States.tsx'
import { useTitle } from '../../../parts/title.ts'
import { useContest } from '../../../store/access.ts'
import { useDesk } from '../desk/useDesk.ts'
import { useRows, type Rows } from '../desk/useRows.ts'
import { Progress, State } from './parts.tsx'
import { words } from './words.ts'
import '../desk/desk.css'
import './rejudgings.css'

/** All re-judgings of the contest, the newest first. */
export default function RejudgingList() {
  const { id } = useContest()
  const list = useLoaded((signal) => call('GET /contests/{contest}/rejudgings', { path: { contest: id }, signal }), [id])
  useDesk(['rejudgings'], list.reload)
  useTitle(words().title)
  const rows = useRows((list.value?.rejudgings ?? []).map((each) => each.id))
  useKeys([...rows.keys], [words(), list.value])
  return (
    <section class="desk">
      <div class="desk-head">
        <h2>{words().title}</h2>
        <a class="button primary" href={`/contests/${encodeURIComponent(id)}/jury/rejudgings/new`}>
          {words().make}
        </a>
      </div>
      <Ready of={list}>
        {({ rejudgings }) => (rejudgings.length === 0 ? <Empty>{words().none}</Empty> : <Table all={rejudgings} rows={rows} />)}
      </Ready>
    </section>
  )
}

function Table({ all, rows }: { all: readonly Rejudging[]; rows: Rows }) {
  const { id } = useContest()
  return (
    <Scroll label={words().title}>
      <table class="data desk-table">
        <thead>
          <tr>
            <th scope="col">{words().reason}</th>
            <th scope="col">{words().state}</th>
            <th scope="col">{words().progress}</th>
            <th scope="col" class="number">
              {words().changed}
            </th>
            <th scope="col">{words().made}</th>
          </tr>
        </thead>
        <tbody>
          {all.map((each) => (
            <tr key={each.id} class={rows.chosen === each.id ? 'chosen' : ''}>
              <td class="wide">
                <a {...rows.row(each.id)} href={`/contests/${encodeURIComponent(id)}/jury/rejudgings/${each.id}`}>
                  {each.reason}
                </a>
              </td>
              <td>
                <State of={each} />
              </td>
              <td>
                <Progress of={each} />
              </td>
              <td class="number">{number(each.changed.filter((change) => change.old !== change.new).length)}</td>
              <td class="time">{dateTime(each.created_at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
