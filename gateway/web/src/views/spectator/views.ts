import { later, type ContestView, type View } from '../../app/views.ts'
import { contestTime, phase } from '../../live/time.ts'
import type { ContestContext } from '../../store/access.ts'
import { words } from './words.ts'

/** Pages for streams, without the frame: their paths begin with `/overlay/`. */
export const overlayViews: View[] = [{ path: '/overlay/:contest/:kind?', component: later(() => import('./overlay/Overlay.tsx')) }]

/** Where their addresses are put together, within the frame. */
export const streamViews: View[] = [{ path: '/overlay', component: later(() => import('./overlay/Builder.tsx')) }]

/** What everybody sees of a contest. */
export const spectatorViews: ContestView[] = [
  { path: '/', component: later(() => import('./board/BoardPage.tsx')), tab: { label: () => words().board, shown: () => true } },
  {
    path: '/time',
    component: later(() => import('./machine/TimePage.tsx')),
    tab: { label: () => words().timeMachine, shown: (_, { store }) => phaseOf(store) !== 'before' },
  },
  {
    path: '/reveal',
    component: later(() => import('./reveal/RevealPage.tsx')),
    tab: { label: () => words().reveal, shown: ({ jury }, { store }) => hasReveal(store, jury) },
  },
  { path: '/results', component: later(() => import('./results/ResultsPage.tsx')), tab: { label: () => words().results, shown: () => true } },
  { path: '/statistics', component: later(() => import('./results/StatisticsPage.tsx')), tab: { label: () => words().statistics, shown: () => true } },
]

function phaseOf(store: ContestContext['store']) {
  const clock = store.clock.value
  return clock ? phase(clock, contestTime(clock, Date.now(), store.skew)) : 'before'
}

/** Where something is frozen: for the jury, who may rehearse, from the freeze on; for all others when the contest is over. */
function hasReveal(store: ContestContext['store'], jury: boolean): boolean {
  const clock = store.clock.value
  const time = clock && contestTime(clock, Date.now(), store.skew)
  if (!clock || clock.thawed || clock.settings.freeze === null || time === null) return false
  return time >= (jury ? clock.settings.freeze : clock.settings.duration)
}
