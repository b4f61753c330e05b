import { later, type ContestView } from '../../app/views.ts'
import { openQuestions } from './desk/openQuestions.ts'
import { deskWords } from './deskWords.ts'

const jury = { shown: (access: { jury: boolean }) => access.jury }

/** What the jury does while the contest runs. */
export const deskViews: ContestView[] = [
  { path: '/jury/submissions', component: later(() => import('./submissions/SubmissionList.tsx')), tab: { ...jury, label: () => deskWords().submissions } },
  { path: '/jury/submissions/:id', component: later(() => import('./submissions/SubmissionPage.tsx')) },
  {
    path: '/jury/clarifications',
    component: later(() => import('./clarifications/ClarificationsDesk.tsx')),
    tab: {
      ...jury,
      label: () => deskWords().clarifications,
      waiting: ({ id }) => {
        const count = openQuestions.value.get(id) ?? 0
        return { count, says: deskWords().wait(count) }
      },
    },
  },
  { path: '/jury/rejudgings', component: later(() => import('./rejudgings/RejudgingList.tsx')), tab: { ...jury, label: () => deskWords().rejudgings } },
  { path: '/jury/rejudgings/new', component: later(() => import('./rejudgings/NewRejudging.tsx')) },
  { path: '/jury/rejudgings/:id', component: later(() => import('./rejudgings/RejudgingPage.tsx')) },
  { path: '/jury/balloons', component: later(() => import('./balloons/Balloons.tsx')), tab: { ...jury, label: () => deskWords().balloons } },
  { path: '/jury/prints', component: later(() => import('./prints/Prints.tsx')), tab: { ...jury, label: () => deskWords().prints } },
]
