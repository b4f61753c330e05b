import { later, type ContestView, type View } from '../../../app/views.ts'

/** Problems and submissions of a contest. */
export const workViews: ContestView[] = [
  { path: '/problems/:label', component: later(() => import('./ContestProblem.tsx')) },
  { path: '/submissions/:submission', component: later(() => import('../submission/ContestSubmission.tsx')) },
]

/** The same outside of contests. */
export const practiceViews: View[] = [
  { path: '/problems/:problem', component: later(() => import('./PracticeProblem.tsx')) },
  { path: '/submissions/:submission', component: later(() => import('../submission/PracticeSubmission.tsx')) },
]
