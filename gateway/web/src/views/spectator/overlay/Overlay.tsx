// A page for a stream: one part of a contest over a transparent background, where the address says.
import { useLocation } from 'preact-iso'
import { useEffect, useMemo } from 'preact/hooks'
import { WHOLE_MOST } from '../../../live/follower.ts'
import { connection } from '../../../store/connection.ts'
import { ContestStore } from '../../../store/contest.ts'
import { Clock } from './Clock.tsx'
import { parsed, type Options } from './options.ts'
import { QueueList } from './QueueList.tsx'
import { Slice } from './Slice.tsx'
import { SoleTeam } from './SoleTeam.tsx'
import { Strip } from './Strip.tsx'
import './colours.css'
import './overlay.css'

/** A page of its own. */
export default function Overlay({ contest = '', kind }: { contest?: string; kind?: string }) {
  const { query } = useLocation()
  useEffect(() => {
    document.documentElement.dataset['overlay'] = ''
    return () => delete document.documentElement.dataset['overlay']
  }, [])
  const options = parsed(kind, query)
  const store = useStore(contest)
  const name = store.clock.value?.settings.name
  useEffect(() => {
    document.title = [options.kind, name ?? contest].join(' · ')
  }, [options.kind, name])
  return (
    <main>
      <h1 class="hidden">{name ?? contest}</h1>
      <Placed store={store} options={options} />
    </main>
  )
}

export function useStore(contest: string): ContestStore {
  const store = useMemo(() => new ContestStore(connection(), contest), [contest])
  useEffect(() => () => store.close(), [store])
  const total = (void store.version.value, store.board.total)
  useEffect(() => store.follow(0, Math.max(1, Math.min(total, WHOLE_MOST)) - 1, true), [store, total])
  return store
}

const PARTS = { board: Slice, ticker: Strip, clock: Clock, team: SoleTeam, queue: QueueList }

export function Placed({ store, options }: { store: ContestStore; options: Options }) {
  const Part = PARTS[options.kind]
  const { place, theme, margin, width, scale } = options
  return (
    <div class={`overlay ${theme} at-${place}`} style={{ padding: `${margin}px` }}>
      <div class={`overlay-part is-${options.kind}`} style={{ width: width ? `${width}px` : undefined, zoom: scale / 100 }}>
        {store.clock.value && <Part store={store} options={options} />}
      </div>
    </div>
  )
}
