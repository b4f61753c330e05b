import { later, type View } from '../../../app/views.ts'

/** Making problems. */
export const authoringViews: View[] = [
  { path: '/problems/new', component: later(() => import('./NewProblem.tsx')) },
  { path: '/problems/:problem/edit', component: later(() => import('./EditProblem.tsx')) },
]
