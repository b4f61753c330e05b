import { later, type View } from '../../app/views.ts'

const Teams = later(() => import('./Teams.tsx'))

/** Other people, and teams. */
export const peopleViews: View[] = [
  { path: '/users', component: later(() => import('./Leaderboard.tsx')) },
  { path: '/users/:user', component: later(() => import('./Person.tsx')) },
  { path: '/teams', component: Teams },
  { path: '/teams/join', component: Teams },
  { path: '/teams/:team', component: later(() => import('./TeamPage.tsx')) },
]
