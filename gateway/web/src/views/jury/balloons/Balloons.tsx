import { useEffect } from 'preact/hooks'
import { call } from '../../../api/client.ts'
import type { Balloon } from '../../../generated/api.ts'
import { number } from '../../../parts/format.ts'
import { useKeys } from '../../../parts/keys.ts'
import { useQuery } from '../../../parts/query.ts'
import { Empty, Ready } from '../../../parts/States.tsx'
import { useTitle } from '../../../parts/title.ts'
import { attempt, say } from '../../../parts/toasts.tsx'
import { words as common } from '../../../parts/words.ts'
import { useContest } from '../../../store/access.ts'
import { Filters, ProblemChoice, Text } from '../desk/Filters.tsx'
import { Switch } from '../desk/Switch.tsx'
import { useDesk } from '../desk/useDesk.ts'
import { PAGE, useList } from '../desk/useList.ts'
import { useRows } from '../desk/useRows.ts'
import { BalloonTable } from './BalloonTable.tsx'
import { fits } from './fits.ts'
import { FreezeNote } from './FreezeNote.tsx'
import { words } from './words.ts'
import '../desk/desk.css'
import './balloons.css'
import { More } from '../../../parts/More.tsx'

/** So many that wait are loaded, so that filters see all of them. */
const MOST_WAITING = 2000

/** The queue of balloons for those who bring them. Nothing of it, counts neither, tells what the freeze hides: the platform leaves it out. */
export default function Balloons() {
  const { id, store } = useContest()
  const [query, change] = useQuery()
  const delivered = query['show'] === 'delivered'
  const list = useList(
    async (page, signal) => {
      const found = await call('GET /contests/{contest}/balloons', { path: { contest: id }, query: { ...page, delivered }, signal })
      return { items: found.balloons, next: found.next }
    },
    [id, delivered],
    delivered ? PAGE : MOST_WAITING,
  )
  const clock = store.clock.value
  useDesk(['submissions', 'balloons'], list.reload)
  useEffect(() => void list.reload(), [clock?.thawed]) // the end of a freeze is told by the clock
  const shown = (list.value ?? []).filter((balloon) => fits(balloon, query['problem'], query['place']))
  const rows = useRows(shown.map((balloon) => balloon.id))
  const tick = (balloon: Balloon | undefined) => balloon && void ticked(id, balloon, list.reload)
  useTitle(words().title)
  useKeys([...rows.keys, { key: 'd', does: words().tick, act: () => tick(shown.find((balloon) => balloon.id === rows.at())) }], [words(), list.value, query])
  return (
    <section class="desk">
      <div class="desk-head">
        <h2>{words().title}</h2>
        <span role="status">{!delivered && list.value && words().count(number(list.value.length))}</span>
      </div>
      <FreezeNote />
      <div class="desk-filters">
        <Switch label={words().show} value={delivered ? 'delivered' : ''} options={[['', words().waiting], ['delivered', words().delivered]]} name="show" />
        <Filters onClear={query['problem'] || query['place'] ? () => change({ problem: '', place: '' }) : undefined}>
          <ProblemChoice value={query['problem']} onChange={(problem) => change({ problem })} />
          <Text label={words().placeStart} value={query['place']} onChange={(place) => change({ place })} />
        </Filters>
      </div>
      <Ready of={list} rows={10}>
        {(all) =>
          shown.length > 0 ? (
            <BalloonTable balloons={shown} rows={rows} onTick={tick} />
          ) : (
            <Empty>{all.length > 0 ? words().noneOfThese : delivered ? words().noneBrought : words().none}</Empty>
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

/** Says that a balloon was brought, or was not; either can be undone. */
async function ticked(contest: string, balloon: Balloon, reload: () => unknown): Promise<void> {
  const path = { contest, balloon: balloon.id }
  const set = (brought: boolean) =>
    attempt(async () => {
      const one = brought
        ? await call('PUT /contests/{contest}/balloons/{balloon}/delivery', { path })
        : await call('DELETE /contests/{contest}/balloons/{balloon}/delivery', { path })
      void reload()
      return one
    })
  const brought = balloon.delivered_at === null
  if (!(await set(brought))) return
  const text = (brought ? words().done : words().undone)(balloon.label, balloon.team_name)
  say(text, 'good', balloon.withdrawn ? undefined : { label: common().undo, do: () => set(!brought) })
}
