import { later, type ContestView } from '../../../app/views.ts'
import type { Access } from '../../../store/access.ts'
import { unread } from '../clarifications/unread.ts'
import { tabs } from './tabs.ts'

const takesPart = (access: Access) => access.team !== null

/** The home of who takes part, which is also where one joins. */
export const homeViews: ContestView[] = [
  {
    path: '/home',
    component: later(() => import('./Home.tsx')),
    tab: {
      label: (access) => (access.registration ? tabs().home : tabs().takePart),
      // nobody takes part in a recorded contest
      shown: (access, { store }) => access.known && (access.registration !== null || (!access.jury && !store.clock.value?.settings.playback)),
    },
  },
]

/** What belongs to it, behind the problems. */
export const desks: ContestView[] = [
  {
    path: '/clarifications',
    component: later(() => import('../clarifications/Clarifications.tsx')),
    tab: {
      label: () => tabs().clarifications,
      shown: takesPart,
      waiting: ({ id }) => {
        const count = unread.value.get(id) ?? 0
        return { count, says: tabs().unread(count) }
      },
    },
  },
  {
    path: '/prints',
    component: later(() => import('../prints/Prints.tsx')),
    tab: { label: () => tabs().prints, shown: (access) => takesPart(access) && !access.registration?.virtual_participation },
  },
]
