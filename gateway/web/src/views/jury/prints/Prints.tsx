import { call } from '../../../api/client.ts'
import type { Print } from '../../../generated/api.ts'
import { spell } from '../../../live/time.ts'
import { AskingButton } from '../../../parts/Dialog.tsx'
import { Scroll } from '../../../parts/Scroll.tsx'
import { bytes, number } from '../../../parts/format.ts'
import { useKeys } from '../../../parts/keys.ts'
import { useQuery } from '../../../parts/query.ts'
import { Empty, Ready } from '../../../parts/States.tsx'
import { useTitle } from '../../../parts/title.ts'
import { useContest } from '../../../store/access.ts'
import { Filters, TeamChoice } from '../desk/Filters.tsx'
import { Switch } from '../desk/Switch.tsx'
import { useDesk } from '../desk/useDesk.ts'
import { useList } from '../desk/useList.ts'
import { useRows, type Rows } from '../desk/useRows.ts'
import { open, remove, tick } from './acts.ts'
import { words } from './words.ts'
import '../desk/desk.css'
import './prints.css'
import { More } from '../../../parts/More.tsx'

/** The queue of prints for those who print and bring them. */
export default function Prints() {
  const { id } = useContest()
  const [query, change] = useQuery()
  const delivered = query['show'] === 'delivered'
  const team = query['team']
  const list = useList(
    async (page, signal) => {
      const asked = { ...page, delivered, ...(team && { team }) }
      const found = await call('GET /contests/{contest}/prints', { path: { contest: id }, query: asked, signal })
      return { items: found.prints, next: found.next }
    },
    [id, delivered, team],
  )
  useDesk(['prints'], list.reload)
  useTitle(words().title)
  const rows = useRows((list.value ?? []).map((print) => print.id))
  const onChosen = (act: (print: Print) => unknown) => {
    const print = list.value?.find((each) => each.id === rows.at())
    if (print) act(print)
  }
  useKeys(
    [
      ...rows.keys,
      { key: 'o', does: words().openKey, act: () => onChosen((print) => print.has_source && void open(print)) },
      { key: 'd', does: words().tick, act: () => onChosen((print) => void tick(print, list.reload)) },
    ],
    [words(), list.value],
  )
  return (
    <section class="desk">
      <div class="desk-head">
        <h2>{words().title}</h2>
        <span role="status">{!delivered && list.value && `${words().count(number(list.value.length))}${list.more ? ' +' : ''}`}</span>
      </div>
      <div class="desk-filters">
        <Switch label={words().show} value={delivered ? 'delivered' : ''} options={[['', words().waiting], ['delivered', words().delivered]]} name="show" />
        <Filters onClear={team ? () => change({ team: '' }) : undefined}>
          <TeamChoice value={team} onChange={(chosen) => change({ team: chosen })} />
        </Filters>
      </div>
      <Ready of={list}>
        {(prints) =>
          prints.length > 0 ? (
            <Table prints={prints} rows={rows} reload={list.reload} />
          ) : (
            <Empty>{delivered ? words().noneBrought : words().none}</Empty>
          )
        }
      </Ready>
      {list.more && (
        <div>
          <More of={list} />
        </div>
      )}
    </section>
  )
}

function Table({ prints, rows, reload }: { prints: readonly Print[]; rows: Rows; reload: () => Promise<void> }) {
  return (
    <Scroll label={words().title}>
      <table class="data desk-table">
        <thead>
          <tr>
            <th scope="col">{words().place}</th>
            <th scope="col">{words().team}</th>
            <th scope="col">{words().file}</th>
            <th scope="col">{words().sent}</th>
            <th scope="col">{words().bring}</th>
          </tr>
        </thead>
        <tbody>
          {prints.map((print) => (
            <tr key={print.id} class={rows.chosen === print.id ? 'chosen' : ''}>
              <td class="print-place">{print.location || <small class="desk-note">{words().unknownPlace}</small>}</td>
              <td class="wide">
                <bdi>{print.team_name}</bdi>
              </td>
              <td>
                <code>{print.file_name}</code> <small class="desk-note">{bytes(print.source_bytes)}</small>
              </td>
              <td class="time">{spell(print.contest_time)}</td>
              <td>
                <Acts of={print} rows={rows} reload={reload} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function Acts({ of, rows, reload }: { of: Print; rows: Rows; reload: () => Promise<void> }) {
  const brought = of.delivered_at !== null
  const says = brought ? words().takeItBack : words().bringIt
  return (
    <span class="desk-acts">
      {of.has_source ? (
        <button {...rows.row(of.id)} type="button" aria-label={words().openIt(of.file_name, of.team_name)} onClick={() => void open(of)}>
          {words().open}
        </button>
      ) : (
        <small class="desk-note">{words().gone}</small>
      )}
      <button type="button" class={brought ? '' : 'primary'} aria-label={says(of.file_name, of.team_name)} onClick={() => void tick(of, reload)}>
        {brought ? `↺ ${words().takeBack}` : `✓ ${words().bring}`}
      </button>
      {of.delivered_by && <small class="desk-note">{words().broughtBy(of.delivered_by)}</small>}
      {!brought && (
        <AskingButton
          label={words().remove}
          question={words().removeQuestion(of.file_name, of.team_name)}
          act={() => remove(of, reload)}
          done={words().removed}
        />
      )}
    </span>
  )
}
