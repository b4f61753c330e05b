import { later, type ContestView, type View } from '../../../app/views.ts'
import { tabWords } from './tabWords.ts'

/** What the jury of a contest looks after: its settings, problems, teams and course. */
export const contestViews: ContestView[] = [
  { path: '/jury', component: later(() => import('./Overview.tsx')), tab: { label: () => tabWords().jury, shown: (access) => access.jury } },
  { path: '/jury/settings', component: later(() => import('./Settings.tsx')) },
  { path: '/jury/problems', component: later(() => import('./Problems.tsx')) },
  { path: '/jury/registration', component: later(() => import('./Registration.tsx')) },
  { path: '/jury/teams', component: later(() => import('./Teams.tsx')) },
  { path: '/jury/teams/import', component: later(() => import('./ImportTeams.tsx')) },
  { path: '/jury/people', component: later(() => import('./People.tsx')) },
  { path: '/jury/announcements', component: later(() => import('./Announcements.tsx')) },
]

/** Making contests. */
export const organiserViews: View[] = [{ path: '/admin/contests/new', component: later(() => import('./NewContest.tsx')) }]
